using System.Diagnostics;
using System.Threading.Channels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations.Importing;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>A wish to load customers from a file.</summary>
/// <param name="Content">
/// CSV in UTF-8, with or without byte order mark, whose first line names the columns, in any order: name, mobile, email, external_id, card_number,
/// registered_at, last_activity_at, source, status, label. Read once, to its end.
/// </param>
/// <param name="DryRun">Does all of it on a copy of the database that is thrown away.</param>
/// <param name="Rejected">Hears of each fault as it is found, on any thread but never on two at a time.</param>
/// <param name="Progress">Hears now and then how far it is, in the same way; null for nobody.</param>
public sealed record ImportRequest(Stream Content, bool DryRun, Action<RejectedLine> Rejected, Action<ImportProgress>? Progress = null);

/// <summary>What is wrong with a line. Tells the field and the reason but not what stood there: a list of rejects is passed around more freely than customers are.</summary>
/// <param name="Line">The number of the line, from 1; the header is line 1.</param>
/// <param name="Field">The column; <c>line</c> where the line as a whole is wrong, <c>identifier</c> where all are missing.</param>
/// <param name="Reason">A sentence.</param>
public sealed record RejectedLine(long Line, string Field, string Reason);

/// <summary>How far an import is.</summary>
/// <param name="Lines">Lines read, the header and blank ones not counted.</param>
/// <param name="Rejected">Lines of them that were rejected.</param>
/// <param name="Elapsed">The time since the start.</param>
public sealed record ImportProgress(long Lines, long Rejected, TimeSpan Elapsed);

/// <summary>What an import has done. <see cref="Lines"/> = <see cref="Registered"/> + <see cref="Amended"/> + <see cref="Unchanged"/> + <see cref="Rejected"/>.</summary>
/// <param name="Batch">The id that all events of this import carry.</param>
/// <param name="Lines">Lines read, the header and blank ones not counted.</param>
/// <param name="Registered">Lines that made a new customer.</param>
/// <param name="Amended">Lines that changed the details of a customer.</param>
/// <param name="Unchanged">Lines that say what is known.</param>
/// <param name="Rejected">Lines that were rejected; each may have several faults.</param>
/// <param name="Listed">New customers whose number or address is on the block list. They were recorded, and what the list forbids them it forbids still.</param>
/// <param name="StatusLeftAsIs">Lines whose status or label differs from the customer's and was left alone: people change a status, with a reason.</param>
/// <param name="UnknownColumns">Columns that were left out.</param>
/// <param name="Stopped">Whether it was stopped before the end of the file; running the file again goes on.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ImportSummary(
    Guid Batch, long Lines, long Registered, long Amended, long Unchanged, long Rejected, long Listed, long StatusLeftAsIs, IReadOnlyList<string> UnknownColumns, bool Stopped, TimeSpan Elapsed);

/// <summary>Loads customers from a file: good lines go in, bad lines harm nothing, and the same file again changes nothing.</summary>
public sealed class ImportCustomers(Gate gate, SqliteDatabase database, Writer writer, TimeProvider time)
{
    // Short enough that an agent's change, which waits its turn behind a chunk, is not felt to wait.
    private const int ChunkLines = 2000;
    private const int ChunkAmendments = 1000;
    private const int ChunksAhead = 4;

