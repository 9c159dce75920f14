using System.Text.Encodings.Web;
using MemberCare.Core.Queries;
using MemberCare.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MemberCare.Web.Auth;

/// <summary>
/// Signs a system in by its API key, <c>Authorization: Bearer mck_…</c> (RFC 6750), and hands the actor on as a feature of the request. The key is read
/// anew with every request, so that a revoked one stops at once. The API asks for this scheme, or that of access tokens, by name: cookies mean nothing there,
/// so no page of another site can make a browser call it.
/// </summary>
public sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ActorDirectory directory)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    // Far longer than any key: nobody needs to hash kilobytes for a stranger.
    private const int LongestKey = 200;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.ContainsKey(HeaderNames.Authorization))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (BearerCredentials.Of(Request) is not { Length: <= LongestKey } key)
        {
            return Task.FromResult(AuthenticateResult.Fail("No single bearer token."));
        }

        return Task.FromResult(directory.Client(key) is { } actor
            ? AuthenticateResult.Success(ApiCaller.Accept(Context, actor, SchemeName))
            : AuthenticateResult.Fail("Unknown or revoked."));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        BearerCredentials.ChallengeAsync(Context, Request.Headers.ContainsKey(HeaderNames.Authorization) ? new KeyRefused() : new KeyMissing());
}
