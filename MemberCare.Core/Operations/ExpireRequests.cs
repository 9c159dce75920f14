using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Operations;

/// <summary>
/// Ends requests that nobody decided about in time, in all organisations. It asks for no permission: nobody calls it but the clock. A request counts as over from its
/// deadline on, whether or not it was written down, so a late round changes nothing but what pages show.
/// </summary>
public sealed class ExpireRequests(Writer writer, SqliteDatabase database, TimeProvider time, IEnumerable<IBatchAwaitingApproval> batches)
{
    /// <summary>How many requests one commit ends at most; fewer, where its share of the writer's time is over before.</summary>
    public const int MostPerCommit = 200;

    // By hand, for all organisations at once along one small index.
    private const string SelectDue =
        "SELECT id, tenant_id FROM change_requests WHERE state = 1 AND expires_at <= @now ORDER BY expires_at LIMIT 200";

    /// <summary>Ends all that are due now.</summary>
    /// <returns>How many ended; fewer where the store could not keep it, then the next round tries again.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellation = default)
    {
        var ended = 0;
        while (Due() is { Count: > 0 } due)
        {
            var now = 0;
            foreach (var (tenant, ids) in due)
            {
                now += (await writer.RunAsync(tenant, transaction => End(transaction, ids), cancellation, Turn.Long)).TryGet(out var some, out _) ? some : 0;
            }

            if (now == 0)
            {
                break;
            }

            ended += now;
        }

        return ended;
    }

    private Dictionary<TenantId, List<Guid>> Due()
    {
        var due = new Dictionary<TenantId, List<Guid>>();
        using var scope = database.Read(default);
        using var row = scope.Connection.Query(SelectDue, time.Now());
        while (row.Read())
        {
            var tenant = new TenantId(row.GetInt32(1));
            (due.TryGetValue(tenant, out var ids) ? ids : due[tenant] = []).Add(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true));
        }

        return due;
    }

    // Read again inside the commit: somebody may have decided meanwhile, here or in another process.
    private Outcome<int> End(WriteTransaction transaction, List<Guid> ids)
    {
        var ended = 0;
        var db = transaction.Db;
        foreach (var request in db.ChangeRequests.AsNoTracking().Where(request => ids.Contains(request.Id)).ToList())
        {
            if (ended > 0 && transaction.IsTimeUp)
            {
                break;
            }

            // One at a time: a context that holds many looks through all of them with each that is kept.
            db.Attach(request);
            if (!request.Expire(transaction.Now))
            {
                db.Entry(request).State = EntityState.Detached;
                continue;
            }

            Approving.Keep(transaction, request, request.CustomerId is { } id ? transaction.Find(id) : null, Approving.Clock(transaction));
            foreach (var batch in request.BatchId is null ? [] : batches)
            {
                batch.Drop(transaction, request);
            }

            db.Entry(request).State = EntityState.Detached;
            ended++;
        }

        return ended;
    }
}
