using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MemberCare.Web.Auth.Provider;

/// <summary>
/// The provider's discovery document and keys, fetched when first needed and shared by sign-in, logout and access tokens. A key that is not known yet makes them
/// be fetched again at once, but not more often than every <see cref="RefreshInterval"/>, so that rogue tokens cannot make us hammer the provider.
/// </summary>
public static class ProviderMetadata
{
    /// <summary>How soon after the last time the keys may be fetched again.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    private const string BlockingRefresh = "Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking";

    /// <summary>Makes the manager.</summary>
    /// <param name="settings">Where the provider is.</param>
    /// <param name="backchannel">Sends the requests.</param>
    public static ConfigurationManager<OpenIdConnectConfiguration> Of(OidcSettings settings, HttpClient backchannel)
    {
        // Otherwise a new key is fetched beside the request that needs it, and that sign-in fails.
        AppContext.SetSwitch(BlockingRefresh, true);
        return new(
            settings.Authority.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(backchannel) { RequireHttps = settings.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase) },
            new SameIssuer(settings.Authority))
        {
            RefreshInterval = RefreshInterval,
        };
    }

    // The library takes whatever issuer the document names (OpenID Connect Discovery, section 4.3, forbids that).
    private sealed class SameIssuer(string authority) : IConfigurationValidator<OpenIdConnectConfiguration>
    {
        public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration) =>
            !string.Equals(configuration.Issuer?.TrimEnd('/'), authority.TrimEnd('/'), StringComparison.Ordinal)
                ? new() { Succeeded = false, ErrorMessage = $"The discovery document names the issuer {configuration.Issuer}, and not the configured authority." }
                : configuration.JsonWebKeySet is not { Keys.Count: > 0 }
                    ? new() { Succeeded = false, ErrorMessage = "The provider publishes no keys." }
                    : new() { Succeeded = true };
    }
}
