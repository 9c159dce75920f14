using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>What the store knows of a customer or a stranger, as far as decisions go.</summary>
/// <param name="Customer">The customer; null for a stranger.</param>
/// <param name="Standing">Where the customer stands; null for a stranger.</param>
/// <param name="Listed">What the block list says of the identifiers.</param>
internal readonly record struct StandingFacts(CustomerId? Customer, CustomerStanding? Standing, BlockListVerdict Listed);

/// <summary>
/// Reads from the database what a decision takes, of this moment: inside a transaction, or wherever memory cannot vouch for itself. Written by hand because it
/// stands on the road of every activity and of every decision that memory does not answer.
/// </summary>
internal static class Standings
{
    private const string SelectStanding =
        "SELECT status, label_id, login_locked_until, do_not_contact FROM customers WHERE tenant_id = @tenant AND id = @id";

    // The entry that lasts longest: one without an end before all others.
    private const string SelectListed =
        """
        SELECT expires_at FROM blocked_contacts
        WHERE tenant_id = @tenant AND kind = @kind AND key = @key AND removed_at IS NULL AND (expires_at IS NULL OR expires_at > @now)
        ORDER BY expires_at IS NOT NULL, expires_at DESC LIMIT 1
        """;

    private const string SelectHolders =
        """
        SELECT c.id, c.status FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0
        ORDER BY i.customer_id
        """;

    private const string SelectHold =
        """
        SELECT 1 FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0 AND c.status = @status LIMIT 1
        """;

    /// <summary>Where a customer stands; null where the organisation has none such.</summary>
    public static CustomerStanding? Of(StoreConnection connection, TenantId tenant, CustomerId id)
    {
        using var row = connection.Query(SelectStanding, tenant, id);
        return row.Read()
            ? new CustomerStanding((CustomerStatus)row.GetInt32(0), new LabelId(row.GetInt32(1)), new Overlays(row.MomentOrNull(2), row.GetBoolean(3)), null)
            : null;
    }

    /// <summary>
    /// The customers who have an identifier now, oldest first. A mobile number or an address may belong to several; deleted customers have released theirs [C11]
    /// and are named only where nobody else has it.
    /// </summary>
    public static IReadOnlyList<CustomerId> Holders(StoreConnection connection, TenantId tenant, IdentifierKind kind, string key)
    {
        List<CustomerId> live = [], deleted = [];
        using var row = connection.Query(SelectHolders, tenant, kind, key);
        while (row.Read())
        {
            ((CustomerStatus)row.GetInt32(1) == CustomerStatus.Deleted ? deleted : live).Add(row.CustomerId(0));
        }

        return live.Count > 0 ? live : deleted;
    }

    /// <summary>What the block list says of some identifiers: of several entries the one that lasts longest. Kinds other than mobile and e-mail are never on it.</summary>
    public static BlockListVerdict Listed(StoreConnection connection, TenantId tenant, IEnumerable<(IdentifierKind Kind, string Key)> identifiers, DateTimeOffset now) =>
        Listed(connection, SelectListed, tenant, identifiers, now);

    /// <summary>Likewise, by the entries that <paramref name="select"/> finds: it takes organisation, kind, key and moment, and answers with the end of the one that lasts longest.</summary>
    public static BlockListVerdict Listed(StoreConnection connection, string select, TenantId tenant, IEnumerable<(IdentifierKind Kind, string Key)> identifiers, DateTimeOffset moment)
    {
        var verdict = BlockListVerdict.Clear;
        foreach (var (kind, key) in identifiers)
        {
            if (kind is not (IdentifierKind.Mobile or IdentifierKind.Email))
            {
                continue;
            }

            var entries = connection.LookUp(select);
            entries.Bind(1, tenant.Value);
            entries.Bind(2, (int)kind);
            entries.Bind(3, key);
            entries.Bind(4, moment.ToUnixTimeMilliseconds());
            if (entries.Next())
            {
                verdict = verdict.And(entries.IsNull(0) ? null : DateTimeOffset.FromUnixTimeMilliseconds(entries.Number(0)));
            }

            entries.End();
        }

        return verdict;
    }

    /// <summary>Whether a blocked customer has one of the identifiers, and so holds it for new registrations [P8].</summary>
    public static bool IsHeld(StoreConnection connection, TenantId tenant, IEnumerable<(IdentifierKind Kind, string Key)> identifiers)
    {
        foreach (var (kind, key) in identifiers)
        {
            if (kind is IdentifierKind.Mobile or IdentifierKind.Email && connection.Scalar(SelectHold, tenant, kind, key, CustomerStatus.Blocked) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>All that is known of a customer who was read already.</summary>
    public static StandingFacts Of(StoreConnection connection, Customer customer, DateTimeOffset now) =>
        new(customer.Id, customer.Standing, Listed(connection, customer.TenantId, customer.Identifiers(), now));
}
