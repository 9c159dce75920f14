using System.Globalization;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>What is planned: ends of temporary changes, and changes scheduled for later. Planning itself is a change of status with a beginning or an end.</summary>
public static class PlanEndpoints
{
    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapPlans(this RouteGroupBuilder api)
    {
        api.MapGet("/planned-changes", List).WithTags("Planned changes").WithName("listPlannedChanges").WithMetadata(QueryNames.Of<PlanListQuery>())
            .WithSummary("List what comes due, the earliest first")
            .WithDescription("What time could not change, and a person has to look at, comes before what waits.")
            .Produces<PlannedChangeListResource>().Refuses(400, 403);

        var customer = api.MapGroup("/customers/{id}").WithTags("Planned changes");

        customer.MapGet("/planned-changes", OfCustomer).WithName("listCustomerPlannedChanges")
            .WithSummary("Read what is planned for a customer")
            .Produces<PlannedChangeListResource>().Refuses(403, 404);

        customer.MapDelete("/planned-changes/{plan}", CancelAsync).WithName("cancelPlannedChange")
            .WithSummary("Cancel a planned change")
            .WithDescription("Without its end, a temporary change lasts until somebody changes the status. Cancelling the end of a suspension that was made at once confirms it. 409 where it was made, replaced or cancelled meanwhile.")
            .Produces<StatusChangeResource>().Refuses(403, 404, 409, 503);

        customer.MapPost("/events/{sequence}/undo", UndoAsync).WithName("undoStatusChange")
            .WithSummary("Take the last change of status back")
            .WithDescription("A change itself, by the same rules. 202 where a second person has to approve it first; 409 where the customer was changed since.")
            .Produces<StatusChangeResource>().Produces<StatusChangeResource>(StatusCodes.Status202Accepted).Refuses(403, 404, 409, 422, 503);
    }

    private static IResult List([AsParameters] PlanListQuery query, ApiCaller caller, ReadPlans plans)
    {
        var reading = new QueryReading();
        var filter = reading.Choice("show", query.Show, PlanListQuery.Filters) ?? PlanFilter.All;
        var limit = reading.Limit(query.Limit);
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return plans.Run(filter, string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor, limit, caller.Actor).TryGet(out var page, out var refusal)
            ? Answer(page.Items, page.NextCursor)
            : Problems.Of(refusal);
    }

    private static IResult OfCustomer(string id, ApiCaller caller, ReadPlans plans)
    {
        if (!CustomerId.TryParse(id, out var customer))
        {
            return Problems.Of(new NotFound("customer"));
        }

        return plans.OfCustomer(customer, caller.Actor).TryGet(out var planned, out var refusal) ? Answer(planned, null) : Problems.Of(refusal);
    }

    private static async Task<IResult> CancelAsync(string id, string plan, HttpRequest request, ApiCaller caller, ManagePlans manage, Shown shown, CancellationToken cancellation)
    {
        if (!CustomerId.TryParse(id, out var customer) || Number(plan) is not { } number)
        {
            return Problems.Of(new NotFound("planned change"));
        }

        return shown.Answer(request, await manage.CancelAsync(customer, number, caller.Actor, cancellation), caller.Actor);
    }

    private static async Task<IResult> UndoAsync(string id, string sequence, HttpRequest request, ApiCaller caller, UndoChange undo, Shown shown, CancellationToken cancellation)
    {
        if (!CustomerId.TryParse(id, out var customer) || Number(sequence) is not { } number)
        {
            return Problems.Of(new NotFound("change"));
        }

        return shown.Answer(request, await undo.RunAsync(customer, number, caller.Actor, cancellation), caller.Actor);
    }

    private static IResult Answer(IReadOnlyList<PlanView> planned, string? next) => TypedResults.Json(
        new PlannedChangeListResource { Items = [.. planned.Select(PlannedChangeResource.Of)], NextCursor = next },
        ApiJson.Own.PlannedChangeListResource);

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
