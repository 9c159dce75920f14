using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store;

/// <summary>Keeps the rows by which customers are found: identifiers, last digits, words of the name, pairs of words, and the dictionary of misspellings.</summary>
internal static class SearchIndex
{
    private const string InsertIdentifier =
        "INSERT INTO identifiers (tenant_id, kind, value, customer_id, former) VALUES (@tenant, @kind, @value, @customer, @former) ON CONFLICT (tenant_id, kind, value, customer_id) DO UPDATE SET former = excluded.former";

    private const string InsertTail =
        "INSERT INTO mobile_tails (tenant_id, reversed, customer_id) VALUES (@tenant, @reversed, @customer) ON CONFLICT DO NOTHING";

    private const string InsertWord =
        "INSERT INTO name_words (tenant_id, word, customer_id) VALUES (@tenant, @word, @customer) ON CONFLICT DO NOTHING";

    private const string InsertPair =
        "INSERT INTO name_pairs (tenant_id, pair, customer_id) VALUES (@tenant, @pair, @customer) ON CONFLICT DO NOTHING";

    private const string InsertSpelling =
        "INSERT INTO word_spellings (tenant_id, spelling, word) VALUES (@tenant, @spelling, @word) ON CONFLICT DO NOTHING";

    private const string WordIsKnown =
        "SELECT 1 FROM word_spellings WHERE tenant_id = @tenant AND spelling = @word AND word = @word";

    private const string DeleteWord = "DELETE FROM name_words WHERE tenant_id = @tenant AND word = @word AND customer_id = @customer";

    private const string DeletePair = "DELETE FROM name_pairs WHERE tenant_id = @tenant AND pair = @pair AND customer_id = @customer";

    /// <summary>Writes the rows of a customer.</summary>
    public static void Add(StoreConnection connection, Customer customer)
    {
        foreach (var (kind, value) in customer.Identifiers())
        {
            connection.Execute(InsertIdentifier, customer.TenantId, kind, value, customer.Id, false);
            if (kind == IdentifierKind.Mobile && Reversed(value) is { Length: > 0 } tail)
            {
                connection.Execute(InsertTail, customer.TenantId, tail, customer.Id);
            }
        }

        AddName(connection, customer.TenantId, customer.Id, NameFolding.Words(customer.Name));
    }

    /// <summary>Brings the rows of a customer up to date. Identifiers given up are kept as former ones, so that an old number still finds the customer; words of an old name are not.</summary>
    /// <param name="connection">The writing connection.</param>
    /// <param name="before">The identifiers before.</param>
    /// <param name="nameBefore">The name before.</param>
    /// <param name="customer">The customer as it is now.</param>
    public static void Amend(StoreConnection connection, IEnumerable<(IdentifierKind Kind, string Value)> before, string nameBefore, Customer customer)
    {
        foreach (var (kind, value) in before.Except(customer.Identifiers()))
        {
            connection.Execute(InsertIdentifier, customer.TenantId, kind, value, customer.Id, true);
        }

        if (!string.Equals(nameBefore, customer.Name, StringComparison.Ordinal))
        {
            var words = NameFolding.Words(nameBefore);
            foreach (var word in words)
            {
                connection.Execute(DeleteWord, customer.TenantId, word, customer.Id);
            }

            foreach (var pair in Pairs(words))
            {
                connection.Execute(DeletePair, customer.TenantId, pair, customer.Id);
            }
        }

        Add(connection, customer);
    }

    /// <summary>Every ordered pair of a name's words, joined by a blank.</summary>
    public static IEnumerable<string> Pairs(IReadOnlyList<string> words) =>
        from first in words from second in words where !ReferenceEquals(first, second) select first + " " + second;

    /// <summary>The digits of a number from the last to the first.</summary>
    public static string Reversed(string number)
    {
        var digits = number.Where(char.IsAsciiDigit).ToArray();
        Array.Reverse(digits);
        return new string(digits);
    }

    private static void AddName(StoreConnection connection, TenantId tenant, CustomerId customer, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            connection.Execute(InsertWord, tenant, word, customer);
            if (connection.Scalar(WordIsKnown, tenant, word) is null)
            {
                foreach (var spelling in Typos.Deletions(word).Append(word).Distinct())
                {
                    connection.Execute(InsertSpelling, tenant, spelling, word);
                }
            }
        }

        foreach (var pair in Pairs(words))
        {
            connection.Execute(InsertPair, tenant, pair, customer);
        }
    }
}
