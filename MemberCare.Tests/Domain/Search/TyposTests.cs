using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Search;

namespace MemberCare.Tests.Domain.Search;

public class TyposTests
{
    // Few letters and short words, so that near pairs are common.
    private static readonly Gen<string> Word =
        from length in Gen.Choose(0, 8)
        from letters in Gen.Elements('a', 'b', 'c').ArrayOf(length)
        select new string(letters);

    private static readonly Arbitrary<(string Typed, string Word)> Pairs = Gen.Zip(Word, Word).Select(pair => (pair.Item1, pair.Item2)).ToArbitrary();

    [Fact]
    public void The_deletions_of_a_word_are_itself_and_all_it_can_lose() =>
        Assert.Equal(["sitti", "itti", "stti", "siti", "sitt"], Typos.Deletions("sitti"));

    [Fact]
    public void A_short_word_loses_nothing() => Assert.Equal(["lee"], Typos.Deletions("lee"));

    [Fact]
    public void A_character_of_two_code_units_is_lost_whole() => Assert.Equal(["a𠮷b", "𠮷b", "ab", "a𠮷"], Typos.Deletions("a𠮷b"));

    [Theory]
    [InlineData("siti", "siti", true)]
    [InlineData("sitti", "siti", true)]
    [InlineData("sti", "siti", true)]
    [InlineData("sita", "siti", true)]
    [InlineData("amniah", "aminah", true)]
    [InlineData("amina", "aminah", true)]
    [InlineData("amni", "aminah", false)]
    [InlineData("anmnah", "aminah", false)]
    [InlineData("", "a", true)]
    [InlineData("ab", "", false)]
    public void One_slip_is_forgiven_and_two_are_not(string typed, string word, bool near) => Assert.Equal(near, Typos.WithinOneEdit(typed, word));

    [Theory]
    [InlineData("amni", "aminah", true)]
    [InlineData("amniah", "aminah", true)]
    [InlineData("am", "aminah", true)]
    [InlineData("xmi", "aminah", true)]
    [InlineData("xni", "aminah", false)]
    [InlineData("aminahx", "aminah", true)]
    [InlineData("aminahxy", "aminah", false)]
    public void An_unfinished_word_is_held_against_the_beginnings(string typed, string word, bool near) =>
        Assert.Equal(near, Typos.WithinOneEditOfPrefix(typed, word));

    [Fact]
    public void One_edit_is_what_the_plain_distance_says() =>
        Prop.ForAll(Pairs, pair => Typos.WithinOneEdit(pair.Typed, pair.Word) == (Distance(pair.Typed, pair.Word) <= 1)).Check(Many);

    [Fact]
    public void One_edit_of_a_beginning_is_what_the_plain_distance_says() =>
        Prop.ForAll(Pairs, pair => Typos.WithinOneEditOfPrefix(pair.Typed, pair.Word)
            == Enumerable.Range(0, pair.Word.Length + 1).Any(length => Distance(pair.Typed, pair.Word[..length]) <= 1)).Check(Many);

    [Fact]
    public void The_deletions_are_distinct_and_each_is_one_character_short() =>
        Prop.ForAll(Word.ToArbitrary(), word =>
        {
            var expected = word.Length < Typos.MinLength ? [word] : Enumerable.Range(0, word.Length).Select(i => word.Remove(i, 1)).Prepend(word).Distinct();
            return expected.SequenceEqual(Typos.Deletions(word));
        }).Check(Many);

    [Fact]
    public void Two_near_words_meet_in_a_deletion() =>
        Prop.ForAll(Pairs, pair => pair.Typed.Length < Typos.MinLength || pair.Word.Length < Typos.MinLength || Distance(pair.Typed, pair.Word) > 1
            || Typos.Deletions(pair.Typed).Intersect(Typos.Deletions(pair.Word)).Any()).Check(Many);

    [Fact]
    public void An_unfinished_word_begins_a_deletion_of_the_word_it_nears() =>
        Prop.ForAll(Pairs, pair => pair.Typed.Length < Typos.MinLength || pair.Word.Length < Typos.MinLength
            || !Typos.WithinOneEditOfPrefix(pair.Typed, pair.Word)
            || Typos.Deletions(pair.Typed).Any(key => Typos.Deletions(pair.Word).Any(row => row.StartsWith(key, StringComparison.Ordinal))))
            .Check(Many);

    private static Config Many => Config.QuickThrowOnFailure.WithMaxTest(5_000);

    /// <summary>Edit distance with swaps of neighbours by the textbook's table.</summary>
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }
                var replaced = table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    table[i, j] = Math.Min(table[i, j], 1 + table[i - 2, j - 2]);
            }
        }
        return table[left.Length, right.Length];
    }
}