    /// <summary>Loads the file. What was committed stays, whatever comes after; a stop, a refusal or a crash half-way leaves whole lines, and running the file again goes on.</summary>
    /// <returns>The summary; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/> for a file of which nothing can be made, <see cref="StoreUnavailable"/>.</returns>
    public async Task<Outcome<ImportSummary>> RunAsync(ImportRequest request, Actor actor, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (gate.Check(actor, Permissions.RegisterCustomers, nameof(ImportCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        if (!CustomerFile.Open(request.Content).TryGet(out var file, out var unreadable))
        {
            return unreadable;
        }

        if (!request.DryRun)
        {
            return await LoadAsync(request, file, database, writer, actor, stop);
        }

        using var copy = database.Copy();
        using var copyWriter = new Writer(copy.Database, time);
        return await LoadAsync(request, file, copy.Database, copyWriter, actor, stop);
    }

    private async Task<Outcome<ImportSummary>> LoadAsync(
        ImportRequest request, CustomerFile file, SqliteDatabase into, Writer by, Actor actor, CancellationToken stop)
    {
        if ((await BulkIndexer.ReindexLeftoversAsync(into, by, stop)).Refusal is { } leftovers)
        {
            return leftovers;
        }

        var began = Stopwatch.GetTimestamp();
        var rejects = new Rejects(request.Rejected);
        var (batch, lines) = (Guid.CreateVersion7(time.Now()), 0L);
        var indexer = new BulkIndexer(by, actor.Tenant);
        var run = new ImportRun(actor, batch, indexer, rejects.Add);
        using var faulted = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var chunks = System.Threading.Channels.Channel.CreateBounded<List<CustomerLine>>(ChunksAhead);
        var reading = Task.Run(() => ReadAsync(file, new Catalogues(into), actor.Tenant, rejects, chunks.Writer, faulted.Token), CancellationToken.None);
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(CancellationToken.None))
            {
                if ((await by.RunAsync(actor.Tenant, transaction => run.Take(transaction, chunk), CancellationToken.None, Turn.Long)).Refusal is { } refusal)
                {
                    return refusal;
                }

                lines += chunk.Count;
                request.Progress?.Invoke(new ImportProgress(lines + rejects.WhileReading, rejects.Lines, Stopwatch.GetElapsedTime(began)));
                if (await SettleAsync(BulkIndexer.GoodBatch, ImportRun.MostKeptBack) is { } unsettled)
                {
                    return unsettled;
                }
            }

            if (await SettleAsync(1, 1) is { } unfinished)
            {
                return unfinished;
            }
        }
        finally
        {
            await faulted.CancelAsync();
            await reading;
        }

        return new ImportSummary(
            batch, lines + rejects.WhileReading, run.Registered, run.Amended, run.Unchanged, rejects.Lines, run.Listed, run.StatusLeftAsIs, file.UnknownColumns,
            stop.IsCancellationRequested, Stopwatch.GetElapsedTime(began));

        // Writes the search rows and the amendments that were put off, once there are so many of them.
        async Task<Refusal?> SettleAsync(int newCustomers, int keptBack)
        {
            if (indexer.Count >= newCustomers)
            {
                if ((await indexer.FlushAsync()).Refusal is { } refusal)
                {
                    return refusal;
                }

                run.Indexed();
            }

            for (var due = run.KeptBack >= keptBack; due && run.KeptBack > 0;)
            {
                if ((await by.RunAsync(actor.Tenant, transaction => run.Amend(transaction, ChunkAmendments), CancellationToken.None, Turn.Long)).Refusal is { } refusal)
                {
                    return refusal;
                }
            }

            return null;
        }
    }

    // Reads ahead of the writer, on a thread of its own: parsing and storing take about the same time.
    private async Task ReadAsync(
        CustomerFile file, Catalogues catalogues, TenantId tenant, Rejects rejects, ChannelWriter<List<CustomerLine>> chunks, CancellationToken stop)
    {
        try
        {
            for (var atEnd = false; !atEnd && !stop.IsCancellationRequested;)
            {
                var (region, now, chunk) = (catalogues.Of(tenant).Tenant.Region, time.Now(), new List<CustomerLine>(ChunkLines));
                while (chunk.Count < ChunkLines && !atEnd)
                {
                    if (file.Next(region, now, rejects.AddWhileReading) is { } line)
                    {
                        chunk.Add(line);
                    }
                    else
                    {
                        atEnd = true;
                    }
                }

                await chunks.WriteAsync(chunk, stop);
            }

            chunks.Complete();
        }
        catch (OperationCanceledException)
        {
            chunks.Complete();
        }
        catch (Exception fault)
        {
            // The file became unreadable: whoever takes the chunks learns it in its place.
            chunks.Complete(fault);
        }
    }

    /// <summary>Counts rejected lines, which may have several faults each, and passes them on one at a time.</summary>
    private sealed class Rejects(Action<RejectedLine> hear)
    {
        private readonly Lock _lock = new();
        private long _lines;
        private long _whileReading;
        private long _lastRead;

        public long Lines => Interlocked.Read(ref _lines);

        public long WhileReading => Interlocked.Read(ref _whileReading);

        public void Add(RejectedLine fault)
        {
            lock (_lock)
            {
                _lines++;
                hear(fault);
            }
        }

        public void AddWhileReading(RejectedLine fault)
        {
            lock (_lock)
            {
                if (fault.Line != _lastRead)
                {
                    _lastRead = fault.Line;
                    _lines++;
                    _whileReading++;
                }

                hear(fault);
            }
        }
    }
}
