using System.Collections.Concurrent;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>
/// Keeps in memory whoever is an exception, of all organisations, and vouches for it: what it hands out is never older than the last acknowledged commit of any
/// process. Where it cannot vouch, while it loads or while another process is ahead, it hands out nothing, and the database answers.
/// </summary>
/// <remarks>
/// It knows up to which commit of <see cref="CommitClock"/> it is complete. Commits of this process hand over their changes after the commit and before
/// anybody is answered; until then the older state holds, since nobody was told of the newer. Commits of other processes are caught up with by the outbox. All
/// writing is under one lock, inside which everything is read afresh, so that the last to write has read the newest.
/// </remarks>
public sealed class DecisionMemory : IDisposable
{
    private const string ReadOn =
        """
        SELECT o.position, o.tenant_id, o.customer_id, o.sequence, e.kind FROM outbox o
        LEFT JOIN events e ON e.tenant_id = o.tenant_id AND e.customer_id = o.customer_id AND e.sequence = o.sequence WHERE o.position > @last ORDER BY o.position LIMIT 1000
        """;

    private const string SelectEntry = "SELECT kind, key FROM blocked_contacts WHERE tenant_id = @tenant AND id = @id";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(2);

    private readonly SqliteDatabase _database;
    private readonly Writer _writer;
    private readonly TimeProvider _time;
    private readonly CommitClock _clock;
    private readonly ExceptionKeys _keys = new();
    private readonly ConcurrentDictionary<TenantId, TenantExceptions> _ready = new();
    private readonly ConcurrentQueue<TenantId> _wanted = new();
    private readonly AutoResetEvent _signal = new(false);
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private DecisionLoading? _loading;
    private long _known = -1;
    private long _position;
    private volatile bool _stopping;

    /// <summary>Begins to load, in the background.</summary>
    public DecisionMemory(SqliteDatabase database, Writer writer, TimeProvider time)
    {
        (_database, _writer, _time, _clock) = (database, writer, time, database.Commits);
        using (var scope = database.Read(default))
        {
            _position = LastPosition(scope.Connection);
            foreach (var tenant in DecisionLoading.Tenants(scope))
            {
                _wanted.Enqueue(tenant);
            }
        }

        writer.Attach(this);
        _thread = new Thread(Run) { IsBackground = true, Name = "MemberCare decisions" };
        _thread.Start();
    }

    /// <summary>Whether everything is loaded and it can vouch for all of it at this moment.</summary>
    public bool IsReady
    {
        get
        {
            lock (_lock)
            {
                return _clock.Begun == _known && _wanted.IsEmpty && _loading is null;
            }
        }
    }

    /// <summary>How many entries there are, of all organisations.</summary>
    public int Entries
    {
        get
        {
            lock (_lock)
            {
                return _ready.Values.Sum(exceptions => exceptions.Table.Count);
            }
        }
    }

