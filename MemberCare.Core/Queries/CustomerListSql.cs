using MemberCare.Core.Kernel;
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

    /// <summary>The customers whose sign-in is locked.</summary>
    Locked,

    /// <summary>The customers who want no messages.</summary>
    DoNotContact,
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
        AND (@locked_after IS NULL OR +login_locked_until > @locked_after) AND +do_not_contact >= @do_not_contact
        """;

    private const string Looked = "label_id, source, registered_at, last_activity_at, login_locked_until, do_not_contact";

    private static readonly string[] ByLabels = ["IX_customers_tenant_id_label_id_id", "label_id IN (SELECT value FROM json_each(@labels))"];
    private static readonly string[] BySource = ["IX_customers_tenant_id_source_id", "source = @source"];
    private static readonly string[] ByRegistered = ["IX_customers_tenant_id_registered_at_id", "registered_at >= @registered_from AND registered_at < @registered_before"];
    private static readonly string[] ByActive = ["IX_customers_tenant_id_last_activity_at_id", "last_activity_at >= @active_from AND last_activity_at < @active_before"];
    private static readonly string[] ByLock = ["IX_customers_tenant_id_login_locked_until_id", "login_locked_until > @locked_after"];

    // Written as in the partial index, or SQLite would not take it.
    private static readonly string[] ByPreference = ["IX_customers_tenant_id_do_not_contact_id", "do_not_contact = 1"];

    private static readonly Dictionary<CustomerOrder, string> Walks = Orders().ToDictionary(order => order, WalkText);

    private static readonly Dictionary<(ListDriver, CustomerOrder), string> Gathers = (
        from driver in Enum.GetValues<ListDriver>()
        where driver != ListDriver.Order
        from order in Orders()
        select ((driver, order), GatherText(driver, order))).ToDictionary();

    private static readonly Dictionary<ListDriver, string> Counts = Enum.GetValues<ListDriver>().Where(driver => driver != ListDriver.Order).ToDictionary(
        driver => driver,
        driver => $"SELECT count(*), coalesce(sum({Fits}), 0) FROM (SELECT {Looked} FROM {Source(driver)} LIMIT @budget)");

    private static readonly Dictionary<ListDriver, string> Ranges = new[] { ListDriver.Source, ListDriver.Registered, ListDriver.Active, ListDriver.Locked, ListDriver.DoNotContact }.ToDictionary(
        driver => driver,
        driver => $"SELECT count(*) FROM (SELECT 1 FROM {Source(driver)} LIMIT @limit)");

    /// <summary>Walks the index of an order from a place on, passing over whoever does not fit.</summary>
    /// <param name="scope">A reader of the organisation.</param>
    /// <param name="criteria">Whom.</param>
    /// <param name="order">In which order.</param>
    /// <param name="after">The place to begin after; null begins at the beginning.</param>
    /// <param name="limit">How many.</param>
    /// <param name="budget">How many to look at before giving up.</param>
    /// <returns>The ids, and whether the walk was given up before it had them all.</returns>
    public static (List<CustomerId> Found, bool GivenUp) Walk(
        ReadScope scope, CustomerCriteria criteria, CustomerOrder order, CustomerCursor? after, int limit, long budget)
    {
        var (key, id) = Start(criteria, order, after);
        object?[] values = order.Sort == CustomerSort.Name
            ? [scope.Tenant, key, id, budget]
            : [scope.Tenant, key, id, order.Down ? order.RangeOf(criteria).From : order.RangeOf(criteria).Before, budget];
        var found = new List<CustomerId>(limit);
        var seen = 0L;
        using var row = scope.Connection.Query(Walks[order], values);
        for (; found.Count < limit && row.Read(); seen++)
        {
            if (criteria.FitsAll || criteria.Fit(new LabelId(row.GetInt32(1)), row.Text(2), row.GetInt64(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.GetBoolean(6)))
            {
                found.Add(row.CustomerId(0));
            }
        }

        return (found, found.Count < limit && seen == budget);
    }

    /// <summary>Gathers everybody who fits through the index of one part of the filter, and sorts them.</summary>
    /// <inheritdoc cref="Walk" path="/param"/>
    /// <param name="driver">The part of the filter; not <see cref="ListDriver.Order"/>, and it has to be bounded.</param>
    public static List<CustomerId> Gather(
        ReadScope scope, ListDriver driver, CustomerCriteria criteria, CustomerOrder order, CustomerCursor? after, int limit)
    {
        var (key, id) = Start(criteria, order, after);
        var found = new List<CustomerId>(limit);
        using var row = scope.Connection.Query(Gathers[(driver, order)], [scope.Tenant, .. Bound(driver, criteria), .. Others(driver, criteria), key, id, limit]);
        while (row.Read())
        {
            found.Add(row.CustomerId(0));
        }

        return found;
    }

    /// <summary>How many customers fit, counted through an index.</summary>
    /// <param name="scope">A reader of the organisation.</param>
    /// <param name="driver">The part of the filter whose index to go by; not <see cref="ListDriver.Order"/>.</param>
    /// <param name="criteria">Whom.</param>
    /// <param name="budget">How many to look at before giving up.</param>
    /// <returns>The number, and whether there may be more.</returns>
    public static (long Number, bool GivenUp) Count(ReadScope scope, ListDriver driver, CustomerCriteria criteria, int budget)
    {
        // The condition stands in front of the source, so its values come first and name whatever the source needs, too.
        using var row = scope.Connection.Query(Counts[driver], [.. Others(ListDriver.Order, criteria), scope.Tenant, budget]);
        row.Read();
        return (row.GetInt64(1), row.GetInt64(0) == budget);
    }

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

    private static IEnumerable<CustomerOrder> Orders() =>
        from sort in Enum.GetValues<CustomerSort>() from reversed in new[] { false, true } select new CustomerOrder(sort, reversed);

    private static string WalkText(CustomerOrder order)
    {
        var (column, beyond, direction) = Parts(order);
        var end = order.Sort == CustomerSort.Name ? "" : order.Down ? $"AND {column} >= @end" : $"AND {column} < @end";
        return $"""
            SELECT id, {Looked} FROM customers INDEXED BY IX_customers_tenant_id_{column}_id
            WHERE tenant_id = @tenant AND ({column}, id) {beyond} (@key, @id) {end} ORDER BY {column} {direction}, id {direction} LIMIT @budget
            """;
    }

    private static string GatherText(ListDriver driver, CustomerOrder order)
    {
        var (column, beyond, direction) = Parts(order);
        return $"SELECT id FROM {Source(driver)} AND {Fits} AND (+{column}, id) {beyond} (@key, @id) ORDER BY {column} {direction}, id {direction} LIMIT @limit";
    }

    private static (string Column, string Beyond, string Direction) Parts(CustomerOrder order)
    {
        var column = order.Sort switch
        {
            CustomerSort.Name => "name_key",
            CustomerSort.LastActivity => "last_activity_at",
            CustomerSort.StatusUpdated => "status_updated_at",
            _ => "registered_at",
        };
        return order.Down ? (column, "<", "DESC") : (column, ">", "ASC");
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
            ListDriver.Locked => ByLock,
            ListDriver.DoNotContact => ByPreference,
            _ => throw new ArgumentOutOfRangeException(nameof(driver)),
        };
        return (pair[0], pair[1]);
    }

    private static object?[] Bound(ListDriver driver, CustomerCriteria criteria) => driver switch
    {
        ListDriver.Labels => [criteria.LabelsJson],
        ListDriver.Source => [criteria.Source],
        ListDriver.Registered => [criteria.Registered.From, criteria.Registered.Before],
        ListDriver.Locked => [criteria.LockedAfter ?? long.MaxValue],
        ListDriver.DoNotContact => [],
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

        if (driver != ListDriver.Locked)
        {
            yield return criteria.LockedAfter;
        }

        yield return criteria.DoNotContact;
    }
}
