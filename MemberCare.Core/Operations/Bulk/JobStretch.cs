using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations.Bulk;

/// <summary>Takes a job on by one stretch, inside one transaction.</summary>
internal sealed class JobStretch
{
    // Read with one statement; the clock is looked at between two of these.
    private const int PerGroup = 50;

    private const string AskedFirst = "approval-asked-for";

    private readonly WriteTransaction _transaction;
    private readonly Job _job;
    private readonly Actor _actor;
    private readonly Guid? _approved;
    private int _changed, _refused;

    private JobStretch(WriteTransaction transaction, Job job)
    {
        (_transaction, _job, _actor) = (transaction, job, job.Actor);
        _approved = transaction.Db.ChangeRequests.Where(request => request.BatchId == job.Id && request.State == RequestState.Approved).Select(request => (Guid?)request.Id).FirstOrDefault();
    }

    /// <summary>Works on until the time is over or the list is at its end, but for one group at least; nothing where the job does not run any more.</summary>
    public static Outcome<Done> Run(WriteTransaction transaction, Guid id, TimeProvider time, TimeSpan longest)
    {
        var began = time.GetTimestamp();
        if (transaction.Db.Jobs.SingleOrDefault(job => job.Id == id) is not { State: JobState.Running } job)
        {
            return new Done();
        }

        var stretch = new JobStretch(transaction, job);
        IReadOnlyList<CustomerId> part = [];
        var (at, from) = (job.Worked, 0);
        do
        {
            if (from == part.Count)
            {
                (part, from) = (JobRows.List(transaction.Connection, transaction.Tenant, id, at), 0);
            }

            var group = part.Skip(from).Take(PerGroup).ToList();
            stretch.Work(group);
            (at, from) = (at + group.Count, from + group.Count);
        }
        while (at < job.Total && time.GetElapsedTime(began) < longest);

        job.Advance(stretch._changed, stretch._refused, transaction.Now);
        transaction.Db.SaveChanges();
        transaction.TellJobs();
        return new Done();
    }

    private void Work(List<CustomerId> group)
    {
        var known = CustomerRows.Find(_transaction.Connection, _transaction.Tenant, group).ToDictionary(customer => customer.Id);
        foreach (var id in group)
        {
            var outcome = known.TryGetValue(id, out var customer) ? Move(customer) : new NotFound("customer");
            if (outcome.TryGet(out var change, out var refusal) && change.Event.Kind == EventKind.RequestMade)
            {
                // A way back that takes two, or approvals that were switched on since: asked for one by one, and not changed by this job.
                _refused++;
                Keep(new JobResult(id, null, null, AskedFirst, "This change needs a second person’s approval. It was asked for; nothing has changed yet."));
            }
            else if (refusal is null)
            {
                _changed++;
                Keep(new JobResult(id, change!.Event.Sequence, change.Event.FromLabelId, null, null));
            }
            else
            {
                _refused++;
                Keep(new JobResult(id, null, null, refusal.Code, refusal.Sentence));
            }
        }
    }

    private Outcome<CustomerChange> Move(Customer customer)
    {
        if (_job.LabelId is { } label)
        {
            return Move(customer, To(customer, label));
        }

        var (sequence, from) = JobRows.Changed(_transaction.Connection, _transaction.Tenant, _job.Undoes!.Value, customer.Id)!.Value;
        return customer.LastSequence > sequence && CustomerRows.HasMovedSince(_transaction.Connection, _transaction.Tenant, customer.Id, sequence)
            ? new ChangedSince()
            : Move(customer, PlanKeeping.Resume(_transaction, To(customer, from) with { Undoes = sequence }, sequence));
    }

    private StatusMove To(Customer customer, LabelId to) =>
        new(customer.Id, LabelChoice.Of(to), _job.ReasonCode, _job.Note, null) { Batch = _job.Id, IsApproved = _approved is not null, Request = _approved };

    private Outcome<CustomerChange> Move(Customer customer, StatusMove move) => ChangeStatus.MoveKnown(_transaction, customer, move, _actor);

    private void Keep(in JobResult result) => JobRows.Keep(_transaction.Connection, _transaction.Tenant, _job.Id, result);
}
