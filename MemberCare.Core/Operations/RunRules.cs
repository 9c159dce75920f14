using System.Collections.Concurrent;
using System.Globalization;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Operations;

/// <summary>
/// Lets automatic rules work: right after each commit for what happened, and by the clock for who has done nothing for long and for changes that end. It follows the outbox from a place
/// that is kept in the commit that makes the changes, so that each rule acts on each occasion once, whatever stops in between and however many processes run. It asks
/// for no permission: nobody calls it but the part of MemberCare that waits for commits and for the clock.
/// </summary>
public sealed partial class RunRules(Writer writer, SqliteDatabase database, Catalogues catalogues, TimeProvider time, ILogger<RunRules> log)
{
    // So many at once that others wait for the writer no longer than for a few changes of their own.
    private const int MostPerTurn = 200;

    // Nothing that concerns rules need be written down each time; after so much of it, it is, so that the outbox can be tidied up.
    private const int MostUnkept = 2000;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepAllEvery = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<TenantId, long> _seen = new();

    /// <summary>Does what is due for every organisation.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    public async Task<bool> RunDueAsync(CancellationToken cancellation = default)
    {
        List<(TenantId Tenant, long Position)> all;
        using (var scope = database.Read(default))
        {
            all = RuleRows.AllProgress(scope.Connection);
        }

        var more = false;
        foreach (var (tenant, position) in all)
        {
            cancellation.ThrowIfCancellationRequested();
            more |= await FollowAsync(tenant, position, cancellation);
            more |= await TakeDueAsync(tenant, cancellation);
            foreach (var rule in Working(tenant))
            {
                more |= rule.Terms.IsEventDriven ? await TakeWaitingAsync(rule, cancellation) : await SweepAsync(rule, cancellation);
            }
        }

        return more;
    }

    private List<Rule> Working(TenantId tenant)
    {
        using var scope = database.Read(tenant);
        return [.. scope.Db.Rules.Where(rule => rule.State == RuleState.On)];
    }

