using System.Security.Claims;
using System.Text.Encodings.Web;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MemberCare.Web.Auth;

/// <summary>
/// Signs a system in by its API key, <c>Authorization: Bearer mck_…</c> (RFC 6750), and hands the actor on as a feature of the request. The key is read
/// anew with every request, so that a revoked one stops at once. The API asks for this scheme by name: cookies mean nothing there, so no page of another
/// site can make a browser call it. Access tokens of an identity provider will be a second scheme beside this one.
/// </summary>
public sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ActorDirectory directory)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";

    // Far longer than any key: nobody needs to hash kilobytes for a stranger.
    private const int LongestKey = 200;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (header.Count > 1 || header[0] is not { Length: <= LongestKey } sent || !sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.Fail("No single bearer token."));
        }

        if (directory.Client(sent[Bearer.Length..].Trim()) is not { } actor)
        {
            return Task.FromResult(AuthenticateResult.Fail("Unknown or revoked."));
        }

        Context.Features.Set(actor);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor.Id), new Claim(ClaimTypes.Name, actor.Name)], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var sent = Request.Headers.ContainsKey(HeaderNames.Authorization);
        Response.Headers.WWWAuthenticate = sent ? "Bearer realm=\"MemberCare API\", error=\"invalid_token\"" : "Bearer realm=\"MemberCare API\"";
        return Problems.Of(sent ? new KeyRefused() : new KeyMissing()).ExecuteAsync(Context);
    }
}

/// <summary>Who calls the API, as an endpoint takes it.</summary>
/// <param name="Actor">The system behind the key.</param>
public sealed record ApiCaller(Actor Actor)
{
    /// <summary>Hands the actor of <see cref="ApiKeyHandler"/> to an endpoint.</summary>
    /// <exception cref="InvalidOperationException">The endpoint does not ask for the scheme: a bug.</exception>
    public static ValueTask<ApiCaller?> BindAsync(HttpContext context) => new(new ApiCaller(context.Features.Get<Actor>() ?? throw new InvalidOperationException("The endpoint does not require the scheme of API keys.")));
}
