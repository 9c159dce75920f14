using System.Collections.Concurrent;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>How many customers stand where.</summary>
/// <param name="ByStatus">Each status with its number.</param>
/// <param name="ByLabel">Each label with its number.</param>
/// <param name="Inactive">Inactive customers, deleted ones left out.</param>
/// <param name="Locked">Customers whose sign-in is locked.</param>
/// <param name="DoNotContact">Customers who want no messages.</param>
public sealed record CustomerCounts(
    IReadOnlyDictionary<CustomerStatus, long> ByStatus, IReadOnlyDictionary<LabelId, long> ByLabel, long Inactive, long Locked, long DoNotContact)
{
    /// <summary>All customers, deleted ones included.</summary>
    public long Total => ByStatus.Values.Sum();
}

/// <summary>Counts customers for ready lists, the desk and the page of labels.</summary>
/// <remarks>
/// Labels and statuses come from counters that every commit keeps. Inactive customers have none, for they become so by the passing of time: they are counted
/// through an index, and the number is kept for <see cref="InactiveKept"/>, so that a hundred open windows do not count it a hundred times.
/// </remarks>
public sealed class CountCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>How old the number of inactive customers may be.</summary>
    public static readonly TimeSpan InactiveKept = TimeSpan.FromSeconds(5);

    private const string InactiveSql =
        "SELECT count(*) FROM customers INDEXED BY IX_customers_tenant_id_last_activity_at_id WHERE tenant_id = @tenant AND last_activity_at < @start";

    private const long ManyCounted = 10_000;

    private const string LockedSql =
        """
        SELECT count(*) FROM (SELECT 1 FROM customers INDEXED BY IX_customers_tenant_id_login_locked_until_id
                              WHERE tenant_id = @tenant AND login_locked_until > @now LIMIT @limit)
        """;

    private const string DoNotContactSql =
        """
        SELECT count(*) FROM (SELECT 1 FROM customers INDEXED BY IX_customers_tenant_id_do_not_contact_id
                              WHERE tenant_id = @tenant AND do_not_contact = 1 LIMIT @limit)
        """;

    private const string InactiveOfLabelsSql =
        """
        SELECT count(*) FROM customers INDEXED BY IX_customers_tenant_id_label_id_id
        WHERE tenant_id = @tenant AND label_id IN (SELECT value FROM json_each(@labels)) AND +last_activity_at < @start
        """;

    private readonly ConcurrentDictionary<(TenantId, CustomerOverlay), (DateTimeOffset At, long Number)> _overlaid = new();

    private readonly ConcurrentDictionary<TenantId, (DateTimeOffset At, ActivityPeriod Period, long Number)> _inactive = new();

    /// <summary>The numbers, those of inactive customers up to <see cref="InactiveKept"/> old; or <see cref="NotPermitted"/>.</summary>
    public Outcome<CustomerCounts> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(CountCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        var counts = LabelCounts.Read(scope);
        return new CustomerCounts(
            StatusWords.All.ToDictionary(status => status, status => catalogue.Labels.Where(label => label.Status == status).Sum(label => counts.Of(label.Id))),
            catalogue.Labels.ToDictionary(label => label.Id, label => counts.Of(label.Id)),
            Inactive(scope, catalogue),
            Overlaid(scope, CustomerOverlay.Locked),
            Overlaid(scope, CustomerOverlay.DoNotContact));
    }

    /// <summary>How many customers have something over them: counted along an index that holds these customers alone. The caller has checked the permission.</summary>
    internal long Overlaid(ReadScope scope, CustomerOverlay overlay)
    {
        // As long as there are few they are counted each time; many are counted anew after a while, as inactive customers are.
        var now = time.Now();
        if (Number(ManyCounted) is var few and < ManyCounted)
        {
            return few;
        }

        if (_overlaid.TryGetValue((scope.Tenant, overlay), out var known) && now >= known.At && now - known.At < InactiveKept)
        {
            return known.Number;
        }

        var number = Number(long.MaxValue);
        _overlaid[(scope.Tenant, overlay)] = (now, number);
        return number;

        long Number(long most) => (long)(overlay == CustomerOverlay.Locked
            ? scope.Connection.Scalar(LockedSql, scope.Tenant, now, most)
            : scope.Connection.Scalar(DoNotContactSql, scope.Tenant, most))!;
    }

    /// <summary>The number of inactive customers, up to <see cref="InactiveKept"/> old. The caller has checked the permission.</summary>
    internal long Inactive(ReadScope scope, TenantCatalogue catalogue)
    {
        var now = time.Now();
        var period = catalogue.Tenant.ActivityPeriod;
        if (_inactive.TryGetValue(scope.Tenant, out var known) && known.Period == period && now >= known.At && now - known.At < InactiveKept)
        {
            return known.Number;
        }

        var start = period.Start(now);
        var deleted = string.Join(',', catalogue.Labels.Where(label => label.Status == CustomerStatus.Deleted).Select(label => label.Id));

        // All of them by one index alone, less the few deleted ones by another: looking at each row's status would take ten times as long.
        var number = (long)scope.Connection.Scalar(InactiveSql, scope.Tenant, start)!
            - (long)scope.Connection.Scalar(InactiveOfLabelsSql, scope.Tenant, $"[{deleted}]", start)!;
        _inactive[scope.Tenant] = (now, period, number);
        return number;
    }
}

/// <summary>The counters of an organisation's labels.</summary>
internal sealed class LabelCounts
{
    private const string Sql = "SELECT label_id, customers FROM label_counts WHERE tenant_id = @tenant";

    private readonly Dictionary<LabelId, long> _counts = [];

    private LabelCounts()
    {
    }

    public static LabelCounts Read(ReadScope scope)
    {
        var counts = new LabelCounts();
        using var row = scope.Connection.Query(Sql, scope.Tenant);
        while (row.Read())
        {
            counts._counts[new LabelId(row.GetInt32(0))] = row.GetInt64(1);
        }

        return counts;
    }

    public long Total => _counts.Values.Sum();

    public long Of(LabelId label) => _counts.GetValueOrDefault(label);

    public long Of(IEnumerable<LabelId> labels) => labels.Sum(Of);
}
