using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>What became of one entry of an audience.</summary>
/// <param name="Decision">Whether the person may be written to.</param>
/// <param name="Status">The status that was looked at; null for a stranger.</param>
/// <param name="Label">The label that was looked at.</param>
/// <param name="Standing">Why there was nothing to decide, where there was not.</param>
internal readonly record struct AudienceVerdict(Decision Decision, CustomerStatus? Status, LabelId? Label, AudienceStanding Standing);

/// <summary>Whom an entry of an audience means.</summary>
internal enum AudienceStanding
{
    /// <summary>Somebody known.</summary>
    Known,

    /// <summary>Nobody.</summary>
    Unknown,

    /// <summary>Somebody who became a customer after the campaign began.</summary>
    JoinedLater,
}

/// <summary>
/// Decides who may be written to by a campaign that began at one moment: status, label, block list and rules as they were then, so that a campaign under way keeps
/// its list [P9]. The person's own wish not to be written to, and being deleted, count from the moment they are known. Written by hand: it is asked by the
/// hundred thousand a second.
/// </summary>
internal sealed class AudienceFacts
{
    // One number, since the road through a reader of columns takes longer than the look-up: label, status, preference, and whether the status changed since.
    private const string SelectPacked =
        "SELECT (label_id << 8) | (status << 2) | (do_not_contact << 1) | (status_updated_at > @moment) FROM customers WHERE tenant_id = @tenant AND id = @id";

    // The only holder of an identifier; the number of holders, where there is none or there are several.
    private const string SelectHolder =
        "SELECT iif(count(*) = 1, max(customer_id), count(*)) FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value = @value AND former = 0";

    private const string SelectListed =
        """
        SELECT kind, key FROM blocked_contacts WHERE tenant_id = @tenant AND blocked_at <= @moment
          AND (removed_at IS NULL OR removed_at > @moment) AND (expires_at IS NULL OR expires_at > @moment)
        """;

    private const string SelectHolders = "SELECT customer_id FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value = @value AND former = 0";

    private const string SelectBegin = "SELECT at FROM events WHERE tenant_id = @tenant AND customer_id = @customer AND sequence = 1";

    private readonly HashSet<(IdentifierKind, string)> _listed = [];
    private readonly HashSet<CustomerId> _listedCustomers = [];
    private readonly DecisionPolicy _policy;
    private readonly object _moment;
    private readonly object _tenantBox;

    private AudienceFacts(TenantId tenant, DateTimeOffset moment, DecisionPolicy policy) =>
        (Tenant, Moment, _policy, _moment, _tenantBox) = (tenant, moment, policy, moment, tenant);

    /// <summary>The organisation.</summary>
    public TenantId Tenant { get; }

    /// <summary>The moment by which all is decided.</summary>
    public DateTimeOffset Moment { get; }

    /// <summary>Reads what is the same for everybody: the rules and the block list of that moment.</summary>
    public static AudienceFacts Read(ReadScope scope, DateTimeOffset moment)
    {
        var facts = new AudienceFacts(scope.Tenant, moment, PastStandings.Rules(scope.Db, moment).Policy);
        using (var row = scope.Connection.Query(SelectListed, scope.Tenant, moment))
        {
            while (row.Read())
            {
                facts._listed.Add(((IdentifierKind)row.GetInt32(0), row.GetString(1)));
            }
        }

        foreach (var (kind, key) in facts._listed)
        {
            using var row = scope.Connection.Query(SelectHolders, scope.Tenant, kind, key);
            while (row.Read())
            {
                facts._listedCustomers.Add(row.CustomerId(0));
            }
        }

        return facts;
    }

    /// <summary>Decides about a customer.</summary>
    public AudienceVerdict Of(StoreConnection connection, CustomerId id)
    {
        if (connection.Scalar(SelectPacked, _moment, _tenantBox, id) is not long packed)
        {
            return new(default, null, null, AudienceStanding.Unknown);
        }

        var standing = new CustomerStanding((CustomerStatus)((packed >> 2) & 63), new LabelId((int)(packed >> 8)), new Overlays(null, (packed & 2) != 0), null);
        if ((packed & 1) != 0)
        {
            if (connection.Scalar(SelectBegin, _tenantBox, id) is long began && began > Moment.ToUnixTimeMilliseconds())
            {
                return new(default, null, null, AudienceStanding.JoinedLater);
            }

            // Whoever was deleted since is not written to any more, whatever was decided before.
            if (standing.Status != CustomerStatus.Deleted)
            {
                standing = PastStandings.Of(connection, Tenant, id, standing, Moment).Standing with { Overlays = standing.Overlays };
            }
        }

        var listed = new BlockListVerdict(_listedCustomers.Contains(id), null);
        return new(Decide.Of(CustomerAction.ReceiveMarketing, _policy, standing, listed, Moment), standing.Status, standing.Label, AudienceStanding.Known);
    }

    /// <summary>Decides about whoever has an identifier: of several the strictest counts, since they share the letter box. Deleted ones have released theirs.</summary>
    public AudienceVerdict Of(StoreConnection connection, IdentifierKind kind, string key)
    {
        switch (connection.Scalar(SelectHolder, _tenantBox, kind, key))
        {
            case byte[] holder:
                return Of(connection, StoredForms.CustomerId(holder));
            case long and > 1:
                return Standings.Holders(connection, Tenant, kind, key).Select(id => Of(connection, id)).MaxBy(verdict => (verdict.Decision.Effect, verdict.Standing == AudienceStanding.Known));
            default:
                return new(
                    Decide.Of(CustomerAction.ReceiveMarketing, _policy, null, new BlockListVerdict(_listed.Contains((kind, key)), null), Moment), null, null, AudienceStanding.Unknown);
        }
    }
}
