using MemberCare.Core.Queries;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>The organisation's labels, for systems that choose one.</summary>
public static class LabelEndpoints
{
    /// <summary>Maps the endpoint into the API's group.</summary>
    public static void MapLabels(this RouteGroupBuilder api) =>
        api.MapGet("/labels", List).WithTags("Labels").WithName("listLabels")
            .WithSummary("List the status labels")
            .WithDescription("All of them, retired ones too, with the reasons that a change to each may give.")
            .Produces<LabelListResource>().Refuses(403);

    private static IResult List(ApiCaller caller, ReadLabels labels)
    {
        if (!labels.Run(caller.Actor).TryGet(out var book, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var offered = book.Reasons.Where(reason => reason.Offered).Select(reason => reason.Code).ToList();
        return TypedResults.Json(
            new LabelListResource
            {
                Items = [.. book.Labels.Select(row => LabelResource.Of(row, offered))],
                NextCursor = null,
                Total = book.Labels.Count,
                TotalIsCapped = false,
            },
            ApiJson.Own.LabelListResource);
    }
}
