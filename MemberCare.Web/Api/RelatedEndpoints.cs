using System.Text.Json;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>Accounts that may be the same person.</summary>
public static class RelatedEndpoints
{
    /// <summary>Maps the endpoint into the API's group.</summary>
    public static void MapRelated(this RouteGroupBuilder api) =>
        api.MapGet("/customers/{id}/related", List).WithTags("Customers").WithName("listRelatedCustomers")
            .WithSummary("List the accounts that may be the same person")
            .WithDescription("By the same mobile number, mailbox (tags after a plus sign aside), card, or name with date of birth, also where one of them had it before. The surest first, deleted ones last, at most twenty.")
            .Produces<RelatedListResource>().Refuses(403, 404);

    private static IResult List(string id, ApiCaller caller, RelatedCustomers related)
    {
        if (!CustomerId.TryParse(id, out var customer))
        {
            return Problems.Of(new NotFound("customer"));
        }

        if (!related.Run(customer, caller.Actor).TryGet(out var list, out var refusal))
        {
            return Problems.Of(refusal);
        }

        return TypedResults.Json(
            new RelatedListResource
            {
                Items = [.. list.Items.Select(other => new RelatedResource { Customer = CustomerResource.Of(other.Customer), Relations = [.. other.Why.Select(why => JsonNamingPolicy.CamelCase.ConvertName(why.ToString()))] })],
                NextCursor = null,
                Total = list.Items.Count,
                TotalIsCapped = list.HasMore,
            },
            ApiJson.Own.RelatedListResource);
    }
}

/// <summary>A customer who may be the same person.</summary>
public sealed record RelatedResource
{
    /// <summary>The customer.</summary>
    public required CustomerResource Customer { get; init; }

    /// <summary>Why, the surest first: <c>sameCard</c>, <c>sameMobile</c>, <c>sameEmail</c>, <c>sameNameAndBirthDate</c>, and what one of them had before, such as <c>formerMobile</c>.</summary>
    public required IReadOnlyList<string> Relations { get; init; }
}

/// <summary>Customers who may be the same person.</summary>
public sealed record RelatedListResource
{
    /// <summary>The customers.</summary>
    public required IReadOnlyList<RelatedResource> Items { get; init; }

    /// <summary>Always null: there is one page.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>How many are named.</summary>
    public required long Total { get; init; }

    /// <summary>Whether there are more than those.</summary>
    public required bool TotalIsCapped { get; init; }
}
