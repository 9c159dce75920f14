namespace MemberCare.Core.Domain.Tenants;

/// <summary>How long a session lasts.</summary>
/// <param name="Idle">Since the person last did anything.</param>
/// <param name="Longest">Since they signed in, whatever they do.</param>
public sealed record SessionLimits(TimeSpan Idle, TimeSpan Longest)
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1), Most = TimeSpan.FromDays(30);

    /// <summary>
    /// Half an hour and twelve hours, the limits of NIST SP 800-63B (revision 3, section 4.2.3) for sign-in with two factors: longer than a call during which nobody
    /// touches the console and shorter than a lunch break, and longer than any shift. The way back in is one click at most providers.
    /// </summary>
    public static SessionLimits Default { get; } = new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(12));

    /// <summary>What is wrong with them, as the second half of a sentence; null where nothing is.</summary>
    public string? Complaint() =>
        Idle < Least ? "must leave at least a minute without a touch"
        : Longest > Most ? "must end after 30 days at most"
        : Idle > Longest ? "cannot last longer untouched than altogether"
        : null;
}
