using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store;

/// <summary>An event that put something in place.</summary>
/// <param name="Sequence">Its number in the customer's history.</param>
/// <param name="At">When it happened.</param>
internal readonly record struct PastCause(long Sequence, DateTimeOffset At);

/// <summary>Where a customer stood, and what had brought them there.</summary>
/// <param name="Standing">The standing.</param>
/// <param name="Turn">The last change of status or label before; null where it was still that of the registration.</param>
/// <param name="Lock">What had locked sign-in; null where it was not locked, or the lock was lifted.</param>
/// <param name="Preference">What had set the contact preference; null where nothing had.</param>
internal readonly record struct PastStanding(CustomerStanding Standing, PastCause? Turn, PastCause? Lock, PastCause? Preference);

/// <summary>
/// What a decision of a past moment took: where a customer stood, what the block list said and which rules were in force. Read from what is never edited: events,
/// the list with what was taken off it, the log of rules. Written by hand because late activities come in batches.
/// </summary>
internal static class PastStandings
{
    // Through an index of these kinds alone: a long history of purchases does not matter.
    private const string SelectTurns =
        """
        SELECT at, kind, from_status, from_label_id, data, sequence FROM events INDEXED BY IX_events_standings
        WHERE tenant_id = @tenant AND customer_id = @customer AND kind IN (2, 3, 9, 10, 11) ORDER BY sequence
        """;

    private const string SelectListed =
        """
        SELECT expires_at FROM blocked_contacts
        WHERE tenant_id = @tenant AND kind = @kind AND key = @key AND blocked_at <= @moment
          AND (removed_at IS NULL OR removed_at > @moment) AND (expires_at IS NULL OR expires_at > @moment)
        ORDER BY expires_at IS NOT NULL, expires_at DESC LIMIT 1
        """;

    /// <summary>Where a customer stood. Before the registration that is where they began.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="tenant">The organisation.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="present">Where they stand now.</param>
    /// <param name="moment">The moment.</param>
    public static PastStanding Of(StoreConnection connection, TenantId tenant, CustomerId customer, CustomerStanding present, DateTimeOffset moment)
    {
        var (status, label, isPast) = (present.Status, present.Label, false);
        bool? silentAfter = null;
        DateTimeOffset? lockedUntil = null;
        PastCause? turn = null, locked = null, preference = null;
        using var row = connection.Query(SelectTurns, tenant, customer);
        while (row.Read())
        {
            var (at, kind, cause) = (row.Moment(0), (EventKind)row.GetInt32(1), new PastCause(row.GetInt64(5), row.Moment(0)));
            switch (kind)
            {
                case EventKind.StatusChanged or EventKind.LabelChanged when at <= moment:
                    turn = cause;
                    break;
                case EventKind.StatusChanged or EventKind.LabelChanged when !isPast:
                    // What the first change after the moment led away from was in force.
                    (status, label, isPast) = ((CustomerStatus)row.GetInt32(2), new LabelId(row.GetInt32(3)), true);
                    break;
                case EventKind.LoginLocked when at <= moment:
                    (locked, lockedUntil) = (cause, Fact(row.Text(4), EventData.Until) is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(until, CultureInfo.InvariantCulture)) : null);
                    break;
                case EventKind.LoginLockLifted when at <= moment:
                    (locked, lockedUntil) = (null, null);
                    break;
                case EventKind.ContactPreferenceChanged when at <= moment:
                    preference = cause;
                    break;
                case EventKind.ContactPreferenceChanged:
                    silentAfter ??= Fact(row.Text(4), EventData.DoNotContact) == "yes";
                    break;
            }
        }

        var overlays = new Overlays(lockedUntil, silentAfter is { } silent ? !silent : present.Overlays.DoNotContact);
        return new PastStanding(new CustomerStanding(status, label, overlays, null), turn, locked, preference);
    }

    /// <summary>What the block list said of some identifiers, entries included that were taken off it since.</summary>
    public static BlockListVerdict Listed(StoreConnection connection, TenantId tenant, IEnumerable<(IdentifierKind Kind, string Key)> identifiers, DateTimeOffset moment) =>
        Standings.Listed(connection, SelectListed, tenant, identifiers, moment);

    /// <summary>The rules that were in force, with their version; the default, with version 0, before the first change of them.</summary>
    public static (DecisionPolicy Policy, int Version) Rules(MemberCareContext db, DateTimeOffset moment)
    {
        var change = db.PolicyChanges.AsNoTracking().Where(change => change.At <= moment).OrderByDescending(change => change.Version).FirstOrDefault();
        return (change?.Policy ?? DecisionPolicy.Default, change?.Version ?? 0);
    }

    private static string? Fact(string? data, string name) => data is not null && EventJson.Read(data).TryGetValue(name, out var value) ? value : null;
}
