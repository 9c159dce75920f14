using System.Globalization;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Customers;

/// <summary>A customer of one organisation: who they are, where they stand, and where their history ends.</summary>
/// <remarks>Whatever happens to a customer goes through a method here that returns the event of it; the store keeps state and event in one commit.</remarks>
public sealed partial class Customer
{
    internal Customer()
    {
    }

    /// <summary>Identity.</summary>
    public CustomerId Id { get; internal set; }

    /// <summary>The organisation whose customer this is.</summary>
    public TenantId TenantId { get; internal set; }

    /// <summary>The full name, as it was given.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The folded name that lists sort by.</summary>
    public string NameKey { get; internal set; } = "";

    /// <summary>The mobile number as it was given; null where none is known.</summary>
    public string? Mobile { get; internal set; }

    /// <summary>The mobile number in E.164, or the trimmed text where it does not parse; the form in which numbers are compared.</summary>
    public string? MobileKey { get; internal set; }

    /// <summary>The e-mail address as it was given.</summary>
    public string? Email { get; internal set; }

    /// <summary>The id that another system knows the customer by. Unique among an organisation's customers that are not deleted.</summary>
    public string? ExternalId { get; internal set; }

    /// <summary>The number of the membership card. Unique as the external id is.</summary>
    public string? CardNumber { get; internal set; }

    /// <summary>When the person became a customer.</summary>
    public DateTimeOffset RegisteredAt { get; internal set; }

    /// <summary>When the customer last did something; the registration counts, so it is never earlier than <see cref="RegisteredAt"/>.</summary>
    public DateTimeOffset LastActivityAt { get; internal set; }

    /// <summary>Where the customer came from, in the organisation's words; null where unknown.</summary>
    public string? Source { get; internal set; }

    /// <summary>The label that the customer carries.</summary>
    public LabelId LabelId { get; internal set; }

    /// <summary>The predefined status of the label.</summary>
    public CustomerStatus Status { get; internal set; }

    /// <summary>When label or status last changed; the registration counts as the first change.</summary>
    public DateTimeOffset StatusUpdatedAt { get; internal set; }

    /// <summary>The name of whoever last changed label or status.</summary>
    public string StatusUpdatedBy { get; internal set; } = "";

    /// <summary>The reason of the last change of label or status; null where none was needed.</summary>
    public string? StatusReason { get; internal set; }

    /// <summary>When the lock of sign-in ends by itself; null where there was none or it was lifted. One whose end has come is none.</summary>
    public DateTimeOffset? LoginLockedUntil { get; internal set; }

    /// <summary>How many tries to sign in failed in a row so far.</summary>
    public int FailedSignIns { get; internal set; }

    /// <summary>Whether the customer wants no messages. Survives every change of status [P12].</summary>
    public bool DoNotContact { get; internal set; }

    /// <summary>The date of birth; null where unknown.</summary>
    public DateOnly? BirthDate { get; internal set; }

    /// <summary>What is over the customer besides the status.</summary>
    public Overlays Overlays => new(LoginLockedUntil, DoNotContact);

    /// <summary>Where the customer stands, as far as decisions go.</summary>
    public CustomerStanding Standing => new(Status, LabelId, Overlays, null);

    /// <summary>Raised by one with every change of status, label or details; a change names the version that the person saw.</summary>
    public long Version { get; internal set; }

    /// <summary>The number of the newest event of this customer; the first is 1.</summary>
    public long LastSequence { get; internal set; }

    /// <summary>The hash of the newest event, to which the next one is linked; 32 bytes, empty before the first.</summary>
    public byte[] LastHash { get; internal set; } = [];

    /// <summary>Whether the customer has done nothing within the organisation's activity period. Derived, never a status.</summary>
    public bool IsInactive(ActivityPeriod period, DateTimeOffset now) => LastActivityAt < period.Start(now);

