using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.Net.Http.Headers;

namespace MemberCare.Web.Auth.Provider;

/// <summary>The two doors to the provider, which stand a provider that does not answer.</summary>
public static class SignInAtProvider
{
    // Longer than one request may take: the discovery document and the keys are two, and others may wait for the same ones.
    private static readonly TimeSpan Patience = ProviderBackchannel.Patience * 1.5;

    /// <summary>Sends the browser to sign in; to the page of problems where the provider does not answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="returnTo">Where to go afterwards; the desk where it is no path of this application.</param>
    /// <param name="another">Whether to ask for name and password even of whoever is signed in there, so that somebody else can sign in.</param>
    public static async Task StartAsync(HttpContext context, string? returnTo, bool another = false)
    {
        var goal = Addresses.LocalOrDesk(returnTo);
        try
        {
            await context.RequestServices.GetRequiredService<IConfigurationManager<OpenIdConnectConfiguration>>().ReadAsync();
            var journey = new AuthenticationProperties { RedirectUri = goal };
            if (another)
            {
                journey.SetParameter(OpenIdConnectParameterNames.Prompt, OpenIdConnectPrompt.Login);
            }

            context.Response.Headers.CacheControl = "no-store";
            await context.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme, journey);
        }
        catch (Exception fault) when (fault is SignInFailure or InvalidOperationException && !context.Response.HasStarted)
        {
            var known = fault as SignInFailure ?? new SignInFailure(SignInFault.ProviderDown, "The browser could not be sent to the provider.", fault);
            context.RequestServices.GetRequiredService<SignInFaults>().Tell(context, known, goal);
        }
    }

    /// <summary>Where to sign out at the provider. The session's ID token goes along as a hint, so call it while the session is known.</summary>
    /// <returns>The address; null where no provider is configured, it does not answer, or it has no page for signing out.</returns>
    public static async Task<string?> LeaveAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<IConfigurationManager<OpenIdConnectConfiguration>>() is not { } manager)
        {
            return null;
        }

        try
        {
            if (string.IsNullOrEmpty((await manager.ReadAsync()).EndSessionEndpoint))
            {
                return null;
            }

            await context.SignOutAsync(OpenIdConnectDefaults.AuthenticationScheme, new AuthenticationProperties { RedirectUri = Addresses.SignedOut });

            // The handler answers with a redirect, and this is no place for one; see PlainPage.
            var address = context.Response.Headers.Location.ToString();
            context.Response.Headers.Remove(HeaderNames.Location);
            return address;
        }
        catch (SignInFailure)
        {
            // Our own session is over in any case.
            return null;
        }
    }

    /// <summary>The provider's discovery document and keys.</summary>
    /// <exception cref="SignInFailure">It does not answer in time, or with nonsense.</exception>
    internal static async Task<OpenIdConnectConfiguration> ReadAsync(this IConfigurationManager<OpenIdConnectConfiguration> manager)
    {
        try
        {
            return await manager.GetConfigurationAsync(CancellationToken.None).WaitAsync(Patience);
        }
        catch (Exception fault)
        {
            throw new SignInFailure(SignInFault.ProviderDown, "The provider's discovery document or its keys could not be read.", fault);
        }
    }
}
