using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Activities;

/// <summary>Somebody whom a system names, in the forms in which customers are looked up.</summary>
/// <param name="Id">The customer's id, where it was named.</param>
/// <param name="Keys">The identifiers named, in compared form; those that only one customer can have first.</param>
public sealed record Party(CustomerId? Id, IReadOnlyList<(IdentifierKind Kind, string Key)> Keys)
{
    /// <summary>Reads a party.</summary>
    /// <param name="raw">As it came.</param>
    /// <param name="region">The organisation's region, by which local numbers are read.</param>
    /// <param name="prefix">What stands before the names of the fields in a complaint: empty, or <c>to.</c>.</param>
    /// <param name="faults">Takes up what is wrong, by field.</param>
    public static Party Read(RawParty raw, string region, string prefix, Dictionary<string, string> faults)
    {
        CustomerId? id = null;
        if (raw.Id is not null)
        {
            if (CustomerId.TryParse(raw.Id, out var known))
            {
                id = known;
            }
            else
            {
                faults[$"{prefix}customerId"] = "The customer’s id is a UUID, as MemberCare gave it out.";
            }
        }

        var keys = new List<(IdentifierKind, string)>(2);
        Add(IdentifierKind.ExternalId, "externalId", "The external id", raw.ExternalId, CustomerDetails.LongestField);
        Add(IdentifierKind.Card, "cardNumber", "The card number", raw.CardNumber, CustomerDetails.LongestField);
        Add(IdentifierKind.Mobile, "mobile", "The mobile number", raw.Mobile, CustomerDetails.LongestField);
        Add(IdentifierKind.Email, "email", "The e-mail address", raw.Email, EmailAddresses.MaxLength);
        if (raw.IsNobody)
        {
            faults[$"{prefix}customerId"] = "Name the customer by customerId, mobile, email, externalId or cardNumber.";
        }

        return new Party(id, keys);

        void Add(IdentifierKind kind, string field, string what, string? text, int longest)
        {
            if (text is null)
            {
                return;
            }

            var (read, complaint) = PlainText.Read(text, what, longest);
            if (complaint is not null || read.Length == 0)
            {
                faults[prefix + field] = complaint ?? $"{what} is empty. Leave it out, or say it.";
            }
            else if (IdentifierKeys.Read(kind, read, region) is { } key)
            {
                keys.Add((kind, key));
            }
            else
            {
                faults[prefix + field] = IdentifierKeys.WhyNot(kind);
            }
        }
    }
}
