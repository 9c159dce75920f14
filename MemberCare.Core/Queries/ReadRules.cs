using System.Globalization;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Queries;

/// <summary>A rule as its page shows it.</summary>
public sealed record RuleView
{
    /// <summary>Which.</summary>
    public required RuleId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it says.</summary>
    public required RuleTerms Terms { get; init; }

    /// <summary>Whether it works.</summary>
    public required RuleState State { get; init; }

    /// <summary>Why it stopped by itself.</summary>
    public required RuleStop Stop { get; init; }

    /// <summary>What belongs to that.</summary>
    public required string? StopDetail { get; init; }

    /// <summary>Since when its state is as it is.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>The name of whoever put it there.</summary>
    public required string StateBy { get; init; }

    /// <summary>The version that an act has to name.</summary>
    public required int Version { get; init; }

    /// <summary>When it last changed a customer; null where it never did.</summary>
    public required DateTimeOffset? LastTouchedAt { get; init; }

    /// <summary>How many customers it touched in the last day.</summary>
    public required long TouchedInADay { get; init; }

    /// <summary>How many wait for leave to go on.</summary>
    public required long Waiting { get; init; }

    /// <summary>How many of its changes could not be taken back and need a person.</summary>
    public required long NotLifted { get; init; }
}

/// <summary>A customer whom a rule looked at.</summary>
/// <param name="Customer">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="At">When.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Lift">How far its lift has come.</param>
/// <param name="LiftDueAt">When it is due; null where no moment is known.</param>
public sealed record RuleTouchView(CustomerId Customer, string Name, DateTimeOffset At, TouchOutcome Outcome, LiftState Lift, DateTimeOffset? LiftDueAt);

/// <summary>Reads the automatic rules.</summary>
public sealed class ReadRules(Gate gate, SqliteDatabase database, TimeProvider time)
{
    /// <summary>How many touched customers <see cref="Touches"/> names, and how many acts <see cref="History"/> tells of.</summary>
    public const int Most = 30;

    /// <summary>All that are not retired: those that ask first, then by name.</summary>
    /// <returns>The rules; or <see cref="NotPermitted"/>.</returns>
    public Outcome<IReadOnlyList<RuleView>> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageRules, nameof(ReadRules)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.Rules.Where(rule => rule.State != RuleState.Retired).AsEnumerable()
            .OrderBy(rule => rule.State != RuleState.Stopped).ThenBy(rule => rule.NameKey, StringComparer.Ordinal)
            .Select(rule => View(scope, rule))
            .ToList();
    }

    /// <summary>One rule, retired or not.</summary>
    /// <returns>The rule; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<RuleView> One(RuleId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageRules, nameof(ReadRules)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.Rules.SingleOrDefault(rule => rule.Id == id) is { } rule ? View(scope, rule) : new NotFound("rule");
    }

    /// <summary>Whom a rule looked at last.</summary>
    /// <returns>The customers, the newest first; or <see cref="NotPermitted"/>.</returns>
    public Outcome<IReadOnlyList<RuleTouchView>> Touches(RuleId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageRules | Permissions.ViewCustomers, nameof(ReadRules)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var touches = scope.Db.RuleTouches.Where(touch => touch.RuleId == id).OrderByDescending(touch => touch.At).Take(Most).ToList();
        var ids = touches.Select(touch => touch.CustomerId).Distinct().ToList();
        var names = scope.Db.Customers.Where(customer => ids.Contains(customer.Id)).Select(customer => new { customer.Id, customer.Name }).ToDictionary(one => one.Id, one => one.Name);
        return touches.ConvertAll(touch => new RuleTouchView(touch.CustomerId, names.GetValueOrDefault(touch.CustomerId, ""), touch.At, touch.Outcome, touch.Lift, touch.LiftDueAt));
    }

    /// <summary>What was done to a rule.</summary>
    /// <returns>The acts, the newest first; or <see cref="NotPermitted"/>.</returns>
    public Outcome<IReadOnlyList<RuleChange>> History(RuleId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageRules, nameof(ReadRules)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.RuleChanges.AsNoTracking().Where(change => change.RuleId == id).OrderByDescending(change => change.Version).Take(Most).ToList();
    }

    private RuleView View(ReadScope scope, Rule rule) => new()
    {
        Id = rule.Id,
        Name = rule.Name,
        Terms = rule.Terms,
        State = rule.State,
        Stop = rule.Stop,
        StopDetail = rule.StopDetail,
        StateSince = rule.StateSince,
        StateBy = rule.StateBy,
        Version = rule.Version,
        LastTouchedAt = scope.Db.RuleTouches.Where(touch => touch.RuleId == rule.Id && (touch.Outcome == TouchOutcome.Changed || touch.Outcome == TouchOutcome.Requested))
            .OrderByDescending(touch => touch.At).Select(touch => (DateTimeOffset?)touch.At).FirstOrDefault(),
        TouchedInADay = RuleRows.CountTouched(scope.Connection, scope.Tenant, rule.Id, time.Now().AddDays(-1)),
        Waiting = rule is { Stop: RuleStop.Limit, Terms.IsEventDriven: false }
            ? long.TryParse(rule.StopDetail, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) ? counted : 0
            : RuleRows.CountWaiting(scope.Connection, scope.Tenant, rule.Id),
        NotLifted = scope.Db.RuleTouches.LongCount(touch => touch.RuleId == rule.Id && touch.Lift == LiftState.Failed),
    };
}
