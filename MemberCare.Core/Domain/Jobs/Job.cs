using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Jobs;

/// <summary>How a job stands. The numbers are what the store keeps.</summary>
public enum JobState
{
    /// <summary>A second person has still to agree.</summary>
    PendingApproval = 1,

    /// <summary>It goes on, stretch by stretch.</summary>
    Running = 2,

    /// <summary>Somebody has stopped it for the time being.</summary>
    Paused = 3,

    /// <summary>Somebody has ended it before its end. What it changed until then stays changed.</summary>
    Cancelled = 4,

    /// <summary>It came to its end.</summary>
    Done = 5,
}

/// <summary>How the customers of a job were chosen. The numbers are what the store keeps.</summary>
public enum JobChoice
{
    /// <summary>One by one, in the list.</summary>
    Ticked = 1,

    /// <summary>All whom a filter of the list showed.</summary>
    Filter = 2,

    /// <summary>By a file of identifiers.</summary>
    File = 3,

    /// <summary>By a system, by their ids.</summary>
    Api = 4,

    /// <summary>As those whom an earlier job changed, which is undone.</summary>
    Undo = 5,
}

/// <summary>
/// A change of many customers: what to, who wants it, why, and how far it is. The list of its customers is frozen when it is made; it is worked off in order, and
/// each customer goes down the same road as by hand, so that some may be refused. Its id is the batch that the events name.
/// </summary>
public sealed class Job
{
    /// <summary>The most customers of a job.</summary>
    public const int MostCustomers = 500_000;

    private Job()
    {
    }

    /// <summary>Identity: a UUIDv7, so that jobs sort by the moment they were made. Events that it causes name it as their batch.</summary>
    public Guid Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>How it stands.</summary>
    public JobState State { get; private set; }

    /// <summary>How the customers were chosen.</summary>
    public JobChoice Choice { get; private set; }

    /// <summary>The label to change to; null where it undoes another job, and each customer goes back to the label before.</summary>
    public LabelId? LabelId { get; private set; }

    /// <summary>The code of the reason; null where none or own words alone.</summary>
    public string? ReasonCode { get; private set; }

    /// <summary>Own words; null where none.</summary>
    public string? Note { get; private set; }

    /// <summary>The job that it undoes; null where it is none of those.</summary>
    public Guid? Undoes { get; private set; }

    /// <summary>What kind of party made it.</summary>
    public ActorKind MakerKind { get; private set; }

    /// <summary>The maker's stable identifier.</summary>
    public string MakerId { get; private set; } = "";

    /// <summary>The maker's name at that time; the events of the job carry it.</summary>
    public string MakerName { get; private set; } = "";

    /// <summary>What the maker was allowed to do at that time; the job may do no more.</summary>
    public Permissions MakerPermissions { get; private set; }

    /// <summary>The road by which it came.</summary>
    public Channel Channel { get; private set; }

    /// <summary>When it was made, and its list frozen.</summary>
    public DateTimeOffset MadeAt { get; private set; }

    /// <summary>When it began to run; null where it has not.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it came to an end; null where it has not.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Who has paused, resumed or cancelled it last; null where nobody has.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>How many customers are on its list.</summary>
    public int Total { get; private set; }

    /// <summary>How many of them were changed so far.</summary>
    public int Changed { get; private set; }

    /// <summary>How many of them could not be changed.</summary>
    public int Refused { get; private set; }

    /// <summary>Raised with every change of the job, so that two at work on it cannot both write.</summary>
    public long Version { get; private set; }

    /// <summary>How many customers are done with: the place in the list where it goes on.</summary>
    public int Worked => Changed + Refused;

    /// <summary>Whether it came to an end, so that nothing of it changes any more.</summary>
    public bool IsOver => State is JobState.Cancelled or JobState.Done;

    /// <summary>Whoever acts in its events: its maker, with the rights of that time.</summary>
    public Actor Actor => new(MakerKind, MakerId, MakerName, TenantId, MakerPermissions, Channel);

