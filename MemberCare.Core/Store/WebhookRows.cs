using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>A system to be told, as whoever sends needs it.</summary>
/// <param name="Id">The subscription.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Organisation">The organisation's short name.</param>
/// <param name="Name">What people call the system.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Secret">The secret, sealed.</param>
/// <param name="PreviousSecret">The one before, sealed.</param>
/// <param name="PreviousSecretUntil">Until when that one signs too.</param>
public sealed record WebhookTarget(
    WebhookId Id, TenantId Tenant, string Organisation, string Name, string Address, byte[] Secret, byte[]? PreviousSecret, DateTimeOffset? PreviousSecretUntil);

/// <summary>A message whose turn it is.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Webhook">Who is to be told.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Facts">What it tells.</param>
public sealed record DueMessage(long Id, WebhookId Webhook, TenantId Tenant, int Attempts, WebhookFacts Facts);

/// <summary>A message that was tried.</summary>
/// <param name="Message">Which.</param>
/// <param name="At">When the attempt ended.</param>
/// <param name="Result">What it came to.</param>
public sealed record TriedMessage(DueMessage Message, DateTimeOffset At, DeliveryResult Result);

/// <summary>
/// The statements behind telling other systems. Written by hand because they run for every event and every subscriber, while others wait for the writer. They serve all
/// organisations at once; each row carries its own, and an event meets subscriptions of its own organisation alone.
/// </summary>
internal static class WebhookRows
{
    private const string SelectNews =
        """
        SELECT o.position, o.tenant_id, coalesce(o.customer_id, o.request_id), o.sequence, e.kind
        FROM outbox o LEFT JOIN events e ON e.tenant_id = o.tenant_id AND e.customer_id = o.customer_id AND e.sequence = o.sequence
        WHERE o.position > @last ORDER BY o.position LIMIT @limit
        """;

    private const string SelectListeners = "SELECT id, tenant_id, kind_bits, after_position FROM webhooks WHERE state <> 2";

    // Only the first of a customer's messages is due; the others wait behind it.
    private const string InsertDelivery =
        """
        INSERT INTO webhook_deliveries (tenant_id, webhook_id, customer_id, sequence, kind, created_at, state, attempts, due_at, fault)
        SELECT @tenant, @webhook, @customer, @sequence, @kind, @now, 0, 0,
               CASE WHEN EXISTS (SELECT 1 FROM webhook_deliveries WHERE webhook_id = @webhook AND customer_id = @customer AND state = 0) THEN NULL ELSE @now END, 0
        WHERE true ON CONFLICT DO NOTHING
        """;

    private const string SelectProgress = "SELECT position, sender, sender_until FROM webhook_progress WHERE id = 1";

    private const string UpdateProgress = "UPDATE webhook_progress SET position = @position, sender = @sender, sender_until = @until WHERE id = 1";

    private const string SelectTargets =
        """
        SELECT w.id, w.tenant_id, t.name, w.name, w.address, w.secret, w.previous_secret, w.previous_secret_until
        FROM webhooks w JOIN tenants t ON t.id = w.tenant_id WHERE w.state = 0 ORDER BY w.id
        """;

    private const string SelectDue =
        """
        SELECT d.id, d.attempts, d.customer_id, d.sequence, coalesce(e.at, CASE d.sequence WHEN -5 THEN r.made_at ELSE r.ended_at END), d.kind,
               e.from_status, e.from_label, coalesce(e.to_status, r.to_status), coalesce(e.to_label, r.to_label), coalesce(e.reason_code, r.reason_code), e.data,
               r.batch_id, r.customers, r.expires_at, r.state
        FROM webhook_deliveries d
        LEFT JOIN events e ON e.tenant_id = d.tenant_id AND e.customer_id = d.customer_id AND e.sequence = d.sequence
        LEFT JOIN change_requests r ON d.sequence < 0 AND r.tenant_id = d.tenant_id AND r.id = d.customer_id
        WHERE d.webhook_id = @webhook AND d.tenant_id = @tenant AND d.due_at IS NOT NULL AND d.due_at <= @now AND (e.sequence IS NOT NULL OR r.batch_id IS NOT NULL)
        ORDER BY d.due_at, d.id LIMIT @limit
        """;

