namespace MemberCare.Core.Kernel;

/// <summary>The one way to ask for the time: UTC in whole milliseconds, which is what the store keeps, so that a value read back equals the value written.</summary>
public static class Clock
{
    /// <summary>The present moment of <paramref name="time"/>.</summary>
    public static DateTimeOffset Now(this TimeProvider time) => Whole(time.GetUtcNow());

    /// <summary><paramref name="moment"/> in UTC, cut to the millisecond.</summary>
    public static DateTimeOffset Whole(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());
}