    /// <summary>A new customer, with the event of the registration.</summary>
    /// <param name="id">The identity to take.</param>
    /// <param name="tenant">The organisation.</param>
    /// <param name="details">Checked details; see <see cref="CustomerDetails.Read"/>.</param>
    /// <param name="label">The label to begin with.</param>
    /// <param name="actor">Who registers the customer.</param>
    /// <param name="now">The present moment, which counts where the details know no date of registration.</param>
    public static (Customer Customer, CustomerEvent Event) Register(
        CustomerId id, TenantId tenant, CustomerDetails details, StatusLabel label, Actor actor, DateTimeOffset now)
    {
        var registered = details.RegisteredAt ?? now;
        var customer = new Customer
        {
            Id = id,
            TenantId = tenant,
            RegisteredAt = registered,
            LastActivityAt = details.LastActivityAt > registered ? details.LastActivityAt.Value : registered,
            LabelId = label.Id,
            Status = label.Status,
            StatusUpdatedAt = now,
            StatusUpdatedBy = actor.Name,
            Version = 1,
        };
        customer.Take(details);
        return (customer, customer.Event(EventKind.Registered, actor, now) with
        {
            ToStatus = label.Status,
            ToLabel = label.Name,
            ToLabelId = label.Id,
            Data = details.Source is null ? null : new EventData { [EventData.Source] = details.Source },
        });
    }

    /// <summary>Whether the customer may move to another label for this reason, and the reason as it would stand in the history. Nothing changes.</summary>
    /// <param name="to">The label chosen.</param>
    /// <param name="code">The code of the reason given, if any.</param>
    /// <param name="note">The note that came with it, if any.</param>
    /// <param name="reasons">The organisation's reasons.</param>
    /// <param name="given">A reason that stands, whatever the label asks of people; null where code and note are the reason.</param>
    public Outcome<GivenReason> MayMoveTo(StatusLabel to, string? code, string? note, IEnumerable<Reason> reasons, GivenReason? given = null) =>
        MayMove((Status, LabelId), to, code, note, reasons, given);

    /// <summary>The same from where a customer will stand by then.</summary>
    /// <param name="from">The status and the label carried then.</param>
    /// <param name="to">The label chosen.</param>
    /// <param name="code">The code of the reason given, if any.</param>
    /// <param name="note">The note that came with it, if any.</param>
    /// <param name="reasons">The organisation's reasons.</param>
    /// <param name="given">A reason that stands, whatever the label asks of people; null where code and note are the reason.</param>
    public static Outcome<GivenReason> MayMove(
        (CustomerStatus Status, LabelId Label) from, StatusLabel to, string? code, string? note, IEnumerable<Reason> reasons, GivenReason? given)
    {
        if (TransitionRules.Decide(from.Status, to.Status) is { } forbidden)
        {
            return forbidden;
        }

        if (!to.IsLive)
        {
            return new LabelRetired(to.Name);
        }

        return to.Id == from.Label ? new NothingToChange(to.Name) : given ?? GivenReason.Read(to, reasons, code, note);
    }

    /// <summary>Moves the customer to another label, and with it perhaps to another status. The one road of every status change, both directions.</summary>
    /// <param name="from">The label carried now.</param>
    /// <param name="to">The label chosen.</param>
    /// <param name="code">The code of the reason given, if any.</param>
    /// <param name="note">The note that came with it, if any.</param>
    /// <param name="reasons">The organisation's reasons.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="given">A reason that stands, whatever the label asks of people; null where code and note are the reason.</param>
    /// <returns>The event of the change, or why it cannot be; a refusal leaves the customer as it was.</returns>
    public Outcome<CustomerEvent> MoveTo(
        StatusLabel from, StatusLabel to, string? code, string? note, IEnumerable<Reason> reasons, Actor actor, DateTimeOffset now, GivenReason? given = null)
    {
        if (!MayMoveTo(to, code, note, reasons, given).TryGet(out var reason, out var refusal))
        {
            return refusal;
        }

        var happened = Event(from.Status == to.Status ? EventKind.LabelChanged : EventKind.StatusChanged, actor, now) with
        {
            FromStatus = Status,
            FromLabel = from.Name,
            FromLabelId = from.Id,
            ToStatus = to.Status,
            ToLabel = to.Name,
            ToLabelId = to.Id,
            ReasonCode = reason.Code,
            Note = reason.Text,
        };
        (LabelId, Status) = (to.Id, to.Status);
        (StatusUpdatedAt, StatusUpdatedBy, StatusReason) = (now, actor.Title, reason.Text);
        Version++;
        return happened;
    }

