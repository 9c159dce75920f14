using System.Text.Json;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Operations;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace MemberCare.Web.Api;

/// <summary>Who may be written to by a campaign: a long list in, those of it who may be contacted out, both line by line.</summary>
public static class AudienceEndpoints
{
    /// <summary>The content type of JSON line by line.</summary>
    public const string Lines = "application/x-ndjson";

    // Some ten million lines. The largest body is not held in memory; the limit is against senders who never end.
    private const long Largest = 1L << 30;

    private static readonly string[] LineTypes = [Lines, "application/ndjson", "application/jsonl", "application/json-lines"];

    /// <summary>Maps the endpoint into the API's group.</summary>
    public static void MapAudiences(this RouteGroupBuilder api) =>
        api.MapPost("/audiences", DrawAsync).WithTags("Audiences").WithName("drawAudience").WithMetadata(QueryNames.Of<AudienceQuery>(), new RequestSizeLimitAttribute(Largest))
            .WithSummary("Leave out of a campaign who may not be contacted")
            .WithDescription(
                "Takes a JSON object a line, each with one of id, mobile, email, externalId and cardNumber, and perhaps a ref of your own. Answers with the lines of those who may be contacted, as they came, "
                + "and with a last line {\"summary\": {…}} that counts the rest by reason. An answer without that line is not whole. Read while you send. "
                + "With a campaign’s name, everything is decided by the moment at which that name first came: a campaign under way keeps its list, but never writes to who no longer wants it.")

            // Whatever comes is let through to here, where it is refused in words of its own.
            .Accepts<AudienceEntryResource>(Lines, "*/*")
            .Produces<AudienceLastLine>(StatusCodes.Status200OK, Lines).Refuses(400, 403, 409, 415, 503);

    private static async Task<IResult> DrawAsync(HttpRequest request, [AsParameters] AudienceQuery query, ApiCaller caller, DrawAudience draw, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !LineTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
        {
            return Problems.Of(new LinesExpected());
        }

        var reading = new QueryReading();
        var keep = reading.Choice("unknown", query.Unknown, AudienceQuery.Choices) ?? false;
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        if (!(await draw.BeginAsync(new AudienceWish(query.Campaign, keep), caller.Actor, cancellation)).TryGet(out var drawing, out var refusal))
        {
            return Problems.Of(refusal);
        }

        using (drawing)
        {
            var response = request.HttpContext.Response;
            response.ContentType = Lines;
            var summary = await drawing.RunAsync(request.Body, response.Body, cancellation);
            await JsonSerializer.SerializeAsync(response.Body, new AudienceLastLine { Summary = AudienceSummaryResource.Of(summary) }, ApiJson.Own.AudienceLastLine, cancellation);
            await response.Body.WriteAsync("\n"u8.ToArray(), cancellation);
            return Results.Empty;
        }
    }
}

/// <summary>What <c>POST /api/v1/audiences</c> takes in its address. Everything may be left out.</summary>
public sealed record AudienceQuery
{
    /// <summary>The campaign’s name, at most 80 characters. Asked again with it, for 30 days, everything is decided by the moment of the first time.</summary>
    public string? Campaign { get; init; }

    /// <summary>What becomes of identifiers that no customer has: <c>drop</c>, as when it is left out, or <c>keep</c>, unless the block list speaks against them.</summary>
    public string? Unknown { get; init; }

    internal static IReadOnlyDictionary<string, bool> Choices { get; } = new Dictionary<string, bool> { ["drop"] = false, ["keep"] = true };
}

/// <summary>The body is not declared as JSON line by line.</summary>
public sealed record LinesExpected() : HttpRefusal(415, "Send a JSON object a line, with the header Content-Type: application/x-ndjson.");

/// <summary>A line of an audience: one of the members, and perhaps a <c>ref</c>.</summary>
public sealed record AudienceEntryResource
{
    /// <summary>The customer’s id.</summary>
    public string? Id { get; init; }

    /// <summary>A mobile number, in any spelling.</summary>
    public string? Mobile { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The id that another system knows the customer by.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The number of the membership card.</summary>
    public string? CardNumber { get; init; }

    /// <summary>Whatever you know the line by; it comes back with the line.</summary>
    public string? Ref { get; init; }
}

/// <summary>The last line of the answer, which says that it is whole.</summary>
public sealed record AudienceLastLine
{
    /// <summary>The counts.</summary>
    public required AudienceSummaryResource Summary { get; init; }
}

/// <summary>What came of an audience.</summary>
public sealed record AudienceSummaryResource
{
    /// <summary>The campaign; null where none was named.</summary>
    public required string? Campaign { get; init; }

    /// <summary>The moment by which everything was decided.</summary>
    public required DateTime DecidedAt { get; init; }

    /// <summary>How many lines came.</summary>
    public required long Asked { get; init; }

    /// <summary>How many of them came back.</summary>
    public required long Contactable { get; init; }

    /// <summary>How many were left out, by reason.</summary>
    public required IReadOnlyList<AudienceReasonResource> Refused { get; init; }

    /// <summary>How many mean nobody known. With <c>unknown=keep</c> those with an identifier came back nevertheless.</summary>
    public required long Unknown { get; init; }

    /// <summary>How many mean somebody who became a customer after the campaign began.</summary>
    public required long JoinedLater { get; init; }

    /// <summary>How many came before in the same list.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Whether the list was so long that doubles after the first three million entries were not all noticed.</summary>
    public required bool DuplicatesBounded { get; init; }

    /// <summary>How many lines could not be read.</summary>
    public required long Malformed { get; init; }

    /// <summary>The first hundred of these.</summary>
    public required IReadOnlyList<AudienceFaultResource> Faults { get; init; }

    internal static AudienceSummaryResource Of(AudienceSummary summary) => new()
    {
        Campaign = summary.Campaign,
        DecidedAt = summary.DecidedAt.UtcDateTime,
        Asked = summary.Lines,
        Contactable = summary.Contactable,
        Refused = [.. summary.Refused.Select(refusal => new AudienceReasonResource { Layer = refusal.Layer, Status = refusal.Status, Label = refusal.Label, Count = refusal.Count })],
        Unknown = summary.Unknown,
        JoinedLater = summary.JoinedLater,
        Duplicates = summary.Duplicates,
        DuplicatesBounded = summary.DuplicatesBounded,
        Malformed = summary.Malformed,
        Faults = [.. summary.Faults.Select(fault => new AudienceFaultResource { Line = fault.Line, Why = fault.Why })],
    };
}

/// <summary>How many were left out for one reason.</summary>
public sealed record AudienceReasonResource
{
    /// <summary>Which layer spoke against it.</summary>
    [System.Text.Json.Serialization.JsonConverter(typeof(CamelCase<DecidingLayer>))]
    public required DecidingLayer Layer { get; init; }

    /// <summary>The status, where it was that or the label.</summary>
    [System.Text.Json.Serialization.JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus? Status { get; init; }

    /// <summary>The label, where it was that.</summary>
    public required string? Label { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }
}

/// <summary>A line that could not be read.</summary>
public sealed record AudienceFaultResource
{
    /// <summary>Its number among those that are not empty, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>What is wrong with it.</summary>
    public required string Why { get; init; }
}
