using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Operations;

/// <summary>How things stand for whoever would send.</summary>
/// <param name="IsWanted">Whether anybody is subscribed at all.</param>
/// <param name="IsOthers">Whether another process sends.</param>
/// <param name="HasNews">Whether the outbox holds what was not looked at.</param>
/// <param name="Until">Until when this process sends; null where it does not.</param>
/// <param name="Targets">Who is to be told.</param>
public sealed record WebhookOutlook(bool IsWanted, bool IsOthers, bool HasNews, DateTimeOffset? Until, IReadOnlyList<WebhookTarget> Targets);

/// <summary>What one turn came to.</summary>
/// <param name="IsSender">Whether this process sends from now on.</param>
/// <param name="Until">Until when.</param>
/// <param name="HasMore">Whether the outbox holds more.</param>
/// <param name="Customers">The customers of whom something is to be told, or was.</param>
public sealed record WebhookTurn(bool IsSender, DateTimeOffset Until, bool HasMore, IReadOnlySet<(TenantId Tenant, CustomerId Customer)> Customers);

/// <summary>
/// Turns what the outbox holds into messages to subscribers, says whose turn it is, and keeps what came of each attempt. It follows the outbox from a position that is kept in the
/// commit that makes the messages, so each event becomes one message to each subscriber, whatever stops in between; a message is sent until somebody took it, so perhaps more
/// than once. It asks for no permission: nobody calls it but the part of MemberCare that sends.
/// </summary>
public sealed partial class DeliverWebhooks(Writer writer, SqliteDatabase database, TimeProvider time, ILogger<DeliverWebhooks> log)
{
    /// <summary>How long a process that sends has the right to, unless it says again that it is there. One process at a time: two would tell things twice and out of order.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>How many entries of the outbox one commit takes: others wait for the writer meanwhile.</summary>
    public const int MostPerTurn = 250;

    /// <summary>How things stand, without changing anything.</summary>
    public WebhookOutlook Look(Guid sender)
    {
        using var scope = database.Read(default);
        if (!WebhookRows.HasListeners(scope.Connection))
        {
            return new WebhookOutlook(false, false, false, null, []);
        }

        var (position, holder, until) = WebhookRows.Progress(scope.Connection);
        var isOthers = holder is { } other && other != sender && until > time.Now();
        return new WebhookOutlook(
            true,
            isOthers,
            WebhookRows.HasNews(scope.Connection, position),
            holder == sender ? until : null,
            isOthers ? [] : WebhookRows.Targets(scope.Connection));
    }

    /// <summary>Messages whose turn it is, the longest due first: of each customer one at most, so that they arrive in order.</summary>
    public IReadOnlyList<DueMessage> Due(WebhookTarget target, int limit)
    {
        using var scope = database.Read(target.Tenant);
        return WebhookRows.Due(scope.Connection, target, time.Now(), limit);
    }

    /// <summary>Keeps what came of attempts, turns the next entries of the outbox into messages, and claims or keeps the right to send; all in one commit.</summary>
    /// <param name="sender">This process.</param>
    /// <param name="tried">What was tried.</param>
    /// <param name="back">Subscribers that were left in peace and take messages again: what was put off for them is due at once.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Outcome<WebhookTurn>> TurnAsync(Guid sender, IReadOnlyCollection<TriedMessage> tried, IReadOnlyCollection<WebhookId> back, CancellationToken cancellation = default) =>
        writer.RunAsync<WebhookTurn>(
            default,
            transaction =>
            {
                var (connection, now) = (transaction.Connection, transaction.Now);
                var customers = tried.Select(one => (one.Message.Tenant, one.Message.Facts.Customer)).ToHashSet();
                Keep(transaction, tried);
                foreach (var webhook in back)
                {
                    WebhookRows.Hurry(connection, webhook, now);
                }

                var (position, holder, until) = WebhookRows.Progress(connection);
                if (holder is { } other && other != sender && until > now)
                {
                    return new WebhookTurn(false, now, false, customers);
                }

                var news = WebhookRows.ReadNews(connection, position, MostPerTurn);
                customers.UnionWith(FanOut(connection, news, now));
                WebhookRows.KeepProgress(connection, news.Count > 0 ? news[^1].Position : position, sender, now + Lease);
                return new WebhookTurn(true, now + Lease, news.Count == MostPerTurn, customers);
            },
            cancellation);

    /// <summary>Gives up the right to send, so that another process takes over at once.</summary>
    public Task<Outcome<Done>> ReleaseAsync(Guid sender) => writer.RunAsync<Done>(
        default,
        transaction =>
        {
            var (position, holder, _) = WebhookRows.Progress(transaction.Connection);
            if (holder == sender)
            {
                WebhookRows.KeepProgress(transaction.Connection, position, null, null);
            }

            return new Done();
        });

    private static IEnumerable<(TenantId, CustomerId)> FanOut(StoreConnection connection, List<WebhookRows.News> news, DateTimeOffset now)
    {
        if (news.Count == 0)
        {
            return [];
        }

        var listeners = WebhookRows.Listeners(connection);
        var concerned = new HashSet<(TenantId, CustomerId)>();
        foreach (var one in news)
        {
            foreach (var listener in one.Kind is null ? [] : listeners[one.Tenant])
            {
                if (one.Position > listener.After && WebhookSubscription.Wants(listener.Kinds, one.Kind!.Value) && WebhookRows.Add(connection, listener, one, now))
                {
                    concerned.Add((one.Tenant, one.Customer));
                }
            }
        }

        return concerned;
    }

    private void Keep(WriteTransaction transaction, IReadOnlyCollection<TriedMessage> tried)
    {
        var (connection, now) = (transaction.Connection, transaction.Now);
        foreach (var one in tried)
        {
            var wait = one.Result.IsTold ? null : Backoff.After(one.Message.Attempts + 1, one.Result.Asked, Random.Shared.NextDouble());
            if (wait is { } longer && !one.Result.IsGone)
            {
                WebhookRows.Postpone(connection, one, now + longer);
            }
            else
            {
                WebhookRows.Close(connection, one, one.Result.IsTold ? DeliveryState.Told : one.Result.IsGone ? DeliveryState.Dropped : DeliveryState.GivenUp, now);
            }
        }

        foreach (var group in tried.GroupBy(one => (one.Message.Webhook, one.Message.Tenant)))
        {
            var (webhook, tenant) = group.Key;
            if (group.Where(one => one.Result.IsTold).Select(one => (DateTimeOffset?)one.At).Max() is { } last)
            {
                WebhookRows.Told(connection, webhook, tenant, last);
            }
            else if (WebhookRows.Failing(connection, webhook, tenant, now))
            {
                PausedByFailures(webhook, tenant);
            }

            if (group.Any(one => one.Result.IsGone))
            {
                EndGone(transaction, webhook, tenant);
            }
        }
    }

    private void EndGone(WriteTransaction transaction, WebhookId webhook, TenantId tenant)
    {
        var gone = transaction.Db.Webhooks.IgnoreQueryFilters().SingleOrDefault(known => known.Id == webhook && known.TenantId == tenant);
        if (gone is { State: not WebhookState.Ended })
        {
            gone.End(WebhookStop.Gone, transaction.Now);
            transaction.Db.SaveChanges();
            WebhookRows.Drop(transaction.Connection, webhook);
            EndedByReceiver(webhook, tenant);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} of tenant {Tenant} was paused: it has taken nothing for days")]
    private partial void PausedByFailures(WebhookId webhook, TenantId tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} of tenant {Tenant} has ended: its receiver answered that it is gone")]
    private partial void EndedByReceiver(WebhookId webhook, TenantId tenant);
}
