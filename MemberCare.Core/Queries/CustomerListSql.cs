using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>What a statement over customers goes by: the index that it reads.</summary>
internal enum ListDriver
{
    /// <summary>The index of the order itself, from a place on.</summary>
    Order,

    /// <summary>The customers of some labels.</summary>
    Labels,

    /// <summary>The customers of a source.</summary>
    Source,

    /// <summary>The customers registered within a range.</summary>
    Registered,

    /// <summary>The customers last active within a range.</summary>
    Active,
}

/// <summary>
/// The statements behind lists. Written by hand, because the index has to be the one that was chosen by size: SQLite's planner knows no sizes of ranges and labels,
/// and a wrong guess is a full scan. A test holds every road and order against plain LINQ.
/// </summary>
internal static class CustomerListSql
{
    // Sorts after every folded name: the last code point there is.
    private const string AfterEveryName = "\U0010FFFF";

    // A plus sign in front of a column keeps SQLite from using the condition for an index other than the chosen one. Parts of the filter that are open
    // cost nothing: a row is fetched from the table only when a column that the index lacks is really looked at.
    private const string Fits =
        """
        (@labels IS NULL OR +label_id IN (SELECT value FROM json_each(@labels))) AND (@source IS NULL OR +source = @source)
        AND +registered_at >= @registered_from AND +registered_at < @registered_before AND +last_activity_at >= @active_from AND +last_activity_at < @active_before
        """;

    private static readonly string[] ByLabels = ["IX_customers_tenant_id_label_id_id", "label_id IN (SELECT value FROM json_each(@labels))"];
    private static readonly string[] BySource = ["IX_customers_tenant_id_source_id", "source = @source"];
    private static readonly string[] ByRegistered = ["IX_customers_tenant_id_registered_at_id", "registered_at >= @registered_from AND registered_at < @registered_before"];
    private static readonly string[] ByActive = ["IX_customers_tenant_id_last_activity_at_id", "last_activity_at >= @active_from AND last_activity_at < @active_before"];

    private static readonly Dictionary<(ListDriver, CustomerOrder), string> Pages = (
        from driver in Enum.GetValues<ListDriver>()
        from sort in Enum.GetValues<CustomerSort>()
        from reversed in new[] { false, true }
        let order = new CustomerOrder(sort, reversed)
        select ((driver, order), PageText(driver, order))).ToDictionary();

    private static readonly Dictionary<ListDriver, string> Counts = Enum.GetValues<ListDriver>().Where(driver => driver != ListDriver.Order).ToDictionary(
        driver => driver,
        driver => $"SELECT count(*) FROM (SELECT 1 FROM {Source(driver)} AND {Fits} LIMIT @limit)");

    private static readonly Dictionary<ListDriver, string> Ranges = new[] { ListDriver.Source, ListDriver.Registered, ListDriver.Active }.ToDictionary(
        driver => driver,
        driver => $"SELECT count(*) FROM (SELECT 1 FROM {Source(driver)} LIMIT @limit)");

    /// <summary>A page in full rows.</summary>
    /// <param name="scope">A reader of the organisation.</param>
    /// <param name="driver">The index to go by; its part of the criteria has to be bounded.</param>
    /// <param name="criteria">Whom.</param>
    /// <param name="order">In which order.</param>
    /// <param name="after">The place to begin after; null begins at the beginning.</param>
    /// <param name="limit">How many.</param>
    public static List<Customer> Read(ReadScope scope, ListDriver driver, CustomerCriteria criteria, CustomerOrder order, CustomerCursor? after, int limit)
    {
        var (key, id) = Start(criteria, order, after);
        object?[] values = driver switch
        {
            ListDriver.Order when order.Sort == CustomerSort.Name => [scope.Tenant, key, id, .. Others(driver, criteria), limit],
            ListDriver.Order => [scope.Tenant, key, id, order.Down ? order.RangeOf(criteria).From : order.RangeOf(criteria).Before, .. Others(driver, criteria), limit],
            _ => [scope.Tenant, .. Bound(driver, criteria), .. Others(driver, criteria), key, id, limit],
        };
        var rows = new List<Customer>(limit);
        using var row = scope.Connection.Query(Pages[(driver, order)], values);
        while (row.Read())
        {
            rows.Add(CustomerRows.Read(row, scope.Tenant));
        }

        return rows;
    }

