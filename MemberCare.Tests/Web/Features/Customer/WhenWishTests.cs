using MemberCare.Web.Features.Customer;

namespace MemberCare.Tests.Web.Features.Customer;

/// <summary>Beginnings and ends by the reader's own clock.</summary>
public sealed class WhenWishTests
{
    private static readonly TimeZoneInfo Kuala = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kuala_Lumpur");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(ChosenEnd.Usual, null)]
    [InlineData(ChosenEnd.None, null)]
    [InlineData(ChosenEnd.Hour, "2026-11-12T19:30:00Z")]
    [InlineData(ChosenEnd.Today, "2026-11-13T16:00:00Z")]
    [InlineData(ChosenEnd.ThreeDays, "2026-11-15T18:30:00Z")]
    [InlineData(ChosenEnd.Month, "2026-12-12T18:30:00Z")]
    [InlineData(ChosenEnd.Date, null)]
    public void Ends_count_from_now_by_the_readers_calendar(ChosenEnd end, string? expected)
    {
        // Half past two in the morning of the 13th in Kuala Lumpur, while it is the 12th in UTC.
        var now = DateTimeOffset.Parse("2026-11-12T18:30:00Z", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), new WhenWish(end, null, null).Ending(now, Kuala));
    }

    [Fact]
    public void An_end_counts_from_the_beginning_where_there_is_one()
    {
        var wish = new WhenWish(ChosenEnd.ThreeDays, null, new DateTime(2026, 12, 24, 9, 0, 0));

        Assert.Equal(new DateTimeOffset(2026, 12, 24, 9, 0, 0, TimeSpan.FromHours(8)), wish.Beginning(Kuala));
        Assert.Equal(new DateTimeOffset(2026, 12, 27, 9, 0, 0, TimeSpan.FromHours(8)), wish.Ending(DateTimeOffset.UnixEpoch, Kuala));
    }

    [Fact]
    public void The_nights_on_which_clocks_are_changed_have_an_answer()
    {
        Assert.Equal("2027-03-28T01:30:00", At(new DateTime(2027, 3, 28, 2, 30, 0)));
        Assert.Equal("2026-10-25T01:30:00", At(new DateTime(2026, 10, 25, 2, 30, 0)));

        var across = new WhenWish(ChosenEnd.ThreeDays, null, new DateTime(2027, 3, 27, 10, 0, 0)).Ending(DateTimeOffset.UnixEpoch, Berlin);
        Assert.Equal(new DateTimeOffset(2027, 3, 30, 10, 0, 0, TimeSpan.FromHours(2)), across);

        static string At(DateTime local) => new WhenWish(ChosenEnd.Date, local, null).Ending(DateTimeOffset.UnixEpoch, Berlin)!.Value.UtcDateTime.ToString("s", System.Globalization.CultureInfo.InvariantCulture);
    }
}
