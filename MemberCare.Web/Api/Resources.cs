using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Api;

/// <summary>A customer.</summary>
public sealed record CustomerResource
{
    /// <summary>The id, for ever.</summary>
    public required Guid Id { get; init; }

    /// <summary>Full name.</summary>
    public required string Name { get; init; }

    /// <summary>Mobile number as it was given, or masked without the scope <c>customers:read-unmasked</c>.</summary>
    public required string? Mobile { get; init; }

    /// <summary>E-mail address as it was given, or masked likewise.</summary>
    public required string? Email { get; init; }

    /// <summary>The id that another system knows the customer by; unique among customers that are not deleted.</summary>
    public required string? ExternalId { get; init; }

    /// <summary>Number of the membership card, or masked likewise; unique as the external id is.</summary>
    public required string? CardNumber { get; init; }

    /// <summary>Where the customer stands: the predefined status that the label means.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus Status { get; init; }

    /// <summary>The name of the label that the customer carries, the organisation's own word.</summary>
    public required string Label { get; init; }

    /// <summary>When the lock of sign-in ends by itself, UTC; null where sign-in is not locked.</summary>
    public required DateTime? LoginLockedUntil { get; init; }

    /// <summary>Whether the customer wants no messages.</summary>
    public required bool DoNotContact { get; init; }

    /// <summary>When status or label last changed, UTC.</summary>
    public required DateTime StatusUpdatedAt { get; init; }

    /// <summary>The name of who changed it.</summary>
    public required string StatusUpdatedBy { get; init; }

    /// <summary>When the person became a customer, UTC.</summary>
    public required DateTime RegisteredAt { get; init; }

    /// <summary>When the customer last did something, UTC; the registration counts.</summary>
    public required DateTime LastActivityAt { get; init; }

    /// <summary>Where the customer came from, in the organisation's words.</summary>
    public required string? Source { get; init; }

    /// <summary>The date of birth, <c>1987-05-31</c>, or without the scope <c>customers:read-unmasked</c> the year alone.</summary>
    public required string? BirthDate { get; init; }

    /// <summary>Raised by one with every change of status, label or details. Send it as <c>expectedVersion</c>.</summary>
    public required long Version { get; init; }

    internal static CustomerResource Of(CustomerView view) => new()
    {
        Id = view.Id.Value,
        Name = view.Name,
        Mobile = view.Mobile,
        Email = view.Email,
        ExternalId = view.ExternalId,
        CardNumber = view.CardNumber,
        Status = view.Status,
        Label = view.Label.Name,
        LoginLockedUntil = view.LoginLockedUntil?.UtcDateTime,
        DoNotContact = view.DoNotContact,
        StatusUpdatedAt = view.StatusUpdatedAt.UtcDateTime,
        StatusUpdatedBy = view.StatusUpdatedBy,
        RegisteredAt = view.RegisteredAt.UtcDateTime,
        LastActivityAt = view.LastActivityAt.UtcDateTime,
        Source = view.Source,
        BirthDate = view.BirthDate,
        Version = view.Version,
    };
}

/// <summary>A page of customers.</summary>
public sealed record CustomerListResource
{
    /// <summary>The customers.</summary>
    public required IReadOnlyList<CustomerResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for the next page, with the other parameters as they are; null on the last page.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>How many there are in all, counted up to a limit.</summary>
    public required long Total { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    public required bool TotalIsCapped { get; init; }
}

/// <summary>Something that happened to a customer. Nothing edits or removes it.</summary>
public sealed record EventResource
{
    /// <summary>The number within the customer's history, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>What happened.</summary>
    [JsonConverter(typeof(CamelCase<EventKind>))]
    public required EventKind Kind { get; init; }

    /// <summary>What kind of party did it.</summary>
    [JsonConverter(typeof(CamelCase<ActorKind>))]
    public required ActorKind ActorKind { get; init; }

    /// <summary>The party's name at that time: a person's, or that of an API key.</summary>
    public required string ActorName { get; init; }

    /// <summary>The road it came by.</summary>
    [JsonConverter(typeof(CamelCase<Channel>))]
    public required Channel Channel { get; init; }

    /// <summary>The status before; null where status and label are not concerned.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus? FromStatus { get; init; }

    /// <summary>The label before, by the name it had then.</summary>
    public required string? FromLabel { get; init; }

    /// <summary>The status after; in a request for approval, the status wanted.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus? ToStatus { get; init; }

    /// <summary>The label after, by the name it had then.</summary>
    public required string? ToLabel { get; init; }

    /// <summary>The code of the reason; null where there was none, or own words alone.</summary>
    public required string? ReasonCode { get; init; }

    /// <summary>The reason as a person reads it.</summary>
    public required string? Note { get; init; }

    /// <summary>Further facts by name, such as the source of a registration.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }

    /// <summary>The import, bulk change or request that caused it; null where it stands alone.</summary>
    public required Guid? BatchId { get; init; }

    internal static EventResource Of(EventView view) => new()
    {
        Sequence = view.Sequence,
        At = view.At.UtcDateTime,
        Kind = view.Kind,
        ActorKind = view.ActorKind,
        ActorName = view.ActorName,
        Channel = view.Channel,
        FromStatus = view.FromStatus,
        FromLabel = view.FromLabel,
        ToStatus = view.ToStatus,
        ToLabel = view.ToLabel,
        ReasonCode = view.ReasonCode,
        Note = view.Note,
        Data = view.Data,
        BatchId = view.BatchId,
    };
}

/// <summary>A stretch of a customer's history, newest first.</summary>
public sealed record EventListResource
{
    /// <summary>The events.</summary>
    public required IReadOnlyList<EventResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for older events; null where there are none.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>How many there are in all, counted up to a limit.</summary>
    public required long Total { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    public required bool TotalIsCapped { get; init; }
}

/// <summary>A status label: the organisation's own word, which means one predefined status.</summary>
public sealed record LabelResource
{
    /// <summary>The id.</summary>
    public required int Id { get; init; }

