using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>What <c>GET /api/v1/approvals</c> takes. Everything may be left out.</summary>
public sealed record ApprovalListQuery
{
    /// <summary>Which requests: open ones that others made, which is the usual, the caller’s own, or those that came to an end.</summary>
    public string? Show { get; init; }

    /// <summary>The most requests to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }

    internal static IReadOnlyDictionary<string, ApprovalList> Lists { get; } = new Dictionary<string, ApprovalList>
    {
        ["toDecide"] = ApprovalList.ToDecide,
        ["mine"] = ApprovalList.Mine,
        ["decided"] = ApprovalList.Decided,
    };
}

/// <summary>Changes that take two people: read what waits, approve, reject, withdraw.</summary>
public static class ApprovalEndpoints
{
    /// <summary>Where the list begins, below the API's root.</summary>
    public const string Root = "/approvals";

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapApprovals(this RouteGroupBuilder api)
    {
        var approvals = api.MapGroup(Root).WithTags("Approvals");

        approvals.MapGet("", List).WithName("listApprovals").WithMetadata(QueryNames.Of<ApprovalListQuery>())
            .WithSummary("List requests for approval")
            .WithDescription("What waits for a decision comes with the oldest first, the other lists with the newest.")
            .Produces<ApprovalListResource>().Refuses(400, 403);

        approvals.MapGet("/{approval}", Read).WithName("readApproval")
            .WithSummary("Read a request for approval")
            .Produces<ApprovalResource>().Refuses(403, 404);

        approvals.MapPost("/{approval}/approve", ApproveAsync).WithName("approve")
            .WithSummary("Approve a request, which makes the change")
            .WithDescription("Takes the scope approvals:decide, and somebody other than who asked. 409 where it was decided already, has expired, or no longer fits since the customer’s status changed. The same decision twice is once.")
            .Accepts<NewDecisionResource>("application/json")
            .Produces<ApprovalResource>().Refuses(400, 403, 404, 409, 413, 415, 422, 503);

        approvals.MapPost("/{approval}/reject", RejectAsync).WithName("reject")
            .WithSummary("Reject a request")
            .WithDescription("Takes the scope approvals:decide, somebody other than who asked, and a comment. Nothing changes.")
            .Accepts<NewDecisionResource>("application/json")
            .Produces<ApprovalResource>().Refuses(400, 403, 404, 409, 413, 415, 422, 503);

        approvals.MapPost("/{approval}/withdraw", WithdrawAsync).WithName("withdraw")
            .WithSummary("Take a request back")
            .WithDescription("Only who asked can. Takes no body.")
            .Produces<ApprovalResource>().Refuses(403, 404, 409, 422, 503);
    }

    private static IResult List([AsParameters] ApprovalListQuery query, ApiCaller caller, ListApprovals list)
    {
        var reading = new QueryReading();
        var which = reading.Choice("show", query.Show, ApprovalListQuery.Lists) ?? ApprovalList.ToDecide;
        var limit = reading.Limit(query.Limit);
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return list.Run(which, string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor, limit, caller.Actor).TryGet(out var page, out var refusal)
            ? TypedResults.Json(
                new ApprovalListResource { Items = [.. page.Items.Select(ApprovalResource.Of)], NextCursor = page.NextCursor, Total = page.Total, TotalIsCapped = page.TotalIsCapped },
                ApiJson.Own.ApprovalListResource)
            : Problems.Of(refusal);
    }

    private static IResult Read(string approval, ApiCaller caller, ListApprovals list) => Show(IdOf(approval), caller, list);

    private static Task<IResult> ApproveAsync(string approval, HttpRequest request, ApiCaller caller, DecideApproval decide, ListApprovals list, CancellationToken cancellation) =>
        DecideAsync(approval, request, caller, list, (id, comment) => decide.ApproveAsync(id, comment, caller.Actor, cancellation), cancellation);

    private static Task<IResult> RejectAsync(string approval, HttpRequest request, ApiCaller caller, DecideApproval decide, ListApprovals list, CancellationToken cancellation) =>
        DecideAsync(approval, request, caller, list, (id, comment) => decide.RejectAsync(id, comment, caller.Actor, cancellation), cancellation);

    private static async Task<IResult> WithdrawAsync(string approval, ApiCaller caller, DecideApproval decide, ListApprovals list, CancellationToken cancellation) =>
        (await decide.WithdrawAsync(IdOf(approval), caller.Actor, cancellation)).Refusal is { } refusal ? Problems.Of(refusal) : Show(IdOf(approval), caller, list);

    private static async Task<IResult> DecideAsync(
        string approval, HttpRequest request, ApiCaller caller, ListApprovals list, Func<Guid, string?, Task<Outcome<DecidedRequest>>> decide, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.NewDecisionResource, cancellation)).TryGet(out var body, out var refusal)
            || !(await decide(IdOf(approval), body.Comment)).TryGet(out _, out refusal))
        {
            return Problems.Of(refusal);
        }

        return Show(IdOf(approval), caller, list);
    }

    private static IResult Show(Guid id, ApiCaller caller, ListApprovals list) =>
        list.Read(id, caller.Actor).TryGet(out var view, out var refusal) ? TypedResults.Json(ApprovalResource.Of(view), ApiJson.Own.ApprovalResource) : Problems.Of(refusal);

    // What is no id names no request.
    private static Guid IdOf(string text) => Guid.TryParseExact(text, "D", out var id) ? id : Guid.Empty;
}
