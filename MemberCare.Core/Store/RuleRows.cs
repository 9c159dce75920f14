using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>An event that rules have to look at.</summary>
/// <param name="Position">Its place in the outbox.</param>
/// <param name="Customer">Whose it is.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Facts">Its facts.</param>
internal sealed record RuleNews(long Position, CustomerId Customer, long Sequence, EventKind Kind, DateTimeOffset At, EventData Facts);

/// <summary>The statements behind automatic rules. Written by hand because they run after every commit of an organisation that has rules, while others wait for the writer.</summary>
internal static class RuleRows
{
    // Triggers by their kind; whatever else happens to somebody whom a rule is to let go again; and of a new customer who brought a wish along, whose registration is told by the
    // event after it, that event.
    private const string News =
        """
        FROM outbox o CROSS JOIN events e ON e.tenant_id = o.tenant_id AND e.customer_id = o.customer_id AND e.sequence = o.sequence
        WHERE o.position > @last AND o.tenant_id = @tenant AND o.customer_id IS NOT NULL
          AND (e.kind IN (1, 5, 9, 23, 24) OR (e.kind = 11 AND e.sequence = 2)
            OR EXISTS (SELECT 1 FROM rule_touches t WHERE t.tenant_id = @tenant AND t.customer_id = o.customer_id AND t.lift = 1))
        ORDER BY o.position LIMIT @limit
        """;

    private const string SelectNews = $"SELECT o.position, o.customer_id, o.sequence, e.kind, e.at, e.data {News}";

    private const string SelectRegistration = "SELECT at, data FROM events WHERE tenant_id = @tenant AND customer_id = @customer AND sequence = 1 AND kind = 1 AND at = @at";

    private const string SelectEvent = "SELECT kind, at, data FROM events WHERE tenant_id = @tenant AND customer_id = @customer AND sequence = @sequence";

    private const string ForgetWaitingSql =
        """
        DELETE FROM rule_touches WHERE (tenant_id, customer_id, cause, rule_id) IN (
          SELECT tenant_id, customer_id, cause, rule_id FROM rule_touches WHERE tenant_id = @tenant AND rule_id = @rule AND outcome = 5 LIMIT @limit)
        """;

    private const string SelectEnd = "SELECT coalesce(max(position), 0) FROM outbox";

    private const string SelectProgress = "SELECT position FROM rule_progress WHERE tenant_id = @tenant";

    private const string SetProgress =
        "INSERT INTO rule_progress (tenant_id, position) VALUES (@tenant, @position) ON CONFLICT (tenant_id) DO UPDATE SET position = excluded.position";

    private const string SelectAllProgress = "SELECT tenant_id, position FROM rule_progress ORDER BY tenant_id";

    private const string InsertTouch =
        """
        INSERT INTO rule_touches (tenant_id, customer_id, cause, rule_id, at, outcome, sequence, from_label_id, to_label_id, ends, lift_due_at, lift)
        VALUES (@tenant, @customer, @cause, @rule, @at, @outcome, @sequence, @from, @to, @ends, @due, @lift)
        ON CONFLICT (tenant_id, customer_id, cause, rule_id) DO UPDATE SET at = excluded.at, outcome = excluded.outcome, sequence = excluded.sequence,
            from_label_id = excluded.from_label_id, to_label_id = excluded.to_label_id, ends = excluded.ends, lift_due_at = excluded.lift_due_at, lift = excluded.lift
        WHERE outcome = 5
        """;

    private const string Columns = "customer_id, cause, rule_id, at, outcome, sequence, from_label_id, to_label_id, ends, lift_due_at, lift";

    private const string SelectTrail = $"SELECT {Columns} FROM rule_touches WHERE tenant_id = @tenant AND customer_id = @customer AND cause = @cause";

    private const string SelectOpen = $"SELECT {Columns} FROM rule_touches WHERE tenant_id = @tenant AND customer_id = @customer AND lift = 1";

    private const string SelectDue = $"SELECT {Columns} FROM rule_touches WHERE tenant_id = @tenant AND lift = 1 AND lift_due_at IS NOT NULL AND lift_due_at <= @now ORDER BY lift_due_at LIMIT @limit";

    private const string SelectWaiting = $"SELECT {Columns} FROM rule_touches WHERE tenant_id = @tenant AND rule_id = @rule AND outcome = 5 ORDER BY customer_id, cause LIMIT @limit";

    private const string CountWaitingSql = "SELECT count(*) FROM rule_touches WHERE tenant_id = @tenant AND rule_id = @rule AND outcome = 5";

    private const string CountTouchedSql = "SELECT count(*) FROM rule_touches WHERE tenant_id = @tenant AND rule_id = @rule AND at > @since AND outcome IN (1, 2)";

    private const string CloseLift =
        "UPDATE rule_touches SET lift = @lift, lift_due_at = NULL WHERE tenant_id = @tenant AND customer_id = @customer AND cause = @cause AND rule_id = @rule AND lift = 1";

    private const string PutLiftOff =
        "UPDATE rule_touches SET lift_due_at = @due WHERE tenant_id = @tenant AND customer_id = @customer AND cause = @cause AND rule_id = @rule AND lift = 1";

