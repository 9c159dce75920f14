using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Kernel;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("  Siti Aminah  ", "Siti Aminah")]
    [InlineData("מושעה זמנית", "מושעה זמנית")]
    [InlineData("موقوف مؤقتًا", "موقوف مؤقتًا")]
    [InlineData("👩‍👩‍👧 ⭐️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍👩‍👧 ⭐️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    [InlineData("'; DROP TABLE labels; --", "'; DROP TABLE labels; --")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    public void What_a_person_can_see_is_kept(string text, string kept) => Assert.Equal((kept, null), PlainText.Read(text, "The name", 100));

    [Theory]
    [InlineData("\uFEFFSiti", "Siti")]
    [InlineData("\u202A+60 12-345 6789\u202C", "+60 12-345 6789")]
    [InlineData("Act\u200Bive \u200B", "Active")]
    [InlineData("evil\u202Egpj.exe", "evilgpj.exe")]
    public void Hidden_marks_are_taken_off(string text, string kept) => Assert.Equal((kept, null), PlainText.Read(text, "The name", 100));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\u3000 ")]
    [InlineData("\u200B\u2060")]
    [InlineData("\u200D \u200F")]
    public void Text_without_anything_visible_is_empty(string? text) => Assert.Equal(("", null), PlainText.Read(text, "The name", 100));

    [Theory]
    [InlineData("a\0b", "control")]
    [InlineData("a\u001Bb", "control")]
    [InlineData("a\u0085b", "control")]
    [InlineData("a\nb", "control")]
    public void What_cannot_be_shown_is_complained_of(string text, string why)
    {
        var (kept, complaint) = PlainText.Read(text, "The name", 100);

        Assert.Equal("", kept);
        Assert.Contains(why, complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_complained_of()
    {
        // Not as data of a theory: runners write those as UTF-8, which has no half characters.
        foreach (var text in new[] { "a\uD800b", "a\uDC00", "\uD83D" })
        {
            Assert.Contains("broken", PlainText.Read(text, "The name", 100).Complaint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Lines_may_break_only_where_the_field_has_lines() =>
        Assert.Equal(("one\r\n\ttwo", null), PlainText.Read("one\r\n\ttwo", "The note", 100, lines: true));

    [Fact]
    public void Ten_megabytes_are_too_long_and_are_not_repeated_in_the_complaint()
    {
        var (kept, complaint) = PlainText.Read(new string('x', 10_000_000), "The name", 100);

        Assert.Equal("", kept);
        Assert.Equal("The name is too long: 100 characters at most.", complaint);
    }
}
