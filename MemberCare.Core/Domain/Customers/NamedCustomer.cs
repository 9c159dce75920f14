using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Customers;

/// <summary>A customer as another system names one: by exactly one of these, in any spelling.</summary>
/// <param name="Id">The customer's id.</param>
/// <param name="Mobile">The mobile number.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="ExternalId">The id of another system.</param>
/// <param name="CardNumber">The number of the card.</param>
public sealed record NamedCustomer(CustomerId? Id, string? Mobile, string? Email, string? ExternalId, string? CardNumber)
{
    /// <summary>The longest identifier that is looked at, in characters.</summary>
    public const int Longest = 254;

    /// <summary>Puts the identifier into the form in which it is compared. One that cannot be read is compared as it is: whoever it names is a stranger.</summary>
    /// <param name="region">The organisation's region, by which local numbers are read.</param>
    /// <returns>The customer's id, or kind and value; or <see cref="InvalidInput"/> where none or several are given, or one is too long.</returns>
    public Outcome<(CustomerId? Id, IdentifierKind Kind, string Key)> Read(string region)
    {
        (IdentifierKind Kind, string? Text)[] given =
            [(IdentifierKind.Mobile, Mobile), (IdentifierKind.Email, Email), (IdentifierKind.ExternalId, ExternalId), (IdentifierKind.Card, CardNumber)];
        var named = given.Where(one => !string.IsNullOrWhiteSpace(one.Text)).ToList();
        if (named.Count + (Id is null ? 0 : 1) != 1)
        {
            return new InvalidInput("identifier", "Name the customer by exactly one of customerId, mobile, email, externalId and cardNumber.");
        }

        if (Id is { } id)
        {
            return (id, default, "");
        }

        var (kind, text) = (named[0].Kind, named[0].Text!.Trim());
        if (text.Length > Longest)
        {
            return new InvalidInput("identifier", $"The identifier is too long: {Longest} characters at most.");
        }

        return (null, kind, IdentifierKeys.Of(kind, text, region));
    }
}
