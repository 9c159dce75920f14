namespace Microsoft.AspNetCore.Authentication.OpenIdConnect;

/// <summary>Names that the scheme goes by.</summary>
public static class OpenIdConnectDefaults
{
    /// <summary>The name of the scheme.</summary>
    public const string AuthenticationScheme = "OpenIdConnect";

    /// <summary>How the names of nonce cookies begin.</summary>
    public static readonly string CookieNoncePrefix = ".AspNetCore.OpenIdConnect.Nonce.";

    /// <summary>Under which name the state keeps the address that the code was asked for, because the token endpoint wants the same one again.</summary>
    public static readonly string RedirectUriForCodePropertiesKey = "OpenIdConnect.Code.RedirectUri";
}
