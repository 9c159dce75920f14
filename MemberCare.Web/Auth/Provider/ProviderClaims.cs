using System.Text.Json;
using MemberCare.Core.Kernel;

namespace MemberCare.Web.Auth.Provider;

/// <summary>Reads from what the provider vouches for who somebody is, what they may do and where they belong. The ID token counts before the userinfo endpoint.</summary>
/// <param name="settings">Which claims mean what.</param>
/// <param name="idToken">The claims of the ID token, which has been checked.</param>
/// <param name="userInfo">The claims of the userinfo endpoint, of the same subject; null without.</param>
internal sealed class ProviderClaims(OidcSettings settings, JsonElement idToken, JsonElement? userInfo)
{
    /// <summary>What to call the person.</summary>
    public string Name => new[] { settings.NameClaim, "preferred_username", "email" }
        .SelectMany(Values).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) ?? Subject;

    /// <summary>The provider.</summary>
    public string Issuer => idToken.GetProperty("iss").GetString()!;

    /// <summary>Who the person is there.</summary>
    public string Subject => idToken.GetProperty("sub").GetString()!;

    /// <summary>The provider's session, by which it ends ours; null where it names none.</summary>
    public string? Session => idToken.TryGetProperty("sid", out var sid) && sid.ValueKind == JsonValueKind.String && sid.GetString() is { Length: > 0 } id ? id : null;

    /// <summary>The parts that the person's groups come to; none where no group means anything here.</summary>
    public IReadOnlyList<Role> Roles
    {
        get
        {
            var groups = Values(settings.RoleClaim).ToHashSet(StringComparer.Ordinal);
            return [.. settings.Roles.Where(role => role.Value.Any(groups.Contains)).Select(role => Enum.Parse<Role>(role.Key)).Order()];
        }
    }

    /// <summary>
    /// Whether the person is in so many groups that the provider left them out and named a place to fetch them instead: the aggregated claims of
    /// OpenID Connect Core, section 5.6.2, and what Microsoft Entra ID calls overage.
    /// </summary>
    public bool GroupsLeftOut =>
        (idToken.TryGetProperty("_claim_names", out var elsewhere) && elsewhere.ValueKind == JsonValueKind.Object && elsewhere.TryGetProperty(settings.RoleClaim, out _))
        || (idToken.TryGetProperty("hasgroups", out var many) && many.ValueKind is JsonValueKind.True or JsonValueKind.String);

    /// <summary>The short name of the person's organisation; null where they have none here, or more than one.</summary>
    public string? Organisation
    {
        get
        {
            if (settings.Tenant.Length > 0)
            {
                return settings.Tenant;
            }

            var values = Values(settings.TenantClaim).ToHashSet(StringComparer.Ordinal);
            string[] names = settings.Tenants.Count == 0 ? [.. values] : [.. settings.Tenants.Where(tenant => tenant.Value.Any(values.Contains)).Select(tenant => tenant.Key)];
            return names is [{ Length: > 0 } name] ? name : null;
        }
    }

    private IEnumerable<string> Values(string claim) =>
        Flat(Find(idToken, claim)) is { Count: > 0 } own ? own : userInfo is { } more ? Flat(Find(more, claim)) : [];

    // The exact name first, for some names are addresses with dots of their own; then as a path into objects.
    private static JsonElement? Find(JsonElement place, string path)
    {
        if (place.ValueKind != JsonValueKind.Object || path.Length == 0)
        {
            return null;
        }

        if (place.TryGetProperty(path, out var found))
        {
            return found;
        }

        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            if (place.TryGetProperty(path[..dot], out var inner) && Find(inner, path[(dot + 1)..]) is { } deep)
            {
                return deep;
            }
        }

        return null;
    }

    private static List<string> Flat(JsonElement? claim) => claim switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Number } number => [number.GetRawText()],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())],
        _ => [],
    };
}
