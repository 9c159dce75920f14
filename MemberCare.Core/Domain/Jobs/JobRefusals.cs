using System.Globalization;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Jobs;

/// <summary>A job does not stand as the act needs it: somebody was faster, or it came to its end.</summary>
/// <param name="State">How it stands.</param>
/// <param name="By">Who has put it so; null where nobody has.</param>
public sealed record JobNotSo(JobState State, string? By) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => State switch
    {
        JobState.PendingApproval => "This job waits for somebody to approve it. Withdraw the request to end it.",
        JobState.Running => "This job is running already.",
        JobState.Paused => $"{By ?? "Somebody"} has paused this job. Resume it, or cancel it.",
        JobState.Cancelled => $"This job was cancelled{(By is null ? "" : $" by {By}")}. What it changed until then can be undone.",
        _ => "This job has come to its end. What it changed can be undone.",
    };
}

/// <summary>There is nobody on the list of a job.</summary>
public sealed record NobodyChosen : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "Nobody is chosen. Choose one customer at least.";
}

/// <summary>More customers were chosen than one job takes.</summary>
public sealed record TooManyChosen : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence =>
        $"One job takes {Job.MostCustomers.ToString("N0", CultureInfo.InvariantCulture)} customers at most. Narrow the filter, and make several jobs of it.";
}

/// <summary>A job cannot be undone while it goes on.</summary>
public sealed record JobNotOver : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "This job is not over yet. Cancel it or let it come to its end, then undo what it changed.";
}

/// <summary>A job has changed nobody, so there is nothing to undo.</summary>
public sealed record NothingToUndo : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "This job has changed nobody, so there is nothing to undo.";
}

/// <summary>A job is undone already, or is being undone.</summary>
/// <param name="By">The job that does it.</param>
public sealed record UndoneAlready(Guid By) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "Another job undoes this one already. Open that job to see how far it is.";
}

/// <summary>A customer's status or label was changed since the job that is being undone, so the undo leaves them as they are.</summary>
public sealed record ChangedSince : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "Changed since by somebody else, so left as is.";
}
