using System.Text.Json;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MemberCare.Core.Store.Model;

/// <summary>The part of the model that changes statuses by itself.</summary>
public abstract partial class MemberCareContext
{
    /// <summary>Its automatic rules.</summary>
    public DbSet<Rule> Rules => Set<Rule>();

    /// <summary>How they came to be as they are.</summary>
    public DbSet<RuleChange> RuleChanges => Set<RuleChange>();

    /// <summary>Whom they touched.</summary>
    public DbSet<RuleTouchRow> RuleTouches => Set<RuleTouchRow>();

    private void DescribeRules(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Rule>(rule =>
        {
            rule.HasKey(r => r.Id);
            rule.Property(r => r.Id).ValueGeneratedOnAdd();
            rule.HasIndex(r => new { r.TenantId, r.NameKey }).IsUnique().HasFilter("state <> 3");
            rule.Property(r => r.Version).IsConcurrencyToken();
            rule.Ignore(r => r.Actor);
            rule.HasQueryFilter(r => r.TenantId == Tenant);
        });
        modelBuilder.Entity<RuleChange>(change =>
        {
            change.HasKey(c => new { c.TenantId, c.RuleId, c.Version });
            change.HasQueryFilter(c => c.TenantId == Tenant);
        });
        modelBuilder.Entity<RuleTouchRow>(touch =>
        {
            // That no rule acts twice on one occasion; and, in this order, what rules did to a customer on it.
            touch.HasKey(t => new { t.TenantId, t.CustomerId, t.Cause, t.RuleId });
            touch.HasIndex(t => new { t.TenantId, t.RuleId, t.At });

            // What is to come is little among what was.
            touch.HasIndex(t => new { t.TenantId, t.LiftDueAt }).HasDatabaseName("IX_rule_touches_due").HasFilter("lift = 1 AND lift_due_at IS NOT NULL");
            touch.HasIndex(t => new { t.TenantId, t.CustomerId }).HasDatabaseName("IX_rule_touches_open").HasFilter("lift = 1");
            touch.HasIndex(t => new { t.TenantId, t.RuleId }).HasDatabaseName("IX_rule_touches_waiting").HasFilter("outcome = 5");
            touch.HasIndex(t => new { t.TenantId, t.RuleId }, "IX_rule_touches_failed").HasFilter("lift = 4");
            touch.HasQueryFilter(t => t.TenantId == Tenant);
        });
        modelBuilder.Entity<RuleProgressRow>(progress =>
        {
            progress.HasKey(p => p.TenantId);
            progress.Property(p => p.TenantId).ValueGeneratedNever();
            progress.HasQueryFilter(p => p.TenantId == Tenant);
        });
    }

    private sealed class RuleIds() : ValueConverter<RuleId, int>(id => id.Value, value => new RuleId(value));

    private sealed class TermsText() : ValueConverter<RuleTerms, string>(terms => RuleJson.Write(terms), text => RuleJson.Read(text));
}

/// <summary>What a rule says as the store keeps it: a JSON object, what is not said left out.</summary>
internal static class RuleJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    };

    public static string Write(RuleTerms terms) => JsonSerializer.Serialize(terms, Options);

    /// <exception cref="JsonException">The text is none of ours: the row was altered behind the application's back.</exception>
    public static RuleTerms Read(string text) => JsonSerializer.Deserialize<RuleTerms>(text, Options) ?? throw new JsonException("No terms.");
}

/// <summary>What a rule came to on one occasion of one customer. A row of the same transaction as the change itself.</summary>
public sealed class RuleTouchRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>Whom.</summary>
    public CustomerId CustomerId { get; init; }

    /// <summary>The occasion, see <see cref="RuleOccasion.Cause"/>.</summary>
    public long Cause { get; init; }

    /// <summary>Which rule.</summary>
    public RuleId RuleId { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What came of it.</summary>
    public TouchOutcome Outcome { get; init; }

    /// <summary>The number of the event that it led to; null where there is none.</summary>
    public long? Sequence { get; init; }

    /// <summary>The label before.</summary>
    public LabelId FromLabelId { get; init; }

    /// <summary>The label after.</summary>
    public LabelId ToLabelId { get; init; }

    /// <summary>By what the change ends.</summary>
    public TouchEnd Ends { get; init; }

    /// <summary>When to look whether it has ended; null where no moment is known.</summary>
    public DateTimeOffset? LiftDueAt { get; init; }

    /// <summary>How far its lift has come.</summary>
    public LiftState Lift { get; init; }
}

/// <summary>How far the outbox was looked at for the rules of an organisation. There from its first rule on.</summary>
public sealed class RuleProgressRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The last place that was looked at.</summary>
    public long Position { get; init; }
}
