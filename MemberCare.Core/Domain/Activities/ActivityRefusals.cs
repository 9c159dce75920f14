using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Activities;

/// <summary>Nobody is known by what was sent, and the activity can only be a customer's.</summary>
/// <param name="Receiver">Whether it is the receiver of a transfer who is unknown.</param>
public sealed record CustomerUnknown(bool Receiver) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.NotFound;

    /// <inheritdoc/>
    public override string Sentence => Receiver
        ? "Nobody is known by what “to” names. Check it, or register the receiver first."
        : "No customer is known by what was sent. Check it, or register the customer first.";
}

/// <summary>Several customers have the number or address that was sent.</summary>
/// <param name="Receiver">Whether it is the receiver of a transfer who is meant.</param>
public sealed record CustomerAmbiguous(bool Receiver) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"Several customers have this number or address. Name the {(Receiver ? "receiver" : "customer")} by customerId, externalId or cardNumber.";
}

/// <summary>The system has reported another activity by the same id.</summary>
public sealed record ActivityIdReused : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "This id belongs to another activity that was reported before. Give each activity an id of its own.";
}