    /// <summary>Takes over newer details from a system that knows better, as an import does. An activity later than the last one known counts; an earlier one is old news.</summary>
    /// <returns>The event, which names the fields that differ; null where nothing does.</returns>
    public CustomerEvent? Amend(CustomerDetails details, Actor actor, DateTimeOffset now)
    {
        var changed = new List<string>();
        Compare("name", Name, details.Name);
        Compare("mobile", Mobile, details.Mobile ?? Mobile);
        Compare("email", Email, details.Email ?? Email);
        Compare("external_id", ExternalId, details.ExternalId ?? ExternalId);
        Compare("card_number", CardNumber, details.CardNumber ?? CardNumber);
        Compare("source", Source, details.Source ?? Source);
        Compare("birth_date", Day(BirthDate), Day(details.BirthDate ?? BirthDate));
        if (details.LastActivityAt > LastActivityAt)
        {
            changed.Add("last_activity_at");
            LastActivityAt = details.LastActivityAt.Value;
        }

        if (changed.Count == 0)
        {
            return null;
        }

        Take(details);
        Version++;
        return Event(EventKind.DetailsChanged, actor, now) with
        {
            Data = new EventData { [EventData.Fields] = string.Join(", ", changed) },
        };

        static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

        void Compare(string field, string? old, string? wanted)
        {
            if (!string.Equals(old, wanted, StringComparison.Ordinal))
            {
                changed.Add(field);
            }
        }
    }

    /// <summary>Something that the customer did and that leaves status and label alone: a transaction, a redemption, a sign-in, a look at the contact details.</summary>
    public CustomerEvent Note(EventKind kind, EventData data, Actor actor, DateTimeOffset at)
    {
        if (kind is EventKind.Transaction or EventKind.Redemption or EventKind.SignedIn)
        {
            LastActivityAt = at > LastActivityAt ? at : LastActivityAt;
        }

        return Event(kind, actor, at) with { Data = data };
    }

    /// <summary>Something that a system reports of the customer, whether it went through or was turned down; status and label stay as they are.</summary>
    /// <param name="kind">What.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="isDeed">Whether the customer did something by it, so that it counts as activity. One reported late moves nothing backwards.</param>
    /// <param name="note">Own words that came with it; null where none did.</param>
    /// <param name="actor">Who reports it.</param>
    /// <param name="at">When it happened.</param>
    public CustomerEvent Report(EventKind kind, EventData facts, bool isDeed, string? note, Actor actor, DateTimeOffset at)
    {
        if (isDeed && at > LastActivityAt)
        {
            LastActivityAt = at;
        }

        return Event(kind, actor, at) with { Data = facts, Note = note };
    }

    /// <summary>Gives an event its number and links it to the history so far. Called by the store's writer alone, in the order of commits.</summary>
    public CustomerEvent Link(CustomerEvent happened)
    {
        var linked = EventChain.Link(happened with { Sequence = LastSequence + 1 }, LastHash);
        (LastSequence, LastHash) = (linked.Sequence, linked.Hash);
        return linked;
    }

    /// <summary>The contact details by which the customer is found, in the form in which they are compared.</summary>
    public IEnumerable<(IdentifierKind Kind, string Value)> Identifiers() => IdentifierKeys.All(MobileKey, Email, ExternalId, CardNumber);

    private CustomerEvent Event(EventKind kind, Actor actor, DateTimeOffset at) => CustomerEvent.By(TenantId, Id, kind, actor, at);

    private void Take(CustomerDetails details)
    {
        Name = details.Name;
        NameKey = details.NameKey;
        Mobile = details.Mobile ?? Mobile;
        MobileKey = details.MobileKey ?? MobileKey;
        Email = details.Email ?? Email;
        ExternalId = details.ExternalId ?? ExternalId;
        CardNumber = details.CardNumber ?? CardNumber;
        Source = details.Source ?? Source;
        BirthDate = details.BirthDate ?? BirthDate;
    }
}
