using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries.Search;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>What may be over a customer besides the status.</summary>
public enum CustomerOverlay
{
    /// <summary>The lock of sign-in, while it lasts.</summary>
    Locked,

    /// <summary>The wish not to be contacted.</summary>
    DoNotContact,
}

/// <summary>Which customers a list shows. Every part that is null shows all.</summary>
public sealed record CustomerFilter
{
    /// <summary>What was typed into the search box of the list.</summary>
    public string? Query { get; init; }

    /// <summary>Only this predefined status.</summary>
    public CustomerStatus? Status { get; init; }

    /// <summary>Only statuses of fraud, suspected or confirmed; for the ready list.</summary>
    public bool Fraud { get; init; }

    /// <summary>Only this label.</summary>
    public LabelId? Label { get; init; }

    /// <summary>Only customers who have this over them.</summary>
    public CustomerOverlay? Overlay { get; init; }

    /// <summary>Only inactive customers (true) or active ones (false), by the organisation's activity period; deleted ones are neither.</summary>
    public bool? Inactive { get; init; }

    /// <summary>Only customers from this source, exactly.</summary>
    public string? Source { get; init; }

    /// <summary>Only customers registered at this moment or later.</summary>
    public DateTimeOffset? RegisteredFrom { get; init; }

    /// <summary>Only customers registered before this moment.</summary>
    public DateTimeOffset? RegisteredBefore { get; init; }
}

/// <summary>What a list is ordered by; ties by id.</summary>
public enum CustomerSort
{
    /// <summary>The newest registration first.</summary>
    Registered,

    /// <summary>By folded name.</summary>
    Name,

    /// <summary>The latest activity first.</summary>
    LastActivity,

    /// <summary>The latest change of status first.</summary>
    StatusUpdated,
}

/// <summary>A page of customers.</summary>
/// <param name="Items">The customers.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
/// <param name="Total">How many fit the filter, counted up to a limit.</param>
/// <param name="TotalIsCapped">Whether there are more than were counted.</param>
public sealed record CustomerPage(IReadOnlyList<CustomerView> Items, string? NextCursor, long Total, bool TotalIsCapped);