    /// <summary>How many customers fit, counted through an index up to a limit.</summary>
    public static long Count(ReadScope scope, ListDriver driver, CustomerCriteria criteria, int limit) =>
        (long)scope.Connection.Scalar(Counts[driver], [scope.Tenant, .. Bound(driver, criteria), .. Others(driver, criteria), limit])!;

    /// <summary>How many customers one part of the filter leaves, by its index alone, up to a limit.</summary>
    public static long Size(ReadScope scope, ListDriver driver, CustomerCriteria criteria, int limit) =>
        (long)scope.Connection.Scalar(Ranges[driver], [scope.Tenant, .. Bound(driver, criteria), limit])!;

    // Where to begin: after the cursor, or at the edge of the range that is ordered by, whichever comes later in the order.
    private static (object Key, byte[] Id) Start(CustomerCriteria criteria, CustomerOrder order, CustomerCursor? after)
    {
        if (order.Sort == CustomerSort.Name)
        {
            return after is null ? (order.Down ? AfterEveryName : "", []) : (after.Name!, after.IdBytes);
        }

        var range = order.RangeOf(criteria);
        var edge = order.Down ? range.Before : range.From;
        return after is null || (order.Down ? edge <= after.Moment : edge > after.Moment) ? (edge, []) : (after.Moment, after.IdBytes);
    }

    private static string PageText(ListDriver driver, CustomerOrder order)
    {
        var column = order.Sort switch
        {
            CustomerSort.Name => "name_key",
            CustomerSort.LastActivity => "last_activity_at",
            CustomerSort.StatusUpdated => "status_updated_at",
            _ => "registered_at",
        };
        var (beyond, direction) = order.Down ? ("<", "DESC") : (">", "ASC");
        var sorted = $"ORDER BY {column} {direction}, id {direction} LIMIT @limit";
        if (driver != ListDriver.Order)
        {
            return $"SELECT {CustomerRows.Columns} FROM {Source(driver)} AND {Fits} AND (+{column}, id) {beyond} (@key, @id) {sorted}";
        }

        var end = order.Sort == CustomerSort.Name ? "" : order.Down ? $"AND {column} >= @end" : $"AND {column} < @end";
        return $"SELECT {CustomerRows.Columns} FROM customers INDEXED BY IX_customers_tenant_id_{column}_id WHERE tenant_id = @tenant AND ({column}, id) {beyond} (@key, @id) {end} AND {Fits} {sorted}";
    }

    private static string Source(ListDriver driver)
    {
        var (index, condition) = Through(driver);
        return $"customers INDEXED BY {index} WHERE tenant_id = @tenant AND {condition}";
    }

    private static (string Index, string Condition) Through(ListDriver driver)
    {
        var pair = driver switch
        {
            ListDriver.Labels => ByLabels,
            ListDriver.Source => BySource,
            ListDriver.Registered => ByRegistered,
            ListDriver.Active => ByActive,
            _ => throw new ArgumentOutOfRangeException(nameof(driver)),
        };
        return (pair[0], pair[1]);
    }

    private static object?[] Bound(ListDriver driver, CustomerCriteria criteria) => driver switch
    {
        ListDriver.Labels => [criteria.LabelsJson],
        ListDriver.Source => [criteria.Source],
        ListDriver.Registered => [criteria.Registered.From, criteria.Registered.Before],
        _ => [criteria.Active.From, criteria.Active.Before],
    };

    // Values go by the place where a name first appears, so whatever the index has bound is not bound again.
    private static IEnumerable<object?> Others(ListDriver driver, CustomerCriteria criteria)
    {
        if (driver != ListDriver.Labels)
        {
            yield return criteria.LabelsJson;
        }

        if (driver != ListDriver.Source)
        {
            yield return criteria.Source;
        }

        if (driver != ListDriver.Registered)
        {
            yield return criteria.Registered.From;
            yield return criteria.Registered.Before;
        }

        if (driver != ListDriver.Active)
        {
            yield return criteria.Active.From;
            yield return criteria.Active.Before;
        }
    }
}
