using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shell;

namespace MemberCare.Web.Features.SignIn;

/// <summary>The step from the sign-in page to the identity provider.</summary>
public static class SignInStart
{
    /// <summary>
    /// Maps <see cref="Addresses.SignInStart"/>. It is a GET, so that the content security policy needs to name no provider as the target of a form; it
    /// changes nothing here, and a foreign page that leads a visitor to it leads them to their own provider only.
    /// </summary>
    public static void MapSignInStart(this WebApplication app) =>
        app.MapGet(Addresses.SignInStart, (HttpContext context, OidcSettings settings) =>
        {
            var query = context.Request.Query;
            if (settings.IsConfigured)
            {
                return SignInAtProvider.StartAsync(context, query[Addresses.ReturnParameter], another: query.ContainsKey(Addresses.OtherParameter));
            }

            context.Response.Redirect(Addresses.SignIn);
            return Task.CompletedTask;
        }).AllowAnonymous().ExcludeFromDescription();
}
