using MemberCare.Core.Domain.Search;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries.Search;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Which field of a customer fits what was typed.</summary>
public enum MatchedField
{
    /// <summary>The name.</summary>
    Name,

    /// <summary>The name, one typo forgiven.</summary>
    SimilarName,

    /// <summary>The mobile number, from its beginning.</summary>
    Mobile,

    /// <summary>The last digits of the mobile number.</summary>
    MobileEnding,

    /// <summary>A mobile number that the customer had before.</summary>
    FormerMobile,

    /// <summary>The e-mail address.</summary>
    Email,

    /// <summary>An e-mail address that the customer had before.</summary>
    FormerEmail,

    /// <summary>Another system's id.</summary>
    ExternalId,

    /// <summary>The card number, from its beginning or its end.</summary>
    Card,
}

/// <summary>A customer who was found, and by what.</summary>
public sealed record SearchHit(CustomerView Customer, MatchedField Field);

/// <summary>What a search found.</summary>
/// <param name="Hits">The best, as many as were asked for.</param>
/// <param name="Total">How many fit, counted up to <see cref="SearchCustomers.MostCounted"/>.</param>
/// <param name="TotalIsCapped">Whether there are, or may be, more than <paramref name="Total"/>: say “1,000+”, or “20+” where a search of many words was broken off.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Hits, int Total, bool TotalIsCapped);

/// <summary>Finds customers by whatever an agent types: names, numbers, addresses, ids.</summary>
public sealed class SearchCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>How far matches are counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>UTF-16 code units that are read of what was typed; the rest is ignored.</summary>
    public const int LongestRead = 256;

    private const int MostHits = 100;

    /// <summary>Finds.</summary>
    /// <param name="typed">What was typed so far; anything, of any length.</param>
    /// <param name="limit">The most hits to return, 1 to 100.</param>
    /// <param name="actor">Who searches.</param>
    /// <returns>The result, empty where nothing fits or nothing was typed; or <see cref="NotPermitted"/>.</returns>
    public Outcome<SearchResult> Run(string? typed, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(SearchCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        var wanted = Math.Clamp(limit, 1, MostHits);
        var matches = Find(scope, typed, catalogue.Tenant.Region, wanted);
        var now = time.Now();
        var fields = matches.Found.Take(wanted).ToDictionary(found => found.Id, found => found.Field);
        var hits = CustomerRows.Find(scope.Connection, scope.Tenant, [.. matches.Found.Take(wanted).Select(found => found.Id)]).Select(customer =>
            new SearchHit(CustomerView.Of(customer, catalogue, actor, now), IdentifierSearch.Of(customer, typed!, fields[customer.Id])));

        // Who was deleted is seldom the one on the line.
        return new SearchResult([.. hits.OrderBy(hit => hit.Customer.Status == CustomerStatus.Deleted)], matches.Total, matches.IsCapped);
    }

    /// <summary>Whoever fits what was typed, the likeliest first: for search itself and for lists that are narrowed by a query. The caller has checked the permission.</summary>
    /// <param name="scope">A reader of the organisation.</param>
    /// <param name="typed">What was typed; anything, of any length.</param>
    /// <returns>At most <see cref="MostCounted"/>.</returns>
    internal SearchMatches Candidates(ReadScope scope, string? typed) => Find(scope, typed, catalogues.Of(scope).Tenant.Region, MostCounted);

    private static SearchMatches Find(ReadScope scope, string? typed, string region, int wanted)
    {
        var matches = new SearchMatches(wanted);
        var text = typed.AsSpan().Trim();
        if (text.IsEmpty)
        {
            return matches;
        }

        var query = text[..Math.Min(text.Length, LongestRead)].ToString();
        var identifiers = new IdentifierSearch(scope.Connection, scope.Tenant, matches);
        var names = new NameSearch(scope.Connection, scope.Tenant, matches, NameFolding.Words(query));
        identifiers.FindSure(query, region);
        names.FindAsTyped();
        identifiers.FindPossible(query);
        names.FindNearby();
        return matches;
    }
}
