using MemberCare.Core.Operations;

namespace MemberCare.Web.Features.Customer;

/// <summary>How long a change is to last, as a person chooses it.</summary>
public enum ChosenEnd
{
    /// <summary>As long as is usual for the label; where nothing is usual, until a person changes it.</summary>
    Usual,

    /// <summary>Until a person changes it.</summary>
    None,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>Until the day is over, by the reader's calendar.</summary>
    Today,

    /// <summary>Three days.</summary>
    ThreeDays,

    /// <summary>A month, to the same day of it.</summary>
    Month,

    /// <summary>Until a date and time of one's own.</summary>
    Date,
}

/// <summary>When a change is to begin and to end, as a person fills it in by their own clock.</summary>
/// <param name="End">How long.</param>
/// <param name="Date">Date and time of the end, where <paramref name="End"/> is <see cref="ChosenEnd.Date"/>.</param>
/// <param name="From">Date and time of the beginning; null for now.</param>
public readonly record struct WhenWish(ChosenEnd End, DateTime? Date, DateTime? From)
{
    /// <summary>The beginning; null for now.</summary>
    public DateTimeOffset? Beginning(TimeZoneInfo zone) => From is { } from ? Moment(from, zone) : null;

    /// <summary>The end; null where none was chosen. What is an hour or a month counts from the beginning, by the reader's clock.</summary>
    /// <param name="now">The present moment.</param>
    /// <param name="zone">The reader's zone.</param>
    public DateTimeOffset? Ending(DateTimeOffset now, TimeZoneInfo zone)
    {
        var begins = Beginning(zone) ?? now;
        var local = TimeZoneInfo.ConvertTime(begins, zone).DateTime;
        return End switch
        {
            ChosenEnd.Hour => begins.AddHours(1),
            ChosenEnd.Today => Moment(local.Date.AddDays(1), zone),
            ChosenEnd.ThreeDays => Moment(local.AddDays(3), zone),
            ChosenEnd.Month => Moment(local.AddMonths(1), zone),
            ChosenEnd.Date when Date is { } date => Moment(date, zone),
            _ => null,
        };
    }

    /// <summary>A request with these times.</summary>
    public ChangeStatusRequest AddTo(ChangeStatusRequest request, DateTimeOffset now, TimeZoneInfo zone) =>
        request with { From = Beginning(zone), Until = Ending(now, zone), IsPermanent = End == ChosenEnd.None };

    // A time that the clock leaves out in spring counts as if it had not been put forward; of one that it shows twice in autumn the later counts.
    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        var plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(plain, zone.GetUtcOffset(plain)).ToUniversalTime();
    }
}
