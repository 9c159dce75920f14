namespace MemberCare.Tests.Store;

/// <summary>A clock that a test sets.</summary>
/// <param name="now">What it shows to begin with.</param>
public sealed class SetTime(DateTimeOffset now) : TimeProvider
{
    /// <summary>What it shows.</summary>
    public DateTimeOffset Now { get; set; } = now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
