using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Queries;

/// <summary>
/// Writes what came of each customer of a job as CSV, in the order of its list: changed, refused and why, or not reached. Nobody on the list is left out, those
/// too who exist no more. By stretches, so that no reader is held for long.
/// </summary>
public sealed partial class ExportJobResults(Gate gate, SqliteDatabase database, Catalogues catalogues, ILogger<ExportJobResults> log)
{
    /// <summary>The columns, in order.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["customer_id", "external_id", "name", "result", "label_before", "label_after", "event", "code", "why"];

    /// <summary>Streams the list, a header row first, UTF-8 with BOM.</summary>
    /// <param name="id">The job.</param>
    /// <param name="output">Where to; written to only after the actor was found to be allowed.</param>
    /// <param name="actor">Who takes it away.</param>
    /// <param name="cancellation">Breaks off between two stretches.</param>
    /// <returns>How many rows; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public async Task<Outcome<long>> RunAsync(Guid id, Stream output, Actor actor, CancellationToken cancellation = default)
    {
        // Whoever decides about a list has to see who is on it.
        var needed = Permissions.ViewCustomers | (actor.May(Permissions.DecideApprovals) ? Permissions.DecideApprovals : Permissions.ChangeMany);
        if (gate.Check(actor, needed, nameof(ExportJobResults)) is { } forbidden)
        {
            return forbidden;
        }

        if (Find(id, actor.Tenant) is not { } job)
        {
            return new NotFound("job");
        }

        var csv = new CsvWriter();
        csv.Begin(Columns);
        var rows = 0;
        while (rows < job.Total)
        {
            var written = WriteStretch(csv, job, rows);
            if (written == 0)
            {
                break;
            }

            rows += written;
            await csv.SendAsync(output, cancellation);
        }

        Exported(actor.Kind, actor.Id, actor.Tenant, id, rows);
        return rows;
    }

    private Job? Find(Guid id, TenantId tenant)
    {
        using var scope = database.Read(tenant);
        return scope.Db.Jobs.AsNoTracking().SingleOrDefault(job => job.Id == id);
    }

    private int WriteStretch(CsvWriter csv, Job job, int from)
    {
        using var scope = database.Read(job.TenantId);
        var (connection, tenant, catalogue) = (scope.Connection, scope.Tenant, catalogues.Of(scope));
        var list = JobRows.List(connection, tenant, job.Id, from);
        if (list.Count == 0)
        {
            return 0;
        }

        CustomerId? before = from == 0 ? null : JobRows.List(connection, tenant, job.Id, from - 1)[0];
        var results = JobRows.Results(connection, tenant, job.Id, before, list.Count).ToDictionary(result => result.Customer);
        var known = CustomerRows.Find(connection, tenant, [.. list]).ToDictionary(customer => customer.Id);
        foreach (var customer in list)
        {
            Write(csv, job, catalogue, customer, known.GetValueOrDefault(customer), results.TryGetValue(customer, out var result) ? result : null);
        }

        return list.Count;
    }

    private static void Write(CsvWriter csv, Job job, TenantCatalogue catalogue, CustomerId id, Customer? customer, JobResult? result)
    {
        csv.Text(id.ToString());
        csv.Text(customer?.ExternalId);
        csv.Text(customer?.Name);
        csv.Text(result is null ? (job.IsOver ? "not reached" : "waiting") : result.Value.Sequence is null ? "refused" : "changed");
        csv.Text(result?.From is { } from ? catalogue.Label(from)?.Name : null);
        csv.Text(result?.Sequence is null ? null : job.LabelId is { } to ? catalogue.Label(to)?.Name : null);
        csv.Text(result?.Sequence?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        csv.Text(result?.Code);
        csv.Text(result?.Why);
        csv.EndLine();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ActorKind} {ActorId} of tenant {Tenant} took away the results of job {Job}: {Rows} customers")]
    private partial void Exported(ActorKind actorKind, string actorId, TenantId tenant, Guid job, long rows);
}