    // Nobody who carries the label already, or could not get it, is looked at; nor who was on this very occasion.
    private const string Inactive =
        """
        FROM customers c INDEXED BY "IX_customers_tenant_id_last_activity_at_id"
        WHERE c.tenant_id = @tenant AND c.last_activity_at > @from AND c.last_activity_at <= @to AND (c.last_activity_at, c.id) > (@at, @id)
          AND c.label_id IN (SELECT value FROM json_each(@labels)) AND (@source IS NULL OR +c.source = @source)
          AND (@mobile IS NULL OR substr(c.mobile_key, 1, length(@mobile)) = @mobile) AND +c.registered_at > @registered
          AND NOT EXISTS (SELECT 1 FROM rule_touches t WHERE t.tenant_id = c.tenant_id AND t.customer_id = c.id AND t.cause = c.last_activity_at AND t.rule_id = @rule)
        """;

    private const string SelectInactive = $"SELECT c.id, c.last_activity_at {Inactive} ORDER BY c.last_activity_at, c.id LIMIT @limit";

    private const string CountInactiveSql = $"SELECT count(*) FROM (SELECT 1 {Inactive} LIMIT @limit)";

    /// <summary>Events after a place of the outbox, at most <paramref name="limit"/>.</summary>
    public static List<RuleNews> ReadNews(StoreConnection connection, TenantId tenant, long after, int limit)
    {
        var news = new List<RuleNews>();
        using var row = connection.Query(SelectNews, after, tenant, limit);
        while (row.Read())
        {
            news.Add(new RuleNews(
                row.GetInt64(0), row.CustomerId(1), row.GetInt64(2), (EventKind)row.GetInt32(3), row.Moment(4), row.Text(5) is { } data ? EventJson.Read(data) : []));
        }

        return news;
    }

    /// <summary>The registration that came in the same commit as the customer's second event; null where there was none.</summary>
    public static RuleNews? Registration(StoreConnection connection, TenantId tenant, RuleNews second)
    {
        using var row = connection.Query(SelectRegistration, tenant, second.Customer, second.At);
        return row.Read() ? new RuleNews(second.Position, second.Customer, 1, EventKind.Registered, row.Moment(0), row.Text(1) is { } data ? EventJson.Read(data) : []) : null;
    }

    /// <summary>An event by its number; null where the customer has none such.</summary>
    public static RuleNews? Event(StoreConnection connection, TenantId tenant, CustomerId customer, long sequence)
    {
        using var row = connection.Query(SelectEvent, tenant, customer, sequence);
        return row.Read() ? new RuleNews(0, customer, sequence, (EventKind)row.GetInt32(0), row.Moment(1), row.Text(2) is { } data ? EventJson.Read(data) : []) : null;
    }

    /// <summary>Lets some go who wait for a rule that does not go on.</summary>
    /// <returns>How many.</returns>
    public static int ForgetWaiting(StoreConnection connection, TenantId tenant, RuleId rule, int limit) => connection.Execute(ForgetWaitingSql, tenant, rule, limit);

    /// <summary>The end of the outbox.</summary>
    public static long End(StoreConnection connection) => (long)connection.Scalar(SelectEnd)!;

    /// <summary>How far an organisation's events were looked at; null where it never had a rule that worked.</summary>
    public static long? Progress(StoreConnection connection, TenantId tenant) => (long?)connection.Scalar(SelectProgress, tenant);

    /// <summary>The same for every organisation that has had one.</summary>
    public static List<(TenantId Tenant, long Position)> AllProgress(StoreConnection connection)
    {
        var all = new List<(TenantId, long)>();
        using var row = connection.Query(SelectAllProgress);
        while (row.Read())
        {
            all.Add((new TenantId(row.GetInt32(0)), row.GetInt64(1)));
        }

        return all;
    }

    /// <summary>Keeps how far an organisation's events were looked at.</summary>
    public static void KeepProgress(StoreConnection connection, TenantId tenant, long position) => connection.Execute(SetProgress, tenant, position);

    /// <summary>Keeps what a rule came to. One that waited is replaced; nothing else ever is.</summary>
    public static void Keep(StoreConnection connection, RuleTouchRow t) => connection.Execute(
        InsertTouch, t.TenantId, t.CustomerId, t.Cause, t.RuleId, t.At, t.Outcome, t.Sequence, t.FromLabelId, t.ToLabelId, t.Ends, t.LiftDueAt, t.Lift);

    /// <summary>What rules came to on one occasion of a customer.</summary>
    public static List<RuleTouchRow> Trail(StoreConnection connection, TenantId tenant, CustomerId customer, long cause) =>
        Read(connection, tenant, SelectTrail, tenant, customer, cause);

    /// <summary>Changes of a customer that rules are to take back.</summary>
    public static List<RuleTouchRow> Open(StoreConnection connection, TenantId tenant, CustomerId customer) => Read(connection, tenant, SelectOpen, tenant, customer);

