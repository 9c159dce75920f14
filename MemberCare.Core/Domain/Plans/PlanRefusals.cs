using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Plans;

/// <summary>A change is planned for the customer already.</summary>
/// <param name="DueAt">When.</param>
public sealed record PlanWaiting(DateTimeOffset DueAt) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "A change is planned for this customer already. Move or cancel that one first.";
}

/// <summary>What was planned has been made, moved or cancelled since.</summary>
public sealed record PlanOver : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "This is no longer planned: it was made, replaced or cancelled meanwhile. Look at the customer again.";
}

/// <summary>A change cannot end by itself, because there is no way back.</summary>
/// <param name="To">The label chosen.</param>
/// <param name="Back">The label that the customer carries.</param>
public sealed record NoWayBack(string To, string Back) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"A change to “{To}” cannot end by itself, because no rule leads back to “{Back}”. Make it without an end.";
}

/// <summary>A change cannot be taken back, because the customer was changed after it.</summary>
/// <param name="By">Who did.</param>
/// <param name="Label">The label since then.</param>
public sealed record ChangedSince(string By, string Label) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"{By} has changed this customer to “{Label}” since. Undo that change first, or change the status anew.";
}

/// <summary>The customer is suspended already, so there is nothing to stop at once.</summary>
public sealed record SuspendedAlready : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "This customer is suspended already. Edit the status where that is not enough.";
}

/// <summary>The time was approved together with the change.</summary>
/// <param name="By">Who planned it.</param>
public sealed record ApprovedWithItsTime(string By) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"This time was approved together with the change. Somebody who may approve changes, other than {By}, has to move or cancel it.";
}
