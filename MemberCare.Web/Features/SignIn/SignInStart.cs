using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Authentication;

namespace MemberCare.Web.Features.SignIn;

/// <summary>The step from the sign-in page to the identity provider.</summary>
public static class SignInStart
{
    // The name of the provider's scheme, as OpenIdConnectDefaults has it.
    private const string ProviderScheme = "OpenIdConnect";

    /// <summary>
    /// Maps <see cref="Addresses.SignInStart"/>. It is a GET, so that the content security policy needs to name no provider as the target of a form; it
    /// changes nothing here, and a foreign page that leads a visitor to it leads them to their own provider only.
    /// </summary>
    public static void MapSignInStart(this WebApplication app) =>
        app.MapGet(Addresses.SignInStart, (HttpContext context, OidcSettings settings) =>
        {
            if (!settings.IsConfigured)
            {
                return Results.LocalRedirect(Addresses.SignIn);
            }

            var query = context.Request.Query;
            var properties = new AuthenticationProperties { RedirectUri = Addresses.LocalOrDesk(query[Addresses.ReturnParameter]) };
            if (query.ContainsKey(Addresses.OtherParameter))
            {
                // OpenID Connect Core, section 3.1.2.1: the provider asks for the login again, and so for somebody else's.
                properties.SetParameter("prompt", "login");
            }

            return Results.Challenge(properties, [ProviderScheme]);
        }).AllowAnonymous().ExcludeFromDescription();
}
