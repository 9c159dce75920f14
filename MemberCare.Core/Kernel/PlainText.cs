using System.Buffers;
using System.Globalization;

namespace MemberCare.Core.Kernel;

/// <summary>What may stand in a field of text: any script, emoji and right-to-left included, but nothing that a person cannot see.</summary>
public static class PlainText
{
    // Pasted along from web pages and contact lists, and good for disguise: soft hyphen, zero-width space, word joiner, byte order mark, and the
    // embeddings, overrides and isolates that turn a line's direction. Joiners and direction marks stay: emoji, Persian and Hebrew are written with them.
    private static readonly SearchValues<char> Hidden =
        SearchValues.Create("\u00AD\u200B\u2060\uFEFF\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>Takes hidden marks and outer blanks off <paramref name="text"/> and says what is wrong with it, if anything.</summary>
    /// <param name="text">As it came; null counts as empty.</param>
    /// <param name="what">The field in a person's words, for the sentence: <c>The name</c>.</param>
    /// <param name="longest">The most characters (UTF-16 units) that are kept.</param>
    /// <param name="lines">Whether line breaks and tabs may stand in it.</param>
    /// <returns>The cleaned text, empty where nothing in it is visible, and the sentence of complaint or null.</returns>
    public static (string Text, string? Complaint) Read(string? text, string what, int longest, bool lines = false)
    {
        var trimmed = (text ?? "").Trim();
        if (trimmed.Length > longest)
        {
            return ("", $"{what} is too long: {longest} characters at most.");
        }

        if (trimmed.AsSpan().ContainsAny(Hidden))
        {
            trimmed = string.Concat(trimmed.Where(c => !Hidden.Contains(c))).Trim();
        }

        var visible = false;
        for (var i = 0; i < trimmed.Length; i++)
        {
            var c = trimmed[i];
            visible = visible || !(char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);
            if (char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t'))
            {
                return ("", $"{what} holds a control character. Type it again instead of pasting it.");
            }

            if (char.IsSurrogate(c) && !(i + 1 < trimmed.Length && char.IsSurrogatePair(c, trimmed[i + 1])))
            {
                return ("", $"{what} holds a broken character. Type it again instead of pasting it.");
            }

            if (char.IsHighSurrogate(c))
            {
                i++;
            }
        }

        return (visible ? trimmed : "", null);
    }
}
