using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>What speaks against a registration.</summary>
/// <param name="Decision">The refusal, with the layer and its end.</param>
/// <param name="Contact">The kind of the identifier that it is about.</param>
/// <param name="Listed">The identifiers that are on the block list, for the count of hits.</param>
internal sealed record RegistrationFault(Decision Decision, IdentifierKind Contact, IReadOnlyList<(IdentifierKind Kind, string Key)> Listed);

/// <summary>
/// Whether somebody may become a customer with a number and an address: the one check of the form that looks early, of the registration itself inside its
/// transaction, and of a file of customers.
/// </summary>
internal static class RegistrationCheck
{
    private const string SelectEarlier =
        """
        SELECT c.id FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0 AND c.status = 6 ORDER BY i.customer_id DESC LIMIT 1
        """;

    /// <summary>What speaks against it now; null where nothing does.</summary>
    /// <param name="connection">Inside the transaction that registers, or a reader for the early look.</param>
    /// <param name="tenant">The organisation.</param>
    /// <param name="contacts">Number and address in compared form, where there are any.</param>
    /// <param name="now">The present moment.</param>
    public static RegistrationFault? Find(StoreConnection connection, TenantId tenant, IReadOnlyList<(IdentifierKind Kind, string Key)> contacts, DateTimeOffset now)
    {
        var listed = contacts.Where(contact => Standings.Listed(connection, tenant, [contact], now).IsListed).ToList();
        var held = listed.Count > 0 ? [] : contacts.Where(contact => Standings.IsHeld(connection, tenant, [contact])).ToList();
        var decision = Decide.OfRegistration(Standings.Listed(connection, tenant, listed, now), held.Count > 0);
        return decision.IsAllowed ? null : new RegistrationFault(decision, (listed.Count > 0 ? listed : held)[0].Kind, listed);
    }

    /// <summary>The latest customer with a mobile number, or with the address where the number is nobody's, who was deleted: the same person, as far as anybody can tell [C11].</summary>
    public static CustomerId? Earlier(StoreConnection connection, TenantId tenant, IReadOnlyList<(IdentifierKind Kind, string Key)> contacts)
    {
        foreach (var (kind, key) in contacts)
        {
            if (connection.Scalar(SelectEarlier, tenant, kind, key) is byte[] id)
            {
                return StoredForms.CustomerId(id);
            }
        }

        return null;
    }

    /// <summary>The contacts of details, the mobile number first.</summary>
    public static IReadOnlyList<(IdentifierKind Kind, string Key)> Contacts(CustomerDetails details) => IdentifierKeys.All(details.MobileKey, details.Email);
}
