using System.Collections.Frozen;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>The occasions on which a customer is told something. The names are what the store keeps.</summary>
public enum PublicMessage
{
    /// <summary>Sign-in is locked after failed tries [L1].</summary>
    LoginLock,

    /// <summary>The number or address is on the block list [P5].</summary>
    BlockList,

    /// <summary>The number or address is on the block list, and somebody wants to book [B6].</summary>
    BookingRefused,

    /// <summary>Somebody wants to register with what belongs to a blocked customer.</summary>
    RegistrationRefused,

    /// <summary>The customer is suspended.</summary>
    Suspended,

    /// <summary>Sign-in is open, but only to pay what is due [N1].</summary>
    PayOnly,

    /// <summary>The customer is blocked [L3].</summary>
    Blocked,

    /// <summary>The customer is looked into, or was found out: nothing is said of fraud.</summary>
    UnderReview,

    /// <summary>The customer is deleted.</summary>
    Deleted,
}

/// <summary>What customers are told when something is refused, in an organisation's own words or in the usual ones. A label's own message goes before the one of its status.</summary>
/// <param name="Own">The organisation's own words.</param>
public sealed record PublicMessages(FrozenDictionary<PublicMessage, string> Own)
{
    /// <summary>The longest message, in characters.</summary>
    public const int Longest = 300;

    /// <summary>The usual words for everything.</summary>
    public static PublicMessages Default { get; } = new(FrozenDictionary<PublicMessage, string>.Empty);

    /// <summary>What is told on an occasion.</summary>
    public string this[PublicMessage occasion] => Own.GetValueOrDefault(occasion) ?? Usual(occasion);

    /// <summary>What is told with a decision; null where it goes through, or where nothing is to be told.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="action">What was asked; null for a registration.</param>
    /// <param name="status">The customer's status; null for a stranger.</param>
    /// <param name="label">The label's own message; null where it has none.</param>
    public string? Of(Decision decision, CustomerAction? action, CustomerStatus? status, string? label) => decision switch
    {
        { Effect: Effect.Allow or Effect.Flag or Effect.NoAward } => null,
        { Layer: DecidingLayer.LoginLock } => this[PublicMessage.LoginLock],
        { Layer: DecidingLayer.BlockList } => this[action == CustomerAction.Book ? PublicMessage.BookingRefused : PublicMessage.BlockList],
        { Layer: DecidingLayer.Hold } => this[PublicMessage.RegistrationRefused],
        { Layer: DecidingLayer.Status or DecidingLayer.Label } => label ?? OfStatus(decision, status),
        _ => null,
    };

    /// <summary>Takes over own words; empty ones go back to the usual.</summary>
    /// <returns>The messages; or <see cref="InvalidInput"/> on the fields <c>messages.LoginLock</c> and so on.</returns>
    public static Outcome<PublicMessages> Read(IEnumerable<KeyValuePair<PublicMessage, string?>> words)
    {
        var own = new Dictionary<PublicMessage, string>();
        var faults = new Dictionary<string, string>();
        foreach (var (occasion, raw) in words)
        {
            var (text, complaint) = PlainText.Read(raw, "The message", Longest);
            if (complaint is not null)
            {
                faults[$"messages.{occasion}"] = complaint;
            }
            else if (text.Length > 0 && text != Usual(occasion))
            {
                own[occasion] = text;
            }
        }

        return faults.Count > 0 ? new InvalidInput(faults) : new PublicMessages(own.ToFrozenDictionary());
    }

    /// <summary>The words that an organisation has to begin with.</summary>
    public static string Usual(PublicMessage occasion) => occasion switch
    {
        PublicMessage.LoginLock => "Your account is temporarily locked due to multiple incorrect password attempts. Try again later, or reset your password.",
        PublicMessage.BlockList => "This phone number or e-mail address is blocked. Please contact us.",
        PublicMessage.BookingRefused => "You are not able to book an appointment. Please contact us.",
        PublicMessage.RegistrationRefused => "You cannot register with this phone number or e-mail address. Please contact us.",
        PublicMessage.Suspended => "Your membership is on hold. Please contact us.",
        PublicMessage.PayOnly => "Your membership is on hold. You can sign in to pay what is due.",
        PublicMessage.Blocked => "Your membership has been restricted by the program administrator. Please contact us.",
        PublicMessage.UnderReview => "This is not possible at the moment. Please contact us.",
        PublicMessage.Deleted => "This membership no longer exists.",
        _ => throw new ArgumentOutOfRangeException(nameof(occasion)),
    };

    /// <summary>Whether both say the same.</summary>
    public bool Equals(PublicMessages? other) => other is not null && Own.Count == other.Own.Count && Own.All(own => other.Own.GetValueOrDefault(own.Key) == own.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Own.Count;

    private string? OfStatus(Decision decision, CustomerStatus? status) => (status, decision.Effect) switch
    {
        (_, Effect.Limited) => this[PublicMessage.PayOnly],
        (CustomerStatus.Suspended, _) => this[PublicMessage.Suspended],
        (CustomerStatus.Blocked, _) => this[PublicMessage.Blocked],
        (CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed, _) => this[PublicMessage.UnderReview],
        (CustomerStatus.Deleted, _) => this[PublicMessage.Deleted],
        _ => this[PublicMessage.UnderReview],
    };
}
