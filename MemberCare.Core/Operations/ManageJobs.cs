using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>Stops a job for the time being, lets it go on, or ends it. It stops between two stretches, so that what is done is done whole.</summary>
public sealed class ManageJobs(Gate gate, Writer writer, RunJobs jobs)
{
    /// <summary>Stops it for the time being.</summary>
    /// <returns>The job, durable; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="JobNotSo"/>, <see cref="StoreUnavailable"/>.</returns>
    public Task<Outcome<Job>> PauseAsync(Guid id, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(id, (job, now) => job.Pause(actor, now), actor, cancellation);

    /// <summary>Lets it go on where it stopped.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public Task<Outcome<Job>> ResumeAsync(Guid id, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(id, (job, now) => job.Resume(actor, now), actor, cancellation);

    /// <summary>Ends it. What it changed until then stays changed, and can be undone.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public Task<Outcome<Job>> CancelAsync(Guid id, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(id, (job, now) => job.Cancel(actor, now), actor, cancellation);

    private async Task<Outcome<Job>> RunAsync(Guid id, Func<Job, DateTimeOffset, Outcome<Done>> act, Actor actor, CancellationToken cancellation)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ChangeMany, nameof(ManageJobs)) is { } forbidden)
        {
            return forbidden;
        }

        var outcome = await writer.RunAsync<Job>(
            actor.Tenant,
            transaction =>
            {
                if (transaction.Db.Jobs.SingleOrDefault(job => job.Id == id) is not { } job)
                {
                    return new NotFound("job");
                }

                if (act(job, transaction.Now).Refusal is { } refusal)
                {
                    return refusal;
                }

                transaction.Db.SaveChanges();
                transaction.TellJobs();
                return job;
            },
            cancellation);
        jobs.Wake();
        return outcome;
    }
}
