using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MemberCare.Web.Shell;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MemberCare.Web.Auth.Provider;

/// <summary>
/// Tells a failed sign-in twice: the visitor learns its kind and a reference from the page of problems, whoever runs MemberCare finds the reference in
/// the log, with all that is known. Neither holds a token, a code, a name or an address of a person.
/// </summary>
internal sealed partial class SignInFaults(ILogger<SignInFaults> log)
{
    private const int LongestDetail = 400;

    // OpenID Connect Core, section 3.1.2.6, and RFC 6749, section 4.1.2.1: the person, or the provider for them, said no.
    private static readonly string[] Cancelled =
        ["access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required", "user_cancelled", "cancelled"];

    // RFC 6749, sections 4.1.2.1 and 5.2: what we ask is the same for everybody, so it is the settings here or there that are wrong.
    private static readonly string[] WrongClient =
    [
        "invalid_client", "unauthorized_client", "invalid_request", "invalid_scope", "unsupported_response_type", "unsupported_grant_type", "redirect_uri_mismatch",
        "invalid_redirect_uri", "request_not_supported", "invalid_target",
    ];

    private static readonly string[] Down = ["server_error", "temporarily_unavailable"];

    /// <summary>Logs the failure and sends the browser to the page of problems.</summary>
    /// <param name="context">The request.</param>
    /// <param name="failure">What was met.</param>
    /// <param name="returnTo">Where the person wanted to go.</param>
    public void Tell(HttpContext context, Exception failure, string? returnTo)
    {
        var attempt = SignInAttempt.Of(context);
        var fault = Of(failure, attempt.Stage);
        var reference = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        Failed(LevelOf(fault), fault, reference, attempt.Stage, Detail(failure, attempt), failure.GetType().Name);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(Addresses.SignInProblem(fault, returnTo, reference));
    }

    /// <summary>What a failure is to the visitor; null where the matter lies with MemberCare itself.</summary>
    /// <param name="failure">What was met.</param>
    /// <param name="stage">How far the sign-in had come.</param>
    public static SignInFault? Of(Exception failure, SignInStage stage) => failure switch
    {
        SignInFailure known => known.Fault,
        SecurityTokenExpiredException or SecurityTokenNotYetValidException => SignInFault.ClockOff,
        OpenIdConnectProtocolException { Data: var data } when data["error"] is string error => OfError(error),
        OpenIdConnectProtocolException when stage == SignInStage.CodeSent => SignInFault.ProviderDown,
        HttpRequestException or OperationCanceledException or TimeoutException or IOException or JsonException => SignInFault.ProviderDown,
        SecurityTokenException or OpenIdConnectProtocolException or ArgumentException => SignInFault.Refused,
        _ => stage switch
        {
            // The handler says it in words alone; what tells it from the others is that all before was right and nothing came after.
            SignInStage.AnswerRead => SignInFault.CookieLost,
            SignInStage.CodeSent => SignInFault.ProviderDown,
            _ => SignInFault.Refused,
        },
    };

    private static SignInFault OfError(string error) =>
        Cancelled.Contains(error, StringComparer.Ordinal) ? SignInFault.Cancelled
        : WrongClient.Contains(error, StringComparer.Ordinal) ? SignInFault.WrongClient
        : Down.Contains(error, StringComparer.Ordinal) ? SignInFault.ProviderDown
        : SignInFault.Refused;

    private static LogLevel LevelOf(SignInFault? fault) => fault switch
    {
        SignInFault.Cancelled or SignInFault.CookieLost => LogLevel.Information,
        SignInFault.ProviderDown or SignInFault.WrongClient or SignInFault.ClockOff or null => LogLevel.Error,
        _ => LogLevel.Warning,
    };

    // The library hides what is personal in its messages; a provider's words may say anything, so of the person's way only the code of the error counts.
    private static string Detail(Exception failure, SignInAttempt attempt)
    {
        var error = failure.Data["error"] as string;
        var words = failure is OpenIdConnectProtocolException && error is not null
            ? attempt.ErrorFromBrowser ? $"The provider answers {error}." : $"The token endpoint answers {error}: {failure.Data["error_description"]}"
            : failure.InnerException is { } inner ? $"{failure.Message} {inner.GetType().Name}: {inner.Message}" : failure.Message;
        var line = new StringBuilder(LongestDetail);
        foreach (var rune in words.EnumerateRunes())
        {
            if (line.Length >= LongestDetail)
            {
                break;
            }

            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return line.ToString();
    }

    [LoggerMessage(Message = "Sign-in at the identity provider failed: {Fault} (reference {Reference}, after stage {Stage}). {Detail} [{Kind}]")]
    private partial void Failed(LogLevel level, SignInFault? fault, string reference, SignInStage stage, string detail, string kind);
}
