using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Queries;

/// <summary>A label as a badge shows it.</summary>
public sealed record LabelView(LabelId Id, string Name, CustomerStatus Status, string Colour, string Icon)
{
    /// <summary>The badge of a label.</summary>
    public static LabelView Of(StatusLabel label) => new(label.Id, label.Name, label.Status, label.Colour, label.Icon);
}

/// <summary>A customer as a page or the API shows one, personal data masked unless the reader may see it.</summary>
/// <remarks>The console masks always, and shows the rest through <c>RevealContact</c>, which leaves an event; an API client with the permission reads in full.</remarks>
public sealed record CustomerView
{
    /// <summary>Identity.</summary>
    public required CustomerId Id { get; init; }

    /// <summary>Full name.</summary>
    public required string Name { get; init; }

    /// <summary>Mobile number, masked or as given.</summary>
    public required string? Mobile { get; init; }

    /// <summary>E-mail address, masked or as given.</summary>
    public required string? Email { get; init; }

    /// <summary>Another system's id.</summary>
    public required string? ExternalId { get; init; }

    /// <summary>Card number, masked or as given.</summary>
    public required string? CardNumber { get; init; }

    /// <summary>The label carried.</summary>
    public required LabelView Label { get; init; }

    /// <summary>The predefined status of the label.</summary>
    public required CustomerStatus Status { get; init; }

    /// <summary>What the label allows to be told to the customer; null where nothing.</summary>
    public string? PublicMessage { get; init; }

    /// <summary>When the lock of sign-in ends by itself; null where sign-in is not locked.</summary>
    public required DateTimeOffset? LoginLockedUntil { get; init; }

    /// <summary>When the last lock ended by itself; null where it was lifted, where there was none, or where somebody has tried to sign in since.</summary>
    public required DateTimeOffset? LoginLockEndedAt { get; init; }

    /// <summary>How many tries to sign in failed in a row.</summary>
    public required int FailedSignIns { get; init; }

    /// <summary>Whether the customer wants no messages.</summary>
    public required bool DoNotContact { get; init; }

    /// <summary>When label or status last changed.</summary>
    public required DateTimeOffset StatusUpdatedAt { get; init; }

    /// <summary>Who changed it.</summary>
    public required string StatusUpdatedBy { get; init; }

    /// <summary>The reason of that change.</summary>
    public required string? StatusReason { get; init; }

    /// <summary>When the person became a customer.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The last activity.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Whether the last activity lies before the organisation's activity period.</summary>
    public required bool IsInactive { get; init; }

    /// <summary>Where the customer came from.</summary>
    public required string? Source { get; init; }

    /// <summary>The date of birth, <c>1987-05-31</c>; masked, the year alone.</summary>
    public required string? BirthDate { get; init; }

    /// <summary>The version that a change has to name.</summary>
    public required long Version { get; init; }

    /// <summary>The number of the newest event.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Whether contact details are masked in this view.</summary>
    public required bool IsMasked { get; init; }

    /// <summary>A customer in the eyes of an actor.</summary>
    public static CustomerView Of(Customer customer, TenantCatalogue catalogue, Actor actor, DateTimeOffset now)
    {
        var masked = actor.Channel == Channel.Console || !actor.May(Permissions.ViewUnmasked);
        var label = catalogue.Label(customer.LabelId)!;
        return new CustomerView
        {
            Id = customer.Id,
            Name = customer.Name,
            Mobile = masked && customer.Mobile is not null ? PhoneNumbers.Mask(customer.MobileKey ?? customer.Mobile) : customer.Mobile,
            Email = masked && customer.Email is not null ? EmailAddresses.Mask(customer.Email) : customer.Email,
            ExternalId = customer.ExternalId,
            CardNumber = masked && customer.CardNumber is not null ? MaskCard(customer.CardNumber) : customer.CardNumber,
            Label = LabelView.Of(label),
            Status = customer.Status,
            PublicMessage = label.PublicMessage,
            LoginLockedUntil = customer.Overlays.IsLocked(now) ? customer.LoginLockedUntil : null,
            LoginLockEndedAt = customer.Overlays.IsLocked(now) ? null : customer.LoginLockedUntil,
            FailedSignIns = customer.FailedSignIns,
            DoNotContact = customer.DoNotContact,
            StatusUpdatedAt = customer.StatusUpdatedAt,
            StatusUpdatedBy = customer.StatusUpdatedBy,
            StatusReason = customer.StatusReason,
            RegisteredAt = customer.RegisteredAt,
            LastActivityAt = customer.LastActivityAt,
            IsInactive = customer.IsInactive(catalogue.Tenant.ActivityPeriod, now),
            Source = customer.Source,
            BirthDate = customer.BirthDate?.ToString(masked ? "yyyy" : "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            Version = customer.Version,
            LastSequence = customer.LastSequence,
            IsMasked = masked,
        };
    }

    internal static string MaskCard(string card) => card.Length <= 4 ? "••••" : "…" + card[^4..];
}

/// <summary>An event as a timeline or the API shows it.</summary>
public sealed record EventView(
    long Sequence,
    DateTimeOffset At,
    EventKind Kind,
    ActorKind ActorKind,
    string ActorName,
    Channel Channel,
    CustomerStatus? FromStatus,
    string? FromLabel,
    CustomerStatus? ToStatus,
    string? ToLabel,
    string? ReasonCode,
    string? Note,
    IReadOnlyDictionary<string, string> Data)
{
    /// <summary>The import, job or request that caused it; null where it stands alone.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The view of an event.</summary>
    public static EventView Of(CustomerEvent happened) => new(
        happened.Sequence,
        happened.At,
        happened.Kind,
        happened.ActorKind,
        happened.ActorName,
        happened.Channel,
        happened.FromStatus,
        happened.FromLabel,
        happened.ToStatus,
        happened.ToLabel,
        happened.ReasonCode,
        happened.Note,
        happened.Data ?? [])
    {
        BatchId = happened.BatchId,
    };
}
