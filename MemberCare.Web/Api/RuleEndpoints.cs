using System.Globalization;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Api;

/// <summary>Automatic rules, for those who set them up by program.</summary>
public static class RuleEndpoints
{
    private const string Root = "/rules";

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapRules(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup(Root).WithTags("Rules");

        rules.MapGet("", List).WithName("listRules")
            .WithSummary("List the automatic rules")
            .Produces<RuleListResource>().Refuses(403);

        rules.MapPost("", CreateAsync).WithName("createRule")
            .WithSummary("Make an automatic rule")
            .WithDescription("It is switched off at first: try it out, then switch it on.")
            .Accepts<RuleTermsResource>("application/json")
            .Produces<RuleResource>(StatusCodes.Status201Created).Refuses(400, 403, 409, 413, 415, 422, 503);

        rules.MapPost("/dry-run", TryAsync).WithName("tryNewRule")
            .WithSummary("Say what a rule would do")
            .WithDescription("Nothing is kept and nothing is changed. Of a rule that waits for events, what it would have done in the last 30 days.")
            .Accepts<RuleTermsResource>("application/json")
            .Produces<RuleTrialResource>().Refuses(400, 403, 413, 415, 422);

        rules.MapGet("/{rule}", Read).WithName("readRule")
            .WithSummary("Read an automatic rule")
            .Produces<RuleResource>().Refuses(403, 404);

        rules.MapPut("/{rule}", EditAsync).WithName("changeRule")
            .WithSummary("Change what a rule says")
            .WithDescription("It has to be off. What is left out of the body is left out of the rule.")
            .Accepts<RuleTermsResource>("application/json")
            .Produces<RuleResource>().Refuses(400, 403, 404, 409, 413, 415, 422, 503);

        rules.MapDelete("/{rule}", RetireAsync).WithName("retireRule")
            .WithSummary("Take a rule out of use for good")
            .WithDescription("What it changed stays changed; lifts that were promised still come, and histories keep its name.")
            .Produces(StatusCodes.Status204NoContent).Refuses(403, 404, 409, 503);

        rules.MapGet("/{rule}/dry-run", Try).WithName("tryRule")
            .WithSummary("Say what an existing rule would do")
            .Produces<RuleTrialResource>().Refuses(403, 404);

        rules.MapPost("/{rule}/switch", SwitchAsync).WithName("switchRule")
            .WithSummary("Switch a rule on or off, or let it go on")
            .WithDescription("Switched on, it acts on what happens from then on. 422 where it and rules at work would undo each other.")
            .Accepts<RuleSwitchResource>("application/json")
            .Produces<RuleResource>().Refuses(400, 403, 404, 409, 413, 415, 422, 503);
    }

    private static IResult List(ApiCaller caller, ReadRules read, Catalogues catalogues) =>
        read.Run(caller.Actor).TryGet(out var all, out var refusal)
            ? TypedResults.Json(new RuleListResource { Items = [.. all.Select(rule => RuleResource.Of(rule, catalogues.Of(caller.Actor.Tenant)))] }, ApiJson.Own.RuleListResource)
            : Problems.Of(refusal);

    private static IResult Read(string rule, ApiCaller caller, ReadRules read, Catalogues catalogues) => Show(IdOf(rule), caller, read, catalogues, StatusCodes.Status200OK);

    private static IResult Try(string rule, ApiCaller caller, TryRule tries) =>
        tries.Run(IdOf(rule), caller.Actor).TryGet(out var trial, out var refusal) ? TypedResults.Json(RuleTrialResource.Of(trial), ApiJson.Own.RuleTrialResource) : Problems.Of(refusal);

    private static async Task<IResult> TryAsync(HttpRequest request, ApiCaller caller, TryRule tries, Catalogues catalogues, CancellationToken cancellation) =>
        (await JsonBody.ReadAsync(request, ApiJson.Own.RuleTermsResource, cancellation)).TryGet(out var body, out var refusal)
        && body.Read(catalogues.Of(caller.Actor.Tenant)).TryGet(out var draft, out refusal)
        && tries.Run(draft, caller.Actor).TryGet(out var trial, out refusal)
            ? TypedResults.Json(RuleTrialResource.Of(trial), ApiJson.Own.RuleTrialResource)
            : Problems.Of(refusal);

    private static async Task<IResult> CreateAsync(HttpRequest request, ApiCaller caller, ManageRules manage, ReadRules read, Catalogues catalogues, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.RuleTermsResource, cancellation)).TryGet(out var body, out var refusal)
            || !body.Read(catalogues.Of(caller.Actor.Tenant)).TryGet(out var draft, out refusal)
            || !(await manage.CreateAsync(draft, caller.Actor, cancellation)).TryGet(out var made, out refusal))
        {
            return Problems.Of(refusal);
        }

        request.HttpContext.Response.Headers.Location = $"{request.PathBase}{ApiSetup.Root}{Root}/{made}";
        return Show(made, caller, read, catalogues, StatusCodes.Status201Created);
    }

    private static async Task<IResult> EditAsync(string rule, HttpRequest request, ApiCaller caller, ManageRules manage, ReadRules read, Catalogues catalogues, CancellationToken cancellation)
    {
        var id = IdOf(rule);
        return (await JsonBody.ReadAsync(request, ApiJson.Own.RuleTermsResource, cancellation)).TryGet(out var body, out var refusal)
            && body.Read(catalogues.Of(caller.Actor.Tenant)).TryGet(out var draft, out refusal)
            && (await manage.EditAsync(id, draft, caller.Actor, cancellation)).TryGet(out _, out refusal)
                ? Show(id, caller, read, catalogues, StatusCodes.Status200OK)
                : Problems.Of(refusal);
    }

    private static async Task<IResult> RetireAsync(string rule, ApiCaller caller, ManageRules manage, CancellationToken cancellation) =>
        (await manage.RetireAsync(IdOf(rule), null, caller.Actor, cancellation)).Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.NoContent();

    private static async Task<IResult> SwitchAsync(string rule, HttpRequest request, ApiCaller caller, ManageRules manage, ReadRules read, Catalogues catalogues, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.RuleSwitchResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return Problems.Of(refusal);
        }

        var id = IdOf(rule);
        refusal = body.To switch
        {
            "on" => (await manage.SwitchOnAsync(id, body.ExpectedVersion, caller.Actor, cancellation)).Refusal,
            "off" => (await manage.SwitchOffAsync(id, body.ExpectedVersion, caller.Actor, cancellation)).Refusal,
            "continue" => (await manage.ContinueAsync(id, body.ExpectedVersion, caller.Actor, cancellation)).Refusal,
            _ => new InvalidInput("to", "Say “on”, “off” or “continue”."),
        };
        return refusal is null ? Show(id, caller, read, catalogues, StatusCodes.Status200OK) : Problems.Of(refusal);
    }

    private static IResult Show(RuleId id, ApiCaller caller, ReadRules read, Catalogues catalogues, int status) =>
        read.One(id, caller.Actor).TryGet(out var view, out var refusal)
            ? TypedResults.Json(RuleResource.Of(view, catalogues.Of(caller.Actor.Tenant)), ApiJson.Own.RuleResource, statusCode: status)
            : Problems.Of(refusal);

    // What is no number is nobody's id.
    private static RuleId IdOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new RuleId(id) : default;
}
