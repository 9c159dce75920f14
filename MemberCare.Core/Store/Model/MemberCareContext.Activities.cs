using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store.Model;

/// <summary>The part of the model that keeps what customers did.</summary>
public abstract partial class MemberCareContext
{
    /// <summary>What systems reported that customers did.</summary>
    public DbSet<ActivityRow> Activities => Set<ActivityRow>();

    /// <summary>The same, added up by day.</summary>
    public DbSet<ActivityDayRow> ActivityDays => Set<ActivityDayRow>();

    /// <summary>Campaigns whose audience was drawn.</summary>
    public DbSet<AudienceRow> Audiences => Set<AudienceRow>();

    private void DescribeActivities(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ActivityRow>(row =>
        {
            row.HasKey(r => r.Position);
            row.Property(r => r.Position).ValueGeneratedOnAdd();
            row.Property(r => r.Id).IsRequired();
            row.HasIndex(r => new { r.TenantId, r.Client, r.Id }).IsUnique();
            row.HasIndex(r => new { r.TenantId, r.At, r.Position });
            row.HasIndex(r => new { r.TenantId, r.CustomerId, r.At, r.Position }).HasFilter("customer_id IS NOT NULL");

            // What somebody should look at is little among much.
            row.HasIndex(r => new { r.TenantId, r.Effect, r.At, r.Position }).HasDatabaseName("IX_activities_remarkable").HasFilter("effect <> 0");
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<ActivityDayRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.Day, r.Kind, r.Effect, r.Counts, r.Currency });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<AudienceRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.Campaign });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
    }
}

/// <summary>An activity that a system reported, and what came of it. Nothing edits or removes one.</summary>
public sealed class ActivityRow
{
    /// <summary>The order in which they were kept.</summary>
    public long Position { get; init; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The stable identifier of the system that reported it.</summary>
    public string Client { get; init; } = "";

    /// <summary>The name of that system.</summary>
    public string ClientName { get; init; } = "";

    /// <summary>The id by which that system names it: reported again, it is known by this.</summary>
    public string Id { get; init; } = "";

    /// <summary>SHA-256 of what was reported.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>What kind.</summary>
    public ActivityKind Kind { get; init; }

    /// <summary>By what points were earned; null for other kinds.</summary>
    public EarningKind? Earned { get; init; }

    /// <summary>Whose it is; null for a stranger's.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>Who received a transfer; null for other kinds.</summary>
    public CustomerId? OtherId { get; init; }

    /// <summary>When it happened, as far as it is believed.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it was kept.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What is thought of the moment named.</summary>
    public ActivityClock Clock { get; init; }

    /// <summary>The moment named, where it is not believed.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>The amount as it was told; null where there is none.</summary>
    public string? Amount { get; init; }

    /// <summary>The ISO 4217 code of the amount.</summary>
    public string? Currency { get; init; }

    /// <summary>The points that moved; null where none did.</summary>
    public long? Points { get; init; }

    /// <summary>The points named that did not move; null where none.</summary>
    public long? Withheld { get; init; }

    /// <summary>The code of a coupon.</summary>
    public string? Coupon { get; init; }

    /// <summary>Where.</summary>
    public string? Place { get; init; }

    /// <summary>By which road; null where nobody said.</summary>
    public Channel? Via { get; init; }

    /// <summary>What happened to it.</summary>
    public Effect Effect { get; init; }

    /// <summary>Which layer decided.</summary>
    public DecidingLayer Layer { get; init; }

    /// <summary>When that layer ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whose standing decided.</summary>
    public ActivitySide Side { get; init; }

    /// <summary>Whether points are given for it.</summary>
    public bool Awards { get; init; }

    /// <summary>Whether reports count it.</summary>
    public bool Counts { get; init; }

    /// <summary>What the customer may be told; null where nothing is to be told.</summary>
    public string? Message { get; init; }

    /// <summary>Why it went ahead in spite of the block list; null where it did not.</summary>
    public string? Override { get; init; }

    /// <summary>The number of its event in the customer's history; null for a stranger's.</summary>
    public long? Sequence { get; init; }
}

/// <summary>Activities of one day, kind and outcome, added up. A row of the same transaction as each of them, so that a report costs what it shows.</summary>
public sealed class ActivityDayRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The day on which they happened, in UTC.</summary>
    public DateOnly Day { get; init; }

    /// <summary>What kind.</summary>
    public ActivityKind Kind { get; init; }

    /// <summary>What happened to them.</summary>
    public Effect Effect { get; init; }

    /// <summary>Whether reports count them.</summary>
    public bool Counts { get; init; }

    /// <summary>The currency of their amounts; empty for those without one.</summary>
    public string Currency { get; init; } = "";

    /// <summary>How many.</summary>
    public long Number { get; init; }

    /// <summary>Their amounts together, in ten-thousandths.</summary>
    public long Amount { get; init; }

    /// <summary>The points that moved by them.</summary>
    public long Points { get; init; }
}

/// <summary>A campaign whose audience was drawn: the moment by which all of it is decided. Nothing edits or removes one.</summary>
public sealed class AudienceRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The campaign's name, in lower case.</summary>
    public string Campaign { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset DrawnAt { get; init; }

    /// <summary>The stable identifier of the system that began it.</summary>
    public string DrawnById { get; init; } = "";

    /// <summary>The name of that system.</summary>
    public string DrawnBy { get; init; } = "";
}
