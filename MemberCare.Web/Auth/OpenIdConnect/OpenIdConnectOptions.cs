using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Microsoft.AspNetCore.Authentication.OpenIdConnect;

/// <summary>
/// What the handler needs to know. The names and their meaning are those of the package that this room stands in for; there are only as many as
/// MemberCare sets, and the code flow is the only flow.
/// </summary>
public class OpenIdConnectOptions : RemoteAuthenticationOptions
{
    /// <summary>Options with the usual paths, scopes and cookies.</summary>
    public OpenIdConnectOptions()
    {
        CallbackPath = new PathString("/signin-oidc");
        SignedOutCallbackPath = new PathString("/signout-callback-oidc");
        Events = new OpenIdConnectEvents();
        NonceCookie = new NonceCookieBuilder(this)
        {
            Name = OpenIdConnectDefaults.CookieNoncePrefix,
            HttpOnly = true,
            SameSite = SameSiteMode.None,
            SecurePolicy = CookieSecurePolicy.SameAsRequest,
            IsEssential = true,
        };
    }

    /// <summary>What the provider calls this application.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret that is sent in the body of the token request; null where it is shown in another way, or there is none.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Where the discovery document and the keys come from.</summary>
    public IConfigurationManager<OpenIdConnectConfiguration>? ConfigurationManager { get; set; }

    /// <summary>What is asked of the provider; only <c>code</c> is known here.</summary>
    public string ResponseType { get; set; } = OpenIdConnectResponseType.IdToken;

    /// <summary>How the answer comes back; only <c>query</c> is known here.</summary>
    public string ResponseMode { get; set; } = OpenIdConnectResponseMode.FormPost;

    /// <summary>What is asked for.</summary>
    public ICollection<string> Scope { get; } = new HashSet<string>(StringComparer.Ordinal) { "openid", "profile" };

    /// <summary>Whether the code is bound to this browser's journey (RFC 7636).</summary>
    public bool UsePkce { get; set; } = true;

    /// <summary>Whether the userinfo endpoint is asked too.</summary>
    public bool GetClaimsFromUserInfoEndpoint { get; set; }

    /// <summary>How long ago the person may have proved who they are; null leaves it to the provider.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Whether version numbers of libraries are kept from the provider.</summary>
    public bool DisableTelemetry { get; set; }

    /// <summary>Makes nonces, and checks nonce, required claims, <c>at_hash</c> and the userinfo's subject.</summary>
    public OpenIdConnectProtocolValidator ProtocolValidator { get; set; } = new() { RequireStateValidation = false, NonceLifetime = TimeSpan.FromMinutes(15) };

    /// <summary>Checks the ID token.</summary>
    public TokenHandler TokenHandler { get; set; } = new JsonWebTokenHandler();

    /// <summary>What the ID token is checked against, besides the configuration.</summary>
    public TokenValidationParameters TokenValidationParameters { get; set; } = new();

    /// <summary>Where the browser comes back to from signing out at the provider.</summary>
    public PathString SignedOutCallbackPath { get; set; }

    /// <summary>Where the browser goes from there.</summary>
    public string SignedOutRedirectUri { get; set; } = "/";

    /// <summary>The scheme that keeps the session and its ID token; that of sign-in where null.</summary>
    public string? SignOutScheme { get; set; }

    /// <summary>Seals what travels in the state.</summary>
    public ISecureDataFormat<AuthenticationProperties> StateDataFormat { get; set; } = default!;

    /// <summary>Seals nonces.</summary>
    public ISecureDataFormat<string> StringDataFormat { get; set; } = default!;

    /// <summary>Makes the cookie that keeps a nonce in the browser.</summary>
    public CookieBuilder NonceCookie { get; set; }

    /// <summary>What happens along the way.</summary>
    public new OpenIdConnectEvents Events
    {
        get => (OpenIdConnectEvents)base.Events;
        set => base.Events = value;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Something is missing, or asks for what this stand-in does not know.</exception>
    public override void Validate()
    {
        base.Validate();
        var missing = string.IsNullOrEmpty(ClientId) ? nameof(ClientId)
            : ConfigurationManager is null ? nameof(ConfigurationManager)
            : !CallbackPath.HasValue ? nameof(CallbackPath)
            : ResponseType != OpenIdConnectResponseType.Code ? $"{nameof(ResponseType)} {OpenIdConnectResponseType.Code}"
            : ResponseMode != OpenIdConnectResponseMode.Query ? $"{nameof(ResponseMode)} {OpenIdConnectResponseMode.Query}"
            : null;
        if (missing is not null)
        {
            throw new InvalidOperationException($"The OpenID Connect handler needs {missing}.");
        }
    }

    // Sent to the callback alone, and no longer than a nonce lives.
    private sealed class NonceCookieBuilder(OpenIdConnectOptions options) : RequestPathBaseCookieBuilder
    {
        protected override string? AdditionalPath => options.CallbackPath;

        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var cookie = base.Build(context, expiresFrom);
            cookie.Expires ??= expiresFrom + options.ProtocolValidator.NonceLifetime;
            return cookie;
        }
    }
}
