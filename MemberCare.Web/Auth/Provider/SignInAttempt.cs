using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MemberCare.Web.Auth.Provider;

/// <summary>How far a sign-in has come within one request, and what the provider has vouched for so far. A feature of the request.</summary>
internal sealed class SignInAttempt
{
    /// <summary>How far it has come.</summary>
    public SignInStage Stage { get; set; }

    /// <summary>Whether the error, if it came to one, came along with the browser, where anybody can write it.</summary>
    public bool ErrorFromBrowser { get; set; }

    /// <summary>The ID token as it was sent, kept for signing out.</summary>
    public string? IdToken { get; private set; }

    /// <summary>The claims of the ID token; null before it was checked.</summary>
    public JsonElement? Claims { get; private set; }

    /// <summary>The claims of the userinfo endpoint; null where it was not asked. Its subject counts only once the attempt succeeded.</summary>
    public JsonElement? UserInfo { get; set; }

    /// <summary>The attempt of a request.</summary>
    public static SignInAttempt Of(HttpContext context)
    {
        if (context.Features.Get<SignInAttempt>() is not { } attempt)
        {
            context.Features.Set(attempt = new SignInAttempt());
        }

        return attempt;
    }

    /// <summary>Keeps an ID token that has been checked.</summary>
    public void Keep(string idToken)
    {
        using var payload = JsonDocument.Parse(WebEncoders.Base64UrlDecode(idToken.Split('.')[1]));
        (IdToken, Claims) = (idToken, payload.RootElement.Clone());
    }
}

/// <summary>The stages of a sign-in, in order.</summary>
internal enum SignInStage
{
    /// <summary>Nothing is known to be right.</summary>
    Begun = 0,

    /// <summary>The answer is sealed by us and comes from the right provider; whether by the right browser is not known yet.</summary>
    AnswerRead,

    /// <summary>The browser is the one that left, and its code is being exchanged.</summary>
    CodeSent,

    /// <summary>The token endpoint has answered.</summary>
    TokensReceived,

    /// <summary>The ID token has been checked.</summary>
    TokenChecked,
}