    private const string CloseDelivery =
        """
        UPDATE webhook_deliveries SET state = @state, attempts = attempts + 1, due_at = NULL, tried_at = @at, answer = @answer, fault = @fault
        WHERE id = @id AND tenant_id = @tenant AND state <> 1
        """;

    private const string PutOff =
        """
        UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = @due, tried_at = @at, answer = @answer, fault = @fault
        WHERE id = @id AND tenant_id = @tenant AND state = 0
        """;

    private const string CallNext =
        """
        UPDATE webhook_deliveries SET due_at = @now WHERE due_at IS NULL AND id = (
          SELECT id FROM webhook_deliveries WHERE webhook_id = @webhook AND customer_id = @customer AND state = 0 ORDER BY sequence LIMIT 1)
        """;

    private const string CallAll =
        """
        UPDATE webhook_deliveries AS d SET due_at = @now WHERE d.webhook_id = @webhook AND d.state = 0 AND NOT EXISTS (
          SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.customer_id = d.customer_id AND e.state = 0 AND e.sequence < d.sequence)
        """;

    private const string HurryAll = "UPDATE webhook_deliveries SET due_at = @now WHERE webhook_id = @webhook AND due_at > @now";

    private const string DropAll = "UPDATE webhook_deliveries SET state = 3, due_at = NULL WHERE webhook_id = @webhook AND state = 0";

    private const string NoteTold = "UPDATE webhooks SET last_told_at = @at, failing_since = NULL WHERE id = @webhook AND tenant_id = @tenant";

    private const string NoteFailure = "UPDATE webhooks SET failing_since = coalesce(failing_since, @at) WHERE id = @webhook AND tenant_id = @tenant";

    private const string GiveUpOn =
        "UPDATE webhooks SET state = 1, stop = 2, state_since = @now WHERE id = @webhook AND tenant_id = @tenant AND state = 0 AND failing_since <= @since";

    /// <summary>An entry of the outbox: an event of a customer, or what became of a request for many, which stands in the customer's place. Without a kind where labels, reasons or settings changed.</summary>
    public readonly record struct News(long Position, TenantId Tenant, CustomerId Customer, long Sequence, EventKind? Kind);

    /// <summary>A subscription that hears, or will hear when it is resumed.</summary>
    public readonly record struct Listener(WebhookId Id, TenantId Tenant, long Kinds, long After);

    public static List<News> ReadNews(StoreConnection connection, long last, int limit)
    {
        var news = new List<News>();
        using var row = connection.Query(SelectNews, last, limit);
        while (row.Read())
        {
            news.Add(row.IsDBNull(2)
                ? new News(row.GetInt64(0), new TenantId(row.GetInt32(1)), default, 0, null)
                : new News(row.GetInt64(0), new TenantId(row.GetInt32(1)), row.CustomerId(2), row.GetInt64(3), row.GetInt64(3) switch
                {
                    ChangeRequest.MadeNumber => EventKind.RequestMade,
                    ChangeRequest.EndedNumber => EventKind.RequestEnded,
                    _ => row.IsDBNull(4) ? null : (EventKind)row.GetInt32(4),
                }));
        }

        return news;
    }

    public static bool HasNews(StoreConnection connection, long last) => connection.Scalar("SELECT 1 FROM outbox WHERE position > @last LIMIT 1", last) is not null;

    /// <summary>The present end of the outbox.</summary>
    public static long End(StoreConnection connection) => (long)(connection.Scalar("SELECT coalesce(max(position), 0) FROM outbox") ?? 0L);

    public static ILookup<TenantId, Listener> Listeners(StoreConnection connection)
    {
        var listeners = new List<Listener>();
        using (var row = connection.Query(SelectListeners))
        {
            while (row.Read())
            {
                listeners.Add(new Listener(new WebhookId(row.GetInt32(0)), new TenantId(row.GetInt32(1)), row.GetInt64(2), row.GetInt64(3)));
            }
        }

        return listeners.ToLookup(listener => listener.Tenant);
    }

    public static bool HasListeners(StoreConnection connection) => connection.Scalar("SELECT 1 FROM webhooks WHERE state <> 2 LIMIT 1") is not null;

    public static bool Add(StoreConnection connection, Listener to, News news, DateTimeOffset now) =>
        connection.Execute(InsertDelivery, news.Tenant, to.Id, news.Customer, news.Sequence, news.Kind!.Value, now) > 0;

