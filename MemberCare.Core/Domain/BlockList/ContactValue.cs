using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.BlockList;

/// <summary>A mobile number or an e-mail address as somebody typed it for the block list, read and put into the form in which it is compared.</summary>
/// <param name="Kind"><see cref="IdentifierKind.Mobile"/> or <see cref="IdentifierKind.Email"/>.</param>
/// <param name="Value">As it was typed, without outer blanks and hidden marks.</param>
/// <param name="Key">The form in which it is compared: that of <see cref="IdentifierKeys"/>, so that an entry meets whoever has it.</param>
public sealed record ContactValue(IdentifierKind Kind, string Value, string Key)
{
    /// <summary>Whether it is a number that the region’s rules could not read, so that it is compared letter by letter [B3].</summary>
    public bool IsUnreadNumber => Kind == IdentifierKind.Mobile && Key[0] != '+';

    /// <summary>What a text is most likely meant to be: an address where it has an @, otherwise a number.</summary>
    public static IdentifierKind Guess(string text) => text.Contains('@', StringComparison.Ordinal) ? IdentifierKind.Email : IdentifierKind.Mobile;

    /// <summary>Reads a value.</summary>
    /// <param name="text">As it came. An empty one is refused: it would never match anybody.</param>
    /// <param name="kind">What it is meant to be; guessed where null.</param>
    /// <param name="region">The organisation’s region, by whose rules local numbers are read.</param>
    /// <returns>The value; or <see cref="InvalidInput"/> on the field <c>value</c>.</returns>
    public static Outcome<ContactValue> Read(string? text, IdentifierKind? kind, string region)
    {
        var meant = kind ?? Guess(text ?? "");
        var (value, complaint) = meant == IdentifierKind.Email
            ? PlainText.Read(text, "The e-mail address", EmailAddresses.MaxLength)
            : PlainText.Read(text, "The mobile number", CustomerDetails.LongestField);
        if (complaint is not null || value.Length == 0)
        {
            return new InvalidInput("value", complaint ?? "Type a mobile number or an e-mail address.");
        }

        if (IdentifierKeys.Read(meant, value, region) is { } key)
        {
            return new ContactValue(meant, value, key);
        }

        return new InvalidInput("value", meant == IdentifierKind.Email
            ? IdentifierKeys.WhyNot(meant)
            : "This is neither a mobile number, which has digits in it, nor an e-mail address, which has an @.");
    }
}