    /// <summary>The name by which a change chooses it.</summary>
    public required string Name { get; init; }

    /// <summary>The predefined status that it means.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus Status { get; init; }

    /// <summary>The name of the badge's colour.</summary>
    public required string Colour { get; init; }

    /// <summary>The name of the badge's icon, of Material Symbols.</summary>
    public required string Icon { get; init; }

    /// <summary>Whether a change to it needs a reason.</summary>
    public required bool ReasonRequired { get; init; }

    /// <summary>Whether a note may be given, alone or beside a code.</summary>
    public required bool OwnWordsAllowed { get; init; }

    /// <summary>The codes that a change to it may give as <c>reasonCode</c>.</summary>
    public required IReadOnlyList<string> ReasonCodes { get; init; }

    /// <summary>What the customer may be told; null for nothing.</summary>
    public required string? PublicMessage { get; init; }

    /// <summary>After how many minutes a change to it usually ends by itself; null for never.</summary>
    public required int? DefaultMinutes { get; init; }

    /// <summary>How many customers carry it.</summary>
    public required long Customers { get; init; }

    /// <summary>Whether it was retired: customers keep it, no change can choose it.</summary>
    public required bool Retired { get; init; }

    internal static LabelResource Of(LabelRow row, IReadOnlyList<string> offered) => new()
    {
        Id = row.Label.Id.Value,
        Name = row.Label.Name,
        Status = row.Label.Status,
        Colour = row.Label.Colour,
        Icon = row.Label.Icon,
        ReasonRequired = row.ReasonRequired,
        OwnWordsAllowed = row.OwnWordsAllowed,
        ReasonCodes = row.ReasonCodes.Count == 0 ? offered : [.. row.ReasonCodes.Where(offered.Contains)],
        PublicMessage = row.PublicMessage,
        DefaultMinutes = row.DefaultMinutes,
        Customers = row.Carriers,
        Retired = row.RetiredAt is not null,
    };
}

/// <summary>All labels of the organisation.</summary>
public sealed record LabelListResource
{
    /// <summary>The labels, by status.</summary>
    public required IReadOnlyList<LabelResource> Items { get; init; }

    /// <summary>Always null: labels come in one page.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>How many there are.</summary>
    public required long Total { get; init; }

    /// <summary>Always false.</summary>
    public required bool TotalIsCapped { get; init; }
}

/// <summary>A customer after a change, and the event of it.</summary>
public sealed record StatusChangeResource
{
    /// <summary>The customer as of now.</summary>
    public required CustomerResource Customer { get; init; }

    /// <summary>The event. Where the request was a repetition, that of the first time.</summary>
    public required EventResource Event { get; init; }

    /// <summary>The request, where the change waits for a second person’s approval; otherwise left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ApprovalId { get; init; }
}

/// <summary>A customer to register. The name and at least one of mobile, email, externalId and cardNumber are needed.</summary>
public sealed record NewCustomerResource
{
    /// <summary>Full name, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Mobile number in any spelling, at most 100 characters; local ones are read by the rules of the organisation's country.</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address, at most 254 characters.</summary>
    public string? Email { get; init; }

    /// <summary>The id that another system knows the customer by, at most 100 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Number of the membership card, at most 100 characters.</summary>
    public string? CardNumber { get; init; }

    /// <summary>When the person became a customer: a date, or a moment with <c>Z</c> or an offset (ISO 8601). Now, where it is left out. Not in the future.</summary>
    public string? RegisteredAt { get; init; }

    /// <summary>When the customer last did something, written likewise; the registration, where it is left out.</summary>
    public string? LastActivityAt { get; init; }

    /// <summary>Where the customer came from, at most 100 characters.</summary>
    public string? Source { get; init; }

    /// <summary>Why the person is to become a customer in spite of the block list, or of a blocked customer who holds the number. Takes the scope <c>block-list:override</c>; kept in the history. Without any use where nothing stands in the way.</summary>
    public string? OverrideReason { get; init; }

    /// <summary>The date of birth, <c>1987-05-31</c>.</summary>
    public string? BirthDate { get; init; }
}

/// <summary>A change of a customer's label, and with it perhaps of the status.</summary>
public sealed record NewStatusChangeResource
{
    /// <summary>The name of the label to change to, in any case.</summary>
    public string? Label { get; init; }

    /// <summary>The code of a reason that the label offers. Where the label wants a reason, this or a note has to be given.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The reason in own words, at most 1000 characters; beside a code it is joined to that reason's sentence.</summary>
    public string? Note { get; init; }

    /// <summary>The customer's version as you read it: where somebody changed the customer since, the change is refused with 409. Left out, the change is made whatever is there.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>When the change is to be made: a date, which is its midnight UTC, or a moment with <c>Z</c> or an offset (ISO 8601), within five years. Now, where it is left out. The answer is then the event of the plan, and the customer is as before.</summary>
    public string? From { get; init; }

    /// <summary>When the change ends and the customer goes back to the label before, written likewise. Left out, the change lasts for as long as is usual for the label: mostly until somebody changes it.</summary>
    public string? Until { get; init; }

    /// <summary>True for a change without an end, whatever is usual for the label.</summary>
    public bool? Permanent { get; init; }
}