    /// <summary>A new job, which runs at once unless it waits for approval.</summary>
    /// <param name="choice">How the customers were chosen.</param>
    /// <param name="customers">How many they are.</param>
    /// <param name="label">The label to change to; null for an undo.</param>
    /// <param name="reason">The code of the reason and own words.</param>
    /// <param name="undoes">The job to undo.</param>
    /// <param name="needsApproval">Whether a second person has to agree first.</param>
    /// <param name="maker">Who wants it.</param>
    /// <param name="now">The present moment.</param>
    public static Job Make(
        JobChoice choice, int customers, LabelId? label, (string? Code, string? Note) reason, Guid? undoes, bool needsApproval, Actor maker, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            TenantId = maker.Tenant,
            State = needsApproval ? JobState.PendingApproval : JobState.Running,
            Choice = choice,
            LabelId = label,
            ReasonCode = reason.Code,
            Note = reason.Note,
            Undoes = undoes,
            MakerKind = maker.Kind,
            MakerId = maker.Id,
            MakerName = maker.Name,
            MakerPermissions = maker.Permissions,
            Channel = maker.Channel,
            MadeAt = now,
            StartedAt = needsApproval ? null : now,
            Total = customers,
            Version = 1,
        };

    /// <summary>Whether somebody is its maker.</summary>
    public bool IsBy(Actor actor) => actor.Kind == MakerKind && actor.Id == MakerId;

    /// <summary>Lets it run, once a second person has agreed.</summary>
    /// <returns>Nothing; or <see cref="JobNotSo"/>.</returns>
    public Outcome<Done> Start(DateTimeOffset now) => Go(JobState.Running, null, now, JobState.PendingApproval);

    /// <summary>Ends it where no second person agreed: it was rejected, withdrawn, or nobody decided in time.</summary>
    /// <returns>Nothing; or <see cref="JobNotSo"/>.</returns>
    public Outcome<Done> Drop(string? by, DateTimeOffset now) => Go(JobState.Cancelled, by, now, JobState.PendingApproval);

    /// <summary>Stops it for the time being.</summary>
    /// <returns>Nothing; or <see cref="JobNotSo"/>.</returns>
    public Outcome<Done> Pause(Actor actor, DateTimeOffset now) => Go(JobState.Paused, actor.Name, now, JobState.Running);

    /// <summary>Lets it go on.</summary>
    /// <returns>Nothing; or <see cref="JobNotSo"/>.</returns>
    public Outcome<Done> Resume(Actor actor, DateTimeOffset now) => Go(JobState.Running, actor.Name, now, JobState.Paused);

    /// <summary>Ends it before its end. One that waits for approval is ended by withdrawing the request.</summary>
    /// <returns>Nothing; or <see cref="JobNotSo"/>.</returns>
    public Outcome<Done> Cancel(Actor actor, DateTimeOffset now) => Go(JobState.Cancelled, actor.Name, now, JobState.Running, JobState.Paused);

    /// <summary>Takes down what a stretch came to. The last one ends the job.</summary>
    /// <param name="changed">How many customers were changed.</param>
    /// <param name="refused">How many could not be.</param>
    /// <param name="now">The present moment.</param>
    public void Advance(int changed, int refused, DateTimeOffset now)
    {
        if (State != JobState.Running || Worked + changed + refused > Total)
        {
            throw new InvalidOperationException($"A job that is {State} at {Worked} of {Total} cannot go on by {changed + refused}.");
        }

        (Changed, Refused, Version) = (Changed + changed, Refused + refused, Version + 1);
        if (Worked == Total)
        {
            (State, EndedAt) = (JobState.Done, now);
        }
    }

    private Outcome<Done> Go(JobState to, string? by, DateTimeOffset now, params ReadOnlySpan<JobState> from)
    {
        if (!from.Contains(State))
        {
            return new JobNotSo(State, StoppedBy);
        }

        State = to;
        StoppedBy = by ?? StoppedBy;
        StartedAt ??= to == JobState.Running ? now : null;
        EndedAt = to == JobState.Cancelled ? now : null;
        Version++;
        return new Done();
    }
}
