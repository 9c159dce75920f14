using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Microsoft.AspNetCore.Authentication.OpenIdConnect;

/// <summary>A browser about to be sent to the provider.</summary>
public class RedirectContext(HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, AuthenticationProperties properties)
    : PropertiesContext<OpenIdConnectOptions>(context, scheme, options, properties)
{
    /// <summary>What it will carry along.</summary>
    public OpenIdConnectMessage ProtocolMessage { get; set; } = default!;

    /// <summary>Whether somebody else has answered the request.</summary>
    public bool Handled { get; private set; }

    /// <summary>Says that somebody else has answered the request.</summary>
    public void HandleResponse() => Handled = true;
}

/// <summary>A browser back from signing out.</summary>
public class RemoteSignOutContext(HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, OpenIdConnectMessage? message)
    : RemoteAuthenticationContext<OpenIdConnectOptions>(context, scheme, options, new AuthenticationProperties())
{
    /// <summary>What it brings along.</summary>
    public OpenIdConnectMessage? ProtocolMessage { get; set; } = message;
}

/// <summary>The provider's answer, brought by the browser.</summary>
public class MessageReceivedContext(HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, AuthenticationProperties? properties)
    : RemoteAuthenticationContext<OpenIdConnectOptions>(context, scheme, options, properties)
{
    /// <summary>The answer.</summary>
    public OpenIdConnectMessage ProtocolMessage { get; set; } = default!;
}

/// <summary>A code about to be exchanged.</summary>
public class AuthorizationCodeReceivedContext(HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, AuthenticationProperties properties)
    : RemoteAuthenticationContext<OpenIdConnectOptions>(context, scheme, options, properties)
{
    /// <summary>The answer that it came with.</summary>
    public OpenIdConnectMessage ProtocolMessage { get; set; } = default!;

    /// <summary>What will be sent to the token endpoint.</summary>
    public OpenIdConnectMessage? TokenEndpointRequest { get; set; }
}

/// <summary>Tokens, unchecked.</summary>
public class TokenResponseReceivedContext(HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, ClaimsPrincipal? user, AuthenticationProperties properties)
    : RemoteAuthenticationContext<OpenIdConnectOptions>(context, scheme, options, properties)
{
    /// <summary>The answer that the code came with.</summary>
    public OpenIdConnectMessage ProtocolMessage { get; set; } = default!;

    /// <summary>What the token endpoint said.</summary>
    public OpenIdConnectMessage TokenEndpointResponse { get; set; } = default!;

    /// <summary>Nobody as yet in the code flow.</summary>
    public ClaimsPrincipal? User { get; } = user;
}

/// <summary>An ID token that has been checked.</summary>
public class TokenValidatedContext : RemoteAuthenticationContext<OpenIdConnectOptions>
{
    /// <summary>Makes it.</summary>
    public TokenValidatedContext(HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, ClaimsPrincipal principal, AuthenticationProperties properties)
        : base(context, scheme, options, properties) => Principal = principal;

    /// <summary>The answer that the code came with.</summary>
    public OpenIdConnectMessage ProtocolMessage { get; set; } = default!;

    /// <summary>What the token endpoint said.</summary>
    public OpenIdConnectMessage? TokenEndpointResponse { get; set; }

    /// <summary>The token.</summary>
    public JwtSecurityToken SecurityToken { get; set; } = default!;

    /// <summary>The nonce that this browser was given; null where it was given none like the token's.</summary>
    public string? Nonce { get; set; }
}

/// <summary>The userinfo endpoint's answer.</summary>
public class UserInformationReceivedContext : RemoteAuthenticationContext<OpenIdConnectOptions>
{
    /// <summary>Makes it.</summary>
    public UserInformationReceivedContext(HttpContext context, AuthenticationScheme scheme, OpenIdConnectOptions options, ClaimsPrincipal principal, AuthenticationProperties properties)
        : base(context, scheme, options, properties) => Principal = principal;

    /// <summary>What the token endpoint said.</summary>
    public OpenIdConnectMessage ProtocolMessage { get; set; } = default!;

    /// <summary>The answer.</summary>
    public JsonDocument User { get; set; } = default!;
}
