using MemberCare.Core.Kernel;
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

    /// <summary>The card number.</summary>
    Card,
}

/// <summary>A customer who was found, and by what.</summary>
public sealed record SearchHit(CustomerView Customer, MatchedField Field);

/// <summary>What a search found.</summary>
/// <param name="Hits">The best, as many as were asked for.</param>
/// <param name="Total">How many fit, counted up to <see cref="SearchCustomers.MostCounted"/>.</param>
/// <param name="TotalIsCapped">Whether there are more than were counted.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Hits, int Total, bool TotalIsCapped);

/// <summary>Finds customers by whatever an agent types: names, numbers, addresses, ids.</summary>
public sealed class SearchCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>How far matches are counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>Finds.</summary>
    /// <param name="typed">What was typed so far; anything, of any length.</param>
    /// <param name="limit">The most hits to return, 1 to 100.</param>
    /// <param name="actor">Who searches.</param>
    /// <returns>The result, empty where nothing fits or nothing was typed; or <see cref="NotPermitted"/>.</returns>
    public Outcome<SearchResult> Run(string? typed, int limit, Actor actor)
    {
        _ = (gate, database, catalogues, time);
        throw new NotImplementedException();
    }
}
