using System.Collections.Concurrent;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>
/// The only place that commits. Commands queue here; one thread folds those that wait into one transaction (group commit), each in a savepoint of its own,
/// and answers each caller after the commit is on the disk.
/// </summary>
public sealed class Writer : IDisposable
{
    /// <summary>How long a command with an idempotency key is remembered.</summary>
    public static readonly TimeSpan KeysKept = TimeSpan.FromDays(7);

    /// <summary>How long messages to subscribers and their receipts are kept, those too that wait for a subscription which is paused.</summary>
    public static readonly TimeSpan DeliveriesKept = TimeSpan.FromDays(30);

    private const int MostPerCommit = 256;
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Upkeep = TimeSpan.FromMinutes(10);

    // The live feed reads at once. What subscribed systems are to hear stays until it was looked at, but not for ever: nobody may be sending.
    private static readonly TimeSpan OutboxKept = TimeSpan.FromHours(1);
    private static readonly TimeSpan UntoldKept = TimeSpan.FromDays(7);

    private const string ForgetOutbox =
        """
        DELETE FROM outbox WHERE position IN (
          SELECT position FROM outbox
          WHERE at < @at AND (at < @old OR position <= (SELECT position FROM webhook_progress) OR NOT EXISTS (SELECT 1 FROM webhooks WHERE state <> 2))
          ORDER BY position LIMIT 20000)
        """;

    // By ids, which grow with time, so that a bite costs the same however much there is.
    private const string ForgetDeliveries =
        "DELETE FROM webhook_deliveries WHERE id < (SELECT min(id) FROM webhook_deliveries) + 5000 AND created_at < @at";

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly BlockingCollection<Work> _queue = new(new ConcurrentQueue<Work>());
    private readonly Dictionary<TenantId, TenantCatalogue> _catalogues = [];
    private readonly Thread _thread;
    private volatile DecisionMemory? _memory;
    private long _dataVersion;
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
    /// <returns>What the command returned, once it is durable; <see cref="StoreUnavailable"/> where the store could not keep it.</returns>
    public Task<Outcome<T>> RunAsync<T>(TenantId tenant, Func<WriteTransaction, Outcome<T>> work, CancellationToken cancellation = default)
    {
        var item = new Work<T>(tenant, work, cancellation);
        try
        {
            _queue.Add(item, cancellation);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(Writer));
        }

        return item.Task;
    }

    /// <summary>Finishes what is queued, checkpoints and closes.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _queue.CompleteAdding();
            _thread.Join();
            _queue.Dispose();
        }
    }

    /// <summary>Lets a memory of decisions follow each commit before anybody is answered; null lets it go.</summary>
    internal void Attach(DecisionMemory? memory) => _memory = memory;

    private void Run()
    {
        using var writerLock = new WriterLock(_database.Path);
        using var connection = _database.OpenWriter();
        var batch = new List<Work>(MostPerCommit);
        var dirty = true;
        while (!_queue.IsCompleted)
        {
            if (_queue.TryTake(out var first, dirty ? Idle : Timeout.InfiniteTimeSpan))
            {
                using (writerLock.Enter())
                {
                    Commit(connection, first, batch);
                    dirty = true;
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

    private void Commit(StoreConnection connection, Work first, List<Work> batch)
    {
        var began = _time.GetTimestamp();
        var counts = new Dictionary<(TenantId, LabelId), long>();
        var (touched, tells) = (false, false);
        var changes = new List<(TenantId Tenant, DecisionChanges Changes)>();
        var (memory, number, position) = (_memory, 0L, 0L);
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            ForgetWhatAnotherProcessChanged(connection);
            for (var work = first; work is not null; work = Next(batch, began))
            {
                batch.Add(work);
                using var transaction = new WriteTransaction(connection, work.Tenant, _time.Now(), () => CatalogueOf(connection, work.Tenant), counts);
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
            GiveUp(connection, fault, first, batch);
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

    private void GiveUp(StoreConnection connection, Exception fault, Work first, List<Work> batch)
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

        if (batch.Count == 0)
        {
            batch.Add(first);
        }

        foreach (var work in batch)
        {
            work.Fail(fault);
        }
    }

    private Work? Next(List<Work> batch, long began) =>
        batch.Count < MostPerCommit && _time.GetElapsedTime(began) < LongestBatch && _queue.TryTake(out var next) ? next : null;

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

    private static void Checkpoint(StoreConnection connection)
    {
        try
        {
            connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // The log keeps everything; the next checkpoint takes it over.
        }
    }

    private abstract class Work(TenantId tenant)
    {
        public TenantId Tenant { get; } = tenant;

        /// <summary>Runs the command and keeps its answer; false where its traces have to be undone.</summary>
        public abstract bool Try(WriteTransaction transaction);

        /// <summary>Gives the kept answer, after the commit.</summary>
        public abstract void Answer();

        /// <summary>Answers that the commit failed.</summary>
        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(TenantId tenant, Func<WriteTransaction, Outcome<T>> run, CancellationToken cancellation) : Work(tenant)
    {
        private readonly TaskCompletionSource<Outcome<T>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Outcome<T> _outcome;
        private Exception? _fault;

        public Task<Outcome<T>> Task => _answer.Task;

        public override bool Try(WriteTransaction transaction)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                _outcome = run(transaction);
                return _outcome.Refusal is null;
            }
            catch (Exception fault) when (!IsOfTheStore(fault))
            {
                // A bug in one command is that caller's alone; a fault of the store concerns the whole commit.
                _fault = fault;
                return false;
            }
        }

        public override void Answer()
        {
            if (_fault is null)
            {
                _answer.SetResult(_outcome);
            }
            else if (_fault is OperationCanceledException)
            {
                _answer.TrySetCanceled(cancellation);
            }
            else
            {
                _answer.SetException(_fault);
            }
        }

        public override void Fail(Exception fault)
        {
            if (IsOfTheStore(fault))
            {
                _answer.SetResult(new StoreUnavailable(Faults.Words(fault)));
            }
            else
            {
                _answer.SetException(fault);
            }
        }

        private static bool IsOfTheStore(Exception fault) => Faults.IsOfTheStore(fault);
    }
}
