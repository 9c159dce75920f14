using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Which events of a timeline to show.</summary>
public enum TimelineFilter
{
    /// <summary>All.</summary>
    All,

    /// <summary>Changes of status, label and of what is over both: locks, the contact preference; requests for changes, and what is planned.</summary>
    Status,

    /// <summary>What the customer did, or wanted to do and was refused: transactions, redemptions, sign-ins.</summary>
    Activity,

    /// <summary>The rest: registration, amended or revealed details.</summary>
    Record,
}

/// <summary>A stretch of a timeline, newest first.</summary>
/// <param name="Events">The events.</param>
/// <param name="HasMore">Whether there are older ones that fit the filter.</param>
public sealed record TimelinePage(IReadOnlyList<EventView> Events, bool HasMore);

/// <summary>How many events a timeline has.</summary>
/// <param name="Total">The number, counted up to <see cref="ReadTimeline.MostCounted"/> where a filter is on.</param>
/// <param name="IsCapped">Whether there are more than were counted.</param>
public readonly record struct TimelineCount(long Total, bool IsCapped);

/// <summary>Reads a customer's history, newest first, by keyset.</summary>
public sealed class ReadTimeline(Gate gate, SqliteDatabase database)
{
    /// <summary>The most events of a page.</summary>
    public const int MostPerPage = 200;

    /// <summary>How far events of a filter are counted.</summary>
    public const int MostCounted = 1000;

    private const string PageSql =
        $"""
        SELECT {EventRow.Columns} FROM events e
        WHERE e.tenant_id = @tenant AND e.customer_id = @customer AND e.sequence < @before AND e.sequence > @after AND (@kinds = 0 OR (@kinds >> e.kind) & 1)
        ORDER BY e.sequence DESC LIMIT @limit
        """;

    private const string CountSql =
        "SELECT count(*) FROM (SELECT 1 FROM events e WHERE e.tenant_id = @tenant AND e.customer_id = @customer AND (@kinds >> e.kind) & 1 LIMIT @limit)";

    private const string LastSequence = "SELECT last_sequence FROM customers WHERE tenant_id = @tenant AND id = @id";

    private const string CustomerExists = "SELECT 1 FROM customers WHERE tenant_id = @tenant AND id = @id";

    /// <summary>A page of the history.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="filter">The kinds of event to show.</param>
    /// <param name="before">Only events with a smaller number: the last one of the page before. Null begins with the newest.</param>
    /// <param name="after">Only events with a greater number: for reading on from the newest that is shown already.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <returns>The page; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<TimelinePage> Run(
        CustomerId id, Actor actor, TimelineFilter filter = TimelineFilter.All, long? before = null, long? after = null, int limit = 50)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadTimeline)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (scope.Connection.Scalar(CustomerExists, actor.Tenant, id) is null)
        {
            return new NotFound("customer");
        }

        var wanted = Math.Clamp(limit, 1, MostPerPage);
        var events = new List<EventView>(wanted + 1);
        using (var row = scope.Connection.Query(PageSql, actor.Tenant, id, before ?? long.MaxValue, after ?? 0L, Mask(filter), wanted + 1))
        {
            while (row.Read())
            {
                events.Add(EventRow.Read(row));
            }
        }

        var more = events.Count > wanted;
        if (more)
        {
            events.RemoveAt(wanted);
        }

        return new TimelinePage(events, more);
    }

    /// <summary>How many events a filter shows; without one the number of the newest, since numbers have no gaps.</summary>
    /// <returns>The count; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<TimelineCount> Count(CustomerId id, Actor actor, TimelineFilter filter)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadTimeline)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (scope.Connection.Scalar(LastSequence, actor.Tenant, id) is not long last)
        {
            return new NotFound("customer");
        }

        if (filter == TimelineFilter.All)
        {
            return new TimelineCount(last, false);
        }

        var counted = (long)scope.Connection.Scalar(CountSql, actor.Tenant, id, Mask(filter), MostCounted + 1)!;
        return new TimelineCount(Math.Min(counted, MostCounted), counted > MostCounted);
    }

    /// <summary>Whether an event of a kind passes a filter.</summary>
    public static bool Shows(TimelineFilter filter, EventKind kind) => filter == TimelineFilter.All || ((Mask(filter) >> (int)kind) & 1) == 1;

    private static long Mask(TimelineFilter filter) => filter switch
    {
        TimelineFilter.Status => Bits(
            EventKind.StatusChanged, EventKind.LabelChanged, EventKind.LoginLocked, EventKind.LoginLockLifted, EventKind.ContactPreferenceChanged,
            EventKind.RequestMade, EventKind.RequestEnded, EventKind.ChangePlanned, EventKind.PlanCancelled, EventKind.PlanFailed),
        TimelineFilter.Activity => Bits(
            EventKind.Transaction, EventKind.Redemption, EventKind.SignedIn, EventKind.Earning, EventKind.Transfer, EventKind.Booking, EventKind.Invoice,
            EventKind.InvoicePayment, EventKind.PlanTaken, EventKind.AddedToBoard, EventKind.DecisionRefused),
        TimelineFilter.Record => Bits(EventKind.Registered, EventKind.DetailsChanged, EventKind.ContactRevealed),
        _ => 0,
    };

    private static long Bits(params ReadOnlySpan<EventKind> kinds)
    {
        var bits = 0L;
        foreach (var kind in kinds)
        {
            bits |= 1L << (int)kind;
        }

        return bits;
    }
}
