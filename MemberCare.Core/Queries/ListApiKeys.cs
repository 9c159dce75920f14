using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>An API key as those who manage integrations see it. The secret nobody sees again.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">The system that holds it.</param>
/// <param name="Scopes">What it is for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was withdrawn; null while it works.</param>
public sealed record ApiKeyRow(Guid Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>Lists the keys to an organisation's API.</summary>
public sealed class ListApiKeys(Gate gate, SqliteDatabase database)
{
    /// <summary>All keys, those that work first, then the newest; or <see cref="NotPermitted"/>.</summary>
    public Outcome<IReadOnlyList<ApiKeyRow>> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations, nameof(ListApiKeys)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.ApiKeys.AsEnumerable()
            .OrderBy(key => key.RevokedAt is not null).ThenByDescending(key => key.CreatedAt)
            .Select(key => new ApiKeyRow(key.Id, key.Name, key.Scopes, key.CreatedAt, key.RevokedAt))
            .ToList();
    }
}
