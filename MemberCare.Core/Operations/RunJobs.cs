using MemberCare.Core.Kernel;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>
/// Works jobs off, a stretch a commit. The place where a job goes on is read in the transaction that moves it, so that nothing is done twice whatever stops in
/// between and however many processes are at it. It asks for no permission: that was done when the job was made, and each move is made with the rights of then.
/// </summary>
public sealed class RunJobs(Writer writer, SqliteDatabase database, TimeProvider time) : IDisposable
{
    // Others wait for the writer meanwhile: a stretch is over after so long, however few customers that were. Once it is on the disk it has taken perhaps twice as long.
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(50);

    private readonly WakeUp _wakeUp = new();

    /// <summary>Works off what is to be done at this moment.</summary>
    /// <param name="cancellation">Stops after the stretch that is under way; the next call goes on there.</param>
    public async Task RunDueAsync(CancellationToken cancellation = default)
    {
        // By turns, so that a small job does not wait for a large one.
        for (var running = Running(); running.Count > 0 && !cancellation.IsCancellationRequested; running = Running())
        {
            foreach (var (tenant, job) in running)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return;
                }

                // Two in a row, so that the writer finds the second one waiting when the first is on the disk.
                var (first, second) = (StretchAsync(tenant, job, Stretch), StretchAsync(tenant, job, Stretch));
                if (((await first).Refusal ?? (await second).Refusal) is not null)
                {
                    // The store cannot take it just now; nothing of the stretch was done, and the next call tries again.
                    return;
                }
            }
        }
    }

    /// <summary>Waits until there may be something to do: a job was made here or goes on, or it is time to look for one that another process has made.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _wakeUp.WaitAsync(longest, cancellation);

    /// <summary>Says that there is something to do.</summary>
    public void Wake() => _wakeUp.Call();

    /// <summary>Takes one job on by one stretch.</summary>
    internal Task<Outcome<Done>> StretchAsync(TenantId tenant, Guid job, TimeSpan longest) =>
        writer.RunAsync(tenant, transaction => JobStretch.Run(transaction, job, time, longest), CancellationToken.None, Turn.Long);

    /// <inheritdoc/>
    public void Dispose() => _wakeUp.Dispose();

    // Of all organisations: each job carries its own, and its customers are read and changed in that one alone.
    private List<(TenantId Tenant, Guid Job)> Running()
    {
        var running = new List<(TenantId, Guid)>();
        using var scope = database.Read(default);
        using var row = scope.Connection.Query("SELECT tenant_id, id FROM jobs WHERE state = 2 ORDER BY id");
        while (row.Read())
        {
            running.Add((new TenantId(row.GetInt32(0)), new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true)));
        }

        return running;
    }
}
