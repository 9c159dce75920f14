using System.Text.Json;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
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

        activities.MapGet("", List).WithName("listActivities").WithMetadata(QueryNames.Of<ActivityListQuery>())
            .WithSummary("List what customers did, the latest first")
            .WithDescription("Refused ones too. With outlier=true those that went through and are marked for somebody to look at.")
            .Produces<ActivityListResource>().Refuses(400, 403);

        activities.MapGet("/report", Report).WithName("reportActivities").WithMetadata(QueryNames.Of<ActivityReportQuery>())
            .WithSummary("Add up what customers did, by day or month and by kind")
            .WithDescription("Without internal accounts, of which leftOut says how many activities there were. Refused activities are told by number and not added up.")
            .Produces<ActivityReportResource>().Refuses(400, 403);
    }

    private static IResult List([AsParameters] ActivityListQuery query, ApiCaller caller, ListActivities list)
    {
        var reading = new QueryReading();
        var outlier = reading.Choice("outlier", query.Outlier, ActivityListQuery.Outliers) ?? false;
        var effect = reading.Choice("effect", query.Effect, ActivityListQuery.Effects);
        CustomerId? customer = null;
        if (!string.IsNullOrEmpty(query.CustomerId))
        {
            customer = CustomerId.TryParse(query.CustomerId, out var id) ? id : reading.Fault<CustomerId>("customerId", "The customer’s id is a UUID, as MemberCare gave it out.");
        }

        if (outlier && effect is { } other and not Effect.Flag)
        {
            reading.Fault<Effect>("effect", $"Outliers are those with the effect flag, never {ActivityNames.Of(other)}. Leave one of the two out.");
        }

        var filter = new ActivityFilter
        {
            Kind = reading.Choice("kind", query.Kind, ActivityNames.Kinds),
            Effect = outlier ? Effect.Flag : effect,
            Customer = customer,
            From = reading.Moment("from", query.From),
            Before = reading.Moment("before", query.Before),
        };
        var limit = reading.Limit(query.Limit);
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return list.Run(filter, query.Cursor, limit, caller.Actor).TryGet(out var page, out var refusal)
            ? TypedResults.Json(new ActivityListResource { Items = [.. page.Items.Select(ActivityResource.Of)], NextCursor = page.NextCursor }, ApiJson.Own.ActivityListResource)
            : Problems.Of(refusal);
    }

    private static IResult Report([AsParameters] ActivityReportQuery query, ApiCaller caller, ReportActivities report)
    {
        var reading = new QueryReading();
        var (from, before) = (reading.Day("from", query.From), reading.Day("before", query.Before));
        var step = reading.Choice("by", query.By, ActivityReportQuery.Steps) ?? ReportStep.Day;
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return report.Run(from, before, step, caller.Actor).TryGet(out var read, out var refusal)
            ? TypedResults.Json(ActivityReportResource.Of(read), ApiJson.Own.ActivityReportResource)
            : Problems.Of(refusal);
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
