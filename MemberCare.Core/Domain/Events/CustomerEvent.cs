using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Events;

/// <summary>What can happen to a customer. The numbers are what the store keeps and what the hash covers: never reuse one.</summary>
public enum EventKind
{
    /// <summary>Became a customer.</summary>
    Registered = 1,

    /// <summary>Went to another predefined status.</summary>
    StatusChanged = 2,

    /// <summary>Got another label within the same status.</summary>
    LabelChanged = 3,

    /// <summary>Name or contact details were amended.</summary>
    DetailsChanged = 4,

    /// <summary>Bought something.</summary>
    Transaction = 5,

    /// <summary>Redeemed points or a coupon.</summary>
    Redemption = 6,

    /// <summary>Signed in to the portal.</summary>
    SignedIn = 7,

    /// <summary>A member of staff looked at the contact details in full.</summary>
    ContactRevealed = 8,

    /// <summary>Sign-in was locked after failed tries.</summary>
    LoginLocked = 9,

    /// <summary>The lock of sign-in was lifted before its time, by a person or by a new password.</summary>
    LoginLockLifted = 10,

    /// <summary>The customer wants messages, or no longer wants any.</summary>
    ContactPreferenceChanged = 11,

    /// <summary>A system was told no: the first time a day for each action, layer and place.</summary>
    DecisionRefused = 12,

    /// <summary>Earned points otherwise than by a purchase.</summary>
    Earning = 13,

    /// <summary>Sent points to somebody, or received some.</summary>
    Transfer = 14,

    /// <summary>Booked an appointment.</summary>
    Booking = 15,

    /// <summary>Was sent an invoice.</summary>
    Invoice = 16,

    /// <summary>Paid an invoice.</summary>
    InvoicePayment = 17,

    /// <summary>Somebody asked for a change that a second person has to approve; status and label wanted stand where a change has those after it.</summary>
    RequestMade = 18,

    /// <summary>A request came to its end: approved, rejected, withdrawn, expired or stale.</summary>
    RequestEnded = 19,

    /// <summary>A change was planned for later, or what was planned was moved.</summary>
    ChangePlanned = 20,

    /// <summary>What was planned was cancelled, confirmed, or had nothing left to do.</summary>
    PlanCancelled = 21,

    /// <summary>The time of a planned change came, and the rules of that moment did not let it be made: a task for a person.</summary>
    PlanFailed = 22,

    /// <summary>Took a plan, or changed to another one.</summary>
    PlanTaken = 23,

    /// <summary>Was added to a board of the CRM.</summary>
    AddedToBoard = 24,
}

/// <summary>The further facts of an event, by name: a source, an amount, a place. Kept as they are; the names are lower-case words. Those below are told in words.</summary>
public sealed class EventData : SortedDictionary<string, string>
{
    /// <summary>Where a new customer came from.</summary>
    public const string Source = "source";

    /// <summary>The fields that were amended, parted by commas, in the spelling of the customers' file.</summary>
    public const string Fields = "fields";

    /// <summary>What was paid or was worth: a number with a decimal point, such as <c>42.10</c>.</summary>
    public const string Amount = "amount";

    /// <summary>The ISO 4217 code of the amount's currency.</summary>
    public const string Currency = "currency";

    /// <summary>Where it happened, in the organisation's words: a branch, a web shop.</summary>
    public const string Place = "place";

    /// <summary>The points earned or redeemed, a whole number.</summary>
    public const string Points = "points";

    /// <summary>The code of the coupon redeemed.</summary>
    public const string Coupon = "coupon";

    /// <summary>When the lock or preference that began with the event ends by itself: Unix milliseconds.</summary>
    public const string Until = "until";

    /// <summary>How many tries to sign in failed in a row.</summary>
    public const string Failures = "failures";

    /// <summary>What lifted a lock: <c>person</c> or <c>password-reset</c>.</summary>
    public const string LiftedBy = "lifted_by";

    /// <summary>Whether the customer wants no messages from then on: <c>yes</c> or <c>no</c>.</summary>
    public const string DoNotContact = "do_not_contact";

    /// <summary>What was asked for: the name of a <see cref="Restrictions.CustomerAction"/>, such as <c>RedeemPoints</c>.</summary>
    public const string Action = "action";

    /// <summary>The effect that it had: the name of an <see cref="Restrictions.Effect"/>; absent where it went through as it was.</summary>
    public const string Effect = "effect";

    /// <summary>Which layer decided: the name of a <see cref="Restrictions.DecidingLayer"/>.</summary>
    public const string Layer = "layer";

    /// <summary>The road by which it was asked or done: the name of a <see cref="Channel"/>, where it is another one than that of the actor.</summary>
    public const string Via = "via";

    /// <summary>The id by which the reporting system names the activity.</summary>
    public const string Activity = "activity";

