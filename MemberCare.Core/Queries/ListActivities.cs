using System.Data.Common;
using System.Globalization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Which activities to list.</summary>
public sealed record ActivityFilter
{
    /// <summary>Only this kind.</summary>
    public ActivityKind? Kind { get; init; }

    /// <summary>Only those with this effect: <see cref="Effect.Flag"/> for outliers.</summary>
    public Effect? Effect { get; init; }

    /// <summary>Only those of this customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Only those that happened at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those that happened before this moment.</summary>
    public DateTimeOffset? Before { get; init; }
}

/// <summary>A stretch of the list, the latest first.</summary>
/// <param name="Items">The activities.</param>
/// <param name="NextCursor">Where to read on; null at the end.</param>
public sealed record ActivityPage(IReadOnlyList<ActivityRow> Items, string? NextCursor);

/// <summary>Lists what systems reported, across all customers, the latest first, by keyset.</summary>
public sealed class ListActivities(Gate gate, SqliteDatabase database)
{
    /// <summary>The most of a page.</summary>
    public const int MostPerPage = 200;

    private const string Columns = ActivityRows.Columns;

    // Written by hand because each way through the table has an index of its own, which a general statement would not find.
    private const string Rest =
        "AND at >= @from AND (at, position) < (@at, @position) AND (@kind = 0 OR kind = @kind) ORDER BY at DESC, position DESC LIMIT @limit";

    private const string AllSql =
        $"SELECT {Columns} FROM activities INDEXED BY IX_activities_tenant_id_at_position WHERE tenant_id = @tenant {Rest}";

    private const string OfEffectSql =
        $"SELECT {Columns} FROM activities INDEXED BY IX_activities_remarkable WHERE tenant_id = @tenant AND effect = @effect AND effect <> 0 {Rest}";

    private const string OfCustomerSql =
        $"""
        SELECT {Columns} FROM activities INDEXED BY IX_activities_tenant_id_customer_id_at_position
        WHERE tenant_id = @tenant AND customer_id = @customer AND customer_id IS NOT NULL AND (@effect < 0 OR effect = @effect) {Rest}
        """;

    /// <summary>A page.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cursor">The cursor of the page before; null begins with the latest.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>The page; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/> where the cursor is none of ours.</returns>
    public Outcome<ActivityPage> Run(ActivityFilter filter, string? cursor, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewReports, nameof(ListActivities)) is { } forbidden)
        {
            return forbidden;
        }

        if (!Place(cursor, filter.Before).TryGet(out var place, out var refusal))
        {
            return refusal;
        }

        using var scope = database.Read(actor.Tenant);
        var wanted = Math.Clamp(limit, 1, MostPerPage);
        var items = new List<ActivityRow>(wanted + 1);
        using (var row = Read(scope, filter, place, wanted + 1))
        {
            while (row.Read())
            {
                items.Add(ActivityRows.Read(row, actor.Tenant));
            }
        }

        if (items.Count <= wanted)
        {
            return new ActivityPage(items, null);
        }

        items.RemoveAt(wanted);
        return new ActivityPage(items, string.Create(CultureInfo.InvariantCulture, $"{items[^1].At.ToUnixTimeMilliseconds()}.{items[^1].Position}"));
    }

    private static DbDataReader Read(ReadScope scope, ActivityFilter filter, (long At, long Position) place, int limit)
    {
        var from = filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue;
        var kind = (int)(filter.Kind ?? 0);
        return (filter.Customer, filter.Effect) switch
        {
            ({ } customer, var effect) => scope.Connection.Query(OfCustomerSql, scope.Tenant, customer, (int)(effect ?? (Effect)(-1)), from, place.At, place.Position, kind, limit),
            (null, { } effect and not Effect.Allow) => scope.Connection.Query(OfEffectSql, scope.Tenant, effect, from, place.At, place.Position, kind, limit),
            _ => scope.Connection.Query(AllSql, scope.Tenant, from, place.At, place.Position, kind, limit),
        };
    }

    // Without a cursor the list begins before the moment given, or at its end.
    private static Outcome<(long At, long Position)> Place(string? cursor, DateTimeOffset? before)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return (before?.ToUnixTimeMilliseconds() ?? long.MaxValue, before is null ? long.MaxValue : 0L);
        }

        var parts = cursor.Split('.');
        return parts is [var at, var position]
            && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var moment)
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (moment, number)
                : new InvalidInput("cursor", "This cursor is none of ours. Send the nextCursor of the page before, as it is, or begin without one.");
    }
}
