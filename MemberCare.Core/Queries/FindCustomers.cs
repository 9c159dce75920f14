using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries.Search;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Pages through whom search finds, the likeliest first, narrowed by a filter: for systems, which read more than a person does and may stop after the first page.</summary>
/// <remarks>A page costs what its own customers cost, unless a filter narrows it: then everybody found, at most <see cref="SearchCustomers.MostCounted"/>, is looked at.</remarks>
public sealed class FindCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, SearchCustomers search, TimeProvider time)
{
    /// <summary>A page.</summary>
    /// <param name="filter">What was typed, and whatever else narrows the list.</param>
    /// <param name="cursor">The cursor of the page before; null begins. It is a place in the order of likelihood: who comes or goes meanwhile may shift it by as many.</param>
    /// <param name="limit">1 to <see cref="ListCustomers.MostPerPage"/>.</param>
    /// <param name="actor">Who searches.</param>
    /// <returns>The page, empty where nothing fits; or <see cref="NotPermitted"/>, or <see cref="InvalidInput"/> where the cursor is none of ours.</returns>
    public Outcome<CustomerPage> Run(CustomerFilter filter, string? cursor, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(FindCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        var place = 0;
        if (cursor is not null
            && !(int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out place) && place is > 0 and < SearchCustomers.MostCounted))
        {
            return new InvalidInput("cursor", "The place in the list is not one that this list gave out. Begin again without a cursor.");
        }

        using var scope = database.Read(actor.Tenant);
        var (catalogue, now) = (catalogues.Of(scope), time.Now());
        var criteria = CustomerCriteria.Of(filter, catalogue, now);
        var wanted = Math.Clamp(limit, 1, ListCustomers.MostPerPage);
        var matches = search.Candidates(scope, filter.Query);
        var (page, total) = criteria is { AnyLabel: true, IsOfLabelsAlone: true }
            ? ([.. Read(scope, matches.Found.Skip(place).Take(wanted))], matches.Total)
            : Narrowed(scope, matches, criteria, place, wanted);
        return new CustomerPage(
            [.. page.Select(customer => CustomerView.Of(customer, catalogue, actor, now))],
            place + wanted < total ? (place + wanted).ToString(CultureInfo.InvariantCulture) : null,
            total,
            matches.IsCapped);
    }

    private static (List<Customer> Page, int Total) Narrowed(ReadScope scope, SearchMatches matches, CustomerCriteria criteria, int place, int wanted)
    {
        var fitting = Read(scope, matches.Found).Where(criteria.Fit).ToList();
        return ([.. fitting.Skip(place).Take(wanted)], fitting.Count);
    }

    private static IEnumerable<Customer> Read(ReadScope scope, IEnumerable<(CustomerId Id, MatchedField Field)> found) =>
        found.Select(match => CustomerRows.Find(scope.Connection, scope.Tenant, match.Id)).OfType<Customer>();
}
