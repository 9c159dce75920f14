using MemberCare.Core.Kernel;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Operations;

/// <summary>Gives other systems a key to the API and takes it away again, by people in the console. Who did what is logged, by ids.</summary>
public sealed partial class ManageApiKeys(Gate gate, CreateOrganisation organisations, ILogger<ManageApiKeys> log)
{
    /// <summary>Makes a key.</summary>
    /// <param name="name">The name of the system that will hold it, as history shows it.</param>
    /// <param name="scopes">What it is for; see <see cref="Grants.Scopes"/>. A person gives away no right that they lack themselves.</param>
    /// <param name="actor">Who makes it.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The secret, shown this once; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>.</returns>
    public async Task<Outcome<string>> CreateAsync(string? name, IReadOnlyList<string> scopes, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations | Grants.OfScopes(scopes), nameof(ManageApiKeys)) is { } forbidden)
        {
            return forbidden;
        }

        var made = await organisations.AddApiKeyAsync(actor.Tenant, name, scopes, cancellation);
        if (made.Refusal is null)
        {
            Acted(actor.Kind, actor.Id, actor.Tenant, nameof(CreateAsync), Guid.Empty);
        }

        return made;
    }

    /// <summary>Withdraws one key: from the commit on its requests are refused.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/> where no working key has that id.</returns>
    public async Task<Outcome<Done>> RevokeAsync(Guid key, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations, nameof(ManageApiKeys)) is { } forbidden)
        {
            return forbidden;
        }

        var revoked = await organisations.RevokeApiKeysAsync(actor.Tenant, known => known.Id == key, cancellation);
        if (!revoked.TryGet(out _, out var refusal))
        {
            return refusal;
        }

        Acted(actor.Kind, actor.Id, actor.Tenant, nameof(RevokeAsync), key);
        return new Done();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ActorKind} {ActorId} of tenant {Tenant} did {Act} for API key {Key}")]
    private partial void Acted(ActorKind actorKind, string actorId, TenantId tenant, string act, Guid key);
}
