using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MemberCare.Web.Auth.Provider;

/// <summary>Which of our sessions the provider says are over.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The person there; null where only the session is named.</param>
/// <param name="Session">The session there; null where all of the person's are meant.</param>
/// <param name="TokenId">The token's own id, by which a replay is known.</param>
/// <param name="Over">When the token is no longer valid, whatever the clocks' difference may be.</param>
internal sealed record LogoutOrder(string Issuer, string? Subject, string? Session, string TokenId, DateTimeOffset Over);

/// <summary>Checks logout tokens (OpenID Connect Back-Channel Logout, section 2.6).</summary>
internal sealed class LogoutTokens(OidcSettings settings, IConfigurationManager<OpenIdConnectConfiguration> manager, TimeProvider time)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int LongestId = 255;

    // Some providers still send the general type of the specification's first drafts.
    private static readonly string[] Types = ["logout+jwt", "application/logout+jwt", "JWT"];

    private static readonly JsonWebTokenHandler Tokens = new() { MaximumTokenSizeInBytes = IdTokenHandler.LongestToken };

    /// <summary>Reads a token.</summary>
    /// <returns>The order, or what is wrong with it in a sentence for the provider's administrators.</returns>
    public async Task<(LogoutOrder? Order, string? Complaint)> ReadAsync(string? text)
    {
        if (IdTokenHandler.Read(text) is not { } token)
        {
            return (null, "There is no logout token, or it cannot be read.");
        }

        if (IdTokenHandler.Unfit(token, Types) is { } unfit)
        {
            return (null, unfit);
        }

        var parameters = IdTokenHandler.Parameters(settings.ClientId);
        parameters.ConfigurationManager = (BaseConfigurationManager)manager;
        var result = await Tokens.ValidateTokenAsync(text, IdTokenHandler.Strict(parameters, token));
        if (!result.IsValid)
        {
            return (null, $"The logout token's signature, issuer, audience or time is wrong ({result.Exception?.GetType().Name}).");
        }

        var order = new LogoutOrder(token.Issuer, Text(token, "sub"), Text(token, "sid"), token.Id ?? "", new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + IdTokenHandler.ClockSkew);
        return Complaint(token, order) is { } complaint ? (null, complaint) : (order, null);
    }

    private string? Complaint(JsonWebToken token, LogoutOrder order) =>
        !token.Audiences.SequenceEqual([settings.ClientId], StringComparer.Ordinal) ? "The logout token is for others besides this application."
        : token.IssuedAt == DateTime.MinValue ? "The logout token does not say when it was issued."
        : token.IssuedAt > (time.GetUtcNow() + IdTokenHandler.ClockSkew).UtcDateTime ? "The logout token says that it was issued in the future."
        : !IsLogout(token) ? "The logout token lacks the event of back-channel logout."
        : token.HasPayload("nonce") ? "The logout token carries a nonce: it is an ID token."
        : order.TokenId is not { Length: > 0 and <= LongestId } ? "The logout token has no id of its own (jti), or a very long one."
        : order is { Subject: null, Session: null } ? "The logout token names neither a session nor a person."
        : null;

    private static bool IsLogout(JsonWebToken token) =>
        token.TryGetPayloadValue<JsonElement>("events", out var events) && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out var logout) && logout.ValueKind == JsonValueKind.Object;

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var text) && text is { Length: > 0 } ? text : null;
}
