using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Queries;

/// <summary>A session that is open at this moment, with the person in it.</summary>
/// <param name="Id">Which session.</param>
/// <param name="Staff">Who is signed in.</param>
/// <param name="Actor">The person with the rights of this moment.</param>
/// <param name="UsedAt">When use of it was last kept.</param>
/// <param name="ExpiresAt">When it is over unless it is used before.</param>
/// <param name="EndsAt">When it is over in any case.</param>
/// <param name="Ticket">What the web keeps about the sign-in; empty where it was not asked for.</param>
public sealed record OpenSession(Guid Id, StaffId Staff, Actor Actor, DateTimeOffset UsedAt, DateTimeOffset ExpiresAt, DateTimeOffset EndsAt, byte[] Ticket);

/// <summary>Finds out who somebody is. The only queries that run before an organisation is known.</summary>
public sealed class ActorDirectory(SqliteDatabase database, TimeProvider time)
{
    // One read answers all: the session is there and not over, the person has access, and their roles are those of the sign-in.
    private const string Sessions =
        """
        FROM staff_sessions s JOIN staff p ON p.tenant_id = s.tenant_id AND p.id = s.staff_id
        WHERE s.expires_at > @now AND p.disabled_at IS NULL AND p.roles = s.roles AND p.roles <> '[]'
        """;

    private const int MostClients = 1_000;

    private const string ById = "SELECT s.id, s.tenant_id, s.staff_id, p.name, p.roles, s.used_at, s.expires_at, s.ends_at, x'' " + Sessions + " AND s.id = @id";

    private const string ByKey = "SELECT s.id, s.tenant_id, s.staff_id, p.name, p.roles, s.used_at, s.expires_at, s.ends_at, s.ticket " + Sessions + " AND s.key_hash = @hash";

    // Keys that worked, each with the newest change of any key at that time: while there was none since, by whatever process, it works still.
    private readonly ConcurrentDictionary<UInt128, (long Access, byte[] Hash, Actor Actor)> _clients = new();

    private readonly ConcurrentDictionary<string, TenantId> _organisations = new(StringComparer.Ordinal);

    /// <summary>The session whose id a circuit or request carries, without its ticket; null where it ended or is over, the person has no access, or their roles have changed since.</summary>
    public OpenSession? Session(Guid id) => Read(ById, id);

    /// <summary>The session of a browser's key, with its ticket; null as with the id.</summary>
    /// <param name="keyHash">See <see cref="StaffSession.HashOf"/>.</param>
    public OpenSession? Session(byte[] keyHash) => Read(ByKey, keyHash);

    /// <summary>The member of staff behind a session, as an actor with the rights of this very moment; null where there is none, or access was taken away.</summary>
    public Actor? Person(TenantId tenant, StaffId id)
    {
        using var scope = database.Read(tenant);
        return scope.Db.Staff.SingleOrDefault(person => person.Id == id && person.DisabledAt == null)?.AsActor();
    }

    /// <summary>The system that holds an API key; null where the secret is unknown or revoked.</summary>
    public Actor? Client(string secret)
    {
        var hash = ApiKey.HashOf(secret);
        var (id, access) = (BinaryPrimitives.ReadUInt128LittleEndian(hash), database.Commits.Access);
        if (_clients.TryGetValue(id, out var known) && known.Access == access && CryptographicOperations.FixedTimeEquals(known.Hash, hash))
        {
            return known.Actor;
        }

        // While a change of keys is under way, what is read now may be old news when it is kept.
        var isSettled = database.Commits.Ended >= access;
        using var scope = database.Read(default);
        var actor = scope.Db.ApiKeys.IgnoreQueryFilters().SingleOrDefault(key => key.Hash == hash && key.RevokedAt == null)?.AsActor();
        if (actor is not null && isSettled)
        {
            if (_clients.Count >= MostClients)
            {
                _clients.Clear();
            }

            _clients[id] = (access, hash, actor);
        }

        return actor;
    }

    /// <summary>The organisation of a short name; null where there is none. Kept once found: an organisation keeps its name, and none goes away.</summary>
    public TenantId? Organisation(string name)
    {
        if (_organisations.TryGetValue(name, out var known))
        {
            return known;
        }

        using var scope = database.Read(default);
        if (scope.Db.Tenants.IgnoreQueryFilters().Where(tenant => tenant.Name == name).Select(tenant => (TenantId?)tenant.Id).SingleOrDefault() is not { } found)
        {
            return null;
        }

        _organisations[name] = found;
        return found;
    }

    /// <summary>Everybody who could sign in, for the development sign-in alone.</summary>
    public IReadOnlyList<(Tenant Tenant, StaffMember Person)> Everybody()
    {
        using var scope = database.Read(default);
        var tenants = scope.Db.Tenants.IgnoreQueryFilters().ToDictionary(tenant => tenant.Id);
        return [.. scope.Db.Staff.IgnoreQueryFilters().Where(person => person.DisabledAt == null).OrderBy(person => person.Id).AsEnumerable()
            .Where(person => person.Roles.Count > 0).Select(person => (tenants[person.TenantId], person))];
    }

    private OpenSession? Read(string sql, object wanted)
    {
        using var scope = database.Read(default);
        using var row = scope.Connection.Query(sql, time.Now(), wanted);
        if (!row.Read())
        {
            return null;
        }

        var (tenant, staff) = (new TenantId(row.GetInt32(1)), new StaffId(row.GetInt32(2)));
        var roles = JsonSerializer.Deserialize<Role[]>(row.GetString(4))!;
        var actor = new Actor(ActorKind.Person, staff.ToString(), row.GetString(3), tenant, Grants.Of(roles), Channel.Console);
        return new OpenSession(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), staff, actor, row.Moment(5), row.Moment(6), row.Moment(7), row.GetFieldValue<byte[]>(8));
    }
}
