using System.Data.Common;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Queries.Search;

/// <summary>Customers who fit what was typed: each once, by the first and best field that fits, the likeliest first, up to one more than is counted.</summary>
internal sealed class SearchMatches
{
    private readonly List<(CustomerId Id, MatchedField Field)> _found = [];
    private readonly HashSet<CustomerId> _seen = [];

    /// <summary>Who was found, at most <see cref="SearchCustomers.MostCounted"/>.</summary>
    public IReadOnlyList<(CustomerId Id, MatchedField Field)> Found => _found;

    /// <summary>How many were found.</summary>
    public int Total => _found.Count;

    /// <summary>Whether somebody was turned away: there is no room, and no use in looking further.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether there are, or may be, more.</summary>
    public bool IsCapped { get; private set; }

    /// <summary>Says that a search was given up before its end.</summary>
    public void MayBeMore() => IsCapped = true;

    /// <summary>Adds a customer; false where there is no room for more.</summary>
    public bool Add(CustomerId id, MatchedField field)
    {
        if (_found.Count == SearchCustomers.MostCounted)
        {
            IsFull |= !_seen.Contains(id);
            IsCapped |= IsFull;
        }
        else if (_seen.Add(id))
        {
            _found.Add((id, field));
        }

        return !IsFull;
    }
}

/// <summary>Ranges of keys that begin with a text: from the text itself to <see cref="End"/>.</summary>
internal static class KeyRange
{
    /// <summary>How far a range is read: one more than is counted. The statements say it in figures.</summary>
    public const int MostRead = SearchCustomers.MostCounted + 1;

    /// <summary>A key greater than every key that begins with <paramref name="beginning"/>: the last character of Unicode, which no name or number holds, follows.</summary>
    public static string End(string beginning) => beginning + "\U0010FFFF";

    /// <summary>Adds the customers whose ids are the first column of the rows of a range.</summary>
    public static void AddTo(this DbDataReader rows, SearchMatches matches, MatchedField field)
    {
        var read = 0;
        while (rows.Read() && matches.Add(rows.CustomerId(0), field))
        {
            read++;
        }

        if (read == MostRead)
        {
            matches.MayBeMore();
        }
    }
}
