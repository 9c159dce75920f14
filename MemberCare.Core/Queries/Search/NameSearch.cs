using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Queries.Search;

/// <summary>Finds customers by the words of their names: in any order, unfinished, one typo forgiven.</summary>
/// <remarks>
/// Hand-written statements: they run with every key press, and the cost has to follow what is shown, never how many customers bear a common name. So each
/// is a short range of an index, two words at a time; further words are checked on the rows of the rarest pair.
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
    private const int MostNearbyWords = 40;
    private const int MostSpellingsRead = 300;
    private const int MostBeginningsWalked = 300;
    private const int MostRowsChecked = 2_000;

    private const string WordBeginning =
        "SELECT customer_id FROM name_words WHERE tenant_id = @tenant AND word >= @from AND word < @end ORDER BY word LIMIT 1001";

    private const string PairBeginning =
        "SELECT customer_id FROM name_pairs WHERE tenant_id = @tenant AND pair >= @from AND pair < @end ORDER BY pair LIMIT 1001";

    private const string PairsUpTo =
        "SELECT count(*) FROM (SELECT 1 FROM name_pairs WHERE tenant_id = @tenant AND pair >= @from AND pair < @end LIMIT @limit)";

    private const string PairWithName =
        """
        SELECT p.customer_id, c.name_key FROM name_pairs p CROSS JOIN customers c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id
        WHERE p.tenant_id = @tenant AND p.pair >= @from AND p.pair < @end ORDER BY p.pair LIMIT @limit
        """;

    // The distinct words, each by one step into the index, however many customers bear it.
    private const string WordsBeginning =
        """
        WITH RECURSIVE words (word) AS (
            SELECT min(word) FROM name_words WHERE tenant_id = @tenant AND word >= @from AND word < @end
            UNION ALL
            SELECT (SELECT min(n.word) FROM name_words n WHERE n.tenant_id = @tenant AND n.word > words.word AND n.word < @end) FROM words WHERE words.word IS NOT NULL)
        SELECT word FROM words WHERE word IS NOT NULL LIMIT @limit
        """;

    private const string Spelt = "SELECT word FROM word_spellings WHERE tenant_id = @tenant AND spelling = @spelling LIMIT @limit";

    private const string SpeltBeginning =
        "SELECT word FROM word_spellings WHERE tenant_id = @tenant AND spelling >= @from AND spelling < @end ORDER BY spelling LIMIT @limit";

    /// <summary>Finds names that hold the words as they were typed, the last one or the first one perhaps unfinished.</summary>
    public void FindAsTyped()
    {
        if (words.Count == 0 || matches.IsFull)
        {
            return;
        }

        if (words.Count == 1)
        {
            using var rows = connection.Query(WordBeginning, tenant, words[0], KeyRange.End(words[0]));
            rows.AddTo(matches, MatchedField.Name);
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
            var partner = words.Where(word => !ReferenceEquals(word, mistyped)).MaxBy(word => word.Length);
            foreach (var meant in Nearby(mistyped))
            {
                if (matches.IsFull)
                {
                    return;
                }

                if (partner is null)
                {
                    using var rows = connection.Query(WordBeginning, tenant, meant, meant + '\0');
                    rows.AddTo(matches, MatchedField.SimilarName);
                }
                else
                {
                    FindPair(meant, partner, MatchedField.SimilarName, besides: mistyped);
                }
            }
        }
    }

    // All words are beginnings: walks the words that the longest one begins, and pairs each with the next.
    private void FindByBeginnings()
    {
        var longest = words.MaxBy(word => word.Length)!;
        var partner = words.Where(word => !ReferenceEquals(word, longest)).MaxBy(word => word.Length)!;
        var walked = Words(WordsBeginning, longest, KeyRange.End(longest), MostBeginningsWalked);
        foreach (var word in walked)
        {
            if (matches.IsFull)
            {
                return;
            }

            FindPair(word, partner, MatchedField.Name, besides: longest);
        }

        if (walked.Count == MostBeginningsWalked)
        {
            matches.MayBeMore();
        }
    }

    // Names with a word and a beginning, in which all other typed words begin a word too.
    private void FindPair(string word, string beginning, MatchedField field, string? besides = null)
    {
        var from = word + ' ' + beginning;
        var others = words.Where(other => other != word && other != beginning && other != besides).Select(other => ' ' + other).ToArray();
        if (others.Length == 0)
        {
            using var rows = connection.Query(PairBeginning, tenant, from, KeyRange.End(from));
            rows.AddTo(matches, field);
            return;
        }

        var read = 0;
        using var named = connection.Query(PairWithName, tenant, from, KeyRange.End(from), MostRowsChecked);
        while (named.Read())
        {
            read++;
            var name = ' ' + named.GetString(1);
            if (Array.TrueForAll(others, other => name.Contains(other, StringComparison.Ordinal)) && !matches.Add(named.CustomerId(0), field))
            {
                return;
            }
        }

        if (read == MostRowsChecked)
        {
            matches.MayBeMore();
        }
    }

    // The last word may be unfinished, so it only ever stands second.
    private (string First, string Second) RarestPair()
    {
        var (rarest, fewest) = ((words[0], words[^1]), MostRowsChecked);
        for (var first = 0; first < words.Count - 1; first++)
        {
            for (var second = first + 1; second < words.Count && fewest > Enough; second++)
            {
                var from = words[first] + ' ' + words[second];
                var count = (int)(long)connection.Scalar(PairsUpTo, tenant, from, KeyRange.End(from), fewest)!;
                if (count < fewest)
                {
                    (rarest, fewest) = ((words[first], words[second]), count);
                }
            }
        }

        return rarest;
    }

    // Words of names that a typo away from the typed one, whole ones before those that it may be the beginning of.
    private IEnumerable<string> Nearby(string typed)
    {
        var near = new List<string>();
        foreach (var spelling in Typos.Deletions(typed))
        {
            near.AddRange(Words(Spelt, spelling, MostSpellingsRead).Where(word => Typos.WithinOneEdit(typed, word)));
        }

        foreach (var spelling in Typos.Deletions(typed).Where(spelling => spelling.Length >= ShortestForgiven))
        {
            near.AddRange(Words(SpeltBeginning, spelling, KeyRange.End(spelling), MostSpellingsRead).Where(word => Typos.WithinOneEditOfPrefix(typed, word)));
        }

        return near.Distinct(StringComparer.Ordinal).Take(MostNearbyWords);
    }

    private List<string> Words(string sql, params ReadOnlySpan<object?> values)
    {
        var found = new List<string>();
        using var rows = connection.Query(sql, [tenant, .. values]);
        while (rows.Read())
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }
}
