using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries.Search;

/// <summary>Customers who fit what was typed: each once, by the first and best field that fits, the likeliest first.</summary>
/// <param name="wanted">How many will be looked at. Beyond those it is enough to know how many more there are.</param>
internal sealed class SearchMatches(int wanted)
{
    private readonly List<(CustomerId Id, MatchedField Field)> _found = new(wanted + 1);
    private readonly HashSet<CustomerId> _seen = new(wanted + 1);
    private bool _isMoreThanCounted;

    /// <summary>How many will be looked at.</summary>
    public int Wanted => wanted;

    /// <summary>Who was found: all of them, or at least as many as are wanted.</summary>
    public IReadOnlyList<(CustomerId Id, MatchedField Field)> Found => _found;

    /// <summary>How many there are, at most <see cref="SearchCustomers.MostCounted"/>.</summary>
    public int Total => _isMoreThanCounted ? SearchCustomers.MostCounted : _found.Count;

    /// <summary>Whether there are, or may be, more.</summary>
    public bool IsCapped { get; private set; }

    /// <summary>Whether as many as are wanted are there, so that only their number is still of interest.</summary>
    public bool HasWanted => _found.Count >= wanted;

    /// <summary>Whether there is no use in looking further.</summary>
    public bool IsFull => _isMoreThanCounted && HasWanted;

    /// <summary>Says that a search was given up before its end.</summary>
    public void MayBeMore() => IsCapped = true;

    /// <summary>Says that there are more than are counted.</summary>
    public void AreMoreThanCounted() => IsCapped = _isMoreThanCounted = true;

    /// <summary>Adds a customer.</summary>
    public void Add(CustomerId id, MatchedField field)
    {
        if (_found.Count == SearchCustomers.MostCounted)
        {
            if (!_seen.Contains(id))
            {
                AreMoreThanCounted();
            }
        }
        else if (_seen.Add(id))
        {
            _found.Add((id, field));
        }
    }
}

/// <summary>Two statements over the same range of an index: its rows, customer first, and their number, counted no further than <see cref="MostRead"/>.</summary>
/// <param name="Rows">Ends in a limit.</param>
/// <param name="Number">The same without one.</param>
internal sealed record KeyRange(string Rows, string Number)
{
    /// <summary>How far a range is read: one more than is counted. The statements say it in figures.</summary>
    public const int MostRead = SearchCustomers.MostCounted + 1;

    /// <summary>A key greater than every key that begins with <paramref name="beginning"/>: the last character of Unicode, which no name or number holds, follows.</summary>
    public static string End(string beginning) => beginning + "\U0010FFFF";

    /// <summary>Adds the customers of a range. Of a long one the first will do, and how many there are: a row that is only counted costs a quarter of one that is read.</summary>
    /// <param name="connection">A reader.</param>
    /// <param name="matches">Where they go.</param>
    /// <param name="field">The field that fits.</param>
    /// <param name="former">The field where the second column of a row says that the customer had this once; null where there is no such column.</param>
    /// <param name="key">The values of the statements but the limit.</param>
    public void AddTo(SearchMatches matches, StoreConnection connection, MatchedField field, MatchedField? former, params ReadOnlySpan<object?> key)
    {
        if (matches.IsFull)
        {
            return;
        }

        var first = Math.Min(2 * matches.Wanted, MostRead);
        if (Read(matches, connection, field, former, key, first) < first)
        {
            return;
        }

        if (first == MostRead)
        {
            matches.MayBeMore();
        }
        else if ((long)connection.Scalar(Number, key)! == MostRead)
        {
            matches.AreMoreThanCounted();
        }
        else
        {
            Read(matches, connection, field, former, key, MostRead);
        }
    }

    private int Read(SearchMatches matches, StoreConnection connection, MatchedField field, MatchedField? former, ReadOnlySpan<object?> key, int limit)
    {
        var read = 0;
        using var rows = connection.Query(Rows, [.. key, limit]);
        for (; rows.Read(); read++)
        {
            matches.Add(rows.CustomerId(0), former is { } once && rows.GetInt32(1) != 0 ? once : field);
        }

        return read;
    }
}
