using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations.Bulk;

/// <summary>Lets a job run once a second person has approved it, and ends it where nobody did.</summary>
public sealed class BatchApprovals(RunJobs jobs) : IBatchAwaitingApproval
{
    /// <inheritdoc/>
    public Outcome<Done> Begin(WriteTransaction transaction, ChangeRequest request, Actor checker)
    {
        if (Of(transaction, request) is not { } job)
        {
            return new NotFound("job");
        }

        if (job.Start(transaction.Now).Refusal is { } refusal)
        {
            return refusal;
        }

        transaction.Db.SaveChanges();
        transaction.TellJobs();
        jobs.Wake();
        return new Done();
    }

    /// <inheritdoc/>
    public void Drop(WriteTransaction transaction, ChangeRequest request)
    {
        if (Of(transaction, request) is { } job && job.Drop(request.EndedByName, transaction.Now).Refusal is null)
        {
            transaction.Db.SaveChanges();
            transaction.TellJobs();
        }
    }

    private static Job? Of(WriteTransaction transaction, ChangeRequest request) => transaction.Db.Jobs.SingleOrDefault(job => job.Id == request.BatchId);
}
