using System.Text;
using System.Text.Json;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MemberCare.Core.Store.Model;

/// <summary>The model of the store, the same for every engine. A context works for one organisation: every query of it is filtered by that organisation.</summary>
/// <param name="options">Engine and connection.</param>
/// <param name="tenant">The organisation to work for.</param>
public abstract partial class MemberCareContext(DbContextOptions options, TenantId tenant) : DbContext(options)
{
    /// <summary>The organisation that every query is filtered by.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>The organisation itself.</summary>
    public DbSet<Tenant> Tenants => Set<Tenant>();

    /// <summary>Its staff.</summary>
    public DbSet<StaffMember> Staff => Set<StaffMember>();

    /// <summary>The sessions in which they are signed in.</summary>
    public DbSet<StaffSession> StaffSessions => Set<StaffSession>();

    /// <summary>The keys to its API.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>Its labels.</summary>
    public DbSet<StatusLabel> Labels => Set<StatusLabel>();

    /// <summary>Its reasons.</summary>
    public DbSet<Reason> Reasons => Set<Reason>();

    /// <summary>How its rules for decisions came about.</summary>
    public DbSet<PolicyChange> PolicyChanges => Set<PolicyChange>();

    /// <summary>Its customers.</summary>
    public DbSet<Customer> Customers => Set<Customer>();

    /// <summary>What happened to them.</summary>
    public DbSet<CustomerEvent> Events => Set<CustomerEvent>();

    /// <summary>Its block list, with what was taken off it.</summary>
    public DbSet<BlockedContact> BlockedContacts => Set<BlockedContact>();

    /// <summary>Identifiers that customers have or had.</summary>
    public DbSet<IdentifierRow> Identifiers => Set<IdentifierRow>();

    /// <summary>How many customers carry each label.</summary>
    public DbSet<LabelCountRow> LabelCounts => Set<LabelCountRow>();

