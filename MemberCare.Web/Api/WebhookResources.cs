using System.Text.Json;
using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Api;

/// <summary>A webhook: a system that is told what happens to customers.</summary>
public sealed record WebhookResource
{
    /// <summary>The id, for ever.</summary>
    public required int Id { get; init; }

    /// <summary>What people call the system that listens.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens.</summary>
    public required string Address { get; init; }

    /// <summary>The kinds of event it is told; null for all, those of later releases too.</summary>
    public required IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Whether it is told.</summary>
    [JsonConverter(typeof(CamelCase<WebhookState>))]
    public required WebhookState State { get; init; }

    /// <summary>Why it is not told; <c>none</c> while it is.</summary>
    [JsonConverter(typeof(CamelCase<WebhookStop>))]
    public required WebhookStop Stop { get; init; }

    /// <summary>Since when state and reason are as they are, UTC.</summary>
    public required DateTime StateSince { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it last took something, UTC; null where it never has.</summary>
    public required DateTime? LastToldAt { get; init; }

    /// <summary>Since when there is nothing but failures, UTC; null where the last message was taken.</summary>
    public required DateTime? FailingSince { get; init; }

    /// <summary>Until when the secret before signs beside the new one, UTC; null where there is but one.</summary>
    public required DateTime? PreviousSecretUntil { get; init; }

    /// <summary>How many messages wait, counted up to 1,001.</summary>
    public required int Waiting { get; init; }

    /// <summary>Raised by one with every edit. Send it as <c>expectedVersion</c>.</summary>
    public required int Version { get; init; }

    internal static WebhookResource Of(WebhookView view) => new()
    {
        Id = view.Id.Value,
        Name = view.Name,
        Address = view.Address,
        Kinds = view.Kinds.Count == 0 ? null : [.. view.Kinds.Select(WebhookKinds.NameOf)],
        State = view.State,
        Stop = view.Stop,
        StateSince = view.StateSince.UtcDateTime,
        CreatedAt = view.CreatedAt.UtcDateTime,
        LastToldAt = view.LastToldAt?.UtcDateTime,
        FailingSince = view.FailingSince?.UtcDateTime,
        PreviousSecretUntil = view.PreviousSecretUntil?.UtcDateTime,
        Waiting = view.Waiting,
        Version = view.Version,
    };
}

/// <summary>All webhooks.</summary>
public sealed record WebhookListResource
{
    /// <summary>Those that are told first, ended ones last.</summary>
    public required IReadOnlyList<WebhookResource> Items { get; init; }
}

/// <summary>A webhook to be made.</summary>
public sealed record NewWebhookResource
{
    /// <summary>What people call the system that listens, such as <c>till</c>: 40 characters at most, unique.</summary>
    public string? Name { get; init; }

    /// <summary>Where it listens: a whole address with <c>https</c>, of a public machine.</summary>
    public string? Address { get; init; }

    /// <summary>The kinds of event it is to be told; left out or null for all.</summary>
    public IReadOnlyList<string?>? Kinds { get; init; }
}

/// <summary>A webhook as it is to be from now on.</summary>
public sealed record WebhookEditResource
{
    /// <summary>What people call the system that listens.</summary>
    public string? Name { get; init; }

    /// <summary>Where it listens.</summary>
    public string? Address { get; init; }

    /// <summary>The kinds of event it is to be told; left out or null for all.</summary>
    public IReadOnlyList<string?>? Kinds { get; init; }

    /// <summary>The version that was read.</summary>
    public int? ExpectedVersion { get; init; }
}

/// <summary>A webhook that was just made.</summary>
public sealed record MadeWebhookResource
{
    /// <summary>The webhook.</summary>
    public required WebhookResource Webhook { get; init; }

    /// <summary>The secret that signs its messages, in the form of Standard Webhooks. It is not shown again.</summary>
    public required string Secret { get; init; }
}

/// <summary>A new secret.</summary>
public sealed record WebhookSecretResource
{
    /// <summary>The secret. It is not shown again.</summary>
    public required string Secret { get; init; }

    /// <summary>Until when the one before signs too, UTC: give the receiver the new one by then.</summary>
    public required DateTime? PreviousSecretUntil { get; init; }
}

/// <summary>What came of a test message.</summary>
public sealed record WebhookTestResource
{
    /// <summary>Whether the receiver took it.</summary>
    public required bool Told { get; init; }

    /// <summary>The HTTP status it answered; null where no answer came.</summary>
    public required int? Answer { get; init; }

    /// <summary>Why it was not taken; <c>none</c> where it was.</summary>
    [JsonConverter(typeof(CamelCase<DeliveryFault>))]
    public required DeliveryFault Fault { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required long Milliseconds { get; init; }
}

/// <summary>A message to a webhook.</summary>
public sealed record DeliveryResource
{
    /// <summary>The id.</summary>
    public required long Id { get; init; }

    /// <summary>The header <c>webhook-id</c> that it is sent with, each time.</summary>
    public required string MessageId { get; init; }

    /// <summary>The customer to whom it happened; null where it tells of a request for many.</summary>
    public required Guid? CustomerId { get; init; }

    /// <summary>The request for many customers that it tells of; null where it is about one customer.</summary>
    public required Guid? ApprovalId { get; init; }

    /// <summary>The number of the event in the customer's history; null where it tells of a request for many.</summary>
    public required long? Sequence { get; init; }

    /// <summary>What happened.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was taken up, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonConverter(typeof(CamelCase<DeliveryState>))]
    public required DeliveryState State { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is tried next, UTC; null where it is over, or waits behind an earlier message about the same customer.</summary>
    public required DateTime? DueAt { get; init; }

    /// <summary>When it was last tried, UTC.</summary>
    public required DateTime? TriedAt { get; init; }

    /// <summary>The HTTP status of the last attempt; null where no answer came.</summary>
    public required int? Answer { get; init; }

    /// <summary>Why the last attempt came to nothing.</summary>
    [JsonConverter(typeof(CamelCase<DeliveryFault>))]
    public required DeliveryFault Fault { get; init; }

    internal static DeliveryResource Of(DeliveryView view) => new()
    {
        Id = view.Id,
        MessageId = view.MessageId,
        CustomerId = view.Customer?.Value,
        ApprovalId = view.Request,
        Sequence = view.Sequence,
        Kind = WebhookKinds.NameOf(view.Kind),
        CreatedAt = view.CreatedAt.UtcDateTime,
        State = view.State,
        Attempts = view.Attempts,
        DueAt = view.DueAt?.UtcDateTime,
        TriedAt = view.TriedAt?.UtcDateTime,
        Answer = view.Answer,
        Fault = view.Fault,
    };
}

/// <summary>A page of messages to a webhook, newest first.</summary>
public sealed record DeliveryListResource
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<DeliveryResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>The names of the kinds of event that can be told.</summary>
internal static class WebhookKinds
{
    public static IReadOnlyDictionary<string, EventKind> All { get; } = WebhookSubscription.Tellable.ToDictionary(NameOf, StringComparer.Ordinal);

    public static string NameOf(EventKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>Reads the names; none for all.</summary>
    public static Outcome<IReadOnlyList<EventKind>> Read(IReadOnlyList<string?>? names)
    {
        if (names is not null && (names.Count == 0 || names.FirstOrDefault(name => name is null || !All.ContainsKey(name)) is not null || names.Contains(null)))
        {
            return new InvalidInput("kinds", $"“kinds” is a list of one or more of {string.Join(", ", All.Keys)}; left out it means all.");
        }

        return names is null ? [] : names.Select(name => All[name!]).Distinct().ToList();
    }
}
