using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>
/// Decides who may be written to by a campaign that began at one moment: by status, label, block list and rules as they were then, so that a campaign under way keeps
/// its list [P9]. The person's own wish not to be written to, and being deleted, count from the moment they are known. Written by hand: it is asked by the
/// hundred thousand a second. Sees one state of the store until it is disposed, which should be soon.
/// </summary>
internal sealed class AudienceReader : IDisposable
{
    // One number that says it all: label, status, preference, and whether the status changed since.
    private const string Packed = "(c.label_id << 8) | (c.status << 2) | (c.do_not_contact << 1) | (c.status_updated_at > @moment)";

    private const string SelectPacked = $"SELECT {Packed} FROM customers c WHERE c.tenant_id = @tenant AND c.id = @id";

    // Of several holders the second row tells that there are several; how many does not matter.
    private const string SelectHolder =
        $"""
        SELECT i.customer_id, {Packed} FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0 LIMIT 2
        """;

    private const string SelectBegin = "SELECT at FROM events WHERE tenant_id = @tenant AND customer_id = @customer AND sequence = 1";

    private const long ChangedSince = 1, Silent = 2;

    private readonly ReadScope _scope;
    private readonly ReadSnapshot _snapshot;
    private readonly AudienceFacts _facts;
    private readonly LookUp _customer, _holder;

    // Nearly all stand in one of a few places, and each place is decided about once.
    private readonly Dictionary<(long Packed, bool IsListed), AudienceVerdict> _known = [];
    private (long Packed, bool IsListed) _lastPlace = (-1, false);
    private AudienceVerdict _lastVerdict = AudienceVerdict.NoSuchCustomer;

    public AudienceReader(SqliteDatabase database, AudienceFacts facts)
    {
        (_scope, _facts) = (database.Read(facts.Tenant), facts);
        _snapshot = _scope.Connection.Snapshot();
        var moment = facts.Moment.ToUnixTimeMilliseconds();
        (_customer, _holder) = (_scope.Connection.LookUp(SelectPacked), _scope.Connection.LookUp(SelectHolder));
        _customer.Bind(1, moment);
        _customer.Bind(2, facts.Tenant.Value);
        _holder.Bind(1, moment);
        _holder.Bind(2, facts.Tenant.Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _snapshot.Dispose();
        _scope.Dispose();
    }

    /// <summary>Decides about a customer.</summary>
    public AudienceVerdict Of(CustomerId id)
    {
        _customer.Bind(3, id);
        try
        {
            return _customer.Next() ? Of(id, _customer.Number(0)) : AudienceVerdict.NoSuchCustomer;
        }
        finally
        {
            _customer.End();
        }
    }

    /// <summary>Decides about whoever has an identifier: of several the strictest counts, since they share the letter box. Deleted ones have released theirs.</summary>
    public AudienceVerdict Of(IdentifierKind kind, string key)
    {
        _holder.Bind(3, (long)kind);
        _holder.Bind(4, key);
        try
        {
            if (!_holder.Next())
            {
                return _facts.OfStranger(kind, key);
            }

            var (id, packed) = (_holder.Id(0), _holder.Number(1));
            if (!_holder.Next())
            {
                return Of(id, packed);
            }
        }
        finally
        {
            _holder.End();
        }

        return Standings.Holders(_scope.Connection, _facts.Tenant, kind, key).Select(holder => Of(holder)).MaxBy(verdict => (verdict.Decision.Effect, verdict.Standing == AudienceStanding.Known))!;
    }

    private AudienceVerdict Of(CustomerId id, long packed)
    {
        var place = (packed, _facts.IsListed(id));
        if ((packed & ChangedSince) != 0)
        {
            return OfChanged(id, Standing(packed), place.Item2);
        }

        if (place == _lastPlace)
        {
            return _lastVerdict;
        }

        if (!_known.TryGetValue(place, out var verdict))
        {
            _known.Add(place, verdict = _facts.Of(Standing(packed), place.Item2));
        }

        (_lastPlace, _lastVerdict) = (place, verdict);
        return verdict;
    }

    private AudienceVerdict OfChanged(CustomerId id, CustomerStanding standing, bool isListed)
    {
        if (_scope.Connection.Scalar(SelectBegin, _facts.Tenant, id) is long began && began > _facts.Moment.ToUnixTimeMilliseconds())
        {
            return AudienceVerdict.JoinedLater;
        }

        // Whoever was deleted since is not written to any more, whatever was decided before.
        if (standing.Status != CustomerStatus.Deleted)
        {
            standing = PastStandings.Of(_scope.Connection, _facts.Tenant, id, standing, _facts.Moment).Standing with { Overlays = standing.Overlays };
        }

        return _facts.Of(standing, isListed);
    }

    private static CustomerStanding Standing(long packed) =>
        new((CustomerStatus)((packed >> 2) & 63), new LabelId((int)(packed >> 8)), new Overlays(null, (packed & Silent) != 0), null);
}
