using System.Text.Json.Serialization;
using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>Why a request was not done, as problem details (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>A stable name of the kind of problem, <c>urn:membercare:problem:</c> and <c>code</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>One sentence for a person: why not, and what to do instead. Its wording may change; programs go by <c>code</c>.</summary>
    public required string Detail { get; init; }

    /// <summary>The kind of problem for programs, such as <c>stale-version</c>. Never changes.</summary>
    public required string Code { get; init; }

    /// <summary>The wrong fields, each with what is wrong with it. Only where the status is 400.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>The version that the customer has now. Only with <c>stale-version</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? CurrentVersion { get; init; }

    /// <summary>The label that the customer carries now. Only with <c>stale-version</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CurrentLabel { get; init; }

    /// <summary>The customer who has the external id or card number. Only with <c>identifier-taken</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? CustomerId { get; init; }

    /// <summary>The entry that blocks the contact already. Only with <c>already-blocked</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BlockedContactId { get; init; }

    /// <summary>What the person may be told, in the organisation’s words. Only with <c>registration-refused</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PublicMessage { get; init; }

    /// <summary>When what stands in the way ends by itself, UTC; absent where it has no end. Only with <c>registration-refused</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? Until { get; init; }

    /// <summary>What to name when asking for help. Only where the status is 500.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }
}

/// <summary>A refusal that only HTTP knows, beside those of the core.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Words">The sentence.</param>
public abstract record HttpRefusal(int Status, string Words) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Invalid;

    /// <inheritdoc/>
    public override string Sentence => Words;
}

/// <summary>Neither an API key nor an access token came with the request.</summary>
public sealed record KeyMissing() : HttpRefusal(401, "Send an API key or an access token in the header Authorization, as a bearer token. Whoever runs MemberCare can make a key.");

/// <summary>The API key is unknown or was revoked; which of the two is nobody's business.</summary>
public sealed record KeyRefused() : HttpRefusal(401, "This API key is not known, or it was revoked. Check that all of it was copied, or ask whoever runs MemberCare for a new one.");

/// <summary>The access token did not pass a check.</summary>
/// <param name="Why">Which one.</param>
public sealed record TokenRefused(TokenFault Why) : HttpRefusal(401, "This access token " + Why switch
{
    TokenFault.Malformed => "is no signed JSON Web Token, or not all of it arrived. Check that all of it was sent.",
    TokenFault.OtherKind => "is a token of another kind. Send the access token, not the ID token.",
    TokenFault.Algorithm => "is not signed in a way that is taken. Ask whoever runs the identity provider for one signed with RS256, PS256 or ES256.",
    TokenFault.UnknownKey => "is signed with a key that the identity provider does not publish. Ask it for a new token.",
    TokenFault.Signature => "has a signature that does not fit. Check that all of it was sent, unchanged.",
    TokenFault.Issuer => "comes from another issuer than the identity provider that MemberCare trusts.",
    TokenFault.Audience => "is not for this API, or for others beside it. Ask the identity provider for one whose only audience is MemberCare.",
    TokenFault.Expired => "has expired. Ask the identity provider for a new one.",
    TokenFault.TooEarly => "counts from a later time on. Check the clock of the machine that issued it.",
    TokenFault.Nobody => "does not say whom it was issued to. It needs sub and client_id.",
    _ => throw new ArgumentOutOfRangeException(nameof(Why)),
});

/// <summary>The access token is good, and says no organisation that is known here.</summary>
public sealed record TokenWithoutOrganisation() : HttpRefusal(403, "This access token is for no organisation that MemberCare knows. Ask whoever runs MemberCare to look at the claim that says the organisation.");

/// <summary>No access token can be checked just now, since the provider's keys are out of reach. API keys work on.</summary>
public sealed record ProviderUnavailable() : HttpRefusal(503, "The identity provider cannot be reached, so the access token cannot be checked just now. Try again in a moment, or tell whoever runs MemberCare.");

/// <summary>The store could not be read: busy, locked, or the disk reported a fault.</summary>
public sealed record StoreUnreadable() : HttpRefusal(503, "MemberCare cannot read its store just now. Try again in a moment, or tell whoever runs MemberCare.");

/// <summary>The caller, or its address, sends more than the configured pace allows.</summary>
public sealed record TooManyRequests() : HttpRefusal(429, "That is more than MemberCare answers for one caller. Wait as long as the header Retry-After says, then go on more slowly.");

/// <summary>The request came without TLS. What it carried has to be taken for read by others.</summary>
public sealed record HttpsNeeded() : HttpRefusal(403, "This API takes HTTPS alone. Use the address with https, and a new key or token: this one crossed the network in the clear.");

/// <summary>The address with its query is longer than <see cref="Security.RequestSizes.LongestAddress"/>.</summary>
public sealed record AddressTooLong() : HttpRefusal(414, "The address is too long: 8 kilobytes at most, with its query.");

/// <summary>There is no such address.</summary>
public sealed record AddressUnknown() : HttpRefusal(404, "There is nothing at this address. The document at /openapi/v1.json lists what there is.");

/// <summary>The address does not take this method.</summary>
public sealed record MethodNotAllowed() : HttpRefusal(405, "This address does not take that HTTP method. The header Allow names those that it takes.");

