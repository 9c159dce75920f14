using System.Globalization;

namespace MemberCare.Web.Shared;

/// <summary>Times in words, always in English and by the rules of no culture, so that every machine writes them alike.</summary>
public static class TimeWords
{
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>How long ago, or how soon: <c>just now</c>, <c>5 min ago</c>, <c>yesterday</c>, <c>3 days ago</c>, <c>in 2 months</c>. Days are those of the reader's calendar.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var span = now - at;
        var past = span >= TimeSpan.Zero;
        span = span.Duration();
        if (span < TimeSpan.FromMinutes(1))
        {
            return past ? "just now" : "in a moment";
        }

        if (span < TimeSpan.FromHours(1))
        {
            return Phrase((int)span.TotalMinutes, "min", "min", past);
        }

        var days = Math.Abs(TimeZoneInfo.ConvertTime(now, zone).Date.Subtract(TimeZoneInfo.ConvertTime(at, zone).Date).Days);
        return days switch
        {
            0 => Phrase((int)span.TotalHours, "h", "h", past),
            1 when span < TimeSpan.FromHours(12) => Phrase((int)span.TotalHours, "h", "h", past),
            1 => past ? "yesterday" : "tomorrow",
            < 31 => Phrase(days, "day", "days", past),
            < 365 => Phrase(Math.Max(1, (int)(days / 30.44)), "month", "months", past),
            _ => Phrase((int)(days / 365.25) is var years and > 0 ? years : 1, "year", "years", past),
        };
    }

    /// <summary>Date and time, the year left out where it is the present one: <c>12 Nov, 14:02</c>.</summary>
    public static string Exact(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var thisYear = local.Year == TimeZoneInfo.ConvertTime(now, zone).Year;
        return local.ToString(thisYear ? "d MMM, HH:mm" : "d MMM yyyy, HH:mm", English);
    }

    /// <summary>The time of day alone, for where the day stands above: <c>14:02</c>.</summary>
    public static string TimeOfDay(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", English);

    /// <summary>The time of day with its seconds, and the day before it where that is not today: <c>14:02:11</c>, <c>12 Nov, 14:02:11</c>.</summary>
    public static string Clock(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone));
        return local.ToString(local.Date == today.Date ? "HH:mm:ss" : local.Year == today.Year ? "d MMM, HH:mm:ss" : "d MMM yyyy, HH:mm:ss", English);
    }

    /// <summary>The day alone, by the reader's calendar: <c>Today</c>, <c>Yesterday</c>, <c>Thu 12 Nov</c>, <c>Thu 12 Nov 2025</c>.</summary>
    public static string Day(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (day, today) = (TimeZoneInfo.ConvertTime(at, zone).Date, TimeZoneInfo.ConvertTime(now, zone).Date);
        return (today - day).Days switch
        {
            0 => "Today",
            1 => "Yesterday",
            _ => day.ToString(day.Year == today.Year ? "ddd d MMM" : "ddd d MMM yyyy", English),
        };
    }

    /// <summary>When something was, as one says it: <c>Today 18:40</c>, <c>Friday 18:40</c> within the week, <c>12 Nov, 18:40</c> before it.</summary>
    public static string DayAndTime(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone).Date);
        return (today - local.Date).Days switch
        {
            0 => local.ToString("'Today' HH:mm", English),
            1 => local.ToString("'Yesterday' HH:mm", English),
            > 1 and < 7 => local.ToString("dddd HH:mm", English),
            _ => Exact(at, now, zone),
        };
    }

    /// <summary>When something ends, as one says it within a sentence: <c>18:40</c> today, <c>18:40 tomorrow</c>, <c>18:40 on Friday</c> within the week, <c>18:40 on 12 Nov</c> after it.</summary>
    public static string Until(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone).Date);
        return local.ToString(
            (local.Date - today).Days switch
            {
                0 => "HH:mm",
                1 => "HH:mm 'tomorrow'",
                > 1 and < 7 => "HH:mm 'on' dddd",
                _ => local.Year == today.Year ? "HH:mm 'on' d MMM" : "HH:mm 'on' d MMM yyyy",
            },
            English);
    }

    /// <summary>All of it, with the year and the offset: <c>12 Nov 2026, 14:02:09 (UTC+08:00)</c>.</summary>
    public static string Full(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.ToString("d MMM yyyy, HH:mm:ss", English) + (local.Offset == TimeSpan.Zero ? " UTC" : local.ToString(" '(UTC'zzz')'", English));
    }

    /// <summary>The exact moment in UTC: <c>12 Nov 2026, 06:02:09 UTC</c>.</summary>
    public static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("d MMM yyyy, HH:mm:ss 'UTC'", English);

    private static string Phrase(int number, string one, string many, bool past)
    {
        var amount = string.Create(English, $"{number} {(number == 1 ? one : many)}");
        return past ? amount + " ago" : "in " + amount;
    }
}
