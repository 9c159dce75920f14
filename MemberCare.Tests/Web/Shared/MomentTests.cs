using Bunit;
using MemberCare.Web.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Shared;

public sealed class MomentTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo KualaLumpur = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kuala_Lumpur");

    public MomentTests()
    {
        Services.AddSingleton<TimeProvider>(new Stopped(Now));
        Services.AddScoped<ReaderZone>();
    }

    [Fact]
    public void A_time_stands_in_UTC_until_the_zone_is_known_and_then_in_the_readers_zone_with_UTC_on_hover()
    {
        var moment = Render<Moment>(of => of.Add(m => m.At, new DateTimeOffset(2026, 11, 12, 6, 2, 9, TimeSpan.Zero)));
        Assert.Equal("12 Nov, 06:02", moment.Find("time").TextContent);

        Services.GetRequiredService<ReaderZone>().Set("Asia/Kuala_Lumpur");

        moment.WaitForAssertion(() => Assert.Equal("12 Nov, 14:02", moment.Find("time").TextContent));
        Assert.Equal("12 Nov 2026, 06:02:09 UTC", moment.Find("time").GetAttribute("title"));
        Assert.Equal("2026-11-12T06:02:09.000Z", moment.Find("time").GetAttribute("datetime"));
    }

    [Fact]
    public void A_relative_time_tells_both_exact_times_on_hover()
    {
        Services.GetRequiredService<ReaderZone>().Set("Asia/Kuala_Lumpur");

        var moment = Render<Moment>(of => of.Add(m => m.At, new DateTimeOffset(2026, 11, 12, 6, 2, 9, TimeSpan.Zero)).Add(m => m.Relative, true));

        Assert.Equal("3 days ago", moment.Find("time").TextContent);
        Assert.Equal("12 Nov 2026, 14:02:09 (UTC+08:00) · 12 Nov 2026, 06:02:09 UTC", moment.Find("time").GetAttribute("title"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Not/AZone")]
    [InlineData("../../etc/passwd")]
    public void A_zone_that_nobody_knows_leaves_times_in_UTC(string? name)
    {
        var zone = Services.GetRequiredService<ReaderZone>();

        zone.Set(name);

        Assert.Equal(TimeZoneInfo.Utc, zone.Zone);
    }

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(59, "just now")]
    [InlineData(60, "1 min ago")]
    [InlineData(59 * 60, "59 min ago")]
    [InlineData(3600, "1 h ago")]
    [InlineData(10 * 3600, "10 h ago")]
    [InlineData(24 * 3600, "yesterday")]
    [InlineData(30 * 24 * 3600, "30 days ago")]
    [InlineData(40 * 24 * 3600, "1 month ago")]
    [InlineData(364 * 24 * 3600, "11 months ago")]
    [InlineData(366 * 24 * 3600, "1 year ago")]
    [InlineData(1100 * 24 * 3600, "3 years ago")]
    [InlineData(-30, "in a moment")]
    [InlineData(-3 * 24 * 3600, "in 3 days")]
    public void How_long_ago_is_said_in_words(int seconds, string words) =>
        Assert.Equal(words, TimeWords.Ago(Now.AddSeconds(-seconds), Now, TimeZoneInfo.Utc));

    [Fact]
    public void Yesterday_is_the_readers_yesterday()
    {
        // 01:00 on the 15th and 23:00 on the 13th in Kuala Lumpur.
        var now = new DateTimeOffset(2026, 11, 14, 17, 0, 0, TimeSpan.Zero);
        var at = new DateTimeOffset(2026, 11, 13, 15, 0, 0, TimeSpan.Zero);

        Assert.Equal("2 days ago", TimeWords.Ago(at, now, KualaLumpur));
        Assert.Equal("yesterday", TimeWords.Ago(at, now, TimeZoneInfo.Utc));
    }

    [Fact]
    public void The_year_is_written_where_it_is_not_this_one() =>
        Assert.Equal("31 Dec 2025, 23:30", TimeWords.Exact(new DateTimeOffset(2025, 12, 31, 15, 30, 0, TimeSpan.Zero), Now, KualaLumpur));

    private sealed class Stopped(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
