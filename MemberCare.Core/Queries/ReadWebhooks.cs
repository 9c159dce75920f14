using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>A subscription as a page or the API shows it; never its secret.</summary>
public sealed record WebhookView(
    WebhookId Id,
    string Name,
    string Address,
    IReadOnlyList<EventKind> Kinds,
    WebhookState State,
    WebhookStop Stop,
    DateTimeOffset StateSince,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastToldAt,
    DateTimeOffset? FailingSince,
    DateTimeOffset? PreviousSecretUntil,
    int Waiting,
    int Version)
{
    /// <summary>Fills a form in.</summary>
    public WebhookDraft ToDraft() => new() { Name = Name, Address = Address, Kinds = Kinds, Version = Version };
}

/// <summary>A message to a subscriber as a page or the API shows it.</summary>
public sealed record DeliveryView(
    long Id,
    string MessageId,
    CustomerId? Customer,
    Guid? Request,
    long? Sequence,
    EventKind Kind,
    DateTimeOffset CreatedAt,
    DeliveryState State,
    int Attempts,
    DateTimeOffset? DueAt,
    DateTimeOffset? TriedAt,
    int? Answer,
    DeliveryFault Fault);

/// <summary>A stretch of the messages to a subscriber, newest first.</summary>
/// <param name="Items">The messages.</param>
/// <param name="HasMore">Whether there are older ones.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryView> Items, bool HasMore);

/// <summary>Reads which systems hear what happens, and what they were told.</summary>
public sealed class ReadWebhooks(Gate gate, SqliteDatabase database, TimeProvider time)
{
    /// <summary>The most messages of a page.</summary>
    public const int MostPerPage = 200;

    /// <summary>How far waiting messages are counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>All subscriptions, those that are told first, ended ones last, each group by name.</summary>
    /// <returns>Them; or <see cref="NotPermitted"/>.</returns>
    public Outcome<IReadOnlyList<WebhookView>> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations, nameof(ReadWebhooks)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.Webhooks.AsEnumerable()
            .OrderBy(one => one.State == WebhookState.Ended).ThenByDescending(one => one.State == WebhookState.Ended ? one.StateSince : default).ThenBy(one => one.NameKey, StringComparer.Ordinal)
            .Select(one => Show(scope, one)).ToList();
    }

    /// <summary>One subscription.</summary>
    /// <returns>It; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<WebhookView> One(WebhookId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations, nameof(ReadWebhooks)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.Webhooks.SingleOrDefault(one => one.Id == id) is { } known ? Show(scope, known) : new NotFound("webhook");
    }

    /// <summary>Where a test message would go.</summary>
    /// <returns>It; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="WebhookEnded"/>.</returns>
    public Outcome<WebhookTarget> Target(WebhookId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations, nameof(ReadWebhooks)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (scope.Db.Webhooks.SingleOrDefault(one => one.Id == id) is not { } known)
        {
            return new NotFound("webhook");
        }

        return known.State == WebhookState.Ended
            ? new WebhookEnded(known.Name)
            : new WebhookTarget(
                known.Id, known.TenantId, scope.Db.Tenants.Single().Name, known.Name, known.Address, known.Secret, known.PreviousSecret, known.PreviousSecretUntil);
    }

    /// <summary>Messages to a subscriber, newest first.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="troubled">Only those whose last attempt came to nothing.</param>
    /// <param name="before">Only those with a smaller id: the last one of the page before.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <returns>The page; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<DeliveryPage> Deliveries(WebhookId id, Actor actor, bool troubled = false, long? before = null, int limit = 50)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations, nameof(ReadWebhooks)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (!scope.Db.Webhooks.Any(one => one.Id == id))
        {
            return new NotFound("webhook");
        }

        var wanted = Math.Clamp(limit, 1, MostPerPage);
        var end = before ?? long.MaxValue;
        var rows = scope.Db.WebhookDeliveries.Where(one => one.WebhookId == id && one.Id < end);
        var page = (troubled ? rows.Where(one => one.Fault != DeliveryFault.None) : rows)
            .OrderByDescending(one => one.Id).Take(wanted + 1).AsEnumerable()
            .Select(one => new DeliveryView(
                one.Id,
                WebhookMessage.IdOf(one.CustomerId, one.Sequence),
                one.Sequence > 0 ? one.CustomerId : null,
                one.Sequence > 0 ? null : one.CustomerId.Value,
                one.Sequence > 0 ? one.Sequence : null,
                one.Kind, one.CreatedAt, one.State, one.Attempts, one.DueAt, one.TriedAt, one.Answer, one.Fault))
            .ToList();
        return new DeliveryPage(page.Count > wanted ? page[..wanted] : page, page.Count > wanted);
    }

    private WebhookView Show(ReadScope scope, WebhookSubscription one) => new(
        one.Id,
        one.Name,
        one.Address,
        one.Kinds(),
        one.State,
        one.Stop,
        one.StateSince,
        one.CreatedAt,
        one.LastToldAt,
        one.FailingSince,
        one.PreviousSecretUntil > time.Now() ? one.PreviousSecretUntil : null,
        scope.Db.WebhookDeliveries.Where(delivery => delivery.WebhookId == one.Id && delivery.State == DeliveryState.Waiting).Take(MostCounted + 1).Count(),
        one.Version);
}
