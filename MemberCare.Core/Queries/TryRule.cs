using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>A customer whom a rule would touch.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="Label">The label carried now.</param>
public sealed record TrialCustomer(CustomerId Id, string Name, string Label);

/// <summary>What a rule would do, or would have done.</summary>
/// <param name="Days">The days over which events were looked at; null where the state of this moment was.</param>
/// <param name="Changes">How many customers it would change.</param>
/// <param name="NeedApproval">How many of those changes a second person has to approve first.</param>
/// <param name="There">How many carry the label already, by this rule or by anything else.</param>
/// <param name="Impossible">How many it would leave alone, because no way leads there from their status, or none back where the change is to end by itself.</param>
/// <param name="Limit">How many it may touch a day before it stops and asks.</param>
/// <param name="To">The label it changes to.</param>
/// <param name="Some">Some of those it would change.</param>
/// <param name="EndsByItself">Whether the clock ends the change, so that a way has to lead back.</param>
/// <param name="Circle">Rules at work with which it would go round in a circle; empty where there are none.</param>
public sealed record RuleTrial(
    int? Days, long Changes, long NeedApproval, long There, long Impossible, int Limit, string To, IReadOnlyList<TrialCustomer> Some, bool EndsByItself, IReadOnlyList<string> Circle)
{
    /// <summary>Whether it would stop and ask at once.</summary>
    public bool ExceedsLimit => Changes > Limit;
}

/// <summary>The dry run of a rule: whom it would touch, with names and numbers, and nothing is changed [M12].</summary>
public sealed class TryRule(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>Over how many days events are looked at: what the rule would have done, had it been at work.</summary>
    public const int DaysBack = 30;

    /// <summary>How many customers are named.</summary>
    public const int MostNamed = 50;

    /// <summary>Tries a rule that is not kept yet, or an edit of one.</summary>
    /// <returns>What it would do; or <see cref="NotPermitted"/> or a refusal of <see cref="RuleDraft.Read"/>.</returns>
    public Outcome<RuleTrial> Run(RuleDraft draft, Actor actor, RuleId? edited = null)
    {
        if (gate.Check(actor, Permissions.ManageRules, nameof(TryRule)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        if (!draft.Read(catalogue.Labels, catalogue.Reasons, time.Now()).TryGet(out var read, out var refusal))
        {
            return refusal;
        }

        return Run(scope, catalogue, read.Name, read.Terms, edited ?? default);
    }

    /// <summary>Tries a rule as it is kept.</summary>
    /// <returns>What it would do; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<RuleTrial> Run(RuleId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageRules, nameof(TryRule)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.Rules.SingleOrDefault(rule => rule.Id == id) is { } rule
            ? Run(scope, catalogues.Of(scope), rule.Name, rule.Terms, id)
            : new NotFound("rule");
    }

    private RuleTrial Run(ReadScope scope, TenantCatalogue catalogue, string name, RuleTerms terms, RuleId id)
    {
        var now = time.Now();
        var whom = new RuleTrialScope(
            terms,
            id,
            now.AddDays(-DaysBack).ToUnixTimeMilliseconds(),
            terms.Days is { } days ? now.AddDays(-days).ToUnixTimeMilliseconds() : long.MaxValue,
            terms.NewWithinDays is { } newest ? now.AddDays(-newest).ToUnixTimeMilliseconds() : long.MinValue);
        var target = catalogue.Label(terms.Label)!;
        var (changes, approvals, there, impossible) = (0L, 0L, 0L, 0L);
        var movable = new List<LabelId>();
        foreach (var (labelId, number) in RuleTrialSql.CountByLabel(scope.Connection, scope.Tenant, whom))
        {
            var label = catalogue.Label(labelId)!;
            if (label.Id == target.Id)
            {
                there += number;
            }
            else if (!terms.FitsStanding(label.Status, label.Id))
            {
                continue;
            }
            else if (!terms.CanMove(label, target))
            {
                impossible += number;
            }
            else
            {
                changes += number;
                approvals += catalogue.Tenant.Approvals.Needs(label.Status, target.Status) ? number : 0;
                movable.Add(label.Id);
            }
        }

        var some = movable.Count == 0 ? [] : RuleTrialSql.Some(scope.Connection, scope.Tenant, whom, movable, MostNamed);
        return new RuleTrial(
            terms.IsEventDriven ? DaysBack : null,
            changes,
            approvals,
            there,
            impossible,
            terms.Limit,
            target.Name,
            [.. some.Select(one => new TrialCustomer(one.Customer, one.Name, catalogue.Label(one.Label)?.Name ?? ""))],
            terms.EndsByClock,
            Circle(scope, catalogue.Labels, terms, id));
    }

    private static IReadOnlyList<string> Circle(ReadScope scope, IReadOnlyCollection<StatusLabel> labels, RuleTerms terms, RuleId id) =>
        RuleFeeding.Circle(terms, scope.Db.Rules.Where(rule => rule.State == RuleState.On && rule.Id != id).ToList(), labels);
}
