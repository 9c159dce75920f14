using MemberCare.Core.Domain.Approvals;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store.Model;

/// <summary>The part of the model that keeps requests for approval.</summary>
public abstract partial class MemberCareContext
{
    /// <summary>Changes that were asked for.</summary>
    public DbSet<ChangeRequest> ChangeRequests => Set<ChangeRequest>();

    private void DescribeApprovals(ModelBuilder modelBuilder) => modelBuilder.Entity<ChangeRequest>(request =>
    {
        request.HasKey(r => r.Id);
        request.Property(r => r.Id).ValueGeneratedNever();

        // One open request a customer, whatever else goes wrong.
        request.HasIndex(r => new { r.TenantId, r.CustomerId }).IsUnique().HasDatabaseName("IX_change_requests_open").HasFilter("state = 1 AND customer_id IS NOT NULL");

        // The queue, and the count beside it in the menu, without a look at any row: who made a request and when it expires stand in the index.
        request.HasIndex(r => new { r.TenantId, r.Id, r.MakerKind, r.MakerId, r.ExpiresAt }).HasDatabaseName("IX_change_requests_queue").HasFilter("state = 1");
        request.HasIndex(r => new { r.TenantId, r.MakerKind, r.MakerId, r.ExpiresAt }).HasDatabaseName("IX_change_requests_open_of_maker").HasFilter("state = 1");
        request.HasIndex(r => new { r.TenantId, r.MakerKind, r.MakerId, r.Id }).HasDatabaseName("IX_change_requests_maker");
        request.HasIndex(r => new { r.TenantId, r.EndedAt, r.Id }).HasDatabaseName("IX_change_requests_ended").HasFilter("state <> 1");
        request.HasIndex(r => new { r.TenantId, r.BatchId }).HasFilter("batch_id IS NOT NULL");

        // What is over by time, in all organisations.
        request.HasIndex(r => r.ExpiresAt).HasFilter("state = 1");
        request.HasQueryFilter(r => r.TenantId == Tenant);
    });
}
