namespace MemberCare.Web.Shared;

/// <summary>The time zone of whoever reads this window, as their browser tells it; UTC until it does. One per circuit.</summary>
public sealed class ReaderZone(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private ITimer? _timer;

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The zone became known, or so much time went by that “2 min ago” may be wrong. Raised on any thread.</summary>
    public event Action? Changed;

    /// <summary>Takes the zone's IANA name, such as <c>Asia/Kuala_Lumpur</c>; a name that is unknown here leaves things as they are.</summary>
    public void Set(string? name)
    {
        if (!string.IsNullOrEmpty(name) && name.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && !zone.Equals(Zone))
        {
            Zone = zone;
            Changed?.Invoke();
        }
    }

    /// <summary>Keeps relative times right while the window is open.</summary>
    public void Start() => _timer ??= time.CreateTimer(_ => Changed?.Invoke(), null, Tick, Tick);

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();
}
