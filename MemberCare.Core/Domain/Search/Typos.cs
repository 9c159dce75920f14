namespace MemberCare.Core.Domain.Search;

/// <summary>
/// Finds words within one edit (a character more, less or other, or two neighbours swapped) by deletions: two words that near each
/// other meet where each may lose one character, so an index finds them without comparing every word.
/// </summary>
/// <remarks>
/// How a store uses it, over folded words of <see cref="NameFolding.Words"/>:
/// <list type="number">
/// <item>for each word of the vocabulary it keeps the rows (deletion, word), one for each of <see cref="Deletions"/>(word);</item>
/// <item>a finished word with no hits: the words at the rows that equal any of <see cref="Deletions"/>(typed), kept where
/// <see cref="WithinOneEdit"/>;</item>
/// <item>an unfinished word with no hits ("amni" on the way to "aminah"): the words at the rows that <em>begin</em> with any of
/// <see cref="Deletions"/>(typed), up to a limit of rows, kept where <see cref="WithinOneEditOfPrefix"/>. The same rows serve both, as a
/// deletion of a beginning is the beginning of a deletion.</item>
/// </list>
/// Words under <see cref="MinLength"/> characters are too near to too many others: their only deletion is themselves, so among
/// themselves they are found only as they are.
/// </remarks>
public static class Typos
{
    /// <summary>UTF-16 code units from which on a word loses characters.</summary>
    public const int MinLength = 4;

    /// <summary>The word itself, then the word without each one of its characters, each result once.</summary>
    public static IEnumerable<string> Deletions(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        yield return word;
        if (word.Length < MinLength)
            yield break;
        for (var i = 0; i < word.Length; i++)
        {
            // Without any one character of a run of equal ones the rest is the same.
            if (i > 0 && word[i] == word[i - 1])
                continue;
            var pair = char.IsHighSurrogate(word[i]) && i + 1 < word.Length && char.IsLowSurrogate(word[i + 1]);
            yield return word.Remove(i, pair ? 2 : 1);
            if (pair)
                i++;
        }
    }

    /// <summary>Whether one insertion, deletion, replacement or swap of neighbours, or none, turns one into the other.</summary>
    public static bool WithinOneEdit(string typed, string word)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(word);
        if (Math.Abs(typed.Length - word.Length) > 1)
            return false;
        ReadOnlySpan<char> left = typed, right = word;
        Advance(ref left, ref right);
        return left.Length <= 1 && right.Length <= 1
            || left.SequenceEqual(After(right, 1))
            || right.SequenceEqual(After(left, 1))
            || After(left, 1).SequenceEqual(After(right, 1))
            || Swapped(left, right) && left[2..].SequenceEqual(right[2..]);
    }

    /// <summary>Whether what is typed so far is within one edit of some beginning of the word.</summary>
    public static bool WithinOneEditOfPrefix(string typed, string word)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(word);
        ReadOnlySpan<char> left = typed, right = word;
        Advance(ref left, ref right);
        return left.Length <= 1
            || right.StartsWith(left[1..])
            || After(right, 1).StartsWith(left)
            || After(right, 1).StartsWith(left[1..])
            || Swapped(left, right) && right[2..].StartsWith(left[2..]);
    }

    private static void Advance(ref ReadOnlySpan<char> left, ref ReadOnlySpan<char> right)
    {
        var common = left.CommonPrefixLength(right);
        left = left[common..];
        right = right[common..];
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, int count) => text.Length < count ? default : text[count..];

    private static bool Swapped(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length >= 2 && right.Length >= 2 && left[0] == right[1] && left[1] == right[0];
}
