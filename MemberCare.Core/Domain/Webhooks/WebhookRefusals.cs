using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Webhooks;

/// <summary>A subscription of that name is there already.</summary>
public sealed record DuplicateWebhookName(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"There is already a webhook “{Name}”. Choose another name, or edit that one.";
}

/// <summary>The organisation has as many as it may.</summary>
public sealed record TooManyWebhooks : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"There are {WebhookSubscription.MostOfOneTenant} webhooks already, and no more than that can be told. End one that is not needed first.";
}

/// <summary>It is over and cannot be changed.</summary>
public sealed record WebhookEnded(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"The webhook “{Name}” has ended and cannot be changed. Create a new one.";
}

/// <summary>Somebody else edited it after this person looked.</summary>
public sealed record WebhookChangedMeanwhile(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"Somebody else changed the webhook “{Name}” meanwhile. Look at it again, then make your change.";
}

/// <summary>The message still waits its turn, so there is nothing to repeat.</summary>
public sealed record DeliveryUnderWay : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "This message still waits for its turn, so it will be sent by itself. Look again in a moment.";
}
