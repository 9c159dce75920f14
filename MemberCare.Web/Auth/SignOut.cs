using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shared;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace MemberCare.Web.Auth;

/// <summary>Signs people out: here at once, and then at the identity provider that they came from (OpenID Connect RP-Initiated Logout, section 2).</summary>
public static class SignOut
{
    /// <summary>Maps the form's address.</summary>
    public static void MapSignOut(this WebApplication app) => app.MapPost(Addresses.SignOut, RunAsync).ExcludeFromDescription();

    /// <summary>Whether a session came from the provider that is configured, and not from one before it or from the development sign-in.</summary>
    internal static bool IsOfProvider(AuthenticationProperties? properties, OidcSettings provider) =>
        provider.IsConfigured && properties is not null && properties.Items.TryGetValue(SessionTickets.Issuer, out var issuer)
        && string.Equals(issuer?.TrimEnd('/'), provider.Authority.TrimEnd('/'), StringComparison.Ordinal);

    private static async Task<IResult> RunAsync(HttpContext context, IAntiforgery antiforgery, IOptionsMonitor<CookieAuthenticationOptions> cookies, OidcSettings provider)
    {
        var session = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            // Where the session has ended elsewhere, the form is nobody's any more, and there is nothing left to end.
            var cookie = cookies.Get(CookieAuthenticationDefaults.AuthenticationScheme).Cookie.Name!;
            return !session.Succeeded && context.Request.Cookies.ContainsKey(cookie) ? Results.LocalRedirect(Addresses.SignIn) : Results.BadRequest();
        }

        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (!IsOfProvider(session.Properties, provider) || await SignInAtProvider.LeaveAsync(context) is not { } there)
        {
            return Results.LocalRedirect(Addresses.SignedOut);
        }

        await PlainPage.LeadOnAsync(context, "You are signed out here", there);
        return Results.Empty;
    }
}
