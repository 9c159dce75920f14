using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
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

    private static IResult List(ApiCaller caller, CountCustomers counts, Catalogues catalogues)
    {
        if (!counts.Run(caller.Actor).TryGet(out var numbers, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var catalogue = catalogues.Of(caller.Actor.Tenant);
        var items = catalogue.Labels
            .Select(label => new LabelResource
            {
                Id = label.Id.Value,
                Name = label.Name,
                Status = label.Status,
                Colour = label.Colour,
                Icon = label.Icon,
                ReasonRequired = label.ReasonRequired,
                OwnWordsAllowed = label.OwnWordsAllowed,
                ReasonCodes = [.. GivenReason.Offered(label, catalogue.Reasons).Select(reason => reason.Code)],
                PublicMessage = label.PublicMessage,
                Customers = numbers.ByLabel.GetValueOrDefault(label.Id),
                Retired = !label.IsLive,
            })
            .ToList();
        return TypedResults.Json(
            new LabelListResource { Items = items, NextCursor = null, Total = items.Count, TotalIsCapped = false }, ApiJson.Own.LabelListResource);
    }
}
