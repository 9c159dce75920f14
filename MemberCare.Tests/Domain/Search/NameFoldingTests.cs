using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Search;

namespace MemberCare.Tests.Domain.Search;

public class NameFoldingTests
{
    [Theory]
    [InlineData("Siti Aminah", "siti aminah")]
    [InlineData("ŁUKASZ Żółć", "lukasz zolc")]
    [InlineData("Đặng Thị Hương", "dang thi huong")]
    [InlineData("Søren Þór Æbelø", "soren thor aebelo")]
    [InlineData("Groß GROẞ", "gross gross")]
    [InlineData("Işıl İnci IRMAK", "isil inci irmak")]
    [InlineData("Ŋura Œuvre Əliyev Nguyễn", "nura oeuvre eliyev nguyen")]
    [InlineData("Núria Mª Peña", "nuria ma pena")]
    [InlineData("e\u0301lodie A\u030Angstro\u0308m", "elodie angstrom")]
    [InlineData("Γιώργος ΠΑΠΑΔΌΠΟΥΛΟΣ", "γιωργοσ παπαδοπουλοσ")]
    [InlineData("Ἀλέξανδρος", "αλεξανδροσ")]
    [InlineData("Алёна Андрей Їжак", "алена андреи іжак")]
    [InlineData("Андреи\u0306", "андреи")]
    [InlineData("o'Brien O’Neill Ka\u02BBiulani", "obrien oneill kaiulani")]
    [InlineData("Al-Amin bin Md.Ali (VIP)", "al amin bin md ali vip")]
    [InlineData("  a\t\r\n b  ", "a b")]
    [InlineData("ＳＩＴＩ　１２３", "siti 123")]
    [InlineData("𝓢𝓲𝓽𝓲 Ⓐⓑ 𝟙𝟚", "siti ab 12")]
    [InlineData("ﬁona Ⅷ", "fiona viii")]
    [InlineData("Siti😀Aminah", "siti aminah")]
    [InlineData("a\u200Bm\u202Ei\u00ADn\uFEFFa\u200Dh", "aminah")]
    [InlineData("\u0660\u0661\u06F2\u0967\u0E53", "01213")]
    [InlineData("😀 !!! ---", "")]
    [InlineData("", "")]
    public void A_name_loses_case_accents_and_marks(string name, string folded) => Assert.Equal(folded, NameFolding.Fold(name));

    [Theory]
    [InlineData("\u0645\u064F\u062D\u064E\u0645\u0651\u0640\u0640\u062F", "\u0645\u062D\u0645\u062F")] // tashkeel and tatweel
    [InlineData("\u0623\u062D\u0645\u062F \u0625\u0628\u0631 \u0622\u0644", "\u0627\u062D\u0645\u062F \u0627\u0628\u0631 \u0627\u0644")] // alef with hamza and madda
    [InlineData("\u0641\u0627\u0637\u0645\u0629", "\u0641\u0627\u0637\u0645\u0647")] // teh marbuta
    [InlineData("\u0645\u0648\u0633\u0649", "\u0645\u0648\u0633\u064A")] // alef maksura
    [InlineData("\uFEE3\uFEA4\uFEE4\uFEAA", "\u0645\u062D\u0645\u062F")] // presentation forms
    [InlineData("\u06A9\u0631\u06CC\u0645", "\u0643\u0631\u064A\u0645")] // Persian kaf and yeh
    [InlineData("\u05E9\u05B8\u05C1\u05DC\u05D5\u05B9\u05DD", "\u05E9\u05DC\u05D5\u05DE")] // niqqud and a final letter
    [InlineData("アイコ ｱｲｺ あいこ", "あいこ あいこ あいこ")]
    [InlineData("ガ ｶﾞ が か\u3099", "か か か か")]
    [InlineData("王小明", "王小明")]
    [InlineData("राज़ राज\u093C", "राज\u093C राज\u093C")] // a letter with nukta as one code unit or two
    [InlineData("தமிழ் செல்வி", "தமிழ் செல்வி")]
    [InlineData("สมชาย", "สมชาย")]
    public void A_name_of_another_script_has_one_spelling(string name, string folded) => Assert.Equal(folded, NameFolding.Fold(name));

    [Fact]
    public void A_Hangul_syllable_still_being_typed_is_a_beginning_of_the_finished_one()
    {
        Assert.StartsWith(NameFolding.Fold("김미"), NameFolding.Fold("김민수"), StringComparison.Ordinal);
        Assert.StartsWith(NameFolding.Fold("ㄱ"), NameFolding.Fold("김민수"), StringComparison.Ordinal);
        Assert.Equal(NameFolding.Fold("김민수"), NameFolding.Fold("김민수".Normalize(NormalizationForm.FormD)));
    }