/// <summary>The body is larger than <see cref="JsonBody.Largest"/>.</summary>
public sealed record BodyTooLarge() : HttpRefusal(413, "The body is too large: one megabyte at most.");

/// <summary>The body is not declared as JSON.</summary>
public sealed record ContentTypeUnknown() : HttpRefusal(415, "Send the body as JSON, with the header Content-Type: application/json.");

/// <summary>The request as such is broken.</summary>
public sealed record RequestBroken() : HttpRefusal(400, "The request is not well formed. Nothing was changed.");

/// <summary>A bug, or a fault that nobody foresaw. The log knows more.</summary>
public sealed record Unexpected() : HttpRefusal(500, "Something went wrong in MemberCare. If this was a change, look whether it was made before you send it again, or send it with an Idempotency-Key.");

/// <summary>The one place where a refusal becomes an answer of the API.</summary>
public static class Problems
{
    /// <summary>The content type of problem details.</summary>
    public const string ContentType = "application/problem+json";

    private const string TypePrefix = "urn:membercare:problem:";

    /// <summary>The answer to a request that was refused.</summary>
    public static IResult Of(Refusal refusal) => new Answer(refusal);

    /// <summary>The answer to a request that the framework refused with a bare status.</summary>
    public static IResult Of(int status) => Of(status switch
    {
        StatusCodes.Status404NotFound => new AddressUnknown(),
        StatusCodes.Status405MethodNotAllowed => new MethodNotAllowed(),
        StatusCodes.Status413PayloadTooLarge => new BodyTooLarge(),
        StatusCodes.Status414UriTooLong => new AddressTooLong(),
        StatusCodes.Status415UnsupportedMediaType => new ContentTypeUnknown(),
        >= 500 => new Unexpected(),
        _ => new RequestBroken() with { Status = status },
    });

    private static Problem Describe(Refusal refusal, int status, string traceId) => new()
    {
        Type = TypePrefix + refusal.Code,
        Title = Title(status),
        Status = status,
        Detail = refusal.Sentence,
        Code = refusal.Code,
        Errors = (refusal as InvalidInput)?.Fields.ToDictionary(field => field.Key, field => new[] { field.Value }),
        CurrentVersion = (refusal as StaleVersion)?.Current,
        CurrentLabel = (refusal as StaleVersion)?.Label,
        CustomerId = (refusal as IdentifierTaken)?.Holder.Value,
        BlockedContactId = (refusal as AlreadyBlocked)?.Entry,
        PublicMessage = (refusal as RegistrationRefused)?.Message,
        Until = (refusal as RegistrationRefused)?.Until?.UtcDateTime,
        TraceId = status == StatusCodes.Status500InternalServerError ? traceId : null,
    };

    private static int StatusOf(Refusal refusal) => refusal is HttpRefusal http ? http.Status : refusal.Kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Rule => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static string Title(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Not signed in",
        StatusCodes.Status403Forbidden => "Not allowed",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status405MethodNotAllowed => "Method not allowed",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status414UriTooLong => "Too large",
        StatusCodes.Status415UnsupportedMediaType => "Not JSON",
        StatusCodes.Status422UnprocessableEntity => "A rule says no",
        StatusCodes.Status429TooManyRequests => "Too many requests",
        StatusCodes.Status503ServiceUnavailable => "Not available just now",
        >= 500 => "Fault",
        _ => "Bad request",
    };

    private sealed class Answer(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            var status = StatusOf(refusal);
            context.Response.StatusCode = status;
            ApiFaults.Harden(context.Response);
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                context.Response.Headers.RetryAfter = "5";
            }

            if (refusal is NotPermitted lacking)
            {
                context.Response.Headers.WWWAuthenticate = BearerCredentials.InsufficientScope(lacking.Needed);
            }

            return context.Response.WriteAsJsonAsync(
                Describe(refusal, status, context.TraceIdentifier), ApiJson.Own.Problem, ContentType, context.RequestAborted);
        }
    }
}

/// <summary>Wraps everything under <c>/api</c>: whatever the framework refuses with a bare status, and whatever goes wrong, becomes problem details; and no answer is kept by a cache.</summary>
internal sealed partial class ApiFaults(RequestDelegate next, ILogger<ApiFaults> log)
{
    /// <summary>No cache keeps an answer, and no browser takes one for a page.</summary>
    public static void Harden(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    public async Task InvokeAsync(HttpContext context)
    {
        Harden(context.Response);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; there is nobody to tell.
            return;
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await Problems.Of(fault.StatusCode).ExecuteAsync(context);
            return;
        }
        catch (Exception fault) when (Faults.IsOfTheStore(fault) && !context.Response.HasStarted)
        {
            StoreFailed(fault, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "");
            await Problems.Of(new StoreUnreadable()).ExecuteAsync(context);
            return;
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            Failed(fault, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "", context.TraceIdentifier);
            await Problems.Of(new Unexpected()).ExecuteAsync(context);
            return;
        }

        if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType is null)
        {
            await Problems.Of(context.Response.StatusCode).ExecuteAsync(context);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed; trace {Trace}")]
    private partial void Failed(Exception fault, string method, string route, string trace);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} could not read the store")]
    private partial void StoreFailed(Exception fault, string method, string route);
}