/// <summary>Lists customers by filter, ordered, by keyset: a page costs the same at any depth.</summary>
/// <remarks>
/// Two roads. Where few customers fit (a rare label, a short range of dates), they are gathered through the index of that filter and sorted. Otherwise the index
/// of the order is walked from the cursor on, and whoever does not fit is passed over until the page is full; where filter and order work against each other,
/// the walk is given up in time and they are gathered after all.
/// A query shows whom search finds, at most <see cref="SearchCustomers.MostCounted"/>, narrowed by the rest of the filter.
/// </remarks>
public sealed class ListCustomers(
    Gate gate, SqliteDatabase database, Catalogues catalogues, SearchCustomers search, CountCustomers count, TimeProvider time)
{
    /// <summary>The most customers of a page.</summary>
    public const int MostPerPage = 200;

    /// <summary>How far a total is counted where no counter is kept for the filter.</summary>
    public const int MostCounted = 10_000;

    private static readonly CustomerFilter InactiveAlone = new() { Inactive = true };

    // How many rows a count or the sizing of a range looks at before it gives up: some ten milliseconds' worth.
    private const int MostLookedAt = 25_000;

    /// <summary>A page.</summary>
    /// <param name="filter">Which customers.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="descending">Turns the order of <paramref name="sort"/> round.</param>
    /// <param name="cursor">The cursor of the page before; null begins.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>The page; or <see cref="NotPermitted"/>, or <see cref="InvalidInput"/> where the cursor is none of ours.</returns>
    public Outcome<CustomerPage> Run(CustomerFilter filter, CustomerSort sort, bool descending, string? cursor, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ListCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        var order = new CustomerOrder(sort, descending);
        CustomerCursor? after = null;
        if (cursor is not null && !CustomerCursor.TryRead(cursor, order, actor.Tenant, out after))
        {
            return new InvalidInput("cursor", "The place in the list is not one that this list gave out. Begin again without a cursor.");
        }

        using var scope = database.Read(actor.Tenant);
        var now = time.Now();
        var catalogue = catalogues.Of(scope);
        var criteria = CustomerCriteria.Of(filter, catalogue, now);
        var wanted = Math.Clamp(limit, 1, MostPerPage);
        var (rows, total, capped) = string.IsNullOrWhiteSpace(filter.Query)
            ? Page(scope, criteria, order, after, wanted + 1, Counted(filter, scope, catalogue))
            : Found(scope, search.Candidates(scope, filter.Query), criteria, order, after, wanted + 1);
        var next = rows.Count > wanted ? CustomerCursor.After(rows[wanted - 1], order).Write(actor.Tenant) : null;
        return new CustomerPage([.. rows.Take(wanted).Select(row => CustomerView.Of(row, catalogue, actor, now))], next, total, capped);
    }

    /// <summary>The ids of all whom a filter shows, up to a limit, in no order that matters. The caller has checked the permission.</summary>
    internal List<CustomerId> All(CustomerFilter filter, TenantId tenant, int limit)
    {
        using var scope = database.Read(tenant);
        var criteria = CustomerCriteria.Of(filter, catalogues.Of(scope), time.Now());
        var order = new CustomerOrder(CustomerSort.Registered, false);
        if (!string.IsNullOrWhiteSpace(filter.Query))
        {
            return [.. Found(scope, search.Candidates(scope, filter.Query), criteria, order, null, limit).Rows.Select(customer => customer.Id)];
        }

        var counts = LabelCounts.Read(scope);
        return Ids(scope, criteria, order, null, limit, counts, Smallest(scope, criteria, counts, MostLookedAt));
    }

    // The ready lists of those who are counted show the same number as the link to them.
    private long? Counted(CustomerFilter filter, ReadScope scope, TenantCatalogue catalogue) => (filter with { Query = null }) switch
    {
        var alone when alone == InactiveAlone => count.Inactive(scope, catalogue),
        { Overlay: { } overlay } alone when alone == new CustomerFilter { Overlay = overlay } => count.Overlaid(scope, overlay),
        _ => null,
    };

    private static (List<Customer> Rows, long Total, bool Capped) Page(
        ReadScope scope, CustomerCriteria criteria, CustomerOrder order, CustomerCursor? after, int limit, long? counted)
    {
        var counts = LabelCounts.Read(scope);
        var smallest = Smallest(scope, criteria, counts, MostLookedAt);
        var rows = Ids(scope, criteria, order, after, limit, counts, smallest)
            .Select(id => CustomerRows.Find(scope.Connection, scope.Tenant, id))
            .OfType<Customer>()
            .ToList();
        if (criteria.IsOfLabelsAlone)
        {
            return (rows, counts.Of(criteria.Labels), false);
        }

        if (counted is { } known)
        {
            return (rows, known, false);
        }

        var (number, givenUp) = criteria.Parts == 1
            ? (smallest.Size, smallest.Size == MostLookedAt)
            : CustomerListSql.Count(scope, smallest.Driver, criteria, MostLookedAt);
        return (rows, Math.Min(number, MostCounted), givenUp || number > MostCounted);
    }

    private static List<CustomerId> Ids(
        ReadScope scope, CustomerCriteria criteria, CustomerOrder order, CustomerCursor? after, int limit, LabelCounts counts, (ListDriver Driver, long Size) smallest)
    {
        // If those who fit were spread evenly over the order, the walk would come by this many before it has a page of them.
        var walk = limit * counts.Total / Math.Max(1, smallest.Size);
        if (IsOf(order, smallest.Driver) || walk < smallest.Size)
        {
            var (found, givenUp) = CustomerListSql.Walk(scope, criteria, order, after, limit, Math.Max(4 * walk, 4_000));
            if (!givenUp)
            {
                return found;
            }

            // The least bad road now depends on sizes that were not looked at so far.
            smallest = Smallest(scope, criteria, counts, int.MaxValue);
            if (IsOf(order, smallest.Driver))
            {
                return CustomerListSql.Walk(scope, criteria, order, after, limit, long.MaxValue).Found;
            }
        }

        return CustomerListSql.Gather(scope, smallest.Driver, criteria, order, after, limit);
    }

    // Whether the index of the order is the index of that part of the filter, too: a walk then begins and ends with the range.
    private static bool IsOf(CustomerOrder order, ListDriver driver) => driver == ListDriver.Order || driver == order.Driver;

    private static (List<Customer> Rows, long Total, bool Capped) Found(
        ReadScope scope, SearchMatches matches, CustomerCriteria criteria, CustomerOrder order, CustomerCursor? after, int limit)
    {
        var rows = CustomerRows.Find(scope.Connection, scope.Tenant, [.. matches.Found.Select(match => match.Id)]).Where(criteria.Fit).ToList();
        rows.Sort(order.Compare);
        return ([.. rows.Where(row => after is null || order.IsAfter(row, after)).Take(limit)], rows.Count, matches.IsCapped);
    }

    // The part of the filter that leaves the fewest customers, each counted up to a limit.
    private static (ListDriver Driver, long Size) Smallest(ReadScope scope, CustomerCriteria criteria, LabelCounts counts, int limit)
    {
        var sizes = new List<(ListDriver Driver, long Size)>();
        if (!criteria.AnyLabel)
        {
            sizes.Add((ListDriver.Labels, counts.Of(criteria.Labels)));
        }

        if (criteria.Source is not null)
        {
            sizes.Add((ListDriver.Source, CustomerListSql.Size(scope, ListDriver.Source, criteria, limit)));
        }

        if (criteria.Registered.IsBounded)
        {
            sizes.Add((ListDriver.Registered, CustomerListSql.Size(scope, ListDriver.Registered, criteria, limit)));
        }

        if (criteria.Active.IsBounded)
        {
            sizes.Add((ListDriver.Active, CustomerListSql.Size(scope, ListDriver.Active, criteria, limit)));
        }

        foreach (var (driver, narrows) in new[] { (ListDriver.Locked, criteria.LockedAfter is not null), (ListDriver.DoNotContact, criteria.DoNotContact) })
        {
            if (narrows)
            {
                sizes.Add((driver, CustomerListSql.Size(scope, driver, criteria, limit)));
            }
        }

        return sizes.Count == 0 ? (ListDriver.Order, counts.Total) : sizes.MinBy(driver => driver.Size);
    }
}