    /// <summary>Changes to be told.</summary>
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    /// <summary>Commands remembered by key.</summary>
    public DbSet<IdempotencyRow> IdempotencyKeys => Set<IdempotencyRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<TenantId>().HaveConversion<TenantIds>();
        configurationBuilder.Properties<LabelId>().HaveConversion<LabelIds>();
        configurationBuilder.Properties<StaffId>().HaveConversion<StaffIds>();
        configurationBuilder.Properties<WebhookId>().HaveConversion<WebhookIds>();
        configurationBuilder.Properties<RuleId>().HaveConversion<RuleIds>();
        configurationBuilder.Properties<RuleTerms>().HaveConversion<TermsText>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Moments>();
        configurationBuilder.Properties<ActivityPeriod>().HaveConversion<Periods>();
        configurationBuilder.Properties<DecisionPolicy>().HaveConversion<PolicyText>();
        configurationBuilder.Properties<PublicMessages>().HaveConversion<MessagesText>();
        configurationBuilder.Properties<ApprovalPolicy>().HaveConversion<ApprovalsText>();
        configurationBuilder.Properties<EventData>().HaveConversion<DataJson, DataComparer>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>(tenant =>
        {
            tenant.HasKey(t => t.Id);
            tenant.Property(t => t.Id).ValueGeneratedOnAdd();
            tenant.HasIndex(t => t.Name).IsUnique();
            tenant.HasQueryFilter(t => t.Id == Tenant);
        });
        modelBuilder.Entity<StaffMember>(staff =>
        {
            staff.HasKey(s => s.Id);
            staff.Property(s => s.Id).ValueGeneratedOnAdd();
            staff.HasIndex(s => s.TenantId);
            staff.HasIndex(s => new { s.TenantId, s.Issuer, s.Subject }).IsUnique().HasFilter("subject IS NOT NULL");
            staff.PrimitiveCollection(s => s.Roles);
            staff.HasQueryFilter(s => s.TenantId == Tenant);
        });
        modelBuilder.Entity<StaffSession>(session =>
        {
            session.HasKey(s => s.Id);
            session.HasIndex(s => s.KeyHash).IsUnique();
            session.HasIndex(s => new { s.TenantId, s.StaffId });
            session.HasIndex(s => new { s.Issuer, s.ProviderSession }).HasFilter("provider_session IS NOT NULL");
            session.HasIndex(s => new { s.Issuer, s.Subject }).HasFilter("subject IS NOT NULL");
            session.HasIndex(s => s.ExpiresAt);
            session.PrimitiveCollection(s => s.Roles);
            session.HasQueryFilter(s => s.TenantId == Tenant);
        });
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.HasKey(k => k.Id);
            key.HasIndex(k => k.Hash).IsUnique();
            key.PrimitiveCollection(k => k.Scopes);
            key.HasQueryFilter(k => k.TenantId == Tenant);
        });
        modelBuilder.Entity<StatusLabel>(label =>
        {
            label.HasKey(l => l.Id);
            label.Property(l => l.Id).ValueGeneratedOnAdd();
            label.HasIndex(l => new { l.TenantId, l.NameKey }).IsUnique().HasFilter("retired_at IS NULL");
            label.PrimitiveCollection(l => l.ReasonCodes);
            label.Property(l => l.Version).IsConcurrencyToken();
            label.HasQueryFilter(l => l.TenantId == Tenant);
        });
        modelBuilder.Entity<Reason>(reason =>
        {
            reason.HasKey(r => new { r.TenantId, r.Code });
            reason.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<PolicyChange>(change =>
        {
            change.HasKey(c => new { c.TenantId, c.Version });
            change.HasQueryFilter(c => c.TenantId == Tenant);
        });
        modelBuilder.Entity<Customer>(customer =>
        {
            customer.HasKey(c => new { c.TenantId, c.Id });
            customer.HasIndex(c => new { c.TenantId, c.NameKey, c.Id });
            customer.HasIndex(c => new { c.TenantId, c.LastActivityAt, c.Id });
            customer.HasIndex(c => new { c.TenantId, c.RegisteredAt, c.Id });
            customer.HasIndex(c => new { c.TenantId, c.LabelId, c.Id });
            customer.HasIndex(c => new { c.TenantId, c.StatusUpdatedAt, c.Id });
            customer.HasIndex(c => new { c.TenantId, c.Source, c.Id }).HasFilter("source IS NOT NULL");
            customer.HasIndex(c => new { c.TenantId, c.LoginLockedUntil, c.Id }).HasFilter("login_locked_until IS NOT NULL");
            customer.HasIndex(c => new { c.TenantId, c.DoNotContact, c.Id }).HasFilter("do_not_contact = 1");
            customer.HasIndex(c => new { c.TenantId, c.BirthDate, c.NameKey }).HasFilter("birth_date IS NOT NULL");
            customer.Ignore(c => c.Overlays).Ignore(c => c.Standing);
            customer.HasQueryFilter(c => c.TenantId == Tenant);
        });
        modelBuilder.Entity<CustomerEvent>(happened =>
        {
            happened.HasKey(e => new { e.TenantId, e.CustomerId, e.Sequence });
            happened.HasIndex(e => new { e.TenantId, e.At, e.CustomerId, e.Sequence }).HasDatabaseName("IX_events_changes").HasFilter("kind IN (2, 3)");
            happened.HasIndex(e => new { e.TenantId, e.CustomerId, e.Sequence }).HasDatabaseName("IX_events_refusals").HasFilter("kind = 12");

            // Where a customer stood at a past moment is read from these few events, however many others there are.
            happened.HasIndex(e => new { e.TenantId, e.CustomerId, e.Sequence }, "IX_events_standings").HasFilter("kind IN (2, 3, 9, 10, 11)");
            happened.HasQueryFilter(e => e.TenantId == Tenant);
        });
        modelBuilder.Entity<BlockedContact>(contact =>
        {
            contact.HasKey(c => c.Id);
            contact.Property(c => c.Id).ValueGeneratedOnAdd();
            contact.HasIndex(c => new { c.TenantId, c.Kind, c.Key }).IsUnique().HasFilter("removed_at IS NULL");
            contact.HasIndex(c => new { c.TenantId, c.Kind, c.Key, c.BlockedAt }).HasDatabaseName("IX_blocked_contacts_past");
            contact.HasIndex(c => new { c.TenantId, c.BlockedAt, c.Id });
            contact.HasIndex(c => new { c.TenantId, c.Id });
            contact.HasQueryFilter(c => c.TenantId == Tenant);
        });
        modelBuilder.Entity<IdentifierRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.Kind, r.Value, r.CustomerId });
            row.HasIndex(r => new { r.TenantId, r.CustomerId }).HasDatabaseName("IX_identifiers_former").HasFilter("former = 1");
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<MobileTailRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.Reversed, r.CustomerId });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<NameWordRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.Word, r.CustomerId });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<NamePairRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.Pair, r.CustomerId });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<WordSpellingRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.Spelling, r.Word });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<UnindexedRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.CustomerId });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<LabelCountRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.LabelId });
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<OutboxRow>(row =>
        {
            row.HasKey(r => r.Position);
            row.Property(r => r.Position).ValueGeneratedOnAdd();
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<IdempotencyRow>(row =>
        {
            row.HasKey(r => new { r.TenantId, r.ActorId, r.Key });
            row.HasIndex(r => r.At);
            row.HasQueryFilter(r => r.TenantId == Tenant);
        });

        DescribeActivities(modelBuilder);
        DescribeApprovals(modelBuilder);
        DescribeWebhooks(modelBuilder);
        DescribeJobs(modelBuilder);
        DescribePlans(modelBuilder);
        DescribeRules(modelBuilder);
        Name(modelBuilder);
    }

    // Tables and columns are named in snake case, as hand-written SQL reads best.
    private static void Name(ModelBuilder modelBuilder)
    {
        var tables = new Dictionary<Type, string>
        {
            [typeof(Tenant)] = "tenants",
            [typeof(StaffMember)] = "staff",
            [typeof(StaffSession)] = "staff_sessions",
            [typeof(ApiKey)] = "api_keys",
            [typeof(StatusLabel)] = "labels",
            [typeof(Reason)] = "reasons",
            [typeof(PolicyChange)] = "policy_changes",
            [typeof(Customer)] = "customers",
            [typeof(CustomerEvent)] = "events",
            [typeof(BlockedContact)] = "blocked_contacts",
            [typeof(IdentifierRow)] = "identifiers",
            [typeof(MobileTailRow)] = "mobile_tails",
            [typeof(NameWordRow)] = "name_words",
            [typeof(NamePairRow)] = "name_pairs",
            [typeof(WordSpellingRow)] = "word_spellings",
            [typeof(UnindexedRow)] = "unindexed",
            [typeof(LabelCountRow)] = "label_counts",
            [typeof(OutboxRow)] = "outbox",
            [typeof(IdempotencyRow)] = "idempotency_keys",
            [typeof(ActivityRow)] = "activities",
            [typeof(ActivityDayRow)] = "activity_days",
            [typeof(AudienceRow)] = "audiences",
            [typeof(ChangeRequest)] = "change_requests",
            [typeof(WebhookSubscription)] = "webhooks",
            [typeof(WebhookDelivery)] = "webhook_deliveries",
            [typeof(WebhookProgressRow)] = "webhook_progress",
            [typeof(Job)] = "jobs",
            [typeof(JobListRow)] = "job_lists",
            [typeof(JobResultRow)] = "job_results",
            [typeof(PlannedChange)] = "planned_changes",
            [typeof(Rule)] = "rules",
            [typeof(RuleChange)] = "rule_changes",
            [typeof(RuleTouchRow)] = "rule_touches",
            [typeof(RuleProgressRow)] = "rule_progress",
        };
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(tables[entity.ClrType]);
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
            }
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private sealed class TenantIds() : ValueConverter<TenantId, int>(id => id.Value, value => new TenantId(value));

    private sealed class LabelIds() : ValueConverter<LabelId, int>(id => id.Value, value => new LabelId(value));

    private sealed class StaffIds() : ValueConverter<StaffId, int>(id => id.Value, value => new StaffId(value));

    private sealed class Moments() : ValueConverter<DateTimeOffset, long>(
        moment => moment.ToUnixTimeMilliseconds(), value => DateTimeOffset.FromUnixTimeMilliseconds(value));

    private sealed class Periods() : ValueConverter<ActivityPeriod, string>(period => period.ToString(), text => ActivityPeriod.Parse(text));

    private sealed class PolicyText() : ValueConverter<DecisionPolicy, string>(policy => PolicyJson.Write(policy), text => PolicyJson.Read(text));

    private sealed class MessagesText() : ValueConverter<PublicMessages, string>(messages => PolicyJson.WriteMessages(messages), text => PolicyJson.ReadMessages(text));

    private sealed class ApprovalsText() : ValueConverter<ApprovalPolicy, string>(policy => PolicyJson.WriteApprovals(policy), text => PolicyJson.ReadApprovals(text));

    private sealed class DataJson() : ValueConverter<EventData, string>(data => EventJson.Write(data), text => EventJson.Read(text));

    private sealed class DataComparer() : ValueComparer<EventData>(
        (a, b) => (a == null) == (b == null) && (a == null || a.SequenceEqual(b!)), data => EventJson.Write(data).GetHashCode(StringComparison.Ordinal));
}

/// <summary>The facts of an event as the store keeps them: a JSON object of strings.</summary>
internal static class EventJson
{
    public static string Write(EventData data) => JsonSerializer.Serialize<IDictionary<string, string>>(data);

    public static EventData Read(string text) => JsonSerializer.Deserialize<EventData>(text) ?? [];
}
