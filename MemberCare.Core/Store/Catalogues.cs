using System.Collections.Concurrent;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>Settings, labels and reasons of each organisation, kept in memory for those who read. Commands take theirs from their transaction.</summary>
public sealed class Catalogues
{
    private readonly SqliteDatabase _database;
    private readonly ConcurrentDictionary<TenantId, (long Version, TenantCatalogue Catalogue)> _known = new();

    /// <summary>Over a migrated database.</summary>
    public Catalogues(SqliteDatabase database) => _database = database;

    /// <summary>The organisation's catalogue, never older than the last commit.</summary>
    /// <exception cref="InvalidOperationException">There is no such organisation.</exception>
    public TenantCatalogue Of(TenantId tenant)
    {
        using var scope = _database.Read(tenant);
        return Of(scope);
    }

    internal TenantCatalogue Of(ReadScope scope)
    {
        var version = (long)(scope.Connection.Scalar("SELECT catalogue_version FROM tenants WHERE id = @tenant", scope.Tenant) ?? 0L);
        if (_known.TryGetValue(scope.Tenant, out var known) && known.Version == version)
        {
            return known.Catalogue;
        }

        var catalogue = TenantCatalogue.Load(scope.Db) ?? throw new InvalidOperationException($"There is no organisation {scope.Tenant}.");
        _known[scope.Tenant] = (version, catalogue);
        return catalogue;
    }
}
