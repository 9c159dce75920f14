using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Operations;

/// <summary>
/// Changes many customers at once: says beforehand what it would come to, and makes a job of it, whose list is frozen. The job itself is run by
/// <see cref="RunJobs"/>, which sends each customer down the one road of <see cref="ChangeStatus"/>.
/// </summary>
public sealed class ChangeMany(Gate gate, Writer writer, SqliteDatabase database, Catalogues catalogues, RunJobs jobs)
{
    private const Permissions Needed = Permissions.ViewCustomers | Permissions.ChangeStatus | Permissions.ChangeMany;

    /// <summary>What a bulk change would come to, without making it.</summary>
    /// <returns>The figures; or <see cref="NotPermitted"/>, <see cref="NobodyChosen"/>, <see cref="TooManyChosen"/>, <see cref="InvalidInput"/>, a refusal of label or reason.</returns>
    public Outcome<BulkPreview> Preview(BulkWish wish, Actor actor)
    {
        if (gate.Check(actor, Needed, nameof(ChangeMany)) is { } forbidden)
        {
            return forbidden;
        }

        var customers = Sorted(wish);
        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        if (Complaint(wish, customers, catalogue) is { } complaint)
        {
            return complaint;
        }

        return Judge(scope, catalogue, customers, wish, actor);
    }

