using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

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

    private const string DeleteMark = "DELETE FROM unindexed WHERE tenant_id = @tenant AND customer_id = @customer";

    private const string SelectMarks = "SELECT customer_id FROM unindexed WHERE tenant_id = @tenant ORDER BY customer_id LIMIT @limit";

    /// <summary>Writes the rows of a customer.</summary>
    public static void Add(StoreConnection connection, Customer customer)
    {
        var identifiers = customer.Identifiers().ToList();
        foreach (var (kind, value) in Found(identifiers))
        {
            AddIdentifier(connection, customer.TenantId, kind, value, customer.Id);
        }

        foreach (var tail in Tails(identifiers))
        {
            AddTail(connection, customer.TenantId, tail, customer.Id);
        }

        var words = NameFolding.Words(customer.Name);
        foreach (var word in words)
        {
            AddWord(connection, customer.TenantId, word, customer.Id);
            AddSpellings(connection, customer.TenantId, word);
        }

        foreach (var pair in Pairs(words))
        {
            AddPair(connection, customer.TenantId, pair, customer.Id);
        }
    }

    /// <summary>Writes the identifiers that nobody else may have. They cannot wait for a bulk load's other rows: the next command, of whatever process, looks for them.</summary>
    public static void AddUnique(StoreConnection connection, Customer customer)
    {
        foreach (var (kind, value) in customer.Identifiers())
        {
            if (IsUnique(kind))
            {
                AddIdentifier(connection, customer.TenantId, kind, value, customer.Id);
            }
        }
    }

    /// <summary>Whether no two customers may have the same, so that <see cref="AddUnique"/> writes it.</summary>
    public static bool IsUnique(IdentifierKind kind) => kind is IdentifierKind.ExternalId or IdentifierKind.Card;

    /// <summary>Brings the rows of a customer up to date. Identifiers given up are kept as former ones, so that an old number still finds the customer; words of an old name are not.</summary>
    /// <param name="connection">The writing connection.</param>
    /// <param name="before">The identifiers before.</param>
    /// <param name="nameBefore">The name before.</param>
    /// <param name="customer">The customer as it is now.</param>
    public static void Amend(StoreConnection connection, IEnumerable<(IdentifierKind Kind, string Value)> before, string nameBefore, Customer customer)
    {
        foreach (var (kind, value) in Found(before.Except(customer.Identifiers())))
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

        // All rows are there now. A bulk load that still carries rows of the customer as it was sees by the missing mark that it has to look again.
        connection.Execute(DeleteMark, customer.TenantId, customer.Id);
    }

    public static void AddIdentifier(StoreConnection connection, TenantId tenant, IdentifierKind kind, string value, CustomerId customer) =>
        connection.Execute(InsertIdentifier, tenant, kind, value, customer, false);

    public static void AddTail(StoreConnection connection, TenantId tenant, string reversed, CustomerId customer) =>
        connection.Execute(InsertTail, tenant, reversed, customer);

    public static void AddWord(StoreConnection connection, TenantId tenant, string word, CustomerId customer) =>
        connection.Execute(InsertWord, tenant, word, customer);

    public static void AddPair(StoreConnection connection, TenantId tenant, string pair, CustomerId customer) =>
        connection.Execute(InsertPair, tenant, pair, customer);

    /// <summary>Puts a word into the dictionary of misspellings, unless it is there.</summary>
    public static void AddSpellings(StoreConnection connection, TenantId tenant, string word)
    {
        if (connection.Scalar(WordIsKnown, tenant, word) is null)
        {
            foreach (var spelling in Typos.Deletions(word))
            {
                connection.Execute(InsertSpelling, tenant, spelling, word);
            }
        }
    }

    /// <summary>Ends the bulk indexing of a customer. Where the mark is gone already, somebody amended the customer after its rows were collected: they are brought up to date.</summary>
    public static void RemoveMark(StoreConnection connection, TenantId tenant, CustomerId id, string name, (IdentifierKind Kind, string Value)[] identifiers)
    {
        if (connection.Execute(DeleteMark, tenant, id) == 0 && CustomerRows.Find(connection, tenant, id) is { } now)
        {
            Amend(connection, identifiers, name, now);
        }
    }

    /// <summary>Customers whose search rows are still to be written.</summary>
    public static IReadOnlyList<CustomerId> Unindexed(StoreConnection connection, TenantId tenant, int limit)
    {
        var found = new List<CustomerId>();
        using var row = connection.Query(SelectMarks, tenant, limit);
        while (row.Read())
        {
            found.Add(row.CustomerId(0));
        }

        return found;
    }

    /// <summary>An organisation that has such customers; null where none has.</summary>
    public static TenantId? TenantWithUnindexed(StoreConnection connection) =>
        connection.Scalar("SELECT tenant_id FROM unindexed LIMIT 1") is long tenant ? new TenantId((int)tenant) : null;

    /// <summary>The identifiers as they are sought: as they are, the card number also from its end, and an e-mail address with a tag also without it.</summary>
    public static IEnumerable<(IdentifierKind Kind, string Value)> Found(IEnumerable<(IdentifierKind Kind, string Value)> identifiers)
    {
        foreach (var (kind, value) in identifiers)
        {
            yield return (kind, value);
            if (kind == IdentifierKind.Card)
            {
                yield return (IdentifierKind.CardEnding, Backwards(value));
            }
            else if (kind == IdentifierKind.Email && EmailAddresses.Untagged(value) is var untagged && untagged.Length < value.Length)
            {
                yield return (IdentifierKind.EmailUntagged, untagged);
            }
        }
    }

    /// <summary>The mobile number among the identifiers from its end.</summary>
    public static IEnumerable<string> Tails(IEnumerable<(IdentifierKind Kind, string Value)> identifiers)
    {
        foreach (var (kind, value) in identifiers)
        {
            if (kind == IdentifierKind.Mobile && Reversed(value) is { Length: > 0 } tail)
            {
                yield return tail;
            }
        }
    }

    /// <summary>Every ordered pair of a name's words, joined by a blank.</summary>
    public static IEnumerable<string> Pairs(IReadOnlyList<string> words) =>
        from first in words from second in words where !ReferenceEquals(first, second) select first + " " + second;

    /// <summary>The digits of a number from the last to the first.</summary>
    public static string Reversed(string number) => Backwards(PhoneNumbers.Digits(number));

    /// <summary>A text from the last character to the first.</summary>
    public static string Backwards(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        source.CopyTo(span);
        span.Reverse();
    });
}
