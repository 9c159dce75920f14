using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

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

/// <summary>Lists customers by filter, ordered, by keyset.</summary>
public sealed class ListCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, SearchCustomers search, TimeProvider time)
{
    /// <summary>The most customers of a page.</summary>
    public const int MostPerPage = 200;

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
        _ = (gate, database, catalogues, search, time);
        throw new NotImplementedException();
    }
}

/// <summary>How many customers stand where.</summary>
/// <param name="ByStatus">Each status with its number.</param>
/// <param name="ByLabel">Each label with its number.</param>
/// <param name="Inactive">Inactive customers, deleted ones left out.</param>
public sealed record CustomerCounts(
    IReadOnlyDictionary<CustomerStatus, long> ByStatus, IReadOnlyDictionary<LabelId, long> ByLabel, long Inactive)
{
    /// <summary>All customers, deleted ones included.</summary>
    public long Total => ByStatus.Values.Sum();
}

/// <summary>Counts customers for ready lists, the desk and the page of labels.</summary>
public sealed class CountCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>The numbers; or <see cref="NotPermitted"/>.</summary>
    public Outcome<CustomerCounts> Run(Actor actor)
    {
        _ = (gate, database, catalogues, time);
        throw new NotImplementedException();
    }
}

/// <summary>Writes a list of customers as CSV.</summary>
public sealed class ExportCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>Streams the customers who fit a filter, a header row first, UTF-8 with BOM, in short stretches, so that no reader is held for long.</summary>
    /// <returns>How many rows; or <see cref="NotPermitted"/>.</returns>
    public Task<Outcome<long>> RunAsync(CustomerFilter filter, Stream output, Actor actor, CancellationToken cancellation = default)
    {
        _ = (gate, database, catalogues, time, filter, output, actor, cancellation);
        throw new NotImplementedException();
    }
}
