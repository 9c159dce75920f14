using System.Globalization;

namespace MemberCare.Core.Domain.Customers;

/// <summary>How long a customer counts as active after the last activity: whole months or days.</summary>
/// <param name="Count">How many, 1 to 3,650.</param>
/// <param name="InMonths">Calendar months where true, days of 24 hours where not.</param>
public readonly record struct ActivityPeriod(int Count, bool InMonths)
{
    /// <summary>Six months.</summary>
    public static ActivityPeriod Default { get; } = new(6, true);

    /// <summary>Whether the count is one that a setting may have.</summary>
    public bool IsValid => Count >= 1 && Count <= (InMonths ? 120 : 3650);

    /// <summary>What is wrong with it, in a sentence; null where it is valid.</summary>
    public string? Complaint() => IsValid ? null : "The activity period is 1 to 120 months, or 1 to 3,650 days.";

    /// <summary>The moment after which an activity still counts; whoever was last active before it is inactive.</summary>
    public DateTimeOffset Start(DateTimeOffset now) => InMonths ? now.AddMonths(-Count) : now.AddDays(-Count);

    /// <summary>In ISO 8601: <c>P6M</c>, <c>P90D</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"P{Count}{(InMonths ? 'M' : 'D')}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ActivityPeriod Parse(string text) => new(int.Parse(text.AsSpan(1, text.Length - 2), CultureInfo.InvariantCulture), text[^1] == 'M');
}
