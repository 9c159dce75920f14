using System.Diagnostics;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>
/// Writes the search rows of many new customers at once: collected, sorted by key and written in short commits, because rows that arrive in the order of
/// their keys cost a fraction of rows that arrive anywhere, and because agents' changes have to get in between.
/// </summary>
/// <remarks>
/// For customers kept with <see cref="Indexing.Later"/>. Their marks go with the last rows, so that a crash at any moment leaves marks which
/// <see cref="ReindexLeftoversAsync"/> works off. Not for two threads at a time.
/// </remarks>
/// <param name="writer">The road to the store.</param>
/// <param name="tenant">The organisation of all the customers.</param>
public sealed class BulkIndexer(Writer writer, TenantId tenant)
{
    /// <summary>How many customers to collect before <see cref="FlushAsync"/>: more make the rows of one word lie closer together, and take about 1 KB each.</summary>
    public const int GoodBatch = 50_000;

    private const int MostKnownWords = 200_000;
    private static readonly TimeSpan LongestCommit = TimeSpan.FromMilliseconds(80);

    private readonly List<(CustomerId Id, string Name, (IdentifierKind Kind, string Value)[] Identifiers)> _customers = [];
    private readonly List<IdentifierKey> _identifiers = [];
    private readonly List<TextKey> _tails = [];
    private readonly List<TextKey> _words = [];
    private readonly List<TextKey> _pairs = [];
    private readonly HashSet<string> _newWords = new(StringComparer.Ordinal);
    private readonly HashSet<string> _knownWords = new(StringComparer.Ordinal);

    /// <summary>How many customers wait for <see cref="FlushAsync"/>.</summary>
    public int Count => _customers.Count;

    /// <summary>Collects the rows of a customer who was just kept.</summary>
    public void Add(Customer customer)
    {
        ArgumentNullException.ThrowIfNull(customer);
        var identifiers = customer.Identifiers().ToArray();
        _customers.Add((customer.Id, customer.Name, identifiers));
        foreach (var (kind, value) in SearchIndex.Found(identifiers))
        {
            // The unique ones were written with the customer.
            if (!SearchIndex.IsUnique(kind))
            {
                _identifiers.Add(new IdentifierKey(kind, value, customer.Id));
            }
        }

        foreach (var tail in SearchIndex.Tails(identifiers))
        {
            _tails.Add(new TextKey(tail, customer.Id));
        }

        var words = NameFolding.Words(customer.Name);
        foreach (var word in words)
        {
            _words.Add(new TextKey(word, customer.Id));
            if (!_knownWords.Contains(word))
            {
                _newWords.Add(word);
            }
        }

        foreach (var pair in SearchIndex.Pairs(words))
        {
            _pairs.Add(new TextKey(pair, customer.Id));
        }
    }

    /// <summary>Writes all that was collected and removes the marks.</summary>
    /// <returns>Done; or <see cref="StoreUnavailable"/>: what was not written stays collected, the marks stay, and another call goes on.</returns>
    public async Task<Outcome<Done>> FlushAsync()
    {
        _identifiers.Sort();
        _tails.Sort();
        _words.Sort();
        _pairs.Sort();
        var words = _newWords.Order(StringComparer.Ordinal).ToList();
        var refusal = await WriteAsync(_identifiers, (transaction, row) =>
            {
                SearchIndex.AddIdentifier(transaction.Connection, tenant, row.Kind, row.Value, row.Customer);
                transaction.Indexed(row.Kind, row.Value, row.Customer);
            })
            ?? await WriteAsync(_tails, (transaction, row) => SearchIndex.AddTail(transaction.Connection, tenant, row.Text, row.Customer))
            ?? await WriteAsync(words, (transaction, word) => SearchIndex.AddSpellings(transaction.Connection, tenant, word))
            ?? await WriteAsync(_words, (transaction, row) => SearchIndex.AddWord(transaction.Connection, tenant, row.Text, row.Customer))
            ?? await WriteAsync(_pairs, (transaction, row) => SearchIndex.AddPair(transaction.Connection, tenant, row.Text, row.Customer))
            ?? await WriteAsync(_customers, (transaction, row) => SearchIndex.RemoveMark(transaction.Connection, tenant, row.Id, row.Name, row.Identifiers));
        if (refusal is not null)
        {
            return refusal;
        }

        if (_knownWords.Count > MostKnownWords)
        {
            _knownWords.Clear();
        }

        _knownWords.UnionWith(_newWords);
        _newWords.Clear();
        return new Done();
    }

    /// <summary>Indexes the customers of all organisations whose marks a crash has left. To be called at the start, before imports.</summary>
    /// <returns>How many there were; or <see cref="StoreUnavailable"/>.</returns>
    public static async Task<Outcome<int>> ReindexLeftoversAsync(SqliteDatabase database, Writer writer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(writer);
        var total = 0;
        while (Leftover(database) is { } tenant)
        {
            cancellation.ThrowIfCancellationRequested();
            var indexer = new BulkIndexer(writer, tenant);
            using (var scope = database.Read(tenant))
            {
                foreach (var id in SearchIndex.Unindexed(scope.Connection, tenant, GoodBatch))
                {
                    indexer.Add(CustomerRows.Find(scope.Connection, tenant, id) ?? throw new InvalidOperationException($"Customer {id} is marked as unindexed and does not exist."));
                }
            }

            total += indexer.Count;
            if (!(await indexer.FlushAsync()).TryGet(out _, out var refusal))
            {
                return refusal;
            }
        }

        return total;
    }

    private static TenantId? Leftover(SqliteDatabase database)
    {
        using var scope = database.Read(default);
        return SearchIndex.TenantWithUnindexed(scope.Connection);
    }

    // Each turn takes as many rows as fit into a short commit; rows leave the list only after the commit.
    private async Task<Refusal?> WriteAsync<TRow>(List<TRow> rows, Action<WriteTransaction, TRow> write)
    {
        for (var at = 0; at < rows.Count;)
        {
            var from = at;
            var outcome = await writer.RunAsync<int>(tenant, transaction =>
            {
                var next = from;
                for (var began = Stopwatch.GetTimestamp(); next < rows.Count && (next % 64 != 0 || next == from || Stopwatch.GetElapsedTime(began) < LongestCommit); next++)
                {
                    write(transaction, rows[next]);
                }

                return next;
            }, turn: Turn.Long);
            if (!outcome.TryGet(out at, out var refusal))
            {
                rows.RemoveRange(0, from);
                return refusal;
            }
        }

        rows.Clear();
        return null;
    }

    private readonly record struct TextKey(string Text, CustomerId Customer) : IComparable<TextKey>
    {
        public int CompareTo(TextKey other) => string.CompareOrdinal(Text, other.Text) is not 0 and var order ? order : Customer.Value.CompareTo(other.Customer.Value);
    }

    private readonly record struct IdentifierKey(IdentifierKind Kind, string Value, CustomerId Customer) : IComparable<IdentifierKey>
    {
        public int CompareTo(IdentifierKey other) =>
            Kind != other.Kind ? Kind.CompareTo(other.Kind)
            : string.CompareOrdinal(Value, other.Value) is not 0 and var order ? order
            : Customer.Value.CompareTo(other.Customer.Value);
    }
}
