using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries.Search;

/// <summary>Finds customers by the words of their names: in any order, unfinished, one typo forgiven.</summary>
/// <remarks>
/// Hand-written statements: they run with every key press, and the cost has to follow what is shown, never how many customers bear a common name. So each
/// is a short range of an index, two words at a time; further words are checked on the rows of the rarest pair, and only so many rows.
/// </remarks>
/// <param name="connection">A reader.</param>
/// <param name="tenant">The organisation.</param>
/// <param name="matches">Where the found go.</param>
/// <param name="words">The folded words that were typed.</param>
internal sealed class NameSearch(StoreConnection connection, TenantId tenant, SearchMatches matches, IReadOnlyList<string> words)
{
    // With fewer hits than fill a screen it is worth looking further.
    private const int Enough = 20;
    private const int ShortestForgiven = 3;
    private const int MostNearbyWords = 24;
    private const int MostSpellingsRead = 60;
    private const int MostRowsChecked = 1_000;
    private const int FewPairs = 200;

    private const string OfWord = "FROM name_words WHERE tenant_id = @tenant AND word >= @from AND word < @end";
    private const string OfPair = "FROM name_pairs WHERE tenant_id = @tenant AND pair >= @from AND pair < @end";

    // The distinct words that begin with a text, each by one step into the index, however many customers bear it; then the pairs of each with another beginning.
    private const string OfBeginnings =
        """
        FROM (WITH RECURSIVE words (word) AS (
                SELECT min(word) FROM name_words WHERE tenant_id = @tenant AND word >= @from AND word < @end
                UNION ALL
                SELECT (SELECT min(n.word) FROM name_words n WHERE n.tenant_id = @tenant AND n.word > words.word AND n.word < @end)
                FROM words WHERE words.word IS NOT NULL LIMIT 300)
              SELECT word FROM words WHERE word IS NOT NULL) w
        CROSS JOIN name_pairs p ON p.tenant_id = @tenant AND p.pair >= w.word || @with AND p.pair < w.word || @with_end
        """;

    private const string PairWithName =
        """
        SELECT p.customer_id, c.name_key FROM name_pairs p CROSS JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id
        WHERE p.tenant_id = @tenant AND p.pair >= @from AND p.pair < @end ORDER BY p.pair LIMIT @limit
        """;

    private const string BeginningsWithName = $"SELECT p.customer_id, c.name_key {OfBeginnings} CROSS JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id LIMIT @limit";

    private const string FewerPairs = $"SELECT count(*) FROM (SELECT 1 {OfPair} LIMIT @limit)";

    private const string Spelt = "SELECT word FROM word_spellings WHERE tenant_id = @tenant AND spelling = @spelling LIMIT @limit";

    private const string SpeltBeginning =
        "SELECT word FROM word_spellings WHERE tenant_id = @tenant AND spelling >= @from AND spelling < @end ORDER BY spelling LIMIT @limit";

    private static readonly KeyRange Words = new(
        $"SELECT customer_id {OfWord} ORDER BY word LIMIT @limit", $"SELECT count(*) FROM (SELECT 1 {OfWord} LIMIT 1001)");

    private static readonly KeyRange Pairs = new(
        $"SELECT customer_id {OfPair} ORDER BY pair LIMIT @limit", $"SELECT count(*) FROM (SELECT 1 {OfPair} LIMIT 1001)");

    private static readonly KeyRange PairsOfBeginnings = new(
        $"SELECT p.customer_id {OfBeginnings} LIMIT @limit", $"SELECT count(*) FROM (SELECT 1 {OfBeginnings} LIMIT 1001)");

    private int _rowsChecked;

    /// <summary>Finds names that hold the words as they were typed, each of them perhaps unfinished; whole words come first.</summary>
    public void FindAsTyped()
    {
        if (words.Count == 0 || matches.IsFull)
        {
            return;
        }

        if (words.Count == 1)
        {
            Words.AddTo(matches, connection, MatchedField.Name, null, tenant, words[0], KeyRange.End(words[0]));
            return;
        }

        if (words.Count == 2)
        {
            FindPair(words[0], words[1], MatchedField.Name);
            FindPair(words[1], words[0], MatchedField.Name);
        }
        else
        {
            var (first, second) = RarestPair();
            FindPair(first, second, MatchedField.Name);
        }

        if (matches.Total < Enough)
        {
            FindByBeginnings();
        }
    }

