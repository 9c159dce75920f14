namespace MemberCare.Core.Domain.Customers;

/// <summary>E-mail addresses as they are compared and as they are shown. Whether one exists, only a message to it tells.</summary>
public static class EmailAddresses
{
    /// <summary>UTF-16 code units at most: the longest path of RFC 5321 without its brackets.</summary>
    public const int MaxLength = 254;

    private const string Bullets = "•••";

    /// <summary>
    /// The address trimmed and in lower case (every provider of note ignores case before the @ too, though RFC 5321 does not ask it), or
    /// null where it is none: not exactly one @ with something on both sides, a space or control character, or too long.
    /// </summary>
    public static string? Normalise(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var address = raw.AsSpan().Trim();
        var at = address.IndexOf('@');
        if (address.Length > MaxLength || at <= 0 || at == address.Length - 1 || address[(at + 1)..].Contains('@'))
            return null;
        foreach (var character in address)
        {
            if (char.IsControl(character) || char.IsWhiteSpace(character))
                return null;
        }
        return address.ToString().ToLowerInvariant();
    }

    /// <summary>An address in compared form without the tag after a plus sign, by which one mailbox has many addresses: <c>siti@mail.my</c> for <c>siti+shop@mail.my</c>. The address itself where it has no tag.</summary>
    public static string Untagged(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (plus, at) = (key.IndexOf('+', StringComparison.Ordinal), key.IndexOf('@', StringComparison.Ordinal));
        return plus > 0 && plus < at ? string.Concat(key.AsSpan(0, plus), key.AsSpan(at)) : key;
    }

    /// <summary>The first character and the domain ("s•••@mail.my"); only bullets where it is no address or has one character before the @.</summary>
    public static string Mask(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var address = raw.Trim();
        if (Normalise(address) is null)
            return address.Length == 0 ? "" : Bullets;
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var shown = char.IsHighSurrogate(address[0]) ? 2 : 1;
        return (at > shown ? address[..shown] : "") + Bullets + address[at..];
    }
}