    public static (long Position, Guid? Sender, DateTimeOffset? Until) Progress(StoreConnection connection)
    {
        using var row = connection.Query(SelectProgress);
        return row.Read()
            ? (row.GetInt64(0), row.IsDBNull(1) ? null : new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true), row.IsDBNull(2) ? null : row.Moment(2))
            : throw new StoreException("The database has lost the row that says how far webhooks were told.");
    }

    public static void KeepProgress(StoreConnection connection, long position, Guid? sender, DateTimeOffset? until) =>
        connection.Execute(UpdateProgress, position, sender, until);

    public static List<WebhookTarget> Targets(StoreConnection connection)
    {
        var targets = new List<WebhookTarget>();
        using var row = connection.Query(SelectTargets);
        while (row.Read())
        {
            targets.Add(new WebhookTarget(
                new WebhookId(row.GetInt32(0)),
                new TenantId(row.GetInt32(1)),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetFieldValue<byte[]>(5),
                row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6),
                row.IsDBNull(7) ? null : row.Moment(7)));
        }

        return targets;
    }

    public static List<DueMessage> Due(StoreConnection connection, WebhookTarget target, DateTimeOffset now, int limit)
    {
        var due = new List<DueMessage>();
        using var row = connection.Query(SelectDue, target.Id, target.Tenant, now, limit);
        while (row.Read())
        {
            var facts = new WebhookFacts(target.Organisation, row.CustomerId(2), row.GetInt64(3), row.Moment(4), (EventKind)row.GetInt32(5))
            {
                FromStatus = row.IsDBNull(6) ? null : (CustomerStatus)row.GetInt32(6),
                FromLabel = row.Text(7),
                ToStatus = row.IsDBNull(8) ? null : (CustomerStatus)row.GetInt32(8),
                ToLabel = row.Text(9),
                ReasonCode = row.Text(10),
                Data = row.Text(11) is { } data ? EventJson.Read(data) : [],
                Batch = row.IsDBNull(12) ? null : new BatchFacts(new Guid(row.GetFieldValue<byte[]>(12), bigEndian: true), row.GetInt32(13), row.Moment(14), (RequestState)row.GetInt32(15)),
            };
            due.Add(new DueMessage(row.GetInt64(0), target.Id, target.Tenant, row.GetInt32(1), facts));
        }

        return due;
    }

    /// <summary>Keeps the end of a message, and calls the customer's next one.</summary>
    public static void Close(StoreConnection connection, TriedMessage tried, DeliveryState state, DateTimeOffset now)
    {
        var message = tried.Message;
        connection.Execute(CloseDelivery, state, tried.At, tried.Result.Answer, tried.Result.Fault, message.Id, message.Tenant);
        connection.Execute(CallNext, now, message.Webhook, message.Facts.Customer);
    }

    public static void Postpone(StoreConnection connection, TriedMessage tried, DateTimeOffset due) =>
        connection.Execute(PutOff, due, tried.At, tried.Result.Answer, tried.Result.Fault, tried.Message.Id, tried.Message.Tenant);

    public static void Told(StoreConnection connection, WebhookId webhook, TenantId tenant, DateTimeOffset at) => connection.Execute(NoteTold, at, webhook, tenant);

    /// <summary>Keeps that nothing goes through, and pauses the subscription where that has been so for too long.</summary>
    /// <returns>Whether it was paused.</returns>
    public static bool Failing(StoreConnection connection, WebhookId webhook, TenantId tenant, DateTimeOffset now)
    {
        connection.Execute(NoteFailure, now, webhook, tenant);
        return connection.Execute(GiveUpOn, now, webhook, tenant, now - WebhookSubscription.FailuresBorne) > 0;
    }

    /// <summary>Makes due now what is first in its line, as after a pause.</summary>
    public static void Call(StoreConnection connection, WebhookId webhook, DateTimeOffset now) => connection.Execute(CallAll, now, webhook);

    /// <summary>Makes due now what was put off: the receiver is there again.</summary>
    public static void Hurry(StoreConnection connection, WebhookId webhook, DateTimeOffset now) => connection.Execute(HurryAll, now, webhook);

    /// <summary>Drops what waits for a subscription that has ended.</summary>
    public static void Drop(StoreConnection connection, WebhookId webhook) => connection.Execute(DropAll, webhook);
}