    /// <summary>Changes whose end has come, or has to be looked for.</summary>
    public static List<RuleTouchRow> Due(StoreConnection connection, TenantId tenant, DateTimeOffset now, int limit) => Read(connection, tenant, SelectDue, tenant, now, limit);

    /// <summary>Who waits for a rule that stopped.</summary>
    public static List<RuleTouchRow> Waiting(StoreConnection connection, TenantId tenant, RuleId rule, int limit) => Read(connection, tenant, SelectWaiting, tenant, rule, limit);

    /// <summary>How many wait for a rule that stopped.</summary>
    public static long CountWaiting(StoreConnection connection, TenantId tenant, RuleId rule) => (long)connection.Scalar(CountWaitingSql, tenant, rule)!;

    /// <summary>How many customers a rule has touched since a moment.</summary>
    public static long CountTouched(StoreConnection connection, TenantId tenant, RuleId rule, DateTimeOffset since) => (long)connection.Scalar(CountTouchedSql, tenant, rule, since)!;

    /// <summary>Says how the lift of a change ended.</summary>
    public static void Close(StoreConnection connection, RuleTouchRow t, LiftState how) => connection.Execute(CloseLift, how, t.TenantId, t.CustomerId, t.Cause, t.RuleId);

    /// <summary>Says when to look again.</summary>
    public static void PutOff(StoreConnection connection, RuleTouchRow t, DateTimeOffset? due) => connection.Execute(PutLiftOff, due, t.TenantId, t.CustomerId, t.Cause, t.RuleId);

    /// <summary>Inactive customers whom a rule has not looked at, those inactive for longest first.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="sweep">Whom.</param>
    /// <param name="after">The place to go on after.</param>
    /// <param name="limit">How many.</param>
    public static List<(CustomerId Customer, long Since)> InactiveCustomers(StoreConnection connection, InactiveSweep sweep, (long Since, CustomerId Customer) after, int limit)
    {
        var found = new List<(CustomerId, long)>();
        using var row = connection.Query(
            SelectInactive, sweep.Tenant, sweep.From, sweep.To, after.Since, after.Customer, sweep.Labels, sweep.Source, sweep.MobileBegins, sweep.RegisteredAfter, sweep.Rule, limit);
        while (row.Read())
        {
            found.Add((row.CustomerId(0), row.GetInt64(1)));
        }

        return found;
    }

    /// <summary>How many they are, counted up to a limit.</summary>
    public static long CountInactive(StoreConnection connection, InactiveSweep sweep, long limit) => (long)connection.Scalar(
        CountInactiveSql, sweep.Tenant, sweep.From, sweep.To, long.MinValue, default(CustomerId), sweep.Labels, sweep.Source, sweep.MobileBegins, sweep.RegisteredAfter, sweep.Rule, limit)!;

    private static List<RuleTouchRow> Read(StoreConnection connection, TenantId tenant, string sql, params ReadOnlySpan<object?> values)
    {
        var touches = new List<RuleTouchRow>();
        using var row = connection.Query(sql, values);
        while (row.Read())
        {
            touches.Add(new RuleTouchRow
            {
                TenantId = tenant,
                CustomerId = row.CustomerId(0),
                Cause = row.GetInt64(1),
                RuleId = new RuleId(row.GetInt32(2)),
                At = row.Moment(3),
                Outcome = (TouchOutcome)row.GetInt32(4),
                Sequence = row.IsDBNull(5) ? null : row.GetInt64(5),
                FromLabelId = new LabelId(row.GetInt32(6)),
                ToLabelId = new LabelId(row.GetInt32(7)),
                Ends = (TouchEnd)row.GetInt32(8),
                LiftDueAt = row.MomentOrNull(9),
                Lift = (LiftState)row.GetInt32(10),
            });
        }

        return touches;
    }
}

/// <summary>Which inactive customers a rule looks at.</summary>
/// <param name="Tenant">The organisation.</param>
/// <param name="Rule">The rule.</param>
/// <param name="From">Last active after this moment, in milliseconds.</param>
/// <param name="To">And not after this one.</param>
/// <param name="Labels">The labels that fit and can be left for the rule's own, a JSON array of ids.</param>
/// <param name="Source">The source that fits; null for any.</param>
/// <param name="MobileBegins">What the mobile number begins with; null for any.</param>
/// <param name="RegisteredAfter">Registered after this moment, in milliseconds.</param>
internal sealed record InactiveSweep(TenantId Tenant, RuleId Rule, long From, long To, string Labels, string? Source, string? MobileBegins, long RegisteredAfter)
{
    /// <summary>The labels from which customers can come to a rule's label, as far as its conditions let them.</summary>
    public static string LabelsOf(RuleTerms terms, TenantCatalogue catalogue) => $"[{string.Join(',', Fitting(terms, catalogue))}]";

    private static IEnumerable<LabelId> Fitting(RuleTerms terms, TenantCatalogue catalogue)
    {
        var target = catalogue.Label(terms.Label);
        return catalogue.Labels
            .Where(label => target is not null && label.Id != target.Id && terms.FitsStanding(label.Status, label.Id) && terms.CanMove(label, target))
            .Select(label => label.Id);
    }
}
