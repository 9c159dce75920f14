namespace MemberCare.Core.Domain.Webhooks;

/// <summary>When a message that was not taken is tried again: soon at first, then ever more rarely, for about three days.</summary>
public static class Backoff
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2),
        TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromHours(12), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How often a message is tried at most, the first time included.</summary>
    public static int MostAttempts => Waits.Length + 1;

    /// <summary>The longest wait that a receiver may ask for.</summary>
    public static TimeSpan LongestAsked { get; } = TimeSpan.FromHours(24);

    /// <summary>How long to wait after a failed attempt; null where it was the last.</summary>
    /// <param name="attempts">How many there were.</param>
    /// <param name="asked">The wait that the receiver asked for (<c>Retry-After</c>); null where it asked for none. It may lengthen the wait, up to <see cref="LongestAsked"/>, and not shorten it.</param>
    /// <param name="chance">From 0 to 1: spreads messages that failed together by a fifth, so that they do not come back together.</param>
    public static TimeSpan? After(int attempts, TimeSpan? asked, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (attempts >= MostAttempts)
        {
            return null;
        }

        var usual = Waits[attempts - 1] * (0.9 + (0.2 * chance));
        var wanted = asked is { } wait && wait < LongestAsked ? wait : asked is null ? TimeSpan.Zero : LongestAsked;
        return wanted > usual ? wanted : usual;
    }

    /// <summary>
    /// How long a receiver is left in peace as a whole after it failed several times in a row, whichever messages those were. What waits is not tried meanwhile, so that a receiver
    /// that is down costs no attempts and is not overrun when it comes back.
    /// </summary>
    /// <param name="failures">How many attempts failed in a row.</param>
    public static TimeSpan Rest(int failures) => failures < FailuresBeforeRest
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(300, 5 * Math.Pow(2, Math.Min(10, failures - FailuresBeforeRest))));

    /// <summary>How many attempts may fail in a row before a receiver is left in peace.</summary>
    public const int FailuresBeforeRest = 4;
}
