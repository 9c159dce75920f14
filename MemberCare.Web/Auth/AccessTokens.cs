using System.Text.Json;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Api;
using MemberCare.Web.Auth.Provider;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MemberCare.Web.Auth;

/// <summary>Why an access token was refused, as far as its holder may know.</summary>
public enum TokenFault
{
    /// <summary>It is no signed token at all, or far too long.</summary>
    Malformed,

    /// <summary>It is a token of another kind: an ID token, a logout token, or one whose <c>typ</c> is not taken.</summary>
    OtherKind,

    /// <summary>It is not signed with one of the algorithms that are taken, or demands an extension that is not known.</summary>
    Algorithm,

    /// <summary>The provider publishes no key of that name.</summary>
    UnknownKey,

    /// <summary>The signature does not fit.</summary>
    Signature,

    /// <summary>Somebody else issued it.</summary>
    Issuer,

    /// <summary>It is for another API, or for others beside this one.</summary>
    Audience,

    /// <summary>Its time is over, or it says no end.</summary>
    Expired,

    /// <summary>Its time has not come: the clocks may differ.</summary>
    TooEarly,

    /// <summary>It does not say whom it was issued to.</summary>
    Nobody,
}

/// <summary>
/// Reads access tokens of the identity provider (RFC 9068, section 4) and makes an actor of them, of the same power as an API key with the same scopes. Each
/// token stands alone: signature, issuer, audience and lifetime are looked at with every request, and keys that the provider renewed are fetched on the way.
/// </summary>
public sealed partial class AccessTokens(
    OidcSettings settings, IConfigurationManager<OpenIdConnectConfiguration> metadata, ActorDirectory directory, TimeProvider time, ILogger<AccessTokens> log)
{
    /// <summary>The longest token, in characters.</summary>
    public const int Longest = 16 * 1024;

    // As long as an API key's name may be.
    private const int LongestClient = 80;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // What OpenID Connect puts into ID tokens and logout tokens, and nobody into access tokens.
    private static readonly string[] ClaimsOfOtherKinds = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

    // RFC 9068 says client_id; Keycloak and Entra ID say azp, Okta cid.
    private static readonly string[] ClientClaims = ["client_id", "azp", "cid", "appid"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Longest };

    private long _downUntil;

    /// <summary>Reads a token.</summary>
    /// <param name="token">As it stood in the header.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The client as an actor; or <see cref="TokenRefused"/>, <see cref="TokenWithoutOrganisation"/>, <see cref="ProviderUnavailable"/>.</returns>
    public async Task<Outcome<Actor>> ReadAsync(string token, CancellationToken cancellation = default)
    {
        if (Parse(token) is not { } jwt)
        {
            return Refuse(TokenFault.Malformed);
        }

        if (FaultOfHeader(jwt) is { } wrong)
        {
            return Refuse(wrong);
        }

        if (await ProviderAsync(cancellation) is not { } provider)
        {
            return new ProviderUnavailable();
        }

        var fault = await FaultOfSignatureAsync(jwt, provider);
        if (fault == TokenFault.UnknownKey)
        {
            // The provider may have a new key. The manager fetches no more often than its interval says, whatever is sent here.
            metadata.RequestRefresh();
            var newer = await ProviderAsync(cancellation);
            fault = newer is null || ReferenceEquals(newer, provider) ? fault : await FaultOfSignatureAsync(jwt, newer);
        }

        return (fault ?? FaultOfClaims(jwt)) is { } refused ? Refuse(refused) : ActorOf(jwt);
    }

    // The key of a token that was encrypted for somebody is not ours to ask for: three parts, or it is none.
    private static JsonWebToken? Parse(string token) =>
        token.Length <= Longest && token.AsSpan().Count('.') == 2 ? IdTokenHandler.Read(token) : null;

    private TokenFault? FaultOfHeader(JsonWebToken jwt)
    {
        const string Prefix = "application/";
        var type = string.IsNullOrEmpty(jwt.Typ) ? OidcSettings.PlainTokenType : jwt.Typ;
        type = type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? type[Prefix.Length..] : type;
        return !type.Equals(OidcSettings.AccessTokenType, StringComparison.OrdinalIgnoreCase) && !settings.ApiTokenTypes.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? TokenFault.OtherKind
            : !IdTokenHandler.Algorithms.Contains(jwt.Alg, StringComparer.Ordinal) || jwt.TryGetHeaderValue<object>("crit", out _) ? TokenFault.Algorithm : null;
    }

    // Null where the provider is out of reach and never was within it. Who asks meanwhile is told at once, and does not queue for another try.
    private async Task<OpenIdConnectConfiguration?> ProviderAsync(CancellationToken cancellation)
    {
        if (time.GetTimestamp() < Interlocked.Read(ref _downUntil))
        {
            return null;
        }

        try
        {
            return await metadata.GetConfigurationAsync(CancellationToken.None).WaitAsync(Patience, time, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _downUntil, time.GetTimestamp() + time.TimestampFrequency);
            Unreachable(fault.GetType().Name);
            return null;
        }
    }

    private async Task<TokenFault?> FaultOfSignatureAsync(JsonWebToken jwt, OpenIdConnectConfiguration provider)
    {
        var result = await _handler.ValidateTokenAsync(jwt, new TokenValidationParameters
        {
            ValidIssuer = provider.Issuer,
            ValidAudience = settings.ApiAudience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidAlgorithms = IdTokenHandler.Algorithms,
            IssuerSigningKeys = provider.SigningKeys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,

            // A key that is named and unknown is unknown, whichever others there are.
            TryAllIssuerSigningKeys = string.IsNullOrEmpty(jwt.Kid),
            LifetimeValidator = (from, until, _, _) => FaultOfTime(from, until) is null,
        });
        return result.IsValid ? null : result.Exception switch
        {
            SecurityTokenSignatureKeyNotFoundException => TokenFault.UnknownKey,
            SecurityTokenInvalidIssuerException => TokenFault.Issuer,
            SecurityTokenInvalidAudienceException => TokenFault.Audience,
            SecurityTokenNoExpirationException => TokenFault.Expired,
            SecurityTokenInvalidLifetimeException => FaultOfTime(Time(jwt.ValidFrom), Time(jwt.ValidTo)) ?? TokenFault.Expired,
            SecurityTokenInvalidAlgorithmException => TokenFault.Algorithm,
            _ => TokenFault.Signature,
        };
    }

    private TokenFault? FaultOfTime(DateTime? from, DateTime? until)
    {
        var now = time.Now().UtcDateTime;
        return until is not { } end || now - IdTokenHandler.ClockSkew >= end ? TokenFault.Expired
            : from is { } begin && now + IdTokenHandler.ClockSkew < begin ? TokenFault.TooEarly
            : null;
    }

    private TokenFault? FaultOfClaims(JsonWebToken jwt) =>
        // Scopes name what may be done without saying where, so a token for two APIs would carry the rights of one into the other (RFC 9068, section 3).
        jwt.Audiences.Take(2).Count() != 1 ? TokenFault.Audience
        : Time(jwt.IssuedAt) is { } issued && time.Now().UtcDateTime + IdTokenHandler.ClockSkew < issued ? TokenFault.TooEarly
        : ClaimsOfOtherKinds.Any(claim => jwt.TryGetPayloadValue<object>(claim, out _)) ? TokenFault.OtherKind
        : Values(jwt, "sub").FirstOrDefault() is not { Length: > 0 } || Client(jwt) is null ? TokenFault.Nobody
        : null;

    private Outcome<Actor> ActorOf(JsonWebToken jwt)
    {
        if (Organisation(jwt) is not { } tenant)
        {
            WithoutOrganisation(Client(jwt)!);
            return new TokenWithoutOrganisation();
        }

        var scopes = Values(jwt, "scope").Concat(Values(jwt, "scp")).SelectMany(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var client = Client(jwt)!;
        return new Actor(ActorKind.ApiClient, client, client, tenant, Grants.OfScopes(scopes), Channel.Api);
    }

    // By the same rule as for people: one organisation and no doubt about it.
    private TenantId? Organisation(JsonWebToken jwt)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload));
        return new ProviderClaims(settings, payload.RootElement, null).Organisation is { } name ? directory.Organisation(name) : null;
    }

    private static string? Client(JsonWebToken jwt)
    {
        var name = ClientClaims.SelectMany(claim => Values(jwt, claim)).FirstOrDefault();
        var (text, complaint) = PlainText.Read(name, "", LongestClient);
        return complaint is null && text.Length > 0 && text == name ? text : null;
    }

    private static IEnumerable<string> Values(JsonWebToken jwt, string claim) => jwt.Claims.Where(one => one.Type == claim).Select(one => one.Value);

    // The library says the beginning of time for what is missing.
    private static DateTime? Time(DateTime said) => said == DateTime.MinValue ? null : said;

    private TokenRefused Refuse(TokenFault why)
    {
        Refused(why);
        return new TokenRefused(why);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An access token was refused: {Why}")]
    private partial void Refused(TokenFault why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The access token of the client {Client} names no organisation, or none that is known here")]
    private partial void WithoutOrganisation(string client);

    [LoggerMessage(Level = LogLevel.Error, Message = "The keys of the identity provider cannot be fetched ({Fault}), so no access token can be checked")]
    private partial void Unreachable(string fault);
}
