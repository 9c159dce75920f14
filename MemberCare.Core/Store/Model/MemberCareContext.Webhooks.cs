using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MemberCare.Core.Store.Model;

/// <summary>The part of the model that tells other systems.</summary>
public abstract partial class MemberCareContext
{
    /// <summary>The systems that want to hear what happens.</summary>
    public DbSet<WebhookSubscription> Webhooks => Set<WebhookSubscription>();

    /// <summary>What they are to be told, and what they were told.</summary>
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    private void DescribeWebhooks(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<WebhookSubscription>(webhook =>
        {
            webhook.HasKey(w => w.Id);
            webhook.Property(w => w.Id).ValueGeneratedOnAdd();
            webhook.HasIndex(w => new { w.TenantId, w.NameKey }).IsUnique().HasFilter("state <> 2");
            webhook.HasQueryFilter(w => w.TenantId == Tenant);
        });
        modelBuilder.Entity<WebhookDelivery>(delivery =>
        {
            delivery.HasKey(d => d.Id);
            delivery.Property(d => d.Id).ValueGeneratedOnAdd();

            // Receipts of a customer; and that no event is made known twice to the same one.
            delivery.HasIndex(d => new { d.TenantId, d.CustomerId, d.Sequence, d.WebhookId }).IsUnique();
            delivery.HasIndex(d => new { d.WebhookId, d.Id });

            // Who is next, and who is due. Small, since most deliveries are over.
            delivery.HasIndex(d => new { d.WebhookId, d.CustomerId, d.Sequence }).HasDatabaseName("IX_webhook_deliveries_waiting").HasFilter("state = 0");
            delivery.HasIndex(d => new { d.WebhookId, d.DueAt }).HasDatabaseName("IX_webhook_deliveries_due").HasFilter("due_at IS NOT NULL");
            delivery.HasIndex(d => new { d.WebhookId, d.Id }, "IX_webhook_deliveries_troubled").HasFilter("fault <> 0");
            delivery.HasQueryFilter(d => d.TenantId == Tenant);
        });
        modelBuilder.Entity<WebhookProgressRow>(progress =>
        {
            progress.HasKey(p => p.Id);
            progress.Property(p => p.Id).ValueGeneratedNever();
        });
    }

    private sealed class WebhookIds() : ValueConverter<WebhookId, int>(id => id.Value, value => new WebhookId(value));
}

/// <summary>How far the outbox has been turned into deliveries, for all organisations at once, and which process sends. One row.</summary>
public sealed class WebhookProgressRow
{
    /// <summary>The id of the one row.</summary>
    public const int Only = 1;

    /// <summary>Always <see cref="Only"/>.</summary>
    public int Id { get; init; }

    /// <summary>The last place of the outbox that was looked at.</summary>
    public long Position { get; init; }

    /// <summary>The process that sends.</summary>
    public Guid? Sender { get; init; }

    /// <summary>Until when it does, unless it says again that it does.</summary>
    public DateTimeOffset? SenderUntil { get; init; }
}