    /// <summary>The name of the plan that was taken.</summary>
    public const string Plan = "plan";

    /// <summary>The name of the board that the customer was added to.</summary>
    public const string Board = "board";

    /// <summary>By what kind of deed points were earned: <c>referral</c>, <c>campaign</c>.</summary>
    public const string Earned = "earned";

    /// <summary>The moment that the reporting system named, in Unix milliseconds, where it cannot be right.</summary>
    public const string ClaimedAt = "claimed_at";

    /// <summary>The id of an earlier customer, now deleted, who is the same person as far as the identifiers say.</summary>
    public const string Earlier = "earlier";

    /// <summary>What was gone over by a member of staff, with the reason in the note: <c>block-list</c> or <c>hold</c>.</summary>
    public const string Override = "override";

    /// <summary>How many customers have the identifier by which the event was told, where it is more than one.</summary>
    public const string Sharing = "sharing";

    /// <summary>The points that an activity named and that were not given.</summary>
    public const string Withheld = "withheld";

    /// <summary>Whether points were <see cref="Sent"/> or <see cref="Received"/>.</summary>
    public const string Direction = "direction";

    /// <summary>Points went to somebody else.</summary>
    public const string Sent = "sent";

    /// <summary>Points came from somebody else.</summary>
    public const string Received = "received";

    /// <summary>The id of the request for approval that the event is about, or that led to it.</summary>
    public const string Request = "request";

    /// <summary>How a request ended: <c>approved</c>, <c>rejected</c>, <c>withdrawn</c>, <c>expired</c> or <c>stale</c>; and what became of something planned: one of the five below.</summary>
    public const string Outcome = "outcome";

    /// <summary>The name of whoever asked for the change that somebody else approved.</summary>
    public const string AskedBy = "asked_by";

    /// <summary>When a planned change is due: Unix milliseconds.</summary>
    public const string Due = "due";

    /// <summary>Of a planned change: that it is the way back from a temporary one, <c>yes</c>.</summary>
    public const string Return = "return";

    /// <summary>The number of the event of the change that was taken back.</summary>
    public const string Undoes = "undoes";

    /// <summary>That a suspension was made at once, without approval: <c>yes</c>.</summary>
    public const string Panic = "panic";

    /// <summary>A person cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A person confirmed the suspension, which therefore does not end.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>A person put the task aside that it had become.</summary>
    public const string PutAside = "put-aside";

    /// <summary>The customer had that label already.</summary>
    public const string ThereAlready = "there-already";

    /// <summary>It was moved to another time.</summary>
    public const string Moved = "moved";

    /// <summary>No facts yet.</summary>
    public EventData()
        : base(StringComparer.Ordinal)
    {
    }
}

/// <summary>One thing that happened to one customer. Nothing edits or removes it.</summary>
public sealed record CustomerEvent
{
    /// <summary>The organisation.</summary>
    public required TenantId TenantId { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The number within the customer's history, from 1, without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened, UTC in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>What kind of party did it.</summary>
    public required ActorKind ActorKind { get; init; }

    /// <summary>The party's stable identifier.</summary>
    public required string ActorId { get; init; }

    /// <summary>The party's name at that time.</summary>
    public required string ActorName { get; init; }

    /// <summary>The road it came by.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The status before; null where status and label are not concerned.</summary>
    public CustomerStatus? FromStatus { get; init; }

    /// <summary>The label before.</summary>
    public LabelId? FromLabelId { get; init; }

    /// <summary>The name that the label before had at that time.</summary>
    public string? FromLabel { get; init; }

    /// <summary>The status after.</summary>
    public CustomerStatus? ToStatus { get; init; }

    /// <summary>The label after.</summary>
    public LabelId? ToLabelId { get; init; }

    /// <summary>The name that the label after had at that time.</summary>
    public string? ToLabel { get; init; }

    /// <summary>The code of the reason; null where none or own words alone.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The reason as a person reads it. May hold personal data, so the hash covers a salted digest of it.</summary>
    public string? Note { get; init; }

    /// <summary>Further facts.</summary>
    public EventData? Data { get; init; }

    /// <summary>The import, job or request that caused it.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>16 random bytes under the digest of <see cref="Note"/>; null where there is no note.</summary>
    public byte[]? Salt { get; init; }

    /// <summary>SHA-256 over this event and the hash before it; see <see cref="EventChain"/>.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>An event of <paramref name="kind"/>, caused by <paramref name="actor"/>, still without number and hash.</summary>
    public static CustomerEvent By(TenantId tenant, CustomerId customer, EventKind kind, Actor actor, DateTimeOffset at) => new()
    {
        TenantId = tenant,
        CustomerId = customer,
        At = at,
        Kind = kind,
        ActorKind = actor.Kind,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Channel = actor.Channel,
    };
}
