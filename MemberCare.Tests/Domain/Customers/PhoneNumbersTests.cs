using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Customers;

namespace MemberCare.Tests.Domain.Customers;

public class PhoneNumbersTests
{
    /// <summary>Spellings of every region with what libphonenumber-js makes of them; written by phone-samples.mjs.</summary>
    private static readonly (string Raw, string Region, string? E164, string Spaced)[] Samples =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Domain", "Customers", "phone-samples.tsv"))
            .Select(line => line.Split('\t'))
            .Select(cells => (cells[0], cells[1], cells[2].Length == 0 ? null : cells[2], cells[3])),
    ];

    /// <summary>Samples with a number and without words or an extension.</summary>
    private static IEnumerable<(string Raw, string Region, string? E164, string Spaced)> Typeable =>
        Samples.Where(sample => sample.E164 is not null && !sample.Raw.Any(character => char.IsAsciiLetter(character) || "#,;д~".Contains(character)) && !sample.Raw.EndsWith('+'));

    [Theory]
    [InlineData("012-345 6789")]
    [InlineData("+60 12 345 6789")]
    [InlineData("60123456789")]
    [InlineData("0060 12 345 6789")]
    [InlineData("(012) 3456789")]
    [InlineData("(+60) 012.345.6789")]
    [InlineData("+60 (0)12/345 6789")]
    [InlineData("０１２－３４５　６７８９")]
    [InlineData("＋６０１２３４５６７８９")]
    [InlineData("٠١٢٣٤٥٦٧٨٩")]
    [InlineData("०१२३४५६७८९")]
    [InlineData("tel:+60123456789")]
    [InlineData("tel:012-345-6789;ext=12")]
    [InlineData("012-345 6789 x12")]
    [InlineData("012-345 6789 ext. 345")]
    [InlineData("mobile 012-345 6789 (after six)")]
    [InlineData("\u202A+60 12-345 6789\u202C")]
    [InlineData("+60\u200B12\u00AD345\u20606789")]
    [InlineData("123456789")]
    public void Every_spelling_of_a_Malaysian_mobile_is_the_same_number(string spelling) =>
        Assert.Equal("+60123456789", PhoneNumbers.ToE164(spelling, "MY"));

    [Theory]
    [InlineData("06 6982 1234", "IT", "+390669821234")]
    [InlineData("011 15 2345 6789", "AR", "+5491123456789")]
    [InlineData("0 15 11 96123-4567", "BR", "+5511961234567")]
    [InlineData("345-1234", "BM", "+14413451234")]
    [InlineData("(212) 555-0123", "CA", "+12125550123")]
    [InlineData("1 212 555 0123", "US", "+12125550123")]
    [InlineData("8 (912) 345-67-89", "RU", "+79123456789")]
    [InlineData("9123 4567", "sg", "+6591234567")]
    [InlineData("+800 1234 5678", "MY", "+80012345678")]
    public void Each_region_has_its_own_rules(string spelling, string region, string number) =>
        Assert.Equal(number, PhoneNumbers.ToE164(spelling, region));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("+")]
    [InlineData("call me")]
    [InlineData("0123")]
    [InlineData("+999 123 456 789")]
    [InlineData("012-345 6789\n013-456 7890")]
    [InlineData("012\0345\06789")]
    [InlineData("1-800-FLOWERS")]
    [InlineData("'; DROP TABLE customers; --")]
    public void What_cannot_be_a_number_has_none(string text) => Assert.Null(PhoneNumbers.ToE164(text, "MY"));

    [Fact]
    public void Ten_million_digits_are_refused_at_once()
    {
        var huge = new string('1', 10_000_000);
        Assert.Null(PhoneNumbers.ToE164(huge, "MY"));
        Assert.Empty(PhoneNumbers.SearchPrefixes(huge, "MY"));
        Assert.Equal("", PhoneNumbers.Digits(huge));
    }

    [Fact]
    public void An_unknown_region_leaves_only_numbers_with_a_calling_code()
    {
        Assert.Null(PhoneNumbers.ToE164("012-345 6789", "ZZ"));
        Assert.Equal("+60123456789", PhoneNumbers.ToE164("+60 12-345 6789", "ZZ"));
    }

    [Fact]
    public void Every_sample_agrees_with_libphonenumber()
    {
        Assert.True(Samples.Length > 3_000);
        var different = Samples
            .Select(sample => (sample.Raw, sample.Region, Wanted: sample.E164, Got: PhoneNumbers.ToE164(sample.Raw, sample.Region)))
            .Where(sample => sample.Wanted != sample.Got);
        Assert.Empty(different);
    }

    [Fact]
    public void Every_sample_is_spaced_as_libphonenumber_spaces_it()
    {
        var different = Samples.Where(sample => sample.E164 is not null)
            .Select(sample => (sample.E164, Wanted: sample.Spaced, Got: PhoneNumbers.Format(sample.E164!)))
            .Where(sample => sample.Wanted != sample.Got);
        Assert.Empty(different);
    }

    [Fact]
    public void The_region_makes_no_difference_to_a_number_in_the_form_E164()
    {
        var different = Samples.Where(sample => sample.E164 is not null)
            .Select(sample => (Wanted: sample.E164, Here: PhoneNumbers.ToE164(sample.E164!, sample.Region), There: PhoneNumbers.ToE164(sample.E164!, "")))
            .Where(sample => sample.Here != sample.There);
        Assert.Empty(different);
    }

    [Fact]
    public void A_number_is_found_by_its_whole_spelling() =>
        Assert.All(Typeable, sample => Assert.True(Finds(sample.Raw, sample.Region, sample.E164!), $"{sample.Raw} in {sample.Region}"));

    [Fact]
    public void A_number_is_found_at_every_key_press_from_its_third_digit()
    {
        // What is left are prefixes and carrier codes half typed (an Argentinian 011 1 may go on with 15 or not) and digits that are
        // no number in service and therefore keep a zero that others lose.
        var lost = Typeable.Where(sample => Enumerable.Range(1, sample.Raw.Length)
            .Select(length => sample.Raw[..length])
            .Any(typed => PhoneNumbers.Digits(typed).Length >= 3 && !Finds(typed, sample.Region, sample.E164!)));
        Assert.InRange(lost.Count(), 0, Typeable.Count() / 50);
        Assert.DoesNotContain(lost, sample => sample.Raw.StartsWith('+'));
    }

    [Theory]
    [InlineData("012-34", "MY", "+601234")]
    [InlineData("6012", "MY", "+606012", "+6012")]
    [InlineData("+60 12", "MY", "+6012")]
    [InlineData("0060 12", "MY", "+6012")]
    [InlineData("+6", "MY", "+6")]
    [InlineData("tel:(012", "MY", "+6012")]
    [InlineData("02 12", "IT", "+390212")]
    public void An_unfinished_number_stands_for_the_beginnings_of_numbers(string typed, string region, params string[] prefixes) =>
        Assert.Equal(prefixes, PhoneNumbers.SearchPrefixes(typed, region).Intersect(prefixes));

    [Theory]
    [InlineData("")]
    [InlineData("siti 012")]
    [InlineData("012@mail.my")]
    [InlineData("+")]
    [InlineData("012 siti")]
    [InlineData("0")]
    public void What_is_typed_for_something_else_is_no_number(string typed) => Assert.Empty(PhoneNumbers.SearchPrefixes(typed, "MY"));

    [Theory]
    [InlineData("+60123456789", "+60 •• ••• 6789")]
    [InlineData("+12125550123", "+1 ••• ••• 0123")]
    [InlineData("+2474123", "+247 ••23")]
    [InlineData("012-345 6789", "•••• 6789")]
    [InlineData("unknown", "••••")]
    [InlineData("no 12", "•••• 2")]
    [InlineData("", "")]
    public void A_masked_number_shows_its_country_and_its_last_digits(string number, string masked) =>
        Assert.Equal(masked, PhoneNumbers.Mask(number));

    [Fact]
    public void No_mask_shows_more_than_half_of_the_number()
    {
        foreach (var sample in Samples.Where(sample => sample.E164 is not null))
        {
            var shown = PhoneNumbers.Mask(sample.E164!).Split(' ', 2)[1].Count(char.IsAsciiDigit);
            var hidden = PhoneNumbers.Mask(sample.E164!).Count(character => character == '•');
            Assert.True(shown <= 4 && shown <= hidden, sample.E164);
        }
    }

    [Fact]
    public void The_regions_are_known_by_their_codes()
    {
        Assert.Contains(("MY", "60"), PhoneNumbers.Regions);
        Assert.Equal(PhoneNumbers.Regions, PhoneNumbers.Regions.OrderBy(region => region.Code, StringComparer.Ordinal));
        Assert.True(PhoneNumbers.Regions.Count > 240);
        Assert.All(PhoneNumbers.Regions, region => Assert.True(PhoneNumbers.IsRegion(region.Code)));
        Assert.False(PhoneNumbers.IsRegion("ZZ"));
        Assert.False(PhoneNumbers.IsRegion(""));
    }

    [Fact]
    public void No_text_makes_it_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null), text =>
        {
            var number = PhoneNumbers.ToE164(text, "MY");
            PhoneNumbers.SearchPrefixes(text, "BR");
            PhoneNumbers.Mask(text);
            PhoneNumbers.Format(text);
            return number is null || number[0] == '+' && number.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0 && number.Length <= 21;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_run_of_digits_and_marks_is_a_number_or_none() =>
        Prop.ForAll(Gen.Elements("0123456789+-() .x#;,~".ToCharArray()).ArrayOf().Select(characters => new string(characters)).ToArbitrary(), text =>
        {
            var number = PhoneNumbers.ToE164(text, "AR");
            var prefixes = PhoneNumbers.SearchPrefixes(text, "AR");
            return (number is null || PhoneNumbers.Format(number).Replace(" ", "") == number) && prefixes.All(prefix => prefix[0] == '+');
        }).QuickCheckThrowOnFailure();

    private static bool Finds(string typed, string region, string number) =>
        PhoneNumbers.SearchPrefixes(typed, region).Any(prefix => number.StartsWith(prefix, StringComparison.Ordinal));
}
