using MemberCare.Core.Kernel;
using MemberCare.Web.Api;
using Microsoft.Net.Http.Headers;

namespace MemberCare.Web.Auth;

/// <summary>
/// What stands in the header Authorization as a bearer token (RFC 6750, section 2.1), and how its absence is answered (section 3). Neither the body nor the query is looked into:
/// addresses end up in logs (section 2.3).
/// </summary>
public static class BearerCredentials
{
    /// <summary>The scheme that the API asks for; it passes on to the handler that the token's form calls for.</summary>
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";
    private const string Realm = "Bearer realm=\"MemberCare API\"";

    /// <summary>The token; null where there is none, where there are two, or where it is of another scheme.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ } sent] && sent.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && sent[Prefix.Length..].Trim() is { Length: > 0 } token
            ? token
            : null;

    /// <summary>The scheme for a request. Keys begin with their mark and hold no dot; the parts of an access token are joined by dots.</summary>
    public static string SchemeFor(HttpContext context) =>
        Of(context.Request) is { } token && token.Contains('.', StringComparison.Ordinal) ? AccessTokenHandler.SchemeName : ApiKeyHandler.SchemeName;

    /// <summary>Answers a request that was not let in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">Why.</param>
    public static Task ChallengeAsync(HttpContext context, Refusal refusal)
    {
        if (refusal is HttpRefusal { Status: StatusCodes.Status401Unauthorized })
        {
            // A caller who sent nothing is told no error (RFC 6750, section 3.1).
            context.Response.Headers.WWWAuthenticate = context.Request.Headers.ContainsKey(HeaderNames.Authorization) ? Realm + ", error=\"invalid_token\"" : Realm;
        }

        return Problems.Of(refusal).ExecuteAsync(context);
    }

    /// <summary>The header that tells a caller which scope would have been enough.</summary>
    /// <param name="missing">What the caller lacks.</param>
    public static string InsufficientScope(Permissions missing)
    {
        var enough = Grants.Scopes.Where(scope => (scope.Value & missing) == missing).OrderBy(scope => int.PopCount((int)scope.Value)).Select(scope => scope.Key).FirstOrDefault();
        return enough is null ? Realm + ", error=\"insufficient_scope\"" : $"{Realm}, error=\"insufficient_scope\", scope=\"{enough}\"";
    }
}
