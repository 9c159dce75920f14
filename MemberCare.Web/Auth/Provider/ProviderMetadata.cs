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

    /// <summary>After which time they are fetched again without being asked for, so that a key which the provider took back counts no more.</summary>
    public static readonly TimeSpan AutomaticRefreshInterval = TimeSpan.FromHours(1);

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
            AutomaticRefreshInterval = AutomaticRefreshInterval,

            // Otherwise a key that the provider took back would count for another hour.
            UseLastKnownGoodConfiguration = false,
        };
    }

    // The library takes whatever issuer and addresses the document names (OpenID Connect Discovery, sections 3 and 4.3, forbid that).
    private sealed class SameIssuer(string authority) : IConfigurationValidator<OpenIdConnectConfiguration>
    {
        public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration) => Complaint(configuration) is { } complaint
            ? new() { Succeeded = false, ErrorMessage = complaint }
            : new() { Succeeded = true };

        private string? Complaint(OpenIdConnectConfiguration configuration) =>
            !string.Equals(configuration.Issuer?.TrimEnd('/'), authority.TrimEnd('/'), StringComparison.Ordinal) ? $"The discovery document names the issuer {configuration.Issuer}, and not the configured authority."
            : configuration.JsonWebKeySet is not { Keys.Count: > 0 } ? "The provider publishes no keys."
            : string.IsNullOrEmpty(configuration.AuthorizationEndpoint) || string.IsNullOrEmpty(configuration.TokenEndpoint) ? "The discovery document names no authorization endpoint, or no token endpoint."
            : Addresses(configuration).FirstOrDefault(address => !string.IsNullOrEmpty(address) && !IsSafe(address)) is { } unsafeAddress ? $"The discovery document names the address {unsafeAddress}, which is not https."
            : null;

        private static string?[] Addresses(OpenIdConnectConfiguration configuration) =>
            [configuration.AuthorizationEndpoint, configuration.TokenEndpoint, configuration.UserInfoEndpoint, configuration.EndSessionEndpoint, configuration.JwksUri];

        private bool IsSafe(string address) =>
            Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && authority.StartsWith("http:", StringComparison.OrdinalIgnoreCase)));
    }
}
