using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>
/// The only place that commits. Commands queue here; one thread folds those that wait into one transaction (group commit), each in a savepoint of its own,
/// and answers each caller after the commit is on the disk. Whose turn it is, <see cref="WriterQueue{T}"/> says: what writes many rows lets others in.
/// </summary>
public sealed class Writer : IDisposable
{
    /// <summary>How long a command with an idempotency key is remembered.</summary>
    public static readonly TimeSpan KeysKept = TimeSpan.FromDays(7);

    /// <summary>How long messages to subscribers and their receipts are kept, those too that wait for a subscription which is paused.</summary>
    public static readonly TimeSpan DeliveriesKept = TimeSpan.FromDays(30);

    // Pages of 4 KB: few checkpoints cost less than many, and each takes the longer the more there is to copy, some 60 ms for so many.
    private const int GoodToCheckpoint = 4000;
    private const int MostLogged = 2 * GoodToCheckpoint;

    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Upkeep = TimeSpan.FromMinutes(10);

    // The live feed reads at once. What subscribed systems are to hear and rules are to look at stays until it was looked at, but not for ever: nobody may be sending.
    private static readonly TimeSpan OutboxKept = TimeSpan.FromHours(1);
    private static readonly TimeSpan UntoldKept = TimeSpan.FromDays(7);

    private const string ForgetOutbox =
        """
        DELETE FROM outbox WHERE position IN (
          SELECT position FROM outbox
          WHERE at < @at AND (at < @old
            OR ((position <= (SELECT position FROM webhook_progress) OR NOT EXISTS (SELECT 1 FROM webhooks WHERE state <> 2))
              AND position <= coalesce((SELECT position FROM rule_progress WHERE tenant_id = outbox.tenant_id), position)))
          ORDER BY position LIMIT 20000)
        """;

    // By ids, which grow with time, so that a bite costs the same however much there is.
    private const string ForgetDeliveries =
        "DELETE FROM webhook_deliveries WHERE id < (SELECT min(id) FROM webhook_deliveries) + 5000 AND created_at < @at";

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly WriterQueue<WriterWork> _queue = new();
    private readonly Dictionary<TenantId, TenantCatalogue> _catalogues = [];
    private readonly Thread _thread;
    private volatile DecisionMemory? _memory;
    private long _dataVersion;
    private long _logged;
    private long _nextUpkeep;
    private bool _disposed;

    /// <summary>Starts the writer of a migrated database.</summary>
    public Writer(SqliteDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _thread = new Thread(Run) { IsBackground = true, Name = "MemberCare writer" };
        _thread.Start();
    }

    /// <summary>Raised on the writer's thread after a commit that others are to hear of. Handlers must be quick and must not throw.</summary>
    public event Action? Committed;

    /// <summary>Runs a command in the writer's transaction.</summary>
    /// <param name="tenant">The organisation it works for.</param>
    /// <param name="work">The command. A refusal or an exception undoes all that it did; other commands of the same commit are not touched. Keep it short: everybody waits.</param>
    /// <param name="cancellation">Gives up waiting for a turn; a command that began is not interrupted.</param>
    /// <param name="turn">How it stands in the queue: what writes many rows is <see cref="Turn.Long"/>.</param>
    /// <returns>What the command returned, once it is durable; <see cref="StoreUnavailable"/> where the store could not keep it.</returns>
    public Task<Outcome<T>> RunAsync<T>(TenantId tenant, Func<WriteTransaction, Outcome<T>> work, CancellationToken cancellation = default, Turn turn = Turn.Short)
    {
        cancellation.ThrowIfCancellationRequested();
        var item = new WriterWork<T>(tenant, work, cancellation);
        ObjectDisposedException.ThrowIf(!_queue.TryAdd(item, turn), this);
        return item.Task;
    }