    [Fact]
    public void Words_are_distinct_and_in_their_order() =>
        Assert.Equal(["tan", "sri", "obrien"], NameFolding.Words("Tan SRI  tán O'Brien, sri"));

    [Fact]
    public void Words_have_limits()
    {
        var words = NameFolding.Words(string.Join(' ', Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 50))));
        Assert.Equal(NameFolding.MaxWords, words.Count);
        Assert.All(words, word => Assert.Equal(NameFolding.MaxWordLength, word.Length));
        Assert.Equal(["a" + string.Concat(Enumerable.Repeat("𠮷", 19))], NameFolding.Words("a" + string.Concat(Enumerable.Repeat("𠮷", 30))));
    }

    [Fact]
    public void Ten_million_characters_are_folded_as_their_first_512()
    {
        Assert.Equal(new string('e', 512), NameFolding.Fold(new string('é', 10_000_000)));
        Assert.Equal(NameFolding.MaxLength, NameFolding.Fold(new string('ß', 10_000_000)).Length);
        Assert.Single(NameFolding.Words(new string('ß', 10_000_000)));
    }

    [Fact]
    public void Every_code_unit_folds_to_letters_and_digits_that_fold_to_themselves()
    {
        for (var unit = 0; unit <= char.MaxValue; unit++)
            Assert.True(IsFolded(((char)unit).ToString()), $"U+{unit:X4}");
        for (var codePoint = 0x10000; codePoint <= 0x10FFFF; codePoint++)
            Assert.True(IsFolded(char.ConvertFromUtf32(codePoint)), $"U+{codePoint:X}");
    }

    [Fact]
    public void Every_letter_of_Latin_1_and_its_extensions_for_living_languages_becomes_ASCII()
    {
        // U+01BB–01C3 and a few more are letters for sounds (clicks, tones) that no name is written with.
        for (var unit = 0xC0; unit <= 0x24F; unit++)
        {
            if (char.IsLetter((char)unit) && unit is not (0x1A6 or 0x1AA or 0x1BA or 0x1BB or 0x1BD or 0x1BE or >= 0x1C0 and <= 0x1C3) and not 0x1BC
                and not 0x186 and not 0x241 and not 0x242)
                Assert.True(Ascii.IsValid(NameFolding.Fold(((char)unit).ToString())), $"U+{unit:X4}");
        }
        for (var unit = 0x1E00; unit <= 0x1EFF; unit++)
            Assert.True(Ascii.IsValid(NameFolding.Fold(((char)unit).ToString())), $"U+{unit:X4}");
    }

    [Fact]
    public void Case_and_composition_make_no_difference()
    {
        for (var unit = 0xC0; unit <= 0x1FFF; unit++)
        {
            var letter = (char)unit;
            if (!char.IsLetter(letter))
                continue;
            var folded = NameFolding.Fold(letter.ToString());
            Assert.True(folded == NameFolding.Fold(char.ToLowerInvariant(letter).ToString()), $"lower U+{unit:X4}");
            Assert.True(folded == NameFolding.Fold(letter.ToString().Normalize(NormalizationForm.FormD)), $"decomposed U+{unit:X4}");
            Assert.True(folded == NameFolding.Fold(letter.ToString().Normalize(NormalizationForm.FormC)), $"composed U+{unit:X4}");
        }
    }

    [Fact]
    public void Folding_twice_is_folding_once() =>
        Prop.ForAll(Texts, text =>
        {
            var folded = NameFolding.Fold(text);
            return NameFolding.Fold(folded) == folded && folded.Length <= NameFolding.MaxLength && folded.Trim() == folded && !folded.Contains("  ");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Words_are_the_words_of_the_folded_text() =>
        Prop.ForAll(Texts, text =>
            NameFolding.Words(text).SequenceEqual(NameFolding.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word.Length <= NameFolding.MaxWordLength).Distinct().Take(NameFolding.MaxWords))
            || NameFolding.Fold(text).Split(' ').Any(word => word.Length > NameFolding.MaxWordLength))
            .QuickCheckThrowOnFailure();

    private static Arbitrary<string> Texts =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<char>().ArrayOf().Select(characters => new string(characters)),
            Gen.Choose(0, char.MaxValue).Select(unit => (char)unit).ArrayOf(700).Select(characters => new string(characters)),
            Gen.Elements("aé ß'-각𠮷\uD800王ا".ToCharArray()).ArrayOf(600).Select(characters => new string(characters))).ToArbitrary();

    private static bool IsFolded(string text)
    {
        var folded = NameFolding.Fold(text);
        return NameFolding.Fold(folded) == folded && !folded.Contains(' ');
    }
}