    private async Task<bool> FollowAsync(TenantId tenant, long position, CancellationToken cancellation)
    {
        long end;
        using (var scope = database.Read(tenant))
        {
            end = RuleRows.End(scope.Connection);
            var from = Math.Max(position, _seen.GetValueOrDefault(tenant));
            if (end == from || RuleRows.ReadNews(scope.Connection, tenant, from, 1).Count == 0)
            {
                _seen[tenant] = Math.Max(end, from);
                if (end - position < MostUnkept)
                {
                    return false;
                }
            }
        }

        try
        {
            return await TurnAsync(tenant, MostPerTurn, skip: false, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not ObjectDisposedException)
        {
            // One at a time, so that an event which nobody foresaw holds up no other; what cannot be looked at is passed over, and told.
            Faulted(fault, tenant);
            try
            {
                await TurnAsync(tenant, 1, skip: false, cancellation);
            }
            catch (Exception again) when (again is not OperationCanceledException and not ObjectDisposedException)
            {
                PassedOver(again, tenant);
                await TurnAsync(tenant, 1, skip: true, cancellation);
            }

            return true;
        }
    }

    private Task<bool> TurnAsync(TenantId tenant, int most, bool skip, CancellationToken cancellation) => RunAsync(tenant, turn =>
    {
        var (transaction, connection) = (turn.Transaction, turn.Transaction.Connection);
        var end = RuleRows.End(connection);
        var news = RuleRows.ReadNews(connection, tenant, RuleRows.Progress(connection, tenant) ?? end, most);
        var taken = 0;
        while (taken < news.Count && (taken == 0 || !transaction.IsTimeUp))
        {
            if (!skip)
            {
                turn.Rules.Take(news[taken]);
            }

            taken++;
        }

        var isLeft = taken < news.Count || news.Count == most;
        RuleRows.KeepProgress(connection, tenant, isLeft ? news[taken - 1].Position : end);
        return isLeft;
    }, cancellation);

    private async Task<bool> TakeDueAsync(TenantId tenant, CancellationToken cancellation)
    {
        using (var scope = database.Read(tenant))
        {
            if (RuleRows.Due(scope.Connection, tenant, time.Now(), 1).Count == 0)
            {
                return false;
            }
        }

        return await RunAsync(tenant, turn =>
        {
            var due = RuleRows.Due(turn.Transaction.Connection, tenant, turn.Transaction.Now, MostPerTurn);
            var taken = 0;
            while (taken < due.Count && (taken == 0 || !turn.Transaction.IsTimeUp))
            {
                turn.Rules.TakeDue(due[taken++]);
            }

            return taken < due.Count || due.Count == MostPerTurn;
        }, cancellation);
    }

    private async Task<bool> TakeWaitingAsync(Rule rule, CancellationToken cancellation)
    {
        using (var scope = database.Read(rule.TenantId))
        {
            if (RuleRows.Waiting(scope.Connection, rule.TenantId, rule.Id, 1).Count == 0)
            {
                return false;
            }
        }

        return await RunAsync(rule.TenantId, turn =>
        {
            if (turn.Rules.Rule(rule.Id) is not { State: RuleState.On } on)
            {
                return false;
            }

            var waiting = RuleRows.Waiting(turn.Transaction.Connection, rule.TenantId, rule.Id, MostPerTurn);
            var taken = 0;
            while (taken < waiting.Count && on.State == RuleState.On && (taken == 0 || !turn.Transaction.IsTimeUp))
            {
                turn.Rules.TakeWaiting(waiting[taken++]);
            }

            return (taken < waiting.Count || waiting.Count == MostPerTurn) && on.State == RuleState.On;
        }, cancellation);
    }

    // Who became inactive since the last look; once a day everybody who is, because imports bring such people along and conditions may have come true since.
    private async Task<bool> SweepAsync(Rule rule, CancellationToken cancellation)
    {
        var now = time.Now();
        var to = now.AddDays(-rule.Terms.Days!.Value);
        var all = rule.SweptTo is null || rule.SweptTo > to || rule.SweptAllAt is not { } before || now - before >= SweepAllEvery;
        if (!all && to - rule.SweptTo!.Value < SweepEvery)
        {
            return false;
        }

        var sweep = Sweep(rule, all ? long.MinValue : rule.SweptTo!.Value.ToUnixTimeMilliseconds(), to, now, catalogues.Of(rule.TenantId));
        if (await StopsAsync(rule, sweep, cancellation))
        {
            return false;
        }

        var after = (Since: long.MinValue, Customer: default(CustomerId));
        while (true)
        {
            List<(CustomerId Customer, long Since)> found;
            using (var scope = database.Read(rule.TenantId))
            {
                found = RuleRows.InactiveCustomers(scope.Connection, sweep, after, MostPerTurn);
            }

            var taken = 0;
            var goesOn = await RunAsync(rule.TenantId, turn =>
            {
                if (turn.Rules.Rule(rule.Id) is not { State: RuleState.On } on || on.Version != rule.Version)
                {
                    return false;
                }

                taken = 0;
                while (taken < found.Count && on.State == RuleState.On && (taken == 0 || !turn.Transaction.IsTimeUp))
                {
                    turn.Rules.TakeInactive(on, found[taken++].Customer);
                }

                if (taken == found.Count && found.Count < MostPerTurn && on.State == RuleState.On)
                {
                    on.Swept(to, all, now);
                }

                return on.State == RuleState.On;
            }, cancellation);
            if (!goesOn || (taken == found.Count && found.Count < MostPerTurn))
            {
                return false;
            }

            after = (found[taken - 1].Since, found[taken - 1].Customer);
        }
    }

    // Asked before anybody is touched, with the whole number: a person decides on all of them, and not on what is left.
    private async Task<bool> StopsAsync(Rule rule, InactiveSweep sweep, CancellationToken cancellation)
    {
        long left, number;
        using (var scope = database.Read(rule.TenantId))
        {
            var now = time.Now();
            left = Math.Max(0, rule.MayTouch(now) - RuleRows.CountTouched(scope.Connection, rule.TenantId, rule.Id, rule.CountsFrom(now)));
            if (RuleRows.CountInactive(scope.Connection, sweep, left + 1) <= left)
            {
                return false;
            }

            number = RuleRows.CountInactive(scope.Connection, sweep, long.MaxValue);
        }

        await RunAsync(rule.TenantId, turn =>
        {
            if (turn.Rules.Rule(rule.Id) is { State: RuleState.On } on && on.Version == rule.Version)
            {
                turn.Rules.Stop(on, RuleStop.Limit, number.ToString(CultureInfo.InvariantCulture));
            }

            return false;
        }, cancellation);
        return true;
    }

    /// <summary>Whom a rule for inactive customers looks at.</summary>
    internal static InactiveSweep Sweep(Rule rule, long from, DateTimeOffset to, DateTimeOffset now, TenantCatalogue catalogue) => new(
        rule.TenantId, rule.Id, from, to.ToUnixTimeMilliseconds(), InactiveSweep.LabelsOf(rule.Terms, catalogue), rule.Terms.Source, rule.Terms.MobileBegins,
        rule.Terms.NewWithinDays is { } days ? now.AddDays(-days).ToUnixTimeMilliseconds() : long.MinValue);

    private async Task<bool> RunAsync(TenantId tenant, Func<(WriteTransaction Transaction, RuleTurn Rules), bool> work, CancellationToken cancellation)
    {
        var outcome = await writer.RunAsync<(bool More, int Touched, IReadOnlyList<RuleId> Stopped)>(
            tenant,
            transaction =>
            {
                var rules = new RuleTurn(transaction);
                var more = work((transaction, rules));
                rules.Save();
                return (more, rules.Touched, [.. rules.Stopped.Select(rule => rule.Id)]);
            },
            cancellation,
            Turn.Long);
        if (!outcome.TryGet(out var done, out var refusal))
        {
            // The store is out of reach for a moment; places and occasions make sure that nothing is skipped or done twice.
            Unavailable(tenant, refusal.Sentence);
            return false;
        }

        foreach (var rule in done.Stopped)
        {
            StoppedItself(rule, tenant);
        }

        return done.More;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rule {Rule} of tenant {Tenant} stopped and asks a person")]
    private partial void StoppedItself(RuleId rule, TenantId tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rules of tenant {Tenant} wait: {Why}")]
    private partial void Unavailable(TenantId tenant, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rules of tenant {Tenant} failed; they try again event by event")]
    private partial void Faulted(Exception fault, TenantId tenant);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rules of tenant {Tenant} passed an event over")]
    private partial void PassedOver(Exception fault, TenantId tenant);
}
