using System.Security.Claims;
using System.Text.Encodings.Web;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace MemberCare.Web.Auth;

/// <summary>
/// The framework's session cookie with one difference: a sign-in always gets a key of its own and ends the session that the browser had before. The framework
/// lets the new person into the old session under its old key, which whoever planted that key in the browser knows too (session fixation).
/// </summary>
public sealed class SessionCookies(
    IOptionsMonitor<CookieAuthenticationOptions> options, ILoggerFactory loggers, UrlEncoder encoder, KeepSessions sessions, ActorDirectory directory)
    : CookieAuthenticationHandler(options, loggers, encoder)
{
    private static readonly object SigningIn = new();

    /// <summary>Whether a request is just being given a new session, so that the one it came with does not count.</summary>
    internal static bool IsSigningIn(HttpContext context) => context.Items.ContainsKey(SigningIn);

    /// <inheritdoc/>
    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        if (IsSigningIn(Context))
        {
            await base.HandleSignInAsync(user, properties);
            return;
        }

        var before = (await AuthenticateAsync()).Principal;
        Context.Items[SigningIn] = true;
        try
        {
            // This handler may have read the old key already and would keep it; one that never saw it cannot.
            var fresh = Context.RequestServices.GetRequiredService<CookieAuthenticationHandler>();
            await fresh.InitializeAsync(Scheme, Context);
            await fresh.SignInAsync(user, properties);
        }
        finally
        {
            Context.Items.Remove(SigningIn);
        }

        if (before is not null && CurrentActor.SessionOf(before) is { } id && directory.Session(id) is { } old)
        {
            await sessions.EndAsync(old.Actor.Tenant, id);
        }
    }
}
