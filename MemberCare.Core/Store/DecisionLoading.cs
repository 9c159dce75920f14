using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store;

/// <summary>One organisation's first load, a stretch at a time: whoever carries a label of another status or one that forbids something, then locks and preferences, then the block list.</summary>
internal sealed class DecisionLoading
{
    private const int Stretch = 400;

    private const string ByLabel = $"SELECT {TenantExceptions.Columns} FROM customers c WHERE c.tenant_id = @tenant AND c.label_id = @label AND c.id > @last ORDER BY c.id LIMIT @limit";

    private const string Silent = $"SELECT {TenantExceptions.Columns} FROM customers c WHERE c.tenant_id = @tenant AND c.do_not_contact = 1 AND c.id > @last ORDER BY c.id LIMIT @limit";

    private const string Locked =
        $"SELECT {TenantExceptions.Columns} FROM customers c WHERE c.tenant_id = @tenant AND (c.login_locked_until, c.id) > (@until, @last) AND c.login_locked_until IS NOT NULL ORDER BY c.login_locked_until, c.id LIMIT @limit";

    private const string Listed =
        "SELECT kind, key FROM blocked_contacts WHERE tenant_id = @tenant AND removed_at IS NULL AND (kind, key) > (@kind, @key) ORDER BY kind, key LIMIT @limit";

    private readonly Queue<LabelId> _labels;
    private readonly List<CustomerId> _later = [];
    private int _step;
    private CustomerId _last;
    private DateTimeOffset? _lockedUntil;
    private (IdentifierKind Kind, string Key) _entry = (0, "");

    public DecisionLoading(TenantId tenant, TenantExceptions exceptions)
    {
        (Tenant, Exceptions) = (tenant, exceptions);
        _labels = new Queue<LabelId>(exceptions.Catalogue.Labels
            .Where(label => label.Status != CustomerStatus.Active || exceptions.Catalogue.Policy.Labels.ContainsKey(label.Id)).Select(label => label.Id));
    }

    /// <summary>The organisation.</summary>
    public TenantId Tenant { get; }

    /// <summary>What is being filled.</summary>
    public TenantExceptions Exceptions { get; }

    /// <summary>All organisations.</summary>
    public static List<TenantId> Tenants(ReadScope scope) => [.. scope.Db.Tenants.IgnoreQueryFilters().Select(tenant => tenant.Id)];

    /// <summary>Loads the next stretch.</summary>
    /// <returns>False where nothing is left.</returns>
    public bool Next(ReadScope scope, DateTimeOffset now)
    {
        var connection = scope.Connection;
        switch (_step)
        {
            case 0 when _labels.TryPeek(out var label):
                if (!Read(connection, now, ByLabel, Tenant, label, _last, Stretch))
                {
                    _labels.Dequeue();
                    _last = default;
                }

                return true;
            case 1:
                return Read(connection, now, Silent, Tenant, _last, Stretch) || Advance();
            case 2:
                // Locks that are over are none.
                return Read(connection, now, Locked, Tenant, _lockedUntil ??= now, _last, Stretch) || Advance();
            case 3:
                return ReadLater(connection, now) || Advance();
            case 4:
                return ReadListed(connection, now) || Advance();
            case 5:
                return false;
            default:
                return Advance();
        }
    }

    private bool Advance()
    {
        (_step, _last) = (_step + 1, default);
        return true;
    }

    private bool Read(StoreConnection connection, DateTimeOffset now, string sql, params ReadOnlySpan<object?> values)
    {
        var rows = 0;
        using var row = connection.Query(sql, values);
        for (; row.Read(); rows++)
        {
            _last = Exceptions.Load(row, now, _later);
            _lockedUntil = _step == 2 ? row.Moment(3) : null;
        }

        return rows == Stretch;
    }

    // Identifiers that more than one of them has, and those of the deleted: who they mean, the database says.
    private bool ReadLater(StoreConnection connection, DateTimeOffset now)
    {
        for (var i = 0; i < Stretch && _later.Count > 0; i++)
        {
            Exceptions.Refresh(connection, _later[^1], [], now);
            _later.RemoveAt(_later.Count - 1);
        }

        return _later.Count > 0;
    }

    private bool ReadListed(StoreConnection connection, DateTimeOffset now)
    {
        var entries = new List<(IdentifierKind Kind, string Key)>();
        using (var row = connection.Query(Listed, Tenant, _entry.Kind, _entry.Key, Stretch))
        {
            while (row.Read())
            {
                entries.Add(((IdentifierKind)row.GetInt32(0), row.GetString(1)));
            }
        }

        foreach (var (kind, key) in entries)
        {
            Exceptions.RefreshListed(connection, kind, key, now, inBackground: true);
            _entry = (kind, key);
        }

        return entries.Count == Stretch;
    }
}