    /// <summary>Finishes what is queued, checkpoints and closes.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _queue.Close();
            _thread.Join();
        }
    }

    /// <summary>Lets a memory of decisions follow each commit before anybody is answered; null lets it go.</summary>
    internal void Attach(DecisionMemory? memory) => _memory = memory;

    private void Run()
    {
        using var writerLock = new WriterLock(_database.Path);
        using var connection = _database.OpenWriter();
        var batch = new List<WriterWork>(WriterQueue<WriterWork>.Most);
        var dirty = true;
        while (!_queue.IsOver)
        {
            if (_queue.Wait(dirty ? Idle : Timeout.InfiniteTimeSpan))
            {
                using (writerLock.Enter())
                {
                    Commit(connection, batch);
                    dirty = true;
                    CheckpointWhenDue(connection);
                }

                batch.Clear();
            }
            else if (dirty)
            {
                using var held = writerLock.Enter();
                dirty = false;
                TidyUp(connection);
                Checkpoint(connection);
            }
        }
    }

    private void Commit(StoreConnection connection, List<WriterWork> batch)
    {
        var began = _time.GetTimestamp();
        _queue.BeginCommit();
        var counts = new Dictionary<(TenantId, LabelId), long>();
        var (touched, tells) = (false, false);
        var changes = new List<(TenantId Tenant, DecisionChanges Changes)>();
        var (memory, number, position) = (_memory, 0L, 0L);
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            ForgetWhatAnotherProcessChanged(connection);
            while (_queue.TryTake(_time.GetElapsedTime(began), out var work))
            {
                batch.Add(work);
                using var transaction = new WriteTransaction(connection, work.Tenant, _time, () => CatalogueOf(connection, work.Tenant), counts);
                connection.Execute("SAVEPOINT command");
                if (work.Try(transaction))
                {
                    connection.Execute("RELEASE command");
                    transaction.AddCountsTo(counts);
                    tells |= transaction.TellsSomething;
                    changes.Add((work.Tenant, transaction.Changes));
                }
                else
                {
                    connection.Execute("ROLLBACK TO command");
                    connection.Execute("RELEASE command");
                }

                if (transaction.CatalogueTouched)
                {
                    touched = true;
                    _catalogues.Remove(work.Tenant);
                }
            }

            foreach (var ((tenant, label), delta) in counts)
            {
                if (delta != 0)
                {
                    WriteTransaction.WriteCount(connection, tenant, label, delta);
                }
            }

            number = _database.Commits.Begin(changes.Exists(change => change.Changes.IsUntold), changes.Exists(change => change.Changes.Access));
            if (memory is not null)
            {
                position = DecisionMemory.LastPosition(connection);
                memory.Committing(number);
            }

            connection.Execute("COMMIT");
        }
        catch (Exception fault)
        {
            GiveUp(connection, fault, batch);
            if (number > 0)
            {
                // Begun and perhaps made after all: what is in memory has to be read again.
                memory?.Distrust();
                _database.Commits.End(number);
            }

            return;
        }

        Remember(connection, memory, number, position, changes);
        _database.Commits.End(number);

        if (touched || tells)
        {
            Committed?.Invoke();
        }

        foreach (var work in batch)
        {
            work.Answer();
        }
    }

    // Durable already, whatever becomes of this: where memory cannot follow, it is not believed, and the database answers.
    private void Remember(StoreConnection connection, DecisionMemory? memory, long number, long position, List<(TenantId Tenant, DecisionChanges Changes)> changes)
    {
        try
        {
            memory?.Committed(connection, number, position, changes, tenant =>
            {
                using var db = connection.Context(tenant);
                return TenantCatalogue.Load(db);
            });
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            memory!.Distrust();
        }
    }

    private void GiveUp(StoreConnection connection, Exception fault, List<WriterWork> batch)
    {
        _catalogues.Clear();
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // A full disk has rolled the transaction back already.
        }

        if (batch.Count == 0 && _queue.TryTake(TimeSpan.Zero, out var first))
        {
            // Not even begun; whoever waits longest is told, and the next one tries.
            batch.Add(first);
        }

        foreach (var work in batch)
        {
            work.Fail(fault);
        }
    }

    private TenantCatalogue CatalogueOf(StoreConnection connection, TenantId tenant)
    {
        if (!_catalogues.TryGetValue(tenant, out var catalogue))
        {
            using var db = connection.Context(tenant);
            catalogue = TenantCatalogue.Load(db) ?? throw new InvalidOperationException($"There is no organisation {tenant}.");
            _catalogues.Add(tenant, catalogue);
        }

        return catalogue;
    }

    private void ForgetWhatAnotherProcessChanged(StoreConnection connection)
    {
        var version = (long)connection.Scalar("PRAGMA data_version")!;
        if (version != _dataVersion)
        {
            _dataVersion = version;
            _catalogues.Clear();
        }
    }

    private void TidyUp(StoreConnection connection)
    {
        var now = _time.Now();
        if (now.ToUnixTimeMilliseconds() < _nextUpkeep)
        {
            return;
        }

        _nextUpkeep = (now + Upkeep).ToUnixTimeMilliseconds();
        try
        {
            // For all organisations alike, in small bites: upkeep must not hold up a change.
            connection.Execute(ForgetOutbox, now - OutboxKept, now - UntoldKept);
            connection.Execute(ForgetDeliveries, now - DeliveriesKept);
            connection.Execute("DELETE FROM idempotency_keys WHERE at < @at", now - KeysKept);
            connection.Execute("DELETE FROM staff_sessions WHERE id IN (SELECT id FROM staff_sessions WHERE expires_at < @at ORDER BY expires_at LIMIT 5000)", now);
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // What could not be removed now is removed next time; nothing is lost by waiting.
        }
    }

    // After the answers, so that those who were answered do not wait for it; not while somebody waits for a short turn, unless the log grows too long.
    private void CheckpointWhenDue(StoreConnection connection)
    {
        _logged += connection.TakePagesWritten();
        if (_logged >= (_queue.HasShort ? MostLogged : GoodToCheckpoint))
        {
            Checkpoint(connection);
        }
    }

    private void Checkpoint(StoreConnection connection)
    {
        _logged = 0;
        try
        {
            connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // The log keeps everything; the next checkpoint takes it over.
        }
    }
}
