using System.Globalization;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;
using MemberCare.Web.Webhooks;

namespace MemberCare.Web.Api;

/// <summary>What <c>GET /api/v1/webhooks/{id}/deliveries</c> takes. Everything may be left out.</summary>
public sealed record DeliveryListQuery
{
    /// <summary>Only messages whose last attempt came to nothing.</summary>
    public string? Troubled { get; init; }

    /// <summary>The most messages to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>The systems that are told what happens, for those who set them up by program.</summary>
public static class WebhookEndpoints
{
    private const string Root = "/webhooks";

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup(Root).WithTags("Webhooks");

        webhooks.MapGet("", List).WithName("listWebhooks")
            .WithSummary("List the webhooks")
            .Produces<WebhookListResource>().Refuses(403);

        webhooks.MapPost("", CreateAsync).WithName("createWebhook")
            .WithSummary("Have a system told what happens")
            .WithDescription("It hears what happens from now on. Messages are signed as Standard Webhooks describes; the secret is in the answer, and nowhere else.")
            .Accepts<NewWebhookResource>("application/json")
            .Produces<MadeWebhookResource>(StatusCodes.Status201Created).Refuses(400, 403, 409, 413, 415, 422, 503);

        webhooks.MapGet("/{webhook}", Read).WithName("readWebhook")
            .WithSummary("Read a webhook")
            .Produces<WebhookResource>().Refuses(403, 404);

        webhooks.MapPut("/{webhook}", EditAsync).WithName("editWebhook")
            .WithSummary("Edit a webhook")
            .WithDescription("Messages that wait go to the new address. 409 where expectedVersion is no longer the webhook’s version.")
            .Accepts<WebhookEditResource>("application/json")
            .Produces<WebhookResource>().Refuses(400, 403, 404, 409, 413, 415, 422, 503);

        webhooks.MapDelete("/{webhook}", EndAsync).WithName("endWebhook")
            .WithSummary("End a webhook")
            .WithDescription("For good; what waits is not sent. Receipts of what it was told stay.")
            .Produces(StatusCodes.Status204NoContent).Refuses(403, 404, 503);

        webhooks.MapPost("/{webhook}/rotate-secret", RotateAsync).WithName("rotateWebhookSecret")
            .WithSummary("Give a webhook a new secret")
            .WithDescription("The secret before signs beside the new one for 24 hours.")
            .Produces<WebhookSecretResource>().Refuses(403, 404, 422, 503);

        webhooks.MapPost("/{webhook}/pause", PauseAsync).WithName("pauseWebhook")
            .WithSummary("Send a webhook nothing for a while")
            .WithDescription("What happens meanwhile waits, for 30 days at most.")
            .Produces<WebhookResource>().Refuses(403, 404, 422, 503);

        webhooks.MapPost("/{webhook}/resume", ResumeAsync).WithName("resumeWebhook")
            .WithSummary("Go on telling a webhook")
            .WithDescription("Beginning with what waited.")
            .Produces<WebhookResource>().Refuses(403, 404, 422, 503);

        webhooks.MapPost("/{webhook}/test", TestAsync).WithName("testWebhook")
            .WithSummary("Send a webhook a test message")
            .WithDescription("Sends a message of the type org.membercare.test at once and waits for the answer, 10 seconds at most.")
            .Produces<WebhookTestResource>().Refuses(403, 404, 422);

        webhooks.MapGet("/{webhook}/deliveries", Deliveries).WithName("listWebhookDeliveries").WithMetadata(QueryNames.Of<DeliveryListQuery>())
            .WithSummary("List messages to a webhook, newest first")
            .WithDescription("Messages are kept for 30 days.")
            .Produces<DeliveryListResource>().Refuses(400, 403, 404);

        webhooks.MapPost("/{webhook}/deliveries/{delivery}/redeliver", RedeliverAsync).WithName("redeliverWebhookMessage")
            .WithSummary("Send a message again")
            .WithDescription("At once and out of its turn, with the same id and body as before.")
            .Produces(StatusCodes.Status204NoContent).Refuses(403, 404, 422, 503);
    }

    private static IResult List(ApiCaller caller, ReadWebhooks read) =>
        read.Run(caller.Actor).TryGet(out var all, out var refusal)
            ? TypedResults.Json(new WebhookListResource { Items = [.. all.Select(WebhookResource.Of)] }, ApiJson.Own.WebhookListResource)
            : Problems.Of(refusal);

    private static IResult Read(string webhook, ApiCaller caller, ReadWebhooks read) => Show(IdOf(webhook), caller, read);

