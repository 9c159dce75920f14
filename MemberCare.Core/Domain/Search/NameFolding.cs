using System.Text;

namespace MemberCare.Core.Domain.Search;

/// <summary>
/// Brings every spelling of a name to the form by which it is indexed and sought: lower case, no accents, no vowel points, one
/// spelling for letters that keyboards offer twice. It knows no language and no culture: the same text folds the same everywhere.
/// </summary>
/// <remarks>
/// Latin loses its marks (ł→l, ß→ss, æ→ae, ı→i, ơ→o), Greek its accents, Cyrillic ё→е and й→и, Arabic its tashkeel, tatweel and the
/// variants of alef, yeh and teh marbuta, Hebrew its niqqud and final forms. Digits of any script, full-width, circled and styled
/// letters become ASCII. Katakana, hiragana, half-width, small and voiced kana are one. Hangul is taken apart into its letters, so
/// that a syllable still being typed is a beginning of the finished one. Scripts of India and South-East Asia keep their vowel signs.
/// A run of Han characters is one word, found by its beginning (王小明 by 王 or 王小, not by 小明).
/// Apostrophes vanish (o'brien is obrien); every other mark or symbol parts two words (al-amin is al amin).
/// </remarks>
public static class NameFolding
{
    /// <summary>UTF-16 code units that are read of a text, and that a folded text has at most; the rest is ignored.</summary>
    public const int MaxLength = 512;

    /// <summary>Words that <see cref="Words"/> gives at most.</summary>
    public const int MaxWords = 8;

    /// <summary>UTF-16 code units of a word at most; the rest of the word is cut off.</summary>
    public const int MaxWordLength = 40;

    /// <summary>
    /// The folded text, its words parted by one space each; empty where nothing of it can be sought. Folding a folded text changes nothing.
    /// </summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<char> folded = stackalloc char[MaxLength];
        var length = FoldInto(text, folded);
        return text.AsSpan().SequenceEqual(folded[..length]) ? text : new string(folded[..length]);
    }

    /// <summary>The distinct folded words of a text in their order, at most <see cref="MaxWords"/> of at most <see cref="MaxWordLength"/>.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<char> buffer = stackalloc char[MaxLength];
        ReadOnlySpan<char> folded = buffer[..FoldInto(text, buffer)];
        Span<Range> found = stackalloc Range[MaxWords];
        var count = 0;
        foreach (var range in folded.Split(' '))
        {
            var (start, length) = range.GetOffsetAndLength(folded.Length);
            if (length > MaxWordLength)
                length = char.IsHighSurrogate(folded[start + MaxWordLength - 1]) ? MaxWordLength - 1 : MaxWordLength;
            if (length == 0 || Holds(folded, found[..count], folded.Slice(start, length)))
                continue;
            found[count++] = start..(start + length);
            if (count == MaxWords)
                break;
        }

        var words = new string[count];
        for (var i = 0; i < count; i++)
            words[i] = new string(folded[found[i]]);
        return words;
    }

    private static bool Holds(ReadOnlySpan<char> folded, ReadOnlySpan<Range> words, ReadOnlySpan<char> word)
    {
        foreach (var range in words)
        {
            if (folded[range].SequenceEqual(word))
                return true;
        }
        return false;
    }

    private static int FoldInto(ReadOnlySpan<char> text, Span<char> folded)
    {
        if (text.Length > MaxLength)
            text = text[..MaxLength];
        Span<char> several = stackalloc char[3];
        var length = 0;
        var gap = false;
        for (var i = 0; i < text.Length; i++)
        {
            var entry = FoldingTable.Entries[text[i]];
            scoped ReadOnlySpan<char> letters;
            if (entry < FoldingTable.FirstSpecial)
                letters = new ReadOnlySpan<char>(in entry);
            else if (!char.IsSurrogate(entry))
                letters = Special(entry, several);
            else if (char.IsHighSurrogate(entry) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                letters = Pair(entry, text[++i], several);
            else
                letters = [FoldingTable.Separator];

            if (letters[0] == FoldingTable.Drop)
                continue;
            if (letters[0] == FoldingTable.Separator)
            {
                gap = length > 0;
                continue;
            }
            if (length + letters.Length + (gap ? 1 : 0) > folded.Length)
                break;
            if (gap)
                folded[length++] = ' ';
            gap = false;
            letters.CopyTo(folded[length..]);
            length += letters.Length;
        }
        return length;
    }

    /// <summary>An expansion, or a Hangul syllable as its two or three letters by the arithmetic of the Unicode standard (chapter 3.12).</summary>
    private static ReadOnlySpan<char> Special(char entry, Span<char> several)
    {
        if (entry is >= '\uAC00' and <= '\uD7A3')
        {
            var index = entry - 0xAC00;
            several[0] = (char)(0x1100 + index / 588);
            several[1] = (char)(0x1161 + index % 588 / 28);
            several[2] = (char)(0x11A7 + index % 28);
            return several[..(index % 28 == 0 ? 2 : 3)];
        }
        var expansion = FoldingTable.Expansion(entry);
        if (!expansion.IsEmpty)
            return expansion;
        several[0] = entry;
        return several[..1];
    }

    private static ReadOnlySpan<char> Pair(char high, char low, Span<char> several)
    {
        var folded = FoldingTable.BeyondBasicPlane(char.ConvertToUtf32(high, low));
        if (!Rune.IsValid(folded))
            return [FoldingTable.Separator];
        return several[..new Rune(folded).EncodeToUtf16(several)];
    }
}
