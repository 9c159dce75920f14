namespace MemberCare.Core.Domain.Customers;

/// <summary>
/// The forms in which identifiers are compared. There is one for each kind, whichever road an identifier comes by: a number that was blocked in one spelling is
/// met by a registration, a decision or a till that writes it in another.
/// </summary>
internal static class IdentifierKeys
{
    /// <summary>A mobile number: in E.164, or letter by letter as it is where the rules of the region cannot read it.</summary>
    /// <param name="text">The number, without outer blanks.</param>
    /// <param name="region">The organisation's region, an ISO 3166 code, by which local numbers are read.</param>
    public static string Mobile(string text, string region) => PhoneNumbers.ToE164(text, region) ?? text;

    /// <summary>An e-mail address: without outer blanks and case.</summary>
    public static string Email(string text) => EmailAddresses.Normalise(text) ?? text.Trim().ToLowerInvariant();

    /// <summary>An external id or a card number: letters and digits alone, in lower case. Empty where there are none.</summary>
    public static string Code(string text) => string.Create(text.Count(char.IsLetterOrDigit), text, (span, code) =>
    {
        var at = 0;
        foreach (var c in code)
        {
            if (char.IsLetterOrDigit(c))
            {
                span[at++] = char.ToLowerInvariant(c);
            }
        }
    });

    /// <summary>An identifier of any kind by which somebody is looked for. What can be no identifier of the kind is compared as it is: whoever it names is a stranger.</summary>
    /// <param name="kind">Mobile, e-mail, external id or card.</param>
    /// <param name="text">The identifier, without outer blanks.</param>
    /// <param name="region">The organisation's region.</param>
    public static string Of(IdentifierKind kind, string text, string region) => kind switch
    {
        IdentifierKind.Mobile => Mobile(text, region),
        IdentifierKind.Email => Email(text),
        _ => Code(text),
    };

    /// <summary>Likewise, where whatever can be no identifier of the kind is a mistake.</summary>
    /// <returns>The compared form; null for a number without a digit, an address that is none, and an id or card number without letters and digits.</returns>
    public static string? Read(IdentifierKind kind, string text, string region) => kind switch
    {
        IdentifierKind.Mobile => text.Any(char.IsDigit) ? Mobile(text, region) : null,
        IdentifierKind.Email => EmailAddresses.Normalise(text),
        _ => Code(text) is { Length: > 0 } code ? code : null,
    };

    /// <summary>Why <see cref="Read"/> took a text for none of a kind, as a sentence.</summary>
    public static string WhyNot(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Mobile => "A mobile number has digits in it.",
        IdentifierKind.Email => "This is not an e-mail address: it needs one @ with something on both sides.",
        IdentifierKind.ExternalId => "An external id has letters or digits in it.",
        _ => "A card number has letters or digits in it.",
    };

    /// <summary>The identifiers that somebody has, in the order in which they are looked at.</summary>
    /// <param name="mobileKey">The number in compared form already: it was read by the region of its time.</param>
    /// <param name="email">The e-mail address.</param>
    /// <param name="externalId">The external id.</param>
    /// <param name="cardNumber">The card number.</param>
    public static List<(IdentifierKind Kind, string Key)> All(string? mobileKey, string? email, string? externalId = null, string? cardNumber = null)
    {
        var keys = new List<(IdentifierKind, string)>(2);
        if (mobileKey is not null)
        {
            keys.Add((IdentifierKind.Mobile, mobileKey));
        }

        if (email is not null)
        {
            keys.Add((IdentifierKind.Email, Email(email)));
        }

        if (externalId is not null)
        {
            keys.Add((IdentifierKind.ExternalId, Code(externalId)));
        }

        if (cardNumber is not null)
        {
            keys.Add((IdentifierKind.Card, Code(cardNumber)));
        }

        return keys;
    }
}
