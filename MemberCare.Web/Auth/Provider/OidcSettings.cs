using System.Net;
using MemberCare.Core.Kernel;

namespace MemberCare.Web.Auth.Provider;

/// <summary>How the application shows the provider that it is the client it says it is, at the token endpoint (OpenID Connect Core, section 9).</summary>
public enum ClientAuthentication
{
    /// <summary>The secret in the Authorization header.</summary>
    ClientSecretBasic = 0,

    /// <summary>The secret in the body of the request.</summary>
    ClientSecretPost,
}

/// <summary>
/// The organisation's identity provider, as the section <c>MemberCare:Oidc</c> of appsettings.json describes it. Without an authority none is configured. The
/// secret belongs into the environment (<c>MemberCare__Oidc__ClientSecret</c>) or another source outside the repository.
/// </summary>
public sealed record OidcSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "MemberCare:Oidc";

    /// <summary>The type in the header of an access token (RFC 9068, section 2.1).</summary>
    public const string AccessTokenType = "at+jwt";

    /// <summary>The type of a token that does not say what it is (RFC 7519, section 5.1).</summary>
    public const string PlainTokenType = "JWT";

    /// <summary>The issuer: the address under which <c>/.well-known/openid-configuration</c> lies. Over HTTPS, unless it is on this machine.</summary>
    public string Authority { get; init; } = "";

    /// <summary>What the provider calls this application.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The secret shared with the provider; empty for a public client, which PKCE alone protects.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>How the secret is shown.</summary>
    public ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>What is asked for besides <c>openid</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["profile", "email"];

    /// <summary>Whether claims are read from the userinfo endpoint too. Providers that put everything into the ID token save a call without.</summary>
    public bool UserInfo { get; init; } = true;

    /// <summary>How long ago the person may have proved who they are at the provider, at most; null leaves that to the provider.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The provider's name on the button, as in “Sign in with Example Ltd”.</summary>
    public string DisplayName { get; init; } = "your organisation";

    /// <summary>The claim with the person's name. Where it is missing: preferred_username, email, then the subject.</summary>
    public string NameClaim { get; init; } = "name";

    /// <summary>The claim with groups or roles, one value or many; a dotted path reaches into objects, such as <c>realm_access.roles</c>.</summary>
    public string RoleClaim { get; init; } = "groups";

    /// <summary>For each role of MemberCare, the values of <see cref="RoleClaim"/> that give it. Compared letter by letter.</summary>
    public IReadOnlyDictionary<string, string[]> Roles { get; init; } = new Dictionary<string, string[]>();

    /// <summary>The short name of the organisation that everybody belongs to; empty where a claim says it.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The claim that says the organisation; empty where it is <see cref="Tenant"/> for all.</summary>
    public string TenantClaim { get; init; } = "";

    /// <summary>For each organisation's short name, the values of <see cref="TenantClaim"/> that mean it. Where there are none, the claim's value is the short name.</summary>
    public IReadOnlyDictionary<string, string[]> Tenants { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Whom somebody without access should ask, as the end of “Ask …”.</summary>
    public string WhomToAsk { get; init; } = "whoever looks after MemberCare in your organisation";

    /// <summary>The audience of access tokens for the API; empty where the API takes keys alone.</summary>
    public string ApiAudience { get; init; } = "";

    /// <summary>
    /// Types of access tokens that are taken beside <see cref="AccessTokenType"/>: none, or <see cref="PlainTokenType"/> for a provider that gives its access
    /// tokens that type or none. ID tokens are refused all the same.
    /// </summary>
    public IReadOnlyList<string> ApiTokenTypes { get; init; } = [];

    /// <summary>Whether the API takes access tokens of the provider.</summary>
    public bool TakesAccessTokens => IsConfigured && ApiAudience.Length > 0;

    /// <summary>Whether a provider is configured at all.</summary>
    public bool IsConfigured => Authority.Length > 0;

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A value is of the wrong kind.</exception>
    public static OidcSettings Read(IConfiguration configuration) => configuration.GetSection(Section).Get<OidcSettings>() ?? new();

    /// <summary>What keeps the settings from working, in a sentence that names the setting; null where nothing does, or no provider is configured.</summary>
    public string? Complaint()
    {
        if (!IsConfigured)
        {
            return null;
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || authority.Query.Length > 0 || authority.Fragment.Length > 0 || !(authority.Scheme == Uri.UriSchemeHttps || IsOnThisMachine(authority)))
        {
            return $"{Section}:Authority must be an https address without query, such as https://login.example.com.";
        }

        if (ClientId.Length == 0)
        {
            return $"{Section}:ClientId is missing: the name under which the provider knows this application.";
        }

        if (MaxAge is { } age && age < TimeSpan.Zero)
        {
            return $"{Section}:MaxAge must not be negative.";
        }

        if (ApiTokenTypes.FirstOrDefault(type => type is not (AccessTokenType or PlainTokenType)) is { } other)
        {
            return $"{Section}:ApiTokenTypes names “{other}”; besides {AccessTokenType} it may name {PlainTokenType}.";
        }

        if (ApiTokenTypes.Contains(PlainTokenType) && ApiAudience == ClientId)
        {
            return $"{Section}:ApiAudience must not be {Section}:ClientId while {Section}:ApiTokenTypes names {PlainTokenType}: an ID token would look like an access token. Give the API an audience of its own.";
        }

        if ((Tenant.Length == 0) == (TenantClaim.Length == 0))
        {
            return $"Set one of {Section}:Tenant (one organisation for all) and {Section}:TenantClaim (the claim that says which).";
        }

        if (RoleClaim.Length == 0 || !Roles.Values.Any(values => values.Length > 0))
        {
            return $"{Section}:Roles is empty, so nobody would have a role: for each role ({string.Join(", ", Enum.GetNames<Role>())}) list the values of {Section}:RoleClaim that give it.";
        }

        return Roles.Keys.FirstOrDefault(role => !Enum.GetNames<Role>().Contains(role, StringComparer.Ordinal)) is { } unknown
            ? $"{Section}:Roles names “{unknown}”, which is none of the roles {string.Join(", ", Enum.GetNames<Role>())}."
            : null;
    }

    private static bool IsOnThisMachine(Uri authority) =>
        authority.Scheme == Uri.UriSchemeHttp && (authority.Host == "localhost" || (IPAddress.TryParse(authority.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
