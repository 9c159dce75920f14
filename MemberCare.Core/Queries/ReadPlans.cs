using System.Data.Common;
using System.Globalization;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>A planned change as a page or the API shows it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Customer">Whose.</param>
/// <param name="CustomerName">Their name.</param>
/// <param name="Carried">The label that they carry now.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="State">Whether it waits, or could not be made and wants a person.</param>
/// <param name="DueAt">When.</param>
/// <param name="Until">When a scheduled change is to end by itself; null where nobody said.</param>
/// <param name="To">The label that it leads to.</param>
/// <param name="Reason">The reason.</param>
/// <param name="MadeBy">Who planned it.</param>
/// <param name="MadeAt">When they did.</param>
/// <param name="IsPanic">Whether it ends a suspension that was made at once and waits to be confirmed.</param>
/// <param name="WhyFailed">Why it could not be made; null where it waits.</param>
public sealed record PlanView(
    long Id,
    CustomerId Customer,
    string CustomerName,
    LabelView Carried,
    PlanKind Kind,
    PlanState State,
    DateTimeOffset DueAt,
    DateTimeOffset? Until,
    LabelView To,
    string? Reason,
    string MadeBy,
    DateTimeOffset MadeAt,
    bool IsPanic,
    string? WhyFailed);

/// <summary>Which planned changes to list.</summary>
public enum PlanFilter
{
    /// <summary>All that are open, what wants a person first.</summary>
    All,

    /// <summary>Those whose time could not make them: tasks for a person.</summary>
    Failed,

    /// <summary>Ends of temporary changes.</summary>
    Returns,

    /// <summary>Changes scheduled for later.</summary>
    Scheduled,
}

/// <summary>A stretch of what comes due, the earliest first.</summary>
/// <param name="Items">The planned changes.</param>
/// <param name="NextCursor">For the next page; null on the last.</param>
/// <param name="Failed">How many want a person, counted up to <see cref="ReadPlans.MostCounted"/>.</param>
public sealed record PlanPage(IReadOnlyList<PlanView> Items, string? NextCursor, long Failed);

/// <summary>Reads what is planned: for one customer, and across an organisation in the order in which it comes due, by keyset.</summary>
public sealed class ReadPlans(Gate gate, SqliteDatabase database, Catalogues catalogues)
{
    /// <summary>The most planned changes of a page.</summary>
    public const int MostPerPage = 200;

    /// <summary>How far tasks are counted.</summary>
    public const int MostCounted = 1000;

    private const string Columns =
        "p.id, p.customer_id, c.name, c.label_id, c.status, p.kind, p.state, p.due_at, p.until, p.label_id, p.reason, p.made_by, p.made_at, p.is_panic, p.why_failed";

    private const string OfCustomerSql =
        $"""
        SELECT {Columns} FROM planned_changes p CROSS JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id
        WHERE p.tenant_id = @tenant AND p.customer_id = @customer AND p.state < 2 ORDER BY p.due_at, p.id
        """;

    // A page at any depth costs what its rows cost: an index for each list holds what is open alone, in this order.
    private const string AllSql =
        $"""
        SELECT {Columns} FROM planned_changes p INDEXED BY IX_planned_changes_list CROSS JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id
        WHERE p.tenant_id = @tenant AND p.state < 2 AND (p.due_at, p.id) > (@due, @id) ORDER BY p.due_at, p.id LIMIT @limit
        """;

    private const string FailedSql =
        $"""
        SELECT {Columns} FROM planned_changes p INDEXED BY IX_planned_changes_failed CROSS JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id
        WHERE p.tenant_id = @tenant AND p.state = 1 AND (p.due_at, p.id) > (@due, @id) ORDER BY p.due_at, p.id LIMIT @limit
        """;

    private const string KindSql =
        $"""
        SELECT {Columns} FROM planned_changes p INDEXED BY IX_planned_changes_kind CROSS JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id
        WHERE p.tenant_id = @tenant AND p.state < 2 AND p.kind = @kind AND (p.due_at, p.id) > (@due, @id) ORDER BY p.due_at, p.id LIMIT @limit
        """;

    private const string CountFailed = "SELECT count(*) FROM (SELECT 1 FROM planned_changes WHERE tenant_id = @tenant AND state = 1 LIMIT @limit)";

    /// <summary>What is planned for a customer, the earliest first.</summary>
    /// <returns>It; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<IReadOnlyList<PlanView>> OfCustomer(CustomerId customer, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadPlans)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (scope.Connection.Scalar("SELECT 1 FROM customers WHERE tenant_id = @tenant AND id = @id", actor.Tenant, customer) is null)
        {
            return new NotFound("customer");
        }

        var catalogue = catalogues.Of(scope);
        using var row = scope.Connection.Query(OfCustomerSql, actor.Tenant, customer);
        return Read(row, catalogue);
    }

    /// <summary>What comes due.</summary>
    /// <param name="filter">Which of it.</param>
    /// <param name="cursor">The cursor of the page before; null begins with the earliest.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>The page; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/> on a cursor that is none.</returns>
    public Outcome<PlanPage> Run(PlanFilter filter, string? cursor, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadPlans)) is { } forbidden)
        {
            return forbidden;
        }

        var (due, id) = (long.MinValue, 0L);
        if (cursor is not null && !TryRead(cursor, out due, out id))
        {
            return new InvalidInput("cursor", "This cursor is none that was given out. Begin again without one.");
        }

        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        var wanted = Math.Clamp(limit, 1, MostPerPage);
        List<PlanView> plans;
        using (var row = filter switch
        {
            PlanFilter.Failed => scope.Connection.Query(FailedSql, actor.Tenant, due, id, wanted + 1),
            PlanFilter.Returns => scope.Connection.Query(KindSql, actor.Tenant, PlanKind.Return, due, id, wanted + 1),
            PlanFilter.Scheduled => scope.Connection.Query(KindSql, actor.Tenant, PlanKind.Scheduled, due, id, wanted + 1),
            _ => scope.Connection.Query(AllSql, actor.Tenant, due, id, wanted + 1),
        })
        {
            plans = Read(row, catalogue);
        }

        var more = plans.Count > wanted;
        if (more)
        {
            plans.RemoveAt(wanted);
        }

        var failed = (long)scope.Connection.Scalar(CountFailed, actor.Tenant, MostCounted)!;
        var next = more ? string.Create(CultureInfo.InvariantCulture, $"{plans[^1].DueAt.ToUnixTimeMilliseconds()}-{plans[^1].Id}") : null;
        return new PlanPage(plans, next, failed);
    }

    private static bool TryRead(string cursor, out long due, out long id)
    {
        due = id = 0;
        return cursor.Split('-') is [var left, var right]
            && long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out due)
            && long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }

    private static List<PlanView> Read(DbDataReader row, TenantCatalogue catalogue)
    {
        var plans = new List<PlanView>();
        while (row.Read())
        {
            plans.Add(new PlanView(
                row.GetInt64(0),
                row.CustomerId(1),
                row.GetString(2),
                LabelView.Of(catalogue.Label(new LabelId(row.GetInt32(3))) ?? catalogue.SystemLabel((CustomerStatus)row.GetInt32(4))),
                (PlanKind)row.GetInt32(5),
                (PlanState)row.GetInt32(6),
                row.Moment(7),
                row.MomentOrNull(8),
                LabelView.Of(catalogue.Label(new LabelId(row.GetInt32(9))) ?? catalogue.SystemLabel(CustomerStatus.Active)),
                row.Text(10),
                row.GetString(11),
                row.Moment(12),
                row.GetBoolean(13),
                row.Text(14)));
        }

        return plans;
    }
}