    /// <summary>Makes a job of a bulk change and freezes its list. Where a second person has to approve it, the job waits for that.</summary>
    /// <returns>The job, durable and on its way; or the refusals of <see cref="Preview"/>, <see cref="IdempotencyKeyReused"/>, <see cref="StoreUnavailable"/>.</returns>
    public async Task<Outcome<Job>> BeginAsync(BulkWish wish, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Needed, nameof(ChangeMany)) is { } forbidden)
        {
            return forbidden;
        }

        if (Idempotency.Complaint(wish.IdempotencyKey) is { } badKey)
        {
            return badKey;
        }

        var (customers, hash) = (Sorted(wish), Idempotency.HashOf(wish, wish.IdempotencyKey));
        var judged = Judge(actor, (scope, catalogue) => Complaint(wish, customers, catalogue) is null ? Judge(scope, catalogue, customers, wish, actor) : null);
        return await MakeAsync(
            wish.IdempotencyKey,
            hash,
            transaction =>
            {
                if (Complaint(wish, customers, transaction.Catalogue) is { } complaint)
                {
                    return complaint;
                }

                var label = wish.Label.In(transaction.Catalogue)!;
                var waits = NeedsSecond(transaction, judged, customers);
                var job = Keep(transaction, Job.Make(wish.Choice, customers.Count, label.Id, (wish.ReasonCode, wish.Note), null, waits, actor, transaction.Now), customers);
                if (waits)
                {
                    var reason = GivenReason.Read(label, transaction.Catalogue.Reasons, wish.ReasonCode, wish.Note).Value;
                    Approving.AskForBatch(transaction, job.Id, customers.Count, new RequestedChange(label, reason.Code, wish.Note, reason.Text), actor);
                }

                return job;
            },
            actor,
            cancellation);
    }

    /// <summary>What undoing a job would come to, without doing it.</summary>
    /// <returns>The figures; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="JobNotOver"/>, <see cref="NothingToUndo"/>, <see cref="UndoneAlready"/>, <see cref="InvalidInput"/>.</returns>
    public Outcome<BulkPreview> PreviewUndo(UndoWish wish, Actor actor)
    {
        if (gate.Check(actor, Needed, nameof(ChangeMany)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (Complaint(scope.Db.Jobs.AsNoTracking(), wish) is { } complaint)
        {
            return complaint;
        }

        return JudgeUndo(scope, catalogues.Of(scope), wish, actor);
    }

    /// <summary>
    /// Makes a job that undoes another: each customer whom that one changed goes back to the label before, unless somebody has changed them since. Where a second person has to
    /// approve the way back of any of them, or of so many, the job waits for that.
    /// </summary>
    /// <returns>The job, durable and on its way; or the refusals of <see cref="PreviewUndo"/>, <see cref="IdempotencyKeyReused"/>, <see cref="StoreUnavailable"/>.</returns>
    public async Task<Outcome<Job>> BeginUndoAsync(UndoWish wish, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Needed, nameof(ChangeMany)) is { } forbidden)
        {
            return forbidden;
        }

        if (Idempotency.Complaint(wish.IdempotencyKey) is { } badKey)
        {
            return badKey;
        }

        // Read before the turn at the writer: what came of a job that is over never changes.
        var customers = Changed(wish.Job, actor.Tenant);
        var judged = Judge(actor, (scope, catalogue) => JudgeUndo(scope, catalogue, wish, actor));
        return await MakeAsync(
            wish.IdempotencyKey,
            Idempotency.HashOf(wish, wish.IdempotencyKey),
            transaction =>
            {
                if (Complaint(transaction.Db.Jobs, wish) is { } complaint)
                {
                    return complaint;
                }

                var waits = NeedsSecond(transaction, judged, customers);
                var job = Keep(transaction, Job.Make(JobChoice.Undo, customers.Count, null, (wish.ReasonCode, wish.Note), wish.Job, waits, actor, transaction.Now), customers);
                if (waits)
                {
                    Approving.AskForBatch(transaction, job.Id, customers.Count, new RequestedChange(null, wish.ReasonCode, wish.Note, Words(transaction.Catalogue, wish)), actor);
                }

                return job;
            },
            actor,
            cancellation);
    }

    // Where approvals are off nobody has to be looked at, which for many takes as long as their look-ups. It is done before the turn at the writer: whoever comes to
    // need a second person in between is stopped on the road itself, which asks for each customer.
    private BulkPreview? Judge(Actor actor, Func<ReadScope, TenantCatalogue, BulkPreview?> judge)
    {
        using var scope = database.Read(actor.Tenant);
        return catalogues.Of(scope) is { Tenant.Approvals.IsOn: true } catalogue ? judge(scope, catalogue) : null;
    }

    private static BulkPreview Judge(ReadScope scope, TenantCatalogue catalogue, List<CustomerId> customers, BulkWish wish, Actor actor)
    {
        var judge = new BulkJudge(scope, catalogue, actor);
        judge.Add(customers, wish.Label, wish.ReasonCode, wish.Note);
        return judge.Preview;
    }

    private static BulkPreview JudgeUndo(ReadScope scope, TenantCatalogue catalogue, UndoWish wish, Actor actor)
    {
        var judge = new BulkJudge(scope, catalogue, actor);
        judge.AddUndo(wish.Job, wish.ReasonCode, wish.Note);
        return judge.Preview;
    }

    private static bool NeedsSecond(WriteTransaction transaction, BulkPreview? judged, List<CustomerId> customers) =>
        transaction.Catalogue.Tenant.Approvals is { IsOn: true } policy && (customers.Count >= policy.BulkFrom || judged is { NeedApproval: > 0 });

    private static string Words(TenantCatalogue catalogue, UndoWish wish) => string.Join(
        ": ", new[] { catalogue.Reasons.FirstOrDefault(reason => reason.Code == wish.ReasonCode)?.Text, wish.Note?.Trim() }.Where(words => !string.IsNullOrEmpty(words)));

    private async Task<Outcome<Job>> MakeAsync(string? key, byte[] hash, Func<WriteTransaction, Outcome<Job>> make, Actor actor, CancellationToken cancellation)
    {
        var outcome = await writer.RunAsync<Job>(
            actor.Tenant,
            transaction =>
            {
                if (!transaction.Replay(actor, key, hash).TryGet(out var earlier, out var reused))
                {
                    return reused;
                }

                if (earlier is { } done)
                {
                    return transaction.Db.Jobs.AsNoTracking().Single(job => job.Id == done.Customer.Value);
                }

                if (make(transaction).TryGet(out var made, out var refusal))
                {
                    // Keys are kept by customer and event elsewhere; a job's number stands in the place of both.
                    transaction.Remember(actor, key, hash, new CustomerId(made.Id), 0);
                    return made;
                }

                return refusal;
            },
            cancellation);
        jobs.Wake();
        return outcome;
    }

    private static Job Keep(WriteTransaction transaction, Job job, IReadOnlyList<CustomerId> customers)
    {
        transaction.Db.Jobs.Add(job);
        transaction.Db.SaveChanges();
        JobRows.Freeze(transaction.Connection, transaction.Tenant, job.Id, customers);
        transaction.TellJobs();
        return job;
    }

    // In the order of ids, which is the order of the store: neighbours in the list are neighbours on the disk.
    private static List<CustomerId> Sorted(BulkWish wish) => [.. wish.Customers.Distinct().OrderBy(customer => customer.Value)];

    private static Refusal? Complaint(BulkWish wish, List<CustomerId> customers, TenantCatalogue catalogue)
    {
        if (customers.Count is 0 or > Job.MostCustomers)
        {
            return customers.Count == 0 ? new NobodyChosen() : new TooManyChosen();
        }

        if (wish.Label.In(catalogue) is not { } label)
        {
            return LabelChoice.Unknown;
        }

        return !label.IsLive ? new LabelRetired(label.Name) : GivenReason.Read(label, catalogue.Reasons, wish.ReasonCode, wish.Note).Refusal;
    }

    private static Refusal? Complaint(IQueryable<Job> jobs, UndoWish wish)
    {
        if (jobs.AsNoTracking().SingleOrDefault(job => job.Id == wish.Job) is not { } undone)
        {
            return new NotFound("job");
        }

        if (!undone.IsOver)
        {
            return new JobNotOver();
        }

        if (undone.Changed == 0)
        {
            return new NothingToUndo();
        }

        if (jobs.AsNoTracking().FirstOrDefault(job => job.Undoes == wish.Job && job.State != JobState.Cancelled) is { } earlier)
        {
            return new UndoneAlready(earlier.Id);
        }

        var (words, complaint) = PlainText.Read(wish.Note, "The note", GivenReason.LongestNote, lines: true);
        return complaint is not null ? new InvalidInput("note", complaint)
            : words.Length == 0 && string.IsNullOrWhiteSpace(wish.ReasonCode) ? new InvalidInput("note", "Undoing is a change, too: say why, or choose a reason.")
            : null;
    }

    private List<CustomerId> Changed(Guid job, TenantId tenant)
    {
        var changed = new List<CustomerId>();
        CustomerId? after = null;
        List<JobResult> results;
        do
        {
            using var scope = database.Read(tenant);
            results = JobRows.Results(scope.Connection, tenant, job, after, JobRows.PerPart);
            changed.AddRange(results.Where(result => result.Sequence is not null).Select(result => result.Customer));
            after = results.Count > 0 ? results[^1].Customer : after;
        }
        while (results.Count == JobRows.PerPart);
        return changed;
    }
}
