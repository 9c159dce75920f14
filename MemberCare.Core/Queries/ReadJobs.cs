using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Queries;

/// <summary>A job as people and systems see it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Label">The label that it changes to; null where it undoes another.</param>
/// <param name="Reason">The sentence of the reason; null where own words alone were given, or none.</param>
/// <param name="UndoneBy">The newest job that undoes it; null where none does.</param>
public sealed record JobView(Job Job, LabelView? Label, string? Reason, Guid? UndoneBy)
{
    /// <summary>The part of the list that is done with, in hundredths, rounded down.</summary>
    public int Percent => Job.Total == 0 ? 100 : (int)(100L * Job.Worked / Job.Total);
}

/// <summary>Why some customers of a job were not changed, and how many.</summary>
/// <param name="Code">The refusal, for programs.</param>
/// <param name="Why">The refusal, for people.</param>
/// <param name="Count">How many.</param>
public sealed record JobRefusal(string Code, string Why, int Count);

/// <summary>Reads jobs: one, or the newest.</summary>
public sealed class ReadJobs(Gate gate, SqliteDatabase database, Catalogues catalogues)
{
    /// <summary>The most jobs of a page.</summary>
    public const int MostPerPage = 100;

    // Counted over the refused alone, of whom there may be as many as the job has customers.
    private const string CountRefusals =
        """
        SELECT code, why, count(*) FROM job_results WHERE tenant_id = @tenant AND job_id = @job AND code IS NOT NULL
        GROUP BY code, why ORDER BY 3 DESC, 1, 2 LIMIT 20
        """;

    /// <summary>One job.</summary>
    /// <returns>The job; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Outcome<JobView> One(Guid id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadJobs)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.Jobs.AsNoTracking().SingleOrDefault(job => job.Id == id) is { } known ? View(scope, known) : new NotFound("job");
    }

    /// <summary>The newest jobs first.</summary>
    /// <param name="before">Only those made before this one; null begins with the newest.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>The jobs; or <see cref="NotPermitted"/>.</returns>
    public Outcome<IReadOnlyList<JobView>> Newest(Guid? before, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadJobs)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var jobs = scope.Db.Jobs.AsNoTracking();
        if (before is { } last)
        {
            jobs = jobs.Where(job => job.Id.CompareTo(last) < 0);
        }

        var newest = jobs.OrderByDescending(job => job.Id).Take(Math.Clamp(limit, 1, MostPerPage)).ToList();
        return newest.ConvertAll(job => View(scope, job));
    }

    /// <summary>Why customers of a job were not changed so far, the most frequent reason first, at most twenty.</summary>
    /// <returns>The reasons; or <see cref="NotPermitted"/>.</returns>
    public Outcome<IReadOnlyList<JobRefusal>> Refusals(Guid id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadJobs)) is { } forbidden)
        {
            return forbidden;
        }

        var refusals = new List<JobRefusal>();
        using var scope = database.Read(actor.Tenant);
        using var row = scope.Connection.Query(CountRefusals, scope.Tenant, id);
        while (row.Read())
        {
            refusals.Add(new JobRefusal(row.GetString(0), row.GetString(1), row.GetInt32(2)));
        }

        return refusals;
    }

    private JobView View(ReadScope scope, Job job)
    {
        var catalogue = catalogues.Of(scope);
        return new JobView(
            job,
            job.LabelId is { } id && catalogue.Label(id) is { } label ? LabelView.Of(label) : null,
            job.ReasonCode is null ? null : catalogue.Reasons.FirstOrDefault(reason => reason.Code == job.ReasonCode)?.Text ?? job.ReasonCode,
            scope.Db.Jobs.AsNoTracking().Where(other => other.Undoes == job.Id).OrderByDescending(other => other.Id).Select(other => (Guid?)other.Id).FirstOrDefault());
    }
}
