using MemberCare.Core.Operations;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MemberCare.Web.Auth.Provider;

/// <summary>
/// Takes the provider's word that a session there is over, and ends ours that came of it (OpenID Connect Back-Channel Logout 1.0). The provider itself calls
/// here, without a browser: what it says counts by its signature alone, so there is no cookie and no antiforgery token.
/// </summary>
internal sealed partial class BackChannelLogout(LogoutTokens tokens, LogoutReplays replays, KeepSessions sessions, ILogger<BackChannelLogout> log)
{
    /// <summary>Where the provider calls.</summary>
    public const string Path = "/signout-backchannel";

    // The provider may try again; whether it does is its affair.
    private const string Invalid = "invalid_request";

    /// <summary>Answers a call: 200 where the sessions are over, 400 with the reason otherwise.</summary>
    public async Task<IResult> RunAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = IdTokenHandler.LongestToken;
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var kind) || !kind.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse("The call is no form.");
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception fault) when (fault is BadHttpRequestException or InvalidDataException)
        {
            return Refuse("The form cannot be read, or is longer than any logout token.");
        }

        if (form["logout_token"] is not [{ } token])
        {
            return Refuse("The form carries no logout_token, or more than one.");
        }

        var (order, complaint) = await tokens.ReadAsync(token);
        return order is null ? Refuse(complaint!)
            : !replays.Remember(order) ? Refuse("The logout token was sent before.")
            : await EndAsync(order, context.RequestAborted);
    }

    private async Task<IResult> EndAsync(LogoutOrder order, CancellationToken cancellation)
    {
        try
        {
            if ((await sessions.EndOfProviderAsync(order.Issuer, order.Subject, order.Session, cancellation)).TryGet(out var ended, out var refusal))
            {
                Ended(ended);
                return Results.Ok();
            }

            replays.Forget(order);
            return Refuse(refusal.Sentence);
        }
        catch
        {
            replays.Forget(order);
            throw;
        }
    }

    private IResult Refuse(string why)
    {
        Refused(why);
        return Results.Json(new { error = Invalid, error_description = why }, statusCode: StatusCodes.Status400BadRequest);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The identity provider ended a session; here {Count} came of it and ended too")]
    private partial void Ended(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A back-channel logout was refused: {Why}")]
    private partial void Refused(string why);
}
