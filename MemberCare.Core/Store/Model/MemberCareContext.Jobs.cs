using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store.Model;

public abstract partial class MemberCareContext
{
    /// <summary>Its jobs: changes of many customers.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>What came of each customer of them.</summary>
    public DbSet<JobResultRow> JobResults => Set<JobResultRow>();

    private void DescribeJobs(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Job>(job =>
        {
            job.HasKey(j => new { j.TenantId, j.Id });
            job.HasIndex(j => j.State).HasFilter("state = 2");
            job.HasIndex(j => new { j.TenantId, j.Undoes }).HasFilter("undoes IS NOT NULL");
            job.Property(j => j.Version).IsConcurrencyToken();
            job.Ignore(j => j.Worked).Ignore(j => j.IsOver).Ignore(j => j.Actor);
            job.HasQueryFilter(j => j.TenantId == Tenant);
        });
        modelBuilder.Entity<JobListRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.JobId, r.Part });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<JobResultRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.JobId, r.CustomerId });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
    }
}

/// <summary>A stretch of a job's frozen list. Nothing edits it.</summary>
public sealed class JobListRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The job.</summary>
    public Guid JobId { get; init; }

    /// <summary>Which stretch, from 0; all but the last are of the same length.</summary>
    public int Part { get; init; }

    /// <summary>The ids of its customers, 16 bytes each.</summary>
    public byte[] Ids { get; init; } = [];
}

/// <summary>What came of one customer of a job: an event, or why not. Nothing edits it.</summary>
public sealed class JobResultRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The job.</summary>
    public Guid JobId { get; init; }

    /// <summary>The customer.</summary>
    public CustomerId CustomerId { get; init; }

    /// <summary>The number of the event in the customer's history; null where the change was refused.</summary>
    public long? Sequence { get; init; }

    /// <summary>The label before; null where the change was refused.</summary>
    public LabelId? FromLabelId { get; init; }

    /// <summary>The code of the refusal; null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>The sentence of the refusal; null where there is none.</summary>
    public string? Why { get; init; }
}