    /// <summary>Where nothing was found at all: forgives one typo in one of the words.</summary>
    public void FindNearby()
    {
        if (matches.Total > 0 || !words.Any(word => word.Any(char.IsLetter)))
        {
            return;
        }

        foreach (var mistyped in words.Where(word => word.Length >= ShortestForgiven))
        {
            var partner = LongestBut(mistyped);
            foreach (var meant in Nearby(mistyped))
            {
                if (partner is null)
                {
                    Words.AddTo(matches, connection, MatchedField.SimilarName, null, tenant, meant, meant + '\0');
                }
                else
                {
                    FindPair(meant, partner, MatchedField.SimilarName, besides: mistyped);
                }
            }
        }
    }

    // Every word is a beginning: walks the words that begin with the longest one, the fewest there are, and pairs each with the beginning that is next in length.
    private void FindByBeginnings()
    {
        var longest = LongestBut(null)!;
        var partner = LongestBut(longest)!;
        var (end, with) = (KeyRange.End(longest), ' ' + partner);
        if (words.Count == 2)
        {
            PairsOfBeginnings.AddTo(matches, connection, MatchedField.Name, null, tenant, longest, end, with, KeyRange.End(with));
        }
        else
        {
            Check(BeginningsWithName, MatchedField.Name, Others(longest, partner), tenant, longest, end, with, KeyRange.End(with));
        }
    }

    // Names with a word and a beginning, in which all other typed words begin a word too.
    private void FindPair(string word, string beginning, MatchedField field, string? besides = null)
    {
        var from = word + ' ' + beginning;
        var others = Others(word, beginning, besides);
        if (others.Length == 0)
        {
            Pairs.AddTo(matches, connection, field, null, tenant, from, KeyRange.End(from));
        }
        else
        {
            Check(PairWithName, field, others, tenant, from, KeyRange.End(from));
        }
    }

    private void Check(string sql, MatchedField field, string[] others, params ReadOnlySpan<object?> key)
    {
        var limit = MostRowsChecked - _rowsChecked;
        if (limit <= 0 || matches.IsFull)
        {
            matches.MayBeMore();
            return;
        }

        using var rows = connection.Query(sql, [.. key, limit]);
        while (rows.Read())
        {
            _rowsChecked++;
            var name = ' ' + rows.GetString(1);
            if (Array.TrueForAll(others, other => name.Contains(other, StringComparison.Ordinal)))
            {
                matches.Add(rows.CustomerId(0), field);
                if (matches.HasWanted)
                {
                    break;
                }
            }
        }

        if (matches.HasWanted || _rowsChecked == MostRowsChecked)
        {
            matches.MayBeMore();
        }
    }

    // The last word is the one most likely unfinished, so it only ever stands second.
    private (string First, string Second) RarestPair()
    {
        var pairs = from first in Enumerable.Range(0, words.Count - 1)
                    from second in Enumerable.Range(first + 1, words.Count - first - 1)
                    orderby words[first].Length + words[second].Length descending
                    select (words[first], words[second]);
        var (rarest, fewest) = (default((string, string)?), FewPairs);
        foreach (var (first, second) in pairs)
        {
            var from = first + ' ' + second;
            var count = (int)(long)connection.Scalar(FewerPairs, tenant, from, KeyRange.End(from), fewest)!;
            if (count < fewest || rarest is null)
            {
                (rarest, fewest) = ((first, second), count);
            }

            if (fewest < Enough)
            {
                break;
            }
        }

        return rarest!.Value;
    }

    // Words of names that are a typo away from the typed one, whole ones before those that it may be the beginning of.
    private IEnumerable<string> Nearby(string typed)
    {
        var near = new List<string>();
        foreach (var spelling in Typos.Deletions(typed))
        {
            Add(Spelt, Typos.WithinOneEdit, tenant, spelling, MostSpellingsRead);
        }

        foreach (var spelling in Typos.Deletions(typed).Where(spelling => spelling.Length >= ShortestForgiven))
        {
            Add(SpeltBeginning, Typos.WithinOneEditOfPrefix, tenant, spelling, KeyRange.End(spelling), MostSpellingsRead);
        }

        return near.Distinct(StringComparer.Ordinal).Take(MostNearbyWords);

        void Add(string sql, Func<string, string, bool> isNear, params ReadOnlySpan<object?> key)
        {
            using var rows = connection.Query(sql, key);
            while (rows.Read())
            {
                if (isNear(typed, rows.GetString(0)))
                {
                    near.Add(rows.GetString(0));
                }
            }
        }
    }

    private string? LongestBut(string? other) => words.Where(word => word != other).MaxBy(word => word.Length);

    // What else has to begin a word of the folded name, with the blank that stands before a word.
    private string[] Others(params ReadOnlySpan<string?> known)
    {
        var others = new List<string>();
        foreach (var word in words)
        {
            if (!known.Contains(word))
            {
                others.Add(' ' + word);
            }
        }

        return [.. others];
    }
}
