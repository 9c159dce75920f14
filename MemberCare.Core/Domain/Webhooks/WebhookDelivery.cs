using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Webhooks;

/// <summary>Where a message to a subscriber stands. The numbers are what the store keeps.</summary>
public enum DeliveryState
{
    /// <summary>It waits: for its turn, or for the next attempt.</summary>
    Waiting = 0,

    /// <summary>The subscriber took it.</summary>
    Told = 1,

    /// <summary>It was tried as often as <see cref="Backoff"/> allows.</summary>
    GivenUp = 2,

    /// <summary>The subscription ended before it could be sent.</summary>
    Dropped = 3,
}

/// <summary>Why an attempt came to nothing. The numbers are what the store keeps.</summary>
public enum DeliveryFault
{
    /// <summary>It was taken, or never tried.</summary>
    None = 0,

    /// <summary>The name of the receiver means no machine.</summary>
    UnknownName = 1,

    /// <summary>It means a private or local machine, to which nothing is sent.</summary>
    PrivateAddress = 2,

    /// <summary>Nobody listens there, or the connection broke.</summary>
    Unreachable = 3,

    /// <summary>The receiver could not prove who it is (TLS).</summary>
    Untrusted = 4,

    /// <summary>No answer came in time.</summary>
    Slow = 5,

    /// <summary>What came is no answer of HTTP.</summary>
    Garbled = 6,

    /// <summary>It answered that it is elsewhere, which is not followed.</summary>
    Redirected = 7,

    /// <summary>It answered with a status that is no yes.</summary>
    Refused = 8,

    /// <summary>The secret cannot be read any more, because the keys that sealed it are gone.</summary>
    SecretLost = 9,
}

/// <summary>One event to be told to one subscriber.</summary>
public sealed class WebhookDelivery
{
    private WebhookDelivery()
    {
    }

    /// <summary>Identity; grows with time.</summary>
    public long Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>Who is to be told.</summary>
    public WebhookId WebhookId { get; private set; }

    /// <summary>The customer to whom it happened; for what became of a request for many customers, the id of the request.</summary>
    public CustomerId CustomerId { get; private set; }

    /// <summary>The number of the event in the customer's history; below nought where it is about a request for many.</summary>
    public long Sequence { get; private set; }

    /// <summary>What happened.</summary>
    public EventKind Kind { get; private set; }

    /// <summary>When it was taken from the outbox.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; private set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private set; }

    /// <summary>When it is to be sent; null where it is over, or waits behind an earlier one of the same customer.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? TriedAt { get; private set; }

    /// <summary>The HTTP status of the last attempt; null where none came.</summary>
    public int? Answer { get; private set; }

    /// <summary>Why the last attempt came to nothing.</summary>
    public DeliveryFault Fault { get; private set; }
}

/// <summary>What one attempt came to.</summary>
/// <param name="Fault">Why it came to nothing; <see cref="DeliveryFault.None"/> where it was taken.</param>
/// <param name="Answer">The HTTP status; null where none came.</param>
/// <param name="Asked">The wait that the receiver asked for.</param>
public sealed record DeliveryResult(DeliveryFault Fault, int? Answer = null, TimeSpan? Asked = null)
{
    private const int Gone = 410;

    /// <summary>Whether the receiver took it.</summary>
    public bool IsTold => Fault == DeliveryFault.None;

    /// <summary>Whether the receiver said that it is gone for good, which ends the subscription.</summary>
    public bool IsGone => Answer == Gone;

    /// <summary>The result of an answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="asked">Its <c>Retry-After</c>.</param>
    public static DeliveryResult Of(int status, TimeSpan? asked) => status switch
    {
        >= 200 and < 300 => new(DeliveryFault.None, status),
        >= 300 and < 400 => new(DeliveryFault.Redirected, status),
        _ => new(DeliveryFault.Refused, status, asked),
    };
}
