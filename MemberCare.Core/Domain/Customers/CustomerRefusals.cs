using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Customers;

/// <summary>The customer carries that label already.</summary>
public sealed record NothingToChange(string Label) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"The customer is “{Label}” already. Choose another label to change it.";
}

/// <summary>Somebody changed the customer after this person looked.</summary>
/// <param name="Seen">The version that the request names.</param>
/// <param name="Current">The version now.</param>
/// <param name="Label">The name of the label now.</param>
/// <param name="By">Who changed it last.</param>
public sealed record StaleVersion(long Seen, long Current, string Label, string By) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"{By} was faster: the customer is now “{Label}”. Look at it again before you change it.";
}
