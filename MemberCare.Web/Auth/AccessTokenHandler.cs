using System.Text.Encodings.Web;
using MemberCare.Core.Kernel;
using MemberCare.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace MemberCare.Web.Auth;

/// <summary>
/// Signs a system in by an access token of the organisation's identity provider (RFC 6750, RFC 9068). What it leaves behind is what <see cref="ApiKeyHandler"/> leaves: the
/// actor as a feature of the request.
/// </summary>
public sealed class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccessTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "AccessToken";

    private Refusal? _refusal;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerCredentials.Of(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var read = await tokens.ReadAsync(token, Context.RequestAborted);
        if (!read.TryGet(out var actor, out var refusal))
        {
            _refusal = refusal;
            return AuthenticateResult.Fail(refusal.Code);
        }

        return AuthenticateResult.Success(ApiCaller.Accept(Context, actor, SchemeName));
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        await BearerCredentials.ChallengeAsync(Context, _refusal ?? new KeyMissing());
    }
}
