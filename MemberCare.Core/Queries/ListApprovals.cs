using System.Data.Common;
using System.Globalization;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Which requests for approval.</summary>
public enum ApprovalList
{
    /// <summary>Open requests that others made, the oldest first: what waits for a decision.</summary>
    ToDecide,

    /// <summary>What the actor asked for, the newest first.</summary>
    Mine,

    /// <summary>What came to an end, the last first.</summary>
    Decided,
}

/// <summary>A page of requests.</summary>
/// <param name="Items">The requests.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
/// <param name="Total">How many there are.</param>
/// <param name="TotalIsCapped">Whether there are more than were counted.</param>
public sealed record ApprovalPage(IReadOnlyList<ApprovalView> Items, string? NextCursor, long Total, bool TotalIsCapped);

/// <summary>How many requests are open, for the badge of a menu.</summary>
/// <param name="ToDecide">Those of others; counted up to <see cref="ListApprovals.MostInBadge"/>, and 0 for whoever may not decide.</param>
/// <param name="Mine">The actor's own, counted likewise.</param>
public readonly record struct ApprovalCounts(int ToDecide, int Mine);

/// <summary>Lists requests for approval, page by page by keyset, and counts what waits.</summary>
public sealed class ListApprovals(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>The most requests of a page.</summary>
    public const int MostPerPage = 200;

    /// <summary>How far a total is counted.</summary>
    public const int MostCounted = 10_000;

    /// <summary>How far a badge counts.</summary>
    public const int MostInBadge = 1_000;

    private const string Own = "r.maker_kind = @kind AND r.maker_id = @me";

    private const string PageToDecide =
        $"""
        SELECT {ApprovalRow.Columns} FROM {ApprovalRow.Source}
        WHERE r.tenant_id = @tenant AND r.state = 1 AND r.id > @after AND r.expires_at > @now AND NOT ({Own}) ORDER BY r.id LIMIT @limit
        """;

    private const string PageMine =
        $"SELECT {ApprovalRow.Columns} FROM {ApprovalRow.Source} WHERE r.tenant_id = @tenant AND {Own} AND r.id < @before ORDER BY r.id DESC LIMIT @limit";

    private const string PageDecided =
        $"""
        SELECT {ApprovalRow.Columns} FROM {ApprovalRow.Source}
        WHERE r.tenant_id = @tenant AND r.state <> 1 AND (r.ended_at, r.id) < (@at, @before) ORDER BY r.ended_at DESC, r.id DESC LIMIT @limit
        """;

    private const string CountToDecide =
        $"SELECT count(*) FROM (SELECT 1 FROM change_requests r WHERE r.tenant_id = @tenant AND r.state = 1 AND r.expires_at > @now AND NOT ({Own}) LIMIT @most)";

    private const string CountMine = $"SELECT count(*) FROM (SELECT 1 FROM change_requests r WHERE r.tenant_id = @tenant AND {Own} LIMIT @most)";

    private const string CountMineOpen =
        $"SELECT count(*) FROM (SELECT 1 FROM change_requests r INDEXED BY IX_change_requests_open_of_maker WHERE r.tenant_id = @tenant AND r.state = 1 AND r.expires_at > @now AND {Own} LIMIT @most)";

    private const string CountDecided = "SELECT count(*) FROM (SELECT 1 FROM change_requests r WHERE r.tenant_id = @tenant AND r.state <> 1 LIMIT @most)";

    private const string One = $"SELECT {ApprovalRow.Columns} FROM {ApprovalRow.Source} WHERE r.tenant_id = @tenant AND r.id = @id";

    private const string OpenOfCustomer =
        $"SELECT {ApprovalRow.Columns} FROM {ApprovalRow.Source} WHERE r.tenant_id = @tenant AND r.customer_id = @customer AND r.state = 1 AND r.expires_at > @now";

    private static readonly Guid First = Guid.Empty;
    private static readonly Guid Last = Guid.AllBitsSet;

    /// <summary>A page.</summary>
    /// <param name="which">Which requests.</param>
    /// <param name="cursor">The cursor of the page before; null begins.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>The page; or <see cref="NotPermitted"/>, or <see cref="InvalidInput"/> where the cursor is none of ours.</returns>
    public Outcome<ApprovalPage> Run(ApprovalList which, string? cursor, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ListApprovals)) is { } forbidden)
        {
            return forbidden;
        }

        Place? place = null;
        if (cursor is not null && (place = Place.Read(cursor, which)) is null)
        {
            return new InvalidInput("cursor", "The place in the list is not one that this list gave out. Begin again without a cursor.");
        }

        using var scope = database.Read(actor.Tenant);
        var (now, wanted, connection, tenant) = (time.Now(), Math.Clamp(limit, 1, MostPerPage), scope.Connection, actor.Tenant);
        var items = Read(scope, actor, now, () => which switch
        {
            ApprovalList.ToDecide => connection.Query(PageToDecide, tenant, place?.Id ?? First, now, actor.Kind, actor.Id, wanted + 1),
            ApprovalList.Mine => connection.Query(PageMine, tenant, actor.Kind, actor.Id, place?.Id ?? Last, wanted + 1),
            _ => connection.Query(PageDecided, tenant, place?.At ?? long.MaxValue, place?.Id ?? Last, wanted + 1),
        });
        var counted = (long)(which switch
        {
            ApprovalList.ToDecide => connection.Scalar(CountToDecide, tenant, now, actor.Kind, actor.Id, MostCounted + 1),
            ApprovalList.Mine => connection.Scalar(CountMine, tenant, actor.Kind, actor.Id, MostCounted + 1),
            _ => connection.Scalar(CountDecided, tenant, MostCounted + 1),
        })!;
        var hasMore = items.Count > wanted;
        return new ApprovalPage(
            hasMore ? items[..wanted] : items,
            hasMore ? Place.Of(items[wanted - 1]).Write(which) : null,
            Math.Min(counted, MostCounted),
            counted > MostCounted);
    }

    /// <summary>How many are open; or <see cref="NotPermitted"/>.</summary>
    public Outcome<ApprovalCounts> Count(Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ListApprovals)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var now = time.Now();
        return new ApprovalCounts(
            actor.May(Permissions.DecideApprovals) ? (int)(long)scope.Connection.Scalar(CountToDecide, actor.Tenant, now, actor.Kind, actor.Id, MostInBadge)! : 0,
            (int)(long)scope.Connection.Scalar(CountMineOpen, actor.Tenant, now, actor.Kind, actor.Id, MostInBadge)!);
    }

    /// <summary>One request; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</summary>
    public Outcome<ApprovalView> Read(Guid id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ListApprovals)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return Read(scope, actor, time.Now(), () => scope.Connection.Query(One, actor.Tenant, id)) is [var found] ? found : new NotFound("request");
    }

    /// <summary>The open request of a customer, in a list of one or none; or <see cref="NotPermitted"/>.</summary>
    public Outcome<IReadOnlyList<ApprovalView>> OpenOf(CustomerId customer, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ListApprovals)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var now = time.Now();
        return Read(scope, actor, now, () => scope.Connection.Query(OpenOfCustomer, actor.Tenant, customer, now));
    }

    private List<ApprovalView> Read(ReadScope scope, Actor actor, DateTimeOffset now, Func<DbDataReader> query)
    {
        // First of all: where the catalogue is not known yet, EF Core reads it, and on this connection nothing else may be read meanwhile.
        var catalogue = catalogues.Of(scope);
        var found = new List<ApprovalView>();
        using var rows = query();
        while (rows.Read())
        {
            found.Add(ApprovalRow.Read(rows, catalogue, actor, now));
        }

        return found;
    }

    /// <summary>Where a page ended: which list, when, which request. It says nothing that its reader may not know, so it is plain text.</summary>
    private sealed record Place(Guid Id, long At)
    {
        public static Place Of(ApprovalView view) => new(view.Id, view.EndedAt?.ToUnixTimeMilliseconds() ?? 0);

        public static Place? Read(string text, ApprovalList which) =>
            text.Split('.') is [var list, var at, var id] && list == $"{(int)which}"
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var moment) && Guid.TryParseExact(id, "N", out var guid)
                ? new Place(guid, moment)
                : null;

        public string Write(ApprovalList which) => string.Create(CultureInfo.InvariantCulture, $"{(int)which}.{At}.{Id:N}");
    }
}
