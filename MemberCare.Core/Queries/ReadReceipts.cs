using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Whether a system has heard of an event.</summary>
/// <param name="Sequence">The number of the event.</param>
/// <param name="Name">What people call the system.</param>
/// <param name="State">Whether it was told.</param>
/// <param name="TriedAt">When it was told, or last tried.</param>
/// <param name="DueAt">When it is tried again; null where it waits behind an earlier message, or for nothing.</param>
/// <param name="Answer">The HTTP status of the last attempt.</param>
/// <param name="Fault">Why the last attempt came to nothing.</param>
/// <param name="IsPaused">Whether nothing is sent to the system at present.</param>
public sealed record Receipt(long Sequence, string Name, DeliveryState State, DateTimeOffset? TriedAt, DateTimeOffset? DueAt, int? Answer, DeliveryFault Fault, bool IsPaused);

/// <summary>Receipts by the number of the event.</summary>
public sealed record Receipts(ILookup<long, Receipt> ByEvent);

/// <summary>Reads which systems have heard of a customer's events, for all events in sight at once.</summary>
public sealed class ReadReceipts(Gate gate, SqliteDatabase database)
{
    /// <summary>The most receipts of one reading, the newest events' first.</summary>
    public const int Most = 1000;

    // By hand, since each change of the customer reads it for each window that looks on.
    private const string Select =
        """
        SELECT d.sequence, w.name, d.state, d.tried_at, d.due_at, d.answer, d.fault, w.state = 1
        FROM webhook_deliveries d CROSS JOIN webhooks w ON w.id = d.webhook_id
        WHERE d.tenant_id = @tenant AND d.customer_id = @customer AND d.sequence BETWEEN @from AND @to AND w.tenant_id = @tenant
        ORDER BY d.sequence DESC, d.webhook_id LIMIT @limit
        """;

    /// <summary>The receipts of a stretch of a customer's history.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="from">The number of the oldest event.</param>
    /// <param name="to">The number of the newest.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>Them by the number of the event; or <see cref="NotPermitted"/>.</returns>
    public Outcome<Receipts> Run(CustomerId customer, long from, long to, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadReceipts)) is { } forbidden)
        {
            return forbidden;
        }

        var receipts = new List<Receipt>();
        using var scope = database.Read(actor.Tenant);
        using var row = scope.Connection.Query(Select, actor.Tenant, customer, from, to, Most);
        while (row.Read())
        {
            receipts.Add(new Receipt(
                row.GetInt64(0),
                row.GetString(1),
                (DeliveryState)row.GetInt32(2),
                row.IsDBNull(3) ? null : row.Moment(3),
                row.IsDBNull(4) ? null : row.Moment(4),
                row.IsDBNull(5) ? null : row.GetInt32(5),
                (DeliveryFault)row.GetInt32(6),
                row.GetBoolean(7)));
        }

        return new Receipts(receipts.ToLookup(receipt => receipt.Sequence));
    }
}
