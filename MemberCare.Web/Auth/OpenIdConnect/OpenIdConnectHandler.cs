using System.Globalization;
using System.IdentityModel.Tokens.Jwt;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Microsoft.AspNetCore.Authentication.OpenIdConnect;

/// <summary>
/// Signs people in at an OpenID Connect provider by the authorization code flow, and out again. It stands in for the package of the same name where
/// that cannot be had; whatever the package lacks lives outside this room, on its options and events.
/// </summary>
public class OpenIdConnectHandler(IOptionsMonitor<OpenIdConnectOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : RemoteAuthenticationHandler<OpenIdConnectOptions>(options, logger, encoder), IAuthenticationSignOutHandler
{
    private const string Verifier = "code_verifier";
    private const string Present = "N";

    /// <summary>What happens along the way.</summary>
    protected new OpenIdConnectEvents Events
    {
        get => (OpenIdConnectEvents)base.Events;
        set => base.Events = value;
    }

    /// <inheritdoc/>
    protected override Task<object> CreateEventsAsync() => Task.FromResult<object>(new OpenIdConnectEvents());

    /// <inheritdoc/>
    public override Task<bool> HandleRequestAsync() =>
        Options.SignedOutCallbackPath.HasValue && Options.SignedOutCallbackPath == Request.Path ? BackFromSignOutAsync() : base.HandleRequestAsync();

    /// <summary>Sends the browser to sign out at the provider, with the session's ID token as a hint (OpenID Connect RP-Initiated Logout).</summary>
    /// <param name="properties">Where to go afterwards.</param>
    /// <exception cref="InvalidOperationException">The provider does not answer, or has no page for signing out.</exception>
    public virtual async Task SignOutAsync(AuthenticationProperties? properties)
    {
        properties ??= new AuthenticationProperties();
        var configuration = await ConfigurationAsync();
        properties.RedirectUri ??= Absolute(Options.SignedOutRedirectUri);
        var redirect = new RedirectContext(Context, Scheme, Options, properties)
        {
            ProtocolMessage = new OpenIdConnectMessage
            {
                EnableTelemetryParameters = !Options.DisableTelemetry,
                IssuerAddress = configuration.EndSessionEndpoint ?? "",
                PostLogoutRedirectUri = Absolute(Options.SignedOutCallbackPath),
                IdTokenHint = await Context.GetTokenAsync(Options.SignOutScheme!, OpenIdConnectParameterNames.IdToken),
            },
        };
        await Events.RedirectToIdentityProviderForSignOut(redirect);
        if (redirect.Handled)
        {
            return;
        }

        var message = redirect.ProtocolMessage;
        message.State = Options.StateDataFormat.Protect(properties);
        Response.Redirect(AddressOf(message, message.CreateLogoutRequestUrl));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The provider does not answer, or has no page for signing in.</exception>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (string.IsNullOrEmpty(properties.RedirectUri))
        {
            properties.RedirectUri = OriginalPathBase + OriginalPath + Request.QueryString;
        }

        var configuration = await ConfigurationAsync();
        var message = new OpenIdConnectMessage
        {
            ClientId = Options.ClientId,
            EnableTelemetryParameters = !Options.DisableTelemetry,
            IssuerAddress = configuration.AuthorizationEndpoint ?? "",
            RedirectUri = BuildRedirectUri(Options.CallbackPath),
            ResponseType = Options.ResponseType,
            Prompt = properties.GetParameter<string>(OpenIdConnectParameterNames.Prompt),
            Scope = string.Join(' ', Options.Scope),
        };
        if (Options.UsePkce)
        {
            var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
            properties.Items[Verifier] = verifier;
            message.SetParameter("code_challenge", WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
            message.SetParameter("code_challenge_method", "S256");
        }

        if (Options.MaxAge is { } age)
        {
            message.MaxAge = Math.Floor(age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (Options.ProtocolValidator.RequireNonce)
        {
            message.Nonce = Options.ProtocolValidator.GenerateNonce();
            Response.Cookies.Append(Options.NonceCookie.Name + Options.StringDataFormat.Protect(message.Nonce), Present, Options.NonceCookie.Build(Context, TimeProvider.GetUtcNow()));
        }

        GenerateCorrelationId(properties);
        var redirect = new RedirectContext(Context, Scheme, Options, properties) { ProtocolMessage = message };
        await Events.RedirectToIdentityProvider(redirect);
        if (redirect.Handled)
        {
            return;
        }

        message = redirect.ProtocolMessage;
        properties.Items[OpenIdConnectDefaults.RedirectUriForCodePropertiesKey] = message.RedirectUri;
        message.State = Options.StateDataFormat.Protect(properties);
        Response.Redirect(AddressOf(message, message.CreateAuthenticationRequestUrl));
    }

    /// <inheritdoc/>
    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (!HttpMethods.IsGet(Request.Method))
        {
            return HandleRequestResult.Fail("An answer comes by GET.");
        }

        var answer = Query();
        if (!string.IsNullOrEmpty(answer.IdToken) || !string.IsNullOrEmpty(answer.AccessToken))
        {
            return HandleRequestResult.Fail("Tokens do not come in an address.");
        }

        AuthenticationProperties? properties = null;
        try
        {
            properties = string.IsNullOrEmpty(answer.State) ? null : Options.StateDataFormat.Unprotect(answer.State);
            var received = new MessageReceivedContext(Context, Scheme, Options, properties) { ProtocolMessage = answer };
            await Events.MessageReceived(received);
            if (received.Result is { } result)
            {
                return result;
            }

            (answer, properties) = (received.ProtocolMessage, received.Properties);
            return properties is null ? HandleRequestResult.Fail("The state is missing, or none of ours.")
                : !ValidateCorrelationId(properties) ? HandleRequestResult.Fail("The browser lacks the cookie of this state.", properties)
                : !string.IsNullOrEmpty(answer.Error) ? await RefusedAsync(answer, properties)
                : await RedeemAsync(answer, properties);
        }
        catch (Exception fault)
        {
            return HandleRequestResult.Fail(fault, properties);
        }
    }

    private async Task<HandleRequestResult> RefusedAsync(OpenIdConnectMessage answer, AuthenticationProperties properties)
    {
        if (answer.Error == "access_denied" && await HandleAccessDeniedErrorAsync(properties) is { None: false } handled)
        {
            return handled;
        }

        return HandleRequestResult.Fail(ErrorOf(answer), properties);
    }

    private async Task<HandleRequestResult> RedeemAsync(OpenIdConnectMessage answer, AuthenticationProperties properties)
    {
        var configuration = await ConfigurationAsync();
        Options.ProtocolValidator.ValidateAuthenticationResponse(new OpenIdConnectProtocolValidationContext { ClientId = Options.ClientId, ProtocolMessage = answer });

        var request = new OpenIdConnectMessage
        {
            ClientId = Options.ClientId,
            ClientSecret = Options.ClientSecret,
            Code = answer.Code,
            GrantType = OpenIdConnectGrantTypes.AuthorizationCode,
            EnableTelemetryParameters = !Options.DisableTelemetry,
            RedirectUri = properties.Items[OpenIdConnectDefaults.RedirectUriForCodePropertiesKey],
        };
        if (properties.Items.Remove(Verifier, out var verifier))
        {
            request.SetParameter(Verifier, verifier);
        }

        var code = new AuthorizationCodeReceivedContext(Context, Scheme, Options, properties) { ProtocolMessage = answer, TokenEndpointRequest = request };
        await Events.AuthorizationCodeReceived(code);
        if (code.Result is { } stopped)
        {
            return stopped;
        }

        var tokens = await TokensAsync(configuration, code.TokenEndpointRequest);
        var received = new TokenResponseReceivedContext(Context, Scheme, Options, null, properties) { ProtocolMessage = answer, TokenEndpointResponse = tokens };
        await Events.TokenResponseReceived(received);
        return received.Result is { } refused ? refused : await ValidateAsync(configuration, answer, received.TokenEndpointResponse, properties);
    }

    private async Task<HandleRequestResult> ValidateAsync(OpenIdConnectConfiguration configuration, OpenIdConnectMessage answer, OpenIdConnectMessage tokens, AuthenticationProperties properties)
    {
        var parameters = Options.TokenValidationParameters.Clone();
        if (Options.ConfigurationManager is BaseConfigurationManager manager)
        {
            parameters.ConfigurationManager = manager;
        }
        else
        {
            parameters.ValidIssuer = configuration.Issuer;
            parameters.IssuerSigningKeys = configuration.SigningKeys;
        }

        var checkedToken = await Options.TokenHandler.ValidateTokenAsync(tokens.IdToken, parameters);
        if (!checkedToken.IsValid || checkedToken.SecurityToken is not JsonWebToken token)
        {
            throw checkedToken.Exception ?? new SecurityTokenException("The ID token is not valid.");
        }

        var jwt = JwtSecurityTokenConverter.Convert(token);
        var validated = new TokenValidatedContext(Context, Scheme, Options, new ClaimsPrincipal(checkedToken.ClaimsIdentity), properties)
        {
            ProtocolMessage = answer,
            TokenEndpointResponse = tokens,
            SecurityToken = jwt,
            Nonce = TakeNonce(jwt.Payload.Nonce),
        };
        await Events.TokenValidated(validated);
        if (validated.Result is { } result)
        {
            return result;
        }

        Options.ProtocolValidator.ValidateTokenResponse(new OpenIdConnectProtocolValidationContext
        {
            ClientId = Options.ClientId,
            ProtocolMessage = tokens,
            ValidatedIdToken = jwt,
            Nonce = validated.Nonce,
        });
        return Options.GetClaimsFromUserInfoEndpoint && !string.IsNullOrEmpty(configuration.UserInfoEndpoint)
            ? await UserInfoAsync(configuration.UserInfoEndpoint, tokens, jwt, validated.Principal!, properties)
            : HandleRequestResult.Success(new AuthenticationTicket(validated.Principal!, properties, Scheme.Name));
    }

    private async Task<HandleRequestResult> UserInfoAsync(string endpoint, OpenIdConnectMessage tokens, JwtSecurityToken jwt, ClaimsPrincipal person, AuthenticationProperties properties)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        using var response = await Options.Backchannel.SendAsync(request, Context.RequestAborted);
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            return HandleRequestResult.Fail("The userinfo endpoint answers with something other than JSON.", properties);
        }

        var text = await response.Content.ReadAsStringAsync(Context.RequestAborted);
        using var user = JsonDocument.Parse(text);
        var received = new UserInformationReceivedContext(Context, Scheme, Options, person, properties) { ProtocolMessage = tokens, User = user };
        await Events.UserInformationReceived(received);
        if (received.Result is { } result)
        {
            return result;
        }

        Options.ProtocolValidator.ValidateUserInfoResponse(new OpenIdConnectProtocolValidationContext { UserInfoEndpointResponse = text, ValidatedIdToken = jwt });
        return HandleRequestResult.Success(new AuthenticationTicket(received.Principal!, properties, Scheme.Name));
    }

    private async Task<OpenIdConnectMessage> TokensAsync(OpenIdConnectConfiguration configuration, OpenIdConnectMessage? wanted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, configuration.TokenEndpoint) { Content = new FormUrlEncodedContent(wanted!.Parameters) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await Options.Backchannel.SendAsync(request, Context.RequestAborted);
        OpenIdConnectMessage tokens;
        try
        {
            tokens = new OpenIdConnectMessage(await response.Content.ReadAsStringAsync(Context.RequestAborted));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new OpenIdConnectProtocolException($"The token endpoint answers {(int)response.StatusCode} with something other than JSON.", fault);
        }

        return response.IsSuccessStatusCode ? tokens : throw ErrorOf(tokens);
    }

    private async Task<bool> BackFromSignOutAsync()
    {
        var message = Query();
        var context = new RemoteSignOutContext(Context, Scheme, Options, message)
        {
            Properties = string.IsNullOrEmpty(message.State) ? null : Options.StateDataFormat.Unprotect(message.State),
        };
        await Events.SignedOutCallbackRedirect(context);
        if (context.Result is { } result)
        {
            return result.Handled;
        }

        if (!string.IsNullOrEmpty(context.Properties?.RedirectUri))
        {
            Response.Redirect(context.Properties.RedirectUri);
        }

        return true;
    }

    // The token's nonce where this browser carries the cookie of it, which is thereby used up.
    private string? TakeNonce(string? nonce)
    {
        var prefix = Options.NonceCookie.Name!;
        foreach (var cookie in Request.Cookies.Keys.Where(name => nonce is not null && name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (Options.StringDataFormat.Unprotect(cookie[prefix.Length..]) is { } kept && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(kept), Encoding.UTF8.GetBytes(nonce!)))
            {
                Response.Cookies.Delete(cookie, Options.NonceCookie.Build(Context, TimeProvider.GetUtcNow()));
                return nonce;
            }
        }

        return null;
    }

    private OpenIdConnectMessage Query() => new(Request.Query.Select(pair => new KeyValuePair<string, string[]>(pair.Key, [.. pair.Value.Select(value => value ?? "")])));

    private Task<OpenIdConnectConfiguration> ConfigurationAsync() => Options.ConfigurationManager!.GetConfigurationAsync(Context.RequestAborted);

    private string Absolute(string address) => address.StartsWith('/') ? BuildRedirectUri(address) : address;

    private static string AddressOf(OpenIdConnectMessage message, Func<string> address) =>
        string.IsNullOrEmpty(message.IssuerAddress) ? throw new InvalidOperationException("The provider has no such page.") : address();

    private static OpenIdConnectProtocolException ErrorOf(OpenIdConnectMessage answer)
    {
        var fault = new OpenIdConnectProtocolException($"The provider answers with the error {answer.Error}.");
        fault.Data["error"] = answer.Error;
        fault.Data["error_description"] = answer.ErrorDescription;
        return fault;
    }
}
