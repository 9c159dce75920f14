using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>Whom a trial of a rule looks at.</summary>
/// <param name="Terms">What the rule says.</param>
/// <param name="Rule">The rule, whose earlier touches count; default for one that is not kept yet.</param>
/// <param name="Since">From when on events count, in milliseconds.</param>
/// <param name="Until">For inactive customers: last active at this moment at the latest.</param>
/// <param name="RegisteredAfter">Registered after this moment.</param>
internal sealed record RuleTrialScope(RuleTerms Terms, RuleId Rule, long Since, long Until, long RegisteredAfter);

/// <summary>
/// The statements of a rule's trial. Written by hand, because they look at every customer of an organisation: counted by label in one pass, by the index of the occasion, nothing
/// of a customer read that no condition asks for.
/// </summary>
internal static class RuleTrialSql
{
    private const string Fits =
        """
        (@source IS NULL OR +c.source = @source) AND (@mobile IS NULL OR substr(c.mobile_key, 1, length(@mobile)) = @mobile) AND (@registered IS NULL OR +c.registered_at > @registered)
        """;

    private const string Registered = $"""FROM customers c INDEXED BY "IX_customers_tenant_id_registered_at_id" WHERE c.tenant_id = @tenant AND c.registered_at > @since AND {Fits}""";

    private const string Inactive = $"""FROM customers c INDEXED BY "IX_customers_tenant_id_last_activity_at_id" WHERE c.tenant_id = @tenant AND c.last_activity_at <= @since AND {Fits}""";

    private const string Locked = $"""FROM customers c INDEXED BY "IX_customers_tenant_id_login_locked_until_id" WHERE c.tenant_id = @tenant AND c.login_locked_until > @since AND {Fits}""";

    // Money is kept as text with the digits in which it was told; compared as a number, which is exact enough for a look ahead.
    private const string Bought =
        $"""
        FROM (SELECT DISTINCT customer_id FROM activities WHERE tenant_id = @tenant AND at > @since AND kind = 1 AND customer_id IS NOT NULL AND effect <> 4
              AND (@least IS NULL OR (currency = @currency AND CAST(amount AS REAL) >= @least))) a
        CROSS JOIN customers c ON c.tenant_id = @tenant AND c.id = a.customer_id WHERE {Fits}
        """;

    private const string Reported =
        $"""
        FROM (SELECT DISTINCT a.customer_id FROM activities a CROSS JOIN events e ON e.tenant_id = a.tenant_id AND e.customer_id = a.customer_id AND e.sequence = a.sequence
              WHERE a.tenant_id = @tenant AND a.at > @since AND a.kind = @kind
              AND (@named IS NULL OR lower(coalesce(json_extract(e.data, '$.plan'), json_extract(e.data, '$.board'))) = lower(@named))) a
        CROSS JOIN customers c ON c.tenant_id = @tenant AND c.id = a.customer_id WHERE {Fits}
        """;

    private const string Count = "SELECT c.label_id, count(*)";

    private const string Name = "SELECT c.id, c.name, c.label_id";

    private const string First = "AND c.label_id IN (SELECT value FROM json_each(@labels)) LIMIT @limit";

    private const string CountRegistered = $"{Count} {Registered} GROUP BY c.label_id", NameRegistered = $"{Name} {Registered} {First}";
    private const string CountInactive = $"{Count} {Inactive} GROUP BY c.label_id", NameInactive = $"{Name} {Inactive} {First}";
    private const string CountLocked = $"{Count} {Locked} GROUP BY c.label_id", NameLocked = $"{Name} {Locked} {First}";
    private const string CountBought = $"{Count} {Bought} GROUP BY c.label_id", NameBought = $"{Name} {Bought} {First}";
    private const string CountReported = $"{Count} {Reported} GROUP BY c.label_id", NameReported = $"{Name} {Reported} {First}";

    // Whom the rule has looked at on this very occasion, it leaves alone, even if somebody took its change back since.
    private const string CountTouched =
        $"""
        SELECT c.label_id, count(*) FROM rule_touches t CROSS JOIN customers c ON c.tenant_id = t.tenant_id AND c.id = t.customer_id AND c.last_activity_at = t.cause
        WHERE t.tenant_id = @tenant AND t.rule_id = @rule AND t.cause <= @since AND {Fits} GROUP BY c.label_id
        """;

    /// <summary>How many customers the conditions fit, by the label that they carry; those left out whom an inactivity rule has looked at before.</summary>
    public static Dictionary<LabelId, long> CountByLabel(StoreConnection connection, TenantId tenant, RuleTrialScope scope)
    {
        var counts = Counts(connection, CountOf(scope.Terms.Trigger), Values(tenant, scope));
        if (!scope.Terms.IsEventDriven && scope.Rule != default)
        {
            foreach (var (label, number) in Counts(connection, CountTouched, [tenant, scope.Rule, scope.Until, .. Conditions(scope)]))
            {
                counts[label] = counts.GetValueOrDefault(label) - number;
            }
        }

        return counts;
    }

    /// <summary>Some of those who carry one of <paramref name="labels"/>, by name.</summary>
    public static List<(CustomerId Customer, string Name, LabelId Label)> Some(StoreConnection connection, TenantId tenant, RuleTrialScope scope, IEnumerable<LabelId> labels, int limit)
    {
        var found = new List<(CustomerId, string, LabelId)>();
        using var row = connection.Query(NameOf(scope.Terms.Trigger), [.. Values(tenant, scope), $"[{string.Join(',', labels)}]", limit]);
        while (row.Read())
        {
            found.Add((row.CustomerId(0), row.GetString(1), new LabelId(row.GetInt32(2))));
        }

        return found;
    }

    private static Dictionary<LabelId, long> Counts(StoreConnection connection, string sql, object?[] values)
    {
        var counts = new Dictionary<LabelId, long>();
        using var row = connection.Query(sql, values);
        while (row.Read())
        {
            counts[new LabelId(row.GetInt32(0))] = row.GetInt64(1);
        }

        return counts;
    }

    private static string CountOf(RuleTrigger trigger) => trigger switch
    {
        RuleTrigger.Registered => CountRegistered,
        RuleTrigger.Inactive => CountInactive,
        RuleTrigger.LoginLocked => CountLocked,
        RuleTrigger.Transaction => CountBought,
        _ => CountReported,
    };

    private static string NameOf(RuleTrigger trigger) => trigger switch
    {
        RuleTrigger.Registered => NameRegistered,
        RuleTrigger.Inactive => NameInactive,
        RuleTrigger.LoginLocked => NameLocked,
        RuleTrigger.Transaction => NameBought,
        _ => NameReported,
    };

    // In the order in which the statements name them.
    private static object?[] Values(TenantId tenant, RuleTrialScope scope) => scope.Terms.Trigger switch
    {
        RuleTrigger.Inactive => [tenant, scope.Until, .. Conditions(scope)],
        RuleTrigger.Registered or RuleTrigger.LoginLocked => [tenant, scope.Since, .. Conditions(scope)],
        RuleTrigger.Transaction => [tenant, scope.Since, (double?)scope.Terms.AmountAtLeast, scope.Terms.Currency, .. Conditions(scope)],
        RuleTrigger.PlanTaken => [tenant, scope.Since, 9, scope.Terms.Named, .. Conditions(scope)],
        _ => [tenant, scope.Since, 10, scope.Terms.Named, .. Conditions(scope)],
    };

    private static object?[] Conditions(RuleTrialScope scope) => [scope.Terms.Source, scope.Terms.MobileBegins, scope.RegisteredAfter == long.MinValue ? null : scope.RegisteredAfter];
}
