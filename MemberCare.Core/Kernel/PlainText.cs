namespace MemberCare.Core.Kernel;

/// <summary>What may stand in a field of text: any script, emoji and right-to-left included, but nothing that a person cannot see.</summary>
public static class PlainText
{
    /// <summary>Trims <paramref name="text"/> and says what is wrong with it, if anything.</summary>
    /// <param name="text">As it came; null counts as empty.</param>
    /// <param name="what">The field in a person's words, for the sentence: <c>The name</c>.</param>
    /// <param name="longest">The most characters (UTF-16 units) that are kept.</param>
    /// <param name="lines">Whether line breaks and tabs may stand in it.</param>
    /// <returns>The trimmed text, empty where there was none, and the sentence of complaint or null.</returns>
    public static (string Text, string? Complaint) Read(string? text, string what, int longest, bool lines = false)
    {
        var trimmed = (text ?? "").Trim();
        if (trimmed.Length > longest)
        {
            return ("", $"{what} is too long: {longest} characters at most.");
        }

        for (var i = 0; i < trimmed.Length; i++)
        {
            var c = trimmed[i];
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

        return (trimmed, null);
    }
}
