using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Approvals;

/// <summary>The maker of a request wants to decide about it.</summary>
public sealed record OwnRequest : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "You asked for this change, so somebody else has to decide about it. You can withdraw it.";
}

/// <summary>Somebody other than the maker wants to withdraw a request.</summary>
/// <param name="Maker">Who made it.</param>
public sealed record NotTheMaker(string Maker) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"Only {Maker}, who asked for it, can withdraw this request. Reject it instead.";
}

/// <summary>A request has come to an end already.</summary>
/// <param name="State">How it ended.</param>
/// <param name="By">Who ended it; null where time or another change did.</param>
public sealed record RequestEnded(RequestState State, string? By) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => State switch
    {
        RequestState.Approved => $"{By} was faster and approved it: the change is made.",
        RequestState.Rejected => $"{By} was faster and rejected it. Nothing was changed.",
        RequestState.Withdrawn => $"{By} has withdrawn it. Nothing was changed.",
        RequestState.Expired => "Nobody decided in time, so it has expired. Ask for the change again if it is still wanted.",
        _ => "The customer’s status has changed meanwhile, so this request no longer fits. Look at the customer, and ask again if it is still wanted.",
    };
}

/// <summary>There is an open request for the customer already, and one at a time is enough.</summary>
/// <param name="Maker">Who made it.</param>
/// <param name="Label">The name of the label that it asks for.</param>
/// <param name="Request">Which one.</param>
public sealed record RequestOpen(string Maker, string Label, Guid Request) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"{Maker} has already asked for “{Label}”, and that waits for approval. Let it be decided or withdrawn first.";
}
