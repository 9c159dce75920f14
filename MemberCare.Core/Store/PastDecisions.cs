using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>What an answer was at a past moment, and what it rested on.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Label">The label of that customer by the name it had then.</param>
/// <param name="Event">The event that put the deciding layer in place; null where none did.</param>
/// <param name="EventAt">When that happened.</param>
/// <param name="PolicyVersion">The version of the rules in force then.</param>
internal sealed record PastVerdict(Verdict Verdict, string? Label, long? Event, DateTimeOffset? EventAt, int PolicyVersion);

/// <summary>Replays decisions from what is never edited: histories, the log of rules, and the block list with what was taken off it.</summary>
/// <remarks>
/// Histories say that an identifier was amended and not what it was, since that is personal. Whoever has an identifier now counts as having had it since the last time that
/// kind was amended, and whoever had it once, until then.
/// </remarks>
internal static class PastDecisions
{
    /// <summary>Whether somebody might have done something at a moment.</summary>
    public static PastVerdict Decide(ReadScope scope, CustomerId? asked, IReadOnlyList<(IdentifierKind Kind, string Key)> keys, CustomerAction? action, DateTimeOffset at)
    {
        using var snapshot = scope.Connection.Snapshot();
        var (policy, version) = PastStandings.Rules(scope.Db, at);
        var listed = PastStandings.Listed(scope.Connection, scope.Tenant, keys, at);
        var subjects = keys.SelectMany(key => Holders(scope, key.Kind, key.Key, at)).Concat(asked is { } id && Standing(scope, id, at) is { } named ? [named] : [])
            .DistinctBy(one => one.Customer).OrderBy(one => one.Customer.Value).ToList();
        if (action is not { } deed)
        {
            return new PastVerdict(Verdict.Clear with { Decision = Domain.Restrictions.Decide.OfRegistration(listed, subjects.Exists(one => one.Standing.Status == CustomerStatus.Blocked)) }, null, null, null, version);
        }

        var (verdict, subject) = (Verdict.Clear with { Decision = Domain.Restrictions.Decide.Of(deed, policy, null, listed, at) }, (Past?)null);
        foreach (var one in subjects)
        {
            var own = Verdict.Of(one.Customer, deed, policy, one.Standing, PastStandings.Listed(scope.Connection, scope.Tenant, one.Identifiers, at), at);
            var stricter = verdict.Or(own);
            (verdict, subject) = (stricter, stricter.Customer == one.Customer ? one : subject);
        }

        var cause = verdict.Decision.Layer switch
        {
            DecidingLayer.BlockList or DecidingLayer.Hold => null,
            DecidingLayer.LoginLock => subject?.Then.Lock,
            DecidingLayer.DoNotContact => subject?.Then.Preference,
            _ => subject?.Then.Turn,
        };
        return new PastVerdict(verdict, subject?.Label, cause?.Sequence, cause?.At, version);
    }

    private static IEnumerable<Past> Holders(ReadScope scope, IdentifierKind kind, string key, DateTimeOffset at)
    {
        var holders = scope.Db.Identifiers.Where(row => row.Kind == kind && row.Value == key).ToList()
            .Where(row => row.Former ? at < Amended(scope, row.CustomerId, kind) : at >= Amended(scope, row.CustomerId, kind))
            .Select(row => Standing(scope, row.CustomerId, at)).OfType<Past>().ToList();
        var live = holders.Where(one => one.Standing.Status != CustomerStatus.Deleted).ToList();
        return live.Count > 0 ? live : holders;
    }

    private static DateTimeOffset Amended(ReadScope scope, CustomerId customer, IdentifierKind kind)
    {
        var field = kind switch
        {
            IdentifierKind.Mobile => "mobile",
            IdentifierKind.Email => "email",
            IdentifierKind.ExternalId => "external_id",
            _ => "card_number",
        };
        return scope.Db.Events.Where(one => one.CustomerId == customer && one.Kind == EventKind.DetailsChanged).OrderByDescending(one => one.Sequence).AsEnumerable()
            .FirstOrDefault(one => one.Data?.GetValueOrDefault(EventData.Fields)?.Split(", ").Contains(field) == true)?.At ?? DateTimeOffset.MinValue;
    }

    // Where the customer stood; null before they were one.
    private static Past? Standing(ReadScope scope, CustomerId id, DateTimeOffset at)
    {
        if (CustomerRows.Find(scope.Connection, scope.Tenant, id) is not { } customer
            || scope.Db.Events.Single(one => one.CustomerId == id && one.Sequence == 1) is not { } registered || registered.At > at)
        {
            return null;
        }

        var then = PastStandings.Of(scope.Connection, scope.Tenant, id, customer.Standing, at);
        then = then with { Turn = then.Turn ?? new PastCause(registered.Sequence, registered.At) };
        var turn = scope.Db.Events.Single(one => one.CustomerId == id && one.Sequence == then.Turn.Value.Sequence);
        return new Past(id, then, turn.ToLabel, [.. customer.Identifiers()]);
    }

    private sealed record Past(CustomerId Customer, PastStanding Then, string? Label, IReadOnlyList<(IdentifierKind Kind, string Key)> Identifiers)
    {
        public CustomerStanding Standing => Then.Standing;
    }
}
