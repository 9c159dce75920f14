using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Where an organisation's customers came from, for whoever filters by it.</summary>
public sealed class ListSources(Gate gate, SqliteDatabase database)
{
    /// <summary>The most sources that are named.</summary>
    public const int Most = 100;

    // Leaps from one source to the next through the index, so it costs as many steps as there are sources, not customers.
    private const string Sql =
        """
        WITH RECURSIVE step(source) AS (
            SELECT min(source) FROM customers INDEXED BY IX_customers_tenant_id_source_id WHERE tenant_id = @tenant AND source IS NOT NULL
            UNION ALL
            SELECT (SELECT min(source) FROM customers INDEXED BY IX_customers_tenant_id_source_id WHERE tenant_id = @tenant AND source > step.source)
            FROM step WHERE step.source IS NOT NULL)
        SELECT source FROM step WHERE source IS NOT NULL LIMIT @limit
        """;

    /// <summary>The first <see cref="Most"/> sources in the order of their characters; or <see cref="NotPermitted"/>.</summary>
    public Outcome<IReadOnlyList<string>> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ListSources)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var sources = new List<string>();
        using var row = scope.Connection.Query(Sql, actor.Tenant, Most);
        while (row.Read())
        {
            sources.Add(row.GetString(0));
        }

        return sources;
    }
}
