using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>What came of one customer of a job.</summary>
/// <param name="Customer">Whom.</param>
/// <param name="Sequence">The number of the event in the customer's history; null where the change was refused.</param>
/// <param name="From">The label before; null where the change was refused.</param>
/// <param name="Code">The code of the refusal; null where there is none.</param>
/// <param name="Why">The sentence of the refusal; null where there is none.</param>
public readonly record struct JobResult(CustomerId Customer, long? Sequence, LabelId? From, string? Code, string? Why);

/// <summary>
/// The statements behind a job's list and results. Written by hand because they run for every customer of a job, while others wait for the writer. A list is
/// frozen as stretches of ids, each of them one value, so that freezing a hundred thousand takes a hundred rows; a result is added when its customer is done
/// with, and never changed.
/// </summary>
internal static class JobRows
{
    /// <summary>How many ids one row of a list holds.</summary>
    public const int PerPart = 1_000;

    private const int IdLength = 16;

    private const string InsertPart = "INSERT INTO job_lists (tenant_id, job_id, part, ids) VALUES (@tenant, @job, @part, @ids)";

    private const string SelectPart = "SELECT ids FROM job_lists WHERE tenant_id = @tenant AND job_id = @job AND part = @part";

    private const string InsertResult =
        "INSERT INTO job_results (tenant_id, job_id, customer_id, sequence, from_label_id, code, why) VALUES (@tenant, @job, @customer, @sequence, @from, @code, @why)";

    private const string SelectResults =
        """
        SELECT customer_id, sequence, from_label_id, code, why FROM job_results
        WHERE tenant_id = @tenant AND job_id = @job AND customer_id > @after ORDER BY customer_id LIMIT @limit
        """;

    private const string SelectChanged =
        "SELECT sequence, from_label_id FROM job_results WHERE tenant_id = @tenant AND job_id = @job AND customer_id = @customer AND sequence IS NOT NULL";

    /// <summary>Freezes a list.</summary>
    /// <param name="connection">The connection that writes.</param>
    /// <param name="tenant">The organisation.</param>
    /// <param name="job">The job.</param>
    /// <param name="ids">Its customers, sorted, each once.</param>
    public static void Freeze(StoreConnection connection, TenantId tenant, Guid job, IReadOnlyList<CustomerId> ids)
    {
        for (var part = 0; part * PerPart < ids.Count; part++)
        {
            var bytes = new byte[Math.Min(PerPart, ids.Count - part * PerPart) * IdLength];
            for (var i = 0; i * IdLength < bytes.Length; i++)
            {
                ids[part * PerPart + i].Value.TryWriteBytes(bytes.AsSpan(i * IdLength), bigEndian: true, out _);
            }

            connection.Execute(InsertPart, tenant, job, part, bytes);
        }
    }

    /// <summary>The ids of a list from a place on, as far as the row goes that holds them; empty behind the end.</summary>
    public static IReadOnlyList<CustomerId> List(StoreConnection connection, TenantId tenant, Guid job, int from)
    {
        if (connection.Scalar(SelectPart, tenant, job, from / PerPart) is not byte[] bytes)
        {
            return [];
        }

        var ids = new List<CustomerId>(PerPart);
        for (var at = from % PerPart * IdLength; at < bytes.Length; at += IdLength)
        {
            ids.Add(new CustomerId(new Guid(bytes.AsSpan(at, IdLength), bigEndian: true)));
        }

        return ids;
    }

    /// <summary>Keeps what came of a customer.</summary>
    public static void Keep(StoreConnection connection, TenantId tenant, Guid job, in JobResult result) =>
        connection.Execute(InsertResult, tenant, job, result.Customer, result.Sequence, result.From, result.Code, result.Why);

    /// <summary>Results in the order of ids, from behind a customer on.</summary>
    public static List<JobResult> Results(StoreConnection connection, TenantId tenant, Guid job, CustomerId? after, int limit)
    {
        var results = new List<JobResult>(limit);
        using var row = connection.Query(SelectResults, tenant, job, after is { } id ? id.Value.ToByteArray(bigEndian: true) : Array.Empty<byte>(), limit);
        while (row.Read())
        {
            results.Add(new JobResult(
                row.CustomerId(0),
                row.IsDBNull(1) ? null : row.GetInt64(1),
                row.IsDBNull(2) ? null : new LabelId(row.GetInt32(2)),
                row.Text(3),
                row.Text(4)));
        }

        return results;
    }

    /// <summary>By which event a job changed a customer, and from which label; null where it did not.</summary>
    public static (long Sequence, LabelId From)? Changed(StoreConnection connection, TenantId tenant, Guid job, CustomerId customer)
    {
        var results = connection.LookUp(SelectChanged);
        results.Bind(1, tenant.Value);
        results.Bind(2, job);
        results.Bind(3, customer);
        (long, LabelId)? changed = results.Next() ? (results.Number(0), new LabelId((int)results.Number(1))) : null;
        results.End();
        return changed;
    }
}
