using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Operations.Bulk;

/// <summary>A wish to change many customers at once.</summary>
/// <param name="Choice">How they were chosen.</param>
/// <param name="Customers">Whom, in any order; whoever is named twice counts once.</param>
/// <param name="Label">The label to change to.</param>
/// <param name="ReasonCode">The code of a reason on offer, or null.</param>
/// <param name="Note">Own words, or null.</param>
/// <param name="IdempotencyKey">1 to 200 visible ASCII characters; the same wish with the same key makes one job. Null does without.</param>
public sealed record BulkWish(
    JobChoice Choice, IReadOnlyList<CustomerId> Customers, LabelChoice Label, string? ReasonCode, string? Note, string? IdempotencyKey = null);

/// <summary>A wish to undo what a job has changed.</summary>
/// <param name="Job">Which job.</param>
/// <param name="ReasonCode">The code of a reason on offer, or null.</param>
/// <param name="Note">Own words, or null.</param>
/// <param name="IdempotencyKey">As of <see cref="BulkWish"/>.</param>
public sealed record UndoWish(Guid Job, string? ReasonCode, string? Note, string? IdempotencyKey = null);

/// <summary>What a bulk change would come to, by the same rules that each customer meets when it runs.</summary>
/// <param name="Total">How many customers it is for.</param>
/// <param name="Changes">How many would change.</param>
/// <param name="Refused">How many would not, by reason, the most frequent first.</param>
public sealed record BulkPreview(int Total, int Changes, IReadOnlyList<BulkRefusal> Refused)
{
    /// <summary>How many of those that would change need a second person's approval first.</summary>
    public int NeedApproval { get; init; }
}

/// <summary>Why some customers would not be changed.</summary>
/// <param name="Code">The refusal, for programs.</param>
/// <param name="Why">The refusal, for people.</param>
/// <param name="Count">How many.</param>
public sealed record BulkRefusal(string Code, string Why, int Count);