    private static async Task<IResult> CreateAsync(HttpRequest request, ApiCaller caller, WebhookDesk desk, ReadWebhooks read, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.NewWebhookResource, cancellation)).TryGet(out var body, out var refusal)
            || !WebhookKinds.Read(body.Kinds).TryGet(out var kinds, out refusal)
            || !(await desk.CreateAsync(new WebhookDraft { Name = body.Name, Address = body.Address, Kinds = kinds }, caller.Actor, cancellation)).TryGet(out var made, out refusal)
            || !read.One(made.Id, caller.Actor).TryGet(out var view, out refusal))
        {
            return Problems.Of(refusal);
        }

        request.HttpContext.Response.Headers.Location = $"{request.PathBase}{ApiSetup.Root}{Root}/{made.Id}";
        return TypedResults.Json(
            new MadeWebhookResource { Webhook = WebhookResource.Of(view), Secret = made.Secret }, ApiJson.Own.MadeWebhookResource, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> EditAsync(string webhook, HttpRequest request, ApiCaller caller, ManageWebhooks manage, ReadWebhooks read, CancellationToken cancellation)
    {
        var id = IdOf(webhook);
        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.WebhookEditResource, cancellation)).TryGet(out var body, out var refusal)
            || !WebhookKinds.Read(body.Kinds).TryGet(out var kinds, out refusal))
        {
            return Problems.Of(refusal);
        }

        if (body.ExpectedVersion is not { } version)
        {
            return Problems.Of(new InvalidInput("expectedVersion", "Send the version that you read as expectedVersion."));
        }

        var draft = new WebhookDraft { Name = body.Name, Address = body.Address, Kinds = kinds, Version = version };
        return await ChangeAsync(manage.EditAsync(id, draft, caller.Actor, cancellation), id, caller, read);
    }

    private static async Task<IResult> EndAsync(string webhook, ApiCaller caller, ManageWebhooks manage, CancellationToken cancellation) =>
        (await manage.EndAsync(IdOf(webhook), caller.Actor, cancellation)).Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.NoContent();

    private static async Task<IResult> RotateAsync(string webhook, ApiCaller caller, WebhookDesk desk, ReadWebhooks read, CancellationToken cancellation)
    {
        var id = IdOf(webhook);
        return (await desk.RotateAsync(id, caller.Actor, cancellation)).TryGet(out var secret, out var refusal) && read.One(id, caller.Actor).TryGet(out var view, out refusal)
            ? TypedResults.Json(new WebhookSecretResource { Secret = secret, PreviousSecretUntil = view.PreviousSecretUntil?.UtcDateTime }, ApiJson.Own.WebhookSecretResource)
            : Problems.Of(refusal);
    }

    private static Task<IResult> PauseAsync(string webhook, ApiCaller caller, ManageWebhooks manage, ReadWebhooks read, CancellationToken cancellation) =>
        ChangeAsync(manage.PauseAsync(IdOf(webhook), caller.Actor, cancellation), IdOf(webhook), caller, read);

    private static Task<IResult> ResumeAsync(string webhook, ApiCaller caller, ManageWebhooks manage, ReadWebhooks read, CancellationToken cancellation) =>
        ChangeAsync(manage.ResumeAsync(IdOf(webhook), caller.Actor, cancellation), IdOf(webhook), caller, read);

    private static async Task<IResult> TestAsync(string webhook, ApiCaller caller, WebhookDesk desk, CancellationToken cancellation) =>
        (await desk.TestAsync(IdOf(webhook), caller.Actor, cancellation)).TryGet(out var exchange, out var refusal)
            ? TypedResults.Json(
                new WebhookTestResource
                {
                    Told = exchange.Result.IsTold,
                    Answer = exchange.Result.Answer,
                    Fault = exchange.Result.Fault,
                    Milliseconds = (long)exchange.Took.TotalMilliseconds,
                },
                ApiJson.Own.WebhookTestResource)
            : Problems.Of(refusal);

    private static IResult Deliveries(string webhook, [AsParameters] DeliveryListQuery query, ApiCaller caller, ReadWebhooks read)
    {
        var reading = new QueryReading();
        var troubled = reading.Choice("troubled", query.Troubled, QueryReading.YesOrNo) ?? false;
        var (before, limit) = (reading.Before(query.Cursor), reading.Limit(query.Limit));
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return read.Deliveries(IdOf(webhook), caller.Actor, troubled, before, limit).TryGet(out var page, out var refusal)
            ? TypedResults.Json(
                new DeliveryListResource
                {
                    Items = [.. page.Items.Select(DeliveryResource.Of)],
                    NextCursor = page.HasMore ? page.Items[^1].Id.ToString(CultureInfo.InvariantCulture) : null,
                },
                ApiJson.Own.DeliveryListResource)
            : Problems.Of(refusal);
    }

    private static async Task<IResult> RedeliverAsync(string webhook, string delivery, ApiCaller caller, ManageWebhooks manage, CancellationToken cancellation)
    {
        var number = long.TryParse(delivery, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : 0;
        return (await manage.RedeliverAsync(IdOf(webhook), number, caller.Actor, cancellation)).Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.NoContent();
    }

    private static async Task<IResult> ChangeAsync(Task<Outcome<Done>> change, WebhookId id, ApiCaller caller, ReadWebhooks read) =>
        (await change).Refusal is { } refusal ? Problems.Of(refusal) : Show(id, caller, read);

    private static IResult Show(WebhookId id, ApiCaller caller, ReadWebhooks read) =>
        read.One(id, caller.Actor).TryGet(out var view, out var refusal) ? TypedResults.Json(WebhookResource.Of(view), ApiJson.Own.WebhookResource) : Problems.Of(refusal);

    // What is no number names no webhook.
    private static WebhookId IdOf(string text) => new(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0);
}
