using System.Text.Json;
using MemberCare.Core.Operations;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>What customers did: reported by systems, read back as a list and as a report.</summary>
public static class ActivityEndpoints
{
    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapActivities(this RouteGroupBuilder api)
    {
        var activities = api.MapGroup("/activities").WithTags("Activities");

        activities.MapPost("", RecordAsync).WithName("recordActivities")
            .WithSummary("Report what customers did")
            .WithDescription(
                "Up to 1,000 at once, in any order. Each is answered for itself: with its effect, or with why it was not taken. What was refused by a rule is kept too, as what was tried. "
                + "An activity sent again under its id is answered as the first time, with duplicate.")
            .Accepts<NewActivitiesResource>("application/json")
            .Produces<ActivityResultsResource>().Refuses(400, 403, 413, 415, 503);
    }

    private static async Task<IResult> RecordAsync(HttpRequest request, ApiCaller caller, RecordActivities record, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.ActivityBatch, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var batch = (body.Activities ?? []).Select(NewActivityResource.Read).ToList();
        if (!(await record.RunAsync([.. batch.Select(item => item.Activity)], caller.Actor, cancellation)).TryGet(out var answers, out refusal))
        {
            return Problems.Of(refusal);
        }

        return TypedResults.Json(
            new ActivityResultsResource { Results = [.. answers.Select((answer, i) => ActivityResultResource.Of(answer, batch[i].Id))] },
            ApiJson.Own.ActivityResultsResource);
    }
}

/// <summary>A batch as it is read: item by item, so that one that is wrong does not hold up the others.</summary>
public sealed record ActivityBatch
{
    /// <summary>The items, unread.</summary>
    public IReadOnlyList<JsonElement>? Activities { get; init; }
}
