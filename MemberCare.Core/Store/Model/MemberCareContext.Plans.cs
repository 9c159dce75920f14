using MemberCare.Core.Domain.Plans;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store.Model;

/// <summary>The part of the model that time works through.</summary>
public abstract partial class MemberCareContext
{
    /// <summary>Changes that time is to make, and what became of them.</summary>
    public DbSet<PlannedChange> PlannedChanges => Set<PlannedChange>();

    private void DescribePlans(ModelBuilder modelBuilder) => modelBuilder.Entity<PlannedChange>(plan =>
    {
        plan.HasKey(p => p.Id);
        plan.Property(p => p.Id).ValueGeneratedOnAdd();

        // One of each kind waits for a customer at most; what is due next, for all organisations; what is open, of a customer and of an organisation. All small.
        plan.HasIndex(p => new { p.TenantId, p.CustomerId, p.Kind }).IsUnique().HasDatabaseName("IX_planned_changes_waiting").HasFilter("state = 0");
        plan.HasIndex(p => p.DueAt).HasDatabaseName("IX_planned_changes_due").HasFilter("state = 0");
        plan.HasIndex(p => new { p.TenantId, p.CustomerId }).HasDatabaseName("IX_planned_changes_open").HasFilter("state < 2");
        plan.HasIndex(p => new { p.TenantId, p.DueAt, p.Id }).HasDatabaseName("IX_planned_changes_list").HasFilter("state < 2");
        plan.HasIndex(p => new { p.TenantId, p.DueAt, p.Id }, "IX_planned_changes_failed").HasFilter("state = 1");
        plan.HasIndex(p => new { p.TenantId, p.Kind, p.DueAt, p.Id }).HasDatabaseName("IX_planned_changes_kind").HasFilter("state < 2");

        // What a change left nothing of, to be given back where that change is undone.
        plan.HasIndex(p => new { p.TenantId, p.CustomerId, p.EndedSequence }).HasDatabaseName("IX_planned_changes_superseded").HasFilter("state = 4");
        plan.Ignore(p => p.IsOpen);
        plan.HasQueryFilter(p => p.TenantId == Tenant);
    });
}