    /// <summary>The memory that they take, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _ready.Values.Sum(exceptions => exceptions.Table.Bytes);
            }
        }
    }

    internal ExceptionKeys Keys => _keys;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_stopping)
        {
            _stopping = true;
            _writer.Attach(null);
            _signal.Set();
            _thread.Join();
            _signal.Dispose();
        }
    }

    /// <summary>What is known of an organisation; null where memory cannot vouch for it just now. Look at it at once, and ask again for the next question.</summary>
    internal TenantExceptions? Of(TenantId tenant)
    {
        if (_clock.Begun != Volatile.Read(ref _known))
        {
            _signal.Set();
            return null;
        }

        if (_ready.TryGetValue(tenant, out var exceptions))
        {
            return exceptions;
        }

        Want(tenant);
        return null;
    }

    /// <summary>A commit of this process is about to be made. Whoever reads goes on believing what is here: nobody has been told of the change.</summary>
    /// <param name="number">Its number.</param>
    internal void Committing(long number) => Interlocked.CompareExchange(ref _known, number, number - 1);

    /// <summary>The commit was made; nobody was answered yet.</summary>
    /// <param name="connection">The connection that committed, free to read.</param>
    /// <param name="number">The commit's number.</param>
    /// <param name="position">The end of the outbox as of the commit.</param>
    /// <param name="changes">What the commands changed.</param>
    /// <param name="catalogueOf">Reads a catalogue anew.</param>
    internal void Committed(StoreConnection connection, long number, long position, List<(TenantId Tenant, DecisionChanges Changes)> changes, Func<TenantId, TenantCatalogue?> catalogueOf)
    {
        lock (_lock)
        {
            var isComplete = Volatile.Read(ref _known) == number;

            // A job changes thousands of customers in a commit, and each look-up by itself would lock and unlock the file.
            using var snapshot = connection.Snapshot();
            foreach (var (tenant, change) in changes)
            {
                if (change.Catalogue)
                {
                    Renew(tenant, catalogueOf(tenant));
                }

                foreach (var exceptions in Tables(tenant))
                {
                    if (!Take(connection, exceptions, change))
                    {
                        Reload(tenant);
                    }
                }
            }

            if (isComplete)
            {
                _position = Math.Max(_position, position);
            }
            else if (_known >= 0)
            {
                // Others were faster; the transaction that just ended kept all of them out, so that the outbox tells everything before it.
                if (_clock.Untold > _known)
                {
                    ReloadAll();
                }

                Follow(connection);
                Volatile.Write(ref _known, number);
            }
        }
    }

    /// <summary>A commit failed, or its changes could not be taken over: nothing here is believed until it was read again.</summary>
    internal void Distrust()
    {
        lock (_lock)
        {
            Volatile.Write(ref _known, -1);
            ReloadAll();
        }

        _signal.Set();
    }

    private bool Take(StoreConnection connection, TenantExceptions exceptions, DecisionChanges change)
    {
        var now = _time.Now();
        var isSmall = true;
        foreach (var (customer, before) in change.Customers)
        {
            exceptions.Take(connection, customer, before, now);
        }

        foreach (var (kind, key) in change.Listed)
        {
            isSmall &= exceptions.RefreshListed(connection, kind, key, now);
        }

        foreach (var (kind, key, customer) in change.Indexed)
        {
            exceptions.Index(connection, kind, key, customer, now);
        }

        return isSmall;
    }

    // A label that begins to forbid something makes exceptions of everybody who carries it; those are read in the background.
    private void Renew(TenantId tenant, TenantCatalogue? catalogue)
    {
        foreach (var exceptions in Tables(tenant))
        {
            if (catalogue is null)
            {
                _ready.TryRemove(tenant, out _);
                _loading = _loading?.Tenant == tenant ? null : _loading;
                return;
            }

            var before = exceptions.Catalogue.Policy.Labels;
            exceptions.Catalogue = catalogue;
            if (catalogue.Policy.Labels.Keys.Any(label => !before.ContainsKey(label)))
            {
                Reload(tenant);
            }
        }
    }

    private TenantExceptions[] Tables(TenantId tenant) => (_ready.GetValueOrDefault(tenant), _loading?.Tenant == tenant ? _loading.Exceptions : null) switch
    {
        (null, null) => [],
        ({ } ready, null) => [ready],
        (null, { } loading) => [loading],
        ({ } ready, { } loading) => [ready, loading],
    };

    private void Want(TenantId tenant)
    {
        if (!_wanted.Contains(tenant) && _loading?.Tenant != tenant)
        {
            _wanted.Enqueue(tenant);
            _signal.Set();
        }
    }

    private void Reload(TenantId tenant)
    {
        _ready.TryRemove(tenant, out _);
        _loading = _loading?.Tenant == tenant ? null : _loading;
        _wanted.Enqueue(tenant);
        _signal.Set();
    }

    private void ReloadAll()
    {
        foreach (var tenant in _ready.Keys.Concat(_loading is { } loading ? [loading.Tenant] : []).ToList())
        {
            Reload(tenant);
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                CatchUp();
                if (!LoadOn())
                {
                    _signal.WaitOne(Poll);
                }
            }
            catch (Exception fault) when (Faults.IsOfTheStore(fault))
            {
                // The store is out of reach for a moment. Nothing is vouched for that was not read.
                _signal.WaitOne(Poll);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // A row that cannot be read, say. What is unclear is not vouched for, and the server goes on: the database answers.
                Distrust();
                _signal.WaitOne(LongestCommit);
            }
        }
    }

    // One stretch at a time, so that the writer never waits long for the lock.
    private bool LoadOn()
    {
        lock (_lock)
        {
            if (_loading is null)
            {
                if (!_wanted.TryDequeue(out var tenant))
                {
                    return false;
                }

                if (!_ready.ContainsKey(tenant))
                {
                    using var scope = _database.Read(tenant);
                    _loading = TenantCatalogue.Load(scope.Db) is { } catalogue ? new DecisionLoading(tenant, new TenantExceptions(tenant, _keys, catalogue)) : null;
                }

                return true;
            }

            using (var scope = _database.Read(_loading.Tenant))
            {
                if (!_loading.Next(scope, _time.Now()))
                {
                    _ready[_loading.Tenant] = _loading.Exceptions;
                    _loading = null;
                }
            }

            return true;
        }
    }

    private void CatchUp()
    {
        var began = _time.GetTimestamp();
        while (!_stopping && _clock.Begun != Volatile.Read(ref _known))
        {
            lock (_lock)
            {
                var (known, ended) = (_known, _clock.Ended);
                if (ended == _clock.Begun)
                {
                    using var scope = _database.Read(default);
                    if (known >= 0 && (_clock.Untold > known || HasGap(scope.Connection)))
                    {
                        ReloadAll();
                    }

                    Follow(scope.Connection);
                    Interlocked.CompareExchange(ref _known, ended, known);
                    continue;
                }
            }

            if (_time.GetElapsedTime(began) > LongestCommit)
            {
                // Somebody died in the middle of a commit. The next commit settles that, so we make one.
                _ = _writer.RunAsync<Done>(default, _ => new Done());
                began = _time.GetTimestamp();
            }

            _signal.WaitOne(1);
        }
    }

    private bool HasGap(StoreConnection connection) =>
        connection.Scalar("SELECT position FROM outbox WHERE position > @last ORDER BY position LIMIT 1", _position) is long next && next > _position + 1;

    // What others have committed since, by the rows that they left for everybody.
    private void Follow(StoreConnection connection)
    {
        var now = _time.Now();
        while (true)
        {
            var rows = new List<(TenantId Tenant, CustomerId? Customer, long Sequence, EventKind? Kind)>();
            using (var row = connection.Query(ReadOn, _position))
            {
                while (row.Read())
                {
                    _position = row.GetInt64(0);
                    rows.Add((new TenantId(row.GetInt32(1)), row.IsDBNull(2) ? null : row.CustomerId(2), row.GetInt64(3), row.IsDBNull(4) ? null : (EventKind)row.GetInt32(4)));
                }
            }

            foreach (var (tenant, customer, sequence, kind) in rows.Distinct())
            {
                foreach (var exceptions in Tables(tenant))
                {
                    if (!Follow(connection, tenant, exceptions, customer, sequence, kind, now))
                    {
                        Reload(tenant);
                    }
                }
            }

            if (rows.Count == 0)
            {
                return;
            }
        }
    }

    private bool Follow(StoreConnection connection, TenantId tenant, TenantExceptions exceptions, CustomerId? customer, long sequence, EventKind? kind, DateTimeOffset now)
    {
        if (customer is { } id)
        {
            // Which identifiers an amended customer had before, only the process knows that amended them.
            if (kind is EventKind.DetailsChanged or null)
            {
                return false;
            }

            exceptions.Refresh(connection, id, [], now);
            return true;
        }

        if (sequence == 0)
        {
            using var db = connection.Context(tenant);
            Renew(tenant, TenantCatalogue.Load(db));
            return true;
        }

        if (sequence < 0)
        {
            return true;
        }

        (IdentifierKind Kind, string Key)? entry = null;
        using (var row = connection.Query(SelectEntry, tenant, sequence))
        {
            if (row.Read())
            {
                entry = ((IdentifierKind)row.GetInt32(0), row.GetString(1));
            }
        }

        return entry is not { } contact || exceptions.RefreshListed(connection, contact.Kind, contact.Key, now);
    }

    internal static long LastPosition(StoreConnection connection) => (long)(connection.Scalar("SELECT coalesce(max(position), 0) FROM outbox") ?? 0L);
}
