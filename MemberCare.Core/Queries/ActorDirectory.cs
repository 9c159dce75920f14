using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Queries;

/// <summary>Finds out who somebody is. The only queries that run before an organisation is known.</summary>
public sealed class ActorDirectory(SqliteDatabase database)
{
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
        using var scope = database.Read(default);
        return scope.Db.ApiKeys.IgnoreQueryFilters().SingleOrDefault(key => key.Hash == hash && key.RevokedAt == null)?.AsActor();
    }

    /// <summary>Everybody who could sign in, for the development sign-in alone.</summary>
    public IReadOnlyList<(Tenant Tenant, StaffMember Person)> Everybody()
    {
        using var scope = database.Read(default);
        var tenants = scope.Db.Tenants.IgnoreQueryFilters().ToDictionary(tenant => tenant.Id);
        return [.. scope.Db.Staff.IgnoreQueryFilters().Where(person => person.DisabledAt == null).OrderBy(person => person.Id).AsEnumerable().Select(person => (tenants[person.TenantId], person))];
    }
}
