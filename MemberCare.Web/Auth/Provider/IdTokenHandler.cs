using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MemberCare.Web.Auth.Provider;

/// <summary>
/// Checks ID tokens more strictly than the library: always signed, by a key that the provider publishes under the id the token names, with an asymmetric
/// algorithm, for us alone, about somebody, and where it is asked for, of a person who proved lately who they are.
/// </summary>
/// <param name="settings">Who we are to the provider, and how old a proof may be.</param>
/// <param name="time">The clock.</param>
public sealed class IdTokenHandler(OidcSettings settings, TimeProvider time) : JsonWebTokenHandler
{
    /// <summary>By how much the clocks of provider and application may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>The longest token that is looked at, in bytes: far longer than one with two hundred groups.</summary>
    public const int LongestToken = 64 * 1024;

    // OpenID Connect Core, section 2.
    private const int LongestSubject = 255;

    /// <summary>The parameters for a token of the provider to us.</summary>
    /// <param name="clientId">What the provider calls us.</param>
    public static TokenValidationParameters Parameters(string clientId) => new()
    {
        ValidAudience = clientId,
        ValidAlgorithms = Algorithms,
        ClockSkew = ClockSkew,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
    };

    /// <summary>Signed with a key that the provider alone has: whoever knows a shared secret, or the public key, can sign nothing.</summary>
    public static IReadOnlyList<string> Algorithms { get; } =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <inheritdoc/>
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (Read(token) is not { } read)
        {
            return Invalid("The provider sent no ID token, or none that can be read.");
        }

        if (Unfit(read, "JWT") is { } unfit)
        {
            return Invalid(unfit);
        }

        var result = await base.ValidateTokenAsync(token, Strict(validationParameters, read));
        return !result.IsValid ? result
            : Future(read) ? new TokenValidationResult { Exception = new SecurityTokenNotYetValidException("The ID token says that it was issued in the future.") }
            : Complaint(read) is { } complaint ? Invalid(complaint)
            : result;
    }

    /// <summary>A token, unchecked; null where it is none, or too long.</summary>
    internal static JsonWebToken? Read(string? token)
    {
        if (string.IsNullOrEmpty(token) || token.Length > LongestToken)
        {
            return null;
        }

        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Parameters under which a token passes only with a signature, and one that names a key with that key alone.</summary>
    internal static TokenValidationParameters Strict(TokenValidationParameters parameters, JsonWebToken token)
    {
        var strict = parameters.Clone();
        strict.RequireSignedTokens = true;
        strict.TryAllIssuerSigningKeys = string.IsNullOrEmpty(token.Kid);
        return strict;
    }

    /// <summary>Why a token is not of a kind, in a sentence; null where it is. A token without <c>typ</c> may be of any.</summary>
    internal static string? Unfit(JsonWebToken token, params string[] types) =>
        token.IsEncrypted ? "The token is encrypted, and nobody asked for that."
        : token.TryGetHeaderValue<object>("crit", out _) ? "The token demands rules that nobody here knows (RFC 7515, section 4.1.11)."
        : string.IsNullOrEmpty(token.Typ) || types.Contains(token.Typ, StringComparer.OrdinalIgnoreCase) ? null
        : "The token is of another kind: its typ is not the one expected here.";

    /// <summary>Whether a token says that it was issued later than now, whatever the clocks' difference may be.</summary>
    private bool Future(JsonWebToken token) => token.IssuedAt > (time.GetUtcNow() + ClockSkew).UtcDateTime;

    // OpenID Connect Core, section 3.1.3.7.
    private string? Complaint(JsonWebToken token) =>
        token.Subject is not { Length: > 0 and <= LongestSubject } ? "The ID token names no subject, or one of more than 255 characters."
        : token.IssuedAt == DateTime.MinValue ? "The ID token does not say when it was issued."
        : !token.Audiences.SequenceEqual([settings.ClientId], StringComparer.Ordinal) ? "The ID token is for others besides this application."
        : token.HasPayload("azp") && !(token.TryGetPayloadValue<string>("azp", out var party) && string.Equals(party, settings.ClientId, StringComparison.Ordinal)) ? "The ID token was issued to another application (azp)."
        : settings.MaxAge is { } age ? TooOld(token, age)
        : null;

    private string? TooOld(JsonWebToken token, TimeSpan age) =>
        !token.TryGetPayloadValue<long>("auth_time", out var proved) ? "The ID token does not say when the person signed in (auth_time), though max_age was asked for."
        : time.GetUtcNow().ToUnixTimeSeconds() - proved > (age + ClockSkew).TotalSeconds ? "The person signed in at the provider longer ago than MaxAge allows."
        : null;

    private static TokenValidationResult Invalid(string message) => new() { Exception = new SecurityTokenValidationException(message) };
}

/// <summary>What the library does not say about a token.</summary>
internal static class TokenReading
{
    /// <summary>Whether a token carries a claim of any kind.</summary>
    public static bool HasPayload(this JsonWebToken token, string claim) => token.TryGetPayloadValue<object>(claim, out _);
}
