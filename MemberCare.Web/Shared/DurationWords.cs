using System.Globalization;

namespace MemberCare.Web.Shared;

/// <summary>Lengths of time in words: <c>90 min</c>, <c>1 hour</c>, <c>3 days</c>.</summary>
public static class DurationWords
{
    /// <summary>A number of minutes, in the largest unit that holds it whole.</summary>
    public static string Of(int minutes) => minutes switch
    {
        _ when minutes % 1440 == 0 => Phrase(minutes / 1440, "day", "days"),
        _ when minutes % 60 == 0 => Phrase(minutes / 60, "hour", "hours"),
        _ => Phrase(minutes, "min", "min"),
    };

    /// <summary>About how long something lasted: whole days, or hours or minutes where it was less.</summary>
    public static string About(TimeSpan span) => span switch
    {
        _ when span >= TimeSpan.FromDays(2) => Phrase((int)span.TotalDays, "day", "days"),
        _ when span >= TimeSpan.FromHours(2) => Phrase((int)span.TotalHours, "hour", "hours"),
        _ => Phrase((int)span.TotalMinutes, "min", "min"),
    };

    private static string Phrase(int number, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");
}
