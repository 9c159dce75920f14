using System.Collections.Concurrent;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>What changed in one organisation within a moment: ids alone. Whoever hears of it reads again, with their own permissions.</summary>
/// <param name="Customers">Customers to whom something happened.</param>
/// <param name="Catalogue">Whether settings, labels or reasons changed.</param>
/// <param name="BlockList">Whether entries of the block list came or went.</param>
/// <param name="BlockListFigures">Whether somebody was turned away by the block list, so that its figures are others.</param>
/// <param name="Jobs">Whether jobs began, stopped, went on or ended.</param>
/// <param name="Approvals">Whether requests for approval were made or ended.</param>
public sealed record FeedNotice(
    IReadOnlySet<CustomerId> Customers, bool Catalogue, bool BlockList = false, bool BlockListFigures = false, bool Jobs = false, bool Approvals = false);

/// <summary>
/// Tells open windows what was committed, by this process or another: it follows the outbox, at once after a commit of our own and every quarter of a second
/// for those of others, such as an import from the command line.
/// </summary>
public sealed class Feed : IDisposable
{
    private const int MostPerRead = 5000;
    private const string ReadOn =
        "SELECT position, tenant_id, customer_id, sequence FROM outbox WHERE position > @last ORDER BY position LIMIT 5000";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly SqliteDatabase _database;
    private readonly Writer _writer;
    private readonly ConcurrentDictionary<long, (TenantId Tenant, Action<FeedNotice> Hear)> _subscribers = new();
    private readonly AutoResetEvent _signal = new(false);
    private readonly Thread _thread;
    private long _nextSubscriber;
    private volatile bool _stopping;

    /// <summary>Starts to follow the outbox from its present end.</summary>
    public Feed(SqliteDatabase database, Writer writer)
    {
        (_database, _writer) = (database, writer);
        _writer.Committed += Wake;
        using var scope = _database.Read(default);
        var last = (long)(scope.Connection.Scalar("SELECT coalesce(max(position), 0) FROM outbox") ?? 0L);
        _thread = new Thread(() => Follow(last)) { IsBackground = true, Name = "MemberCare feed" };
        _thread.Start();
    }

    /// <summary>Calls <paramref name="hear"/> for every change of an organisation from now on, on the feed's thread: be quick. Read the snapshot after subscribing, never before.</summary>
    /// <returns>Dispose it to hear no more.</returns>
    public IDisposable Subscribe(TenantId tenant, Action<FeedNotice> hear)
    {
        var number = Interlocked.Increment(ref _nextSubscriber);
        _subscribers[number] = (tenant, hear);
        return new Subscription(() => _subscribers.TryRemove(number, out _));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_stopping)
        {
            _stopping = true;
            _writer.Committed -= Wake;
            _signal.Set();
            _thread.Join();
            _signal.Dispose();
        }
    }

    private void Wake() => _signal.Set();

    private void Follow(long last)
    {
        while (!_stopping)
        {
            try
            {
                while (Pass(ref last) == MostPerRead)
                {
                }
            }
            catch (Exception fault) when (Faults.IsOfTheStore(fault))
            {
                // The store is out of reach for a moment; positions make sure that nothing is skipped.
            }

            _signal.WaitOne(Poll);
        }
    }

    // For all organisations at once: only ids pass, and each notice goes to subscribers of its own organisation.
    private int Pass(ref long last)
    {
        var customers = new Dictionary<TenantId, HashSet<CustomerId>>();
        var (catalogues, blockLists, figures) = (new HashSet<TenantId>(), new HashSet<TenantId>(), new HashSet<TenantId>());
        var (jobs, approvals) = (new HashSet<TenantId>(), new HashSet<TenantId>());
        var rows = 0;
        using (var scope = _database.Read(default))
        using (var row = scope.Connection.Query(ReadOn, last))
        {
            for (; row.Read(); rows++)
            {
                last = row.GetInt64(0);
                var tenant = new TenantId(row.GetInt32(1));
                if (row.IsDBNull(2))
                {
                    (row.GetInt64(3) switch { 0 => catalogues, > 0 => blockLists, OutboxRow.Jobs => jobs, OutboxRow.Approvals or ChangeRequest.MadeNumber or ChangeRequest.EndedNumber => approvals, _ => figures }).Add(tenant);
                }
                else
                {
                    (customers.TryGetValue(tenant, out var known) ? known : customers[tenant] = []).Add(row.CustomerId(2));
                }
            }
        }

        if (rows > 0)
        {
            foreach (var (tenant, hear) in _subscribers.Values)
            {
                var concerned = customers.GetValueOrDefault(tenant);
                var notice = new FeedNotice(
                    concerned ?? [], catalogues.Contains(tenant), blockLists.Contains(tenant), figures.Contains(tenant), jobs.Contains(tenant), approvals.Contains(tenant));
                if (concerned is not null || notice.Catalogue || notice.BlockList || notice.BlockListFigures || notice.Jobs || notice.Approvals)
                {
                    hear(notice);
                }
            }
        }

        return rows;
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
