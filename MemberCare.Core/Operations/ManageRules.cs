using System.Globalization;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Operations;

/// <summary>Defines automatic rules and switches them on and off. What was done, by whom, is kept with what the rule said then.</summary>
public sealed partial class ManageRules(Gate gate, Writer writer, ILogger<ManageRules> log)
{
    // In bites: a rule that stopped during an import may have a hundred thousand who wait.
    private const int MostForgotten = 2000;

    /// <summary>Makes a rule, switched off.</summary>
    /// <returns>Its id; or <see cref="NotPermitted"/> or a refusal of <see cref="Rule.Create"/>.</returns>
    public Task<Outcome<RuleId>> CreateAsync(RuleDraft draft, Actor actor, CancellationToken cancellation = default) =>
        RunAsync<RuleId>(RuleAct.Created, null, actor, transaction =>
        {
            var catalogue = transaction.Catalogue;
            if (!Rule.Create(actor.Tenant, draft, [.. transaction.Db.Rules], catalogue.Labels, catalogue.Reasons, actor, transaction.Now).TryGet(out var made, out var refusal))
            {
                return refusal;
            }

            transaction.Db.Rules.Add(made);
            transaction.Db.SaveChanges();
            Keep(transaction, made, RuleAct.Created, actor);
            return made.Id;
        }, cancellation);

    /// <summary>Changes what a rule says; it has to be off.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/> or a refusal of <see cref="Rule.Edit"/>.</returns>
    public Task<Outcome<Done>> EditAsync(RuleId id, RuleDraft draft, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(RuleAct.Edited, id, actor, (rule, others, transaction) =>
            rule.Edit(draft, others, transaction.Catalogue.Labels, transaction.Catalogue.Reasons, actor, transaction.Now), cancellation);

    /// <summary>Lets a rule work: for what happens from this commit on.</summary>
    /// <param name="id">Which.</param>
    /// <param name="seen">The version that the person saw, and whose dry run; null for whatever is there.</param>
    /// <param name="actor">Who switches it on.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/> or a refusal of <see cref="Rule.SwitchOn"/>.</returns>
    public async Task<Outcome<Done>> SwitchOnAsync(RuleId id, int? seen, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ManageRules, nameof(ManageRules)) is { } forbidden)
        {
            return forbidden;
        }

        await ForgetWaitingAsync(id, actor, cancellation);
        return await ChangeAsync(RuleAct.SwitchedOn, id, actor, (rule, others, transaction) =>
        {
            var end = RuleRows.End(transaction.Connection);
            if (RuleRows.Progress(transaction.Connection, actor.Tenant) is null)
            {
                // Nobody looked at the outbox while there was no rule: what is in it concerns none.
                RuleRows.KeepProgress(transaction.Connection, actor.Tenant, end);
            }

            return rule.SwitchOn(seen, end, others, transaction.Catalogue.Labels, actor, transaction.Now);
        }, cancellation);
    }

    /// <summary>Lets a rule touch nobody from now on. Who waited for it is let go.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/> or a refusal of <see cref="Rule.SwitchOff"/>.</returns>
    public Task<Outcome<Done>> SwitchOffAsync(RuleId id, int? seen, Actor actor, CancellationToken cancellation = default) =>
        EndAsync(RuleAct.SwitchedOff, id, actor, (rule, transaction) => rule.SwitchOff(seen, actor, transaction.Now), cancellation);

    /// <summary>Lets a rule go on that stopped at its limit, with those who wait.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/> or a refusal of <see cref="Rule.Continue"/>.</returns>
    public Task<Outcome<Done>> ContinueAsync(RuleId id, int? seen, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(RuleAct.Continued, id, actor, (rule, _, transaction) =>
        {
            var waiting = rule.Terms.IsEventDriven ? RuleRows.CountWaiting(transaction.Connection, actor.Tenant, id)
                : long.TryParse(rule.StopDetail, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) ? counted : 0;
            return rule.Continue(seen, waiting, actor, transaction.Now);
        }, cancellation);

    /// <summary>Takes a rule out of use for good; histories keep its name.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/> or a refusal of <see cref="Rule.Retire"/>.</returns>
    public Task<Outcome<Done>> RetireAsync(RuleId id, int? seen, Actor actor, CancellationToken cancellation = default) =>
        EndAsync(RuleAct.Retired, id, actor, (rule, transaction) => rule.Retire(seen, actor, transaction.Now), cancellation);

    private async Task<Outcome<Done>> EndAsync(RuleAct act, RuleId id, Actor actor, Func<Rule, WriteTransaction, Outcome<Done>> work, CancellationToken cancellation)
    {
        var done = await ChangeAsync(act, id, actor, (rule, _, transaction) => work(rule, transaction), cancellation);
        if (done.Refusal is null)
        {
            await ForgetWaitingAsync(id, actor, cancellation);
        }

        return done;
    }

    private async Task ForgetWaitingAsync(RuleId id, Actor actor, CancellationToken cancellation)
    {
        Outcome<int> forgotten;
        do
        {
            forgotten = await writer.RunAsync<int>(
                actor.Tenant,
                transaction => transaction.Db.Rules.SingleOrDefault(rule => rule.Id == id) is { State: not RuleState.On, Stop: not RuleStop.Limit }
                    ? RuleRows.ForgetWaiting(transaction.Connection, actor.Tenant, id, MostForgotten)
                    : 0,
                cancellation,
                Turn.Long);
        }
        while (forgotten.Refusal is null && forgotten.Value == MostForgotten);
    }

    private Task<Outcome<Done>> ChangeAsync(
        RuleAct act, RuleId id, Actor actor, Func<Rule, IReadOnlyCollection<Rule>, WriteTransaction, Outcome<Done>> work, CancellationToken cancellation) =>
        RunAsync<Done>(act, id, actor, transaction =>
        {
            var all = transaction.Db.Rules.ToList();
            if (all.Find(known => known.Id == id) is not { } rule)
            {
                return new NotFound("rule");
            }

            var version = rule.Version;
            var outcome = work(rule, all, transaction);
            if (outcome.Refusal is null && rule.Version != version)
            {
                Keep(transaction, rule, act, actor);
            }

            return outcome;
        }, cancellation);

    private static void Keep(WriteTransaction transaction, Rule rule, RuleAct act, Actor actor)
    {
        transaction.Db.RuleChanges.Add(RuleChange.Of(rule, act, actor, transaction.Now));
        transaction.Db.SaveChanges();
        transaction.TouchCatalogue();
    }

    private async Task<Outcome<T>> RunAsync<T>(RuleAct act, RuleId? id, Actor actor, Func<WriteTransaction, Outcome<T>> work, CancellationToken cancellation)
    {
        if (gate.Check(actor, Permissions.ManageRules, nameof(ManageRules)) is { } forbidden)
        {
            return forbidden;
        }

        var done = await writer.RunAsync(actor.Tenant, work, cancellation);
        if (done.Refusal is null)
        {
            Acted(actor.Kind, actor.Id, actor.Tenant, act, id ?? (done.Value is RuleId made ? made : default));
        }

        return done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ActorKind} {ActorId} of tenant {Tenant} did {Act} for rule {Rule}")]
    private partial void Acted(ActorKind actorKind, string actorId, TenantId tenant, RuleAct act, RuleId rule);
}
