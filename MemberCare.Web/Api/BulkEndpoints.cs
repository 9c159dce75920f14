using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Mvc;

namespace MemberCare.Web.Api;

/// <summary>Changes of many customers: by ids or by a file, with a preview, as jobs that can be watched, stopped and undone.</summary>
public static class BulkEndpoints
{
    private const string Root = "/bulk-changes";
    private const string Csv = "text/csv";

    // Some two million lines; held in memory while it is read, so that a slow sender holds no reader of the store.
    private const int LargestFile = 64 << 20;

    /// <summary>Maps the endpoints into the API's group.</summary>
    public static void MapBulkChanges(this RouteGroupBuilder api)
    {
        var bulk = api.MapGroup(Root).WithTags("Bulk changes");

        bulk.MapPost("/preview", PreviewAsync).WithName("previewBulkChange").WithMetadata(QueryNames.Of<BulkFileQuery>(), new RequestSizeLimitAttribute(LargestFile))
            .WithSummary("Say what a change of many customers would come to")
            .WithDescription("Nothing is changed. Takes what the change itself takes.")
            .Accepts<NewBulkChangeResource>("application/json", Csv)
            .Produces<BulkPreviewResource>().Refuses(400, 403, 413, 415, 422);

        bulk.MapPost("", BeginAsync).WithName("beginBulkChange").WithMetadata(QueryNames.Of<BulkFileQuery>(), new RequestSizeLimitAttribute(LargestFile))
            .WithSummary("Change many customers")
            .WithDescription(
                "Takes ids as JSON, or a CSV file of identifiers whose first line names its columns (id, external_id, card_number, mobile, email), with label and reason in the address. "
                + "Freezes the list and answers at once; the job runs behind. Each customer meets the rules of a single change, so some may be refused: the results say who and why.")
            .Accepts<NewBulkChangeResource>("application/json", Csv)
            .Produces<BulkChangeResource>(StatusCodes.Status202Accepted).Refuses(400, 403, 409, 413, 415, 422, 503);

        bulk.MapGet("", List).WithName("listBulkChanges").WithMetadata(QueryNames.Of<BulkListQuery>())
            .WithSummary("List jobs, newest first")
            .Produces<BulkChangeListResource>().Refuses(400, 403);

        bulk.MapGet("/{job}", Read).WithName("readBulkChange")
            .WithSummary("Read a job and how far it is")
            .Produces<BulkChangeResource>().Refuses(403, 404);

        bulk.MapGet("/{job}/results", ResultsAsync).WithName("readBulkResults")
            .WithSummary("Read what came of each customer")
            .WithDescription("CSV with the columns customer_id, external_id, name, result (changed, refused, waiting, not reached), label_before, label_after, event, code, why. Nobody on the list is left out.")
            .Produces<string>(StatusCodes.Status200OK, Csv).Refuses(403, 404);

        bulk.MapPost("/{job}/pause", (string job, ApiCaller caller, ManageJobs manage, ReadJobs read, CancellationToken cancellation) =>
                ActAsync(job, manage.PauseAsync, caller, read, cancellation)).WithName("pauseBulkChange")
            .WithSummary("Stop a job for the time being")
            .Produces<BulkChangeResource>().Refuses(403, 404, 409, 503);

        bulk.MapPost("/{job}/resume", (string job, ApiCaller caller, ManageJobs manage, ReadJobs read, CancellationToken cancellation) =>
                ActAsync(job, manage.ResumeAsync, caller, read, cancellation)).WithName("resumeBulkChange")
            .WithSummary("Let a paused job go on")
            .Produces<BulkChangeResource>().Refuses(403, 404, 409, 503);

        bulk.MapPost("/{job}/cancel", (string job, ApiCaller caller, ManageJobs manage, ReadJobs read, CancellationToken cancellation) =>
                ActAsync(job, manage.CancelAsync, caller, read, cancellation)).WithName("cancelBulkChange")
            .WithSummary("End a job before its end")
            .WithDescription("What it changed until then stays changed, and can be undone.")
            .Produces<BulkChangeResource>().Refuses(403, 404, 409, 503);

        bulk.MapPost("/{job}/undo", UndoAsync).WithName("undoBulkChange")
            .WithSummary("Undo what a job changed")
            .WithDescription("Makes another job, which puts each customer back to the label before. Whoever was changed since stays as they are, and the results name them.")
            .Accepts<NewUndoResource>("application/json")
            .Produces<BulkChangeResource>(StatusCodes.Status202Accepted).Refuses(400, 403, 404, 409, 413, 415, 422, 503);
    }

    private static async Task<IResult> PreviewAsync(
        HttpRequest request, [AsParameters] BulkFileQuery query, ApiCaller caller, ChooseByFile choose, ChangeMany many, CancellationToken cancellation) =>
        (await WishAsync(request, query, null, caller.Actor, choose, cancellation)).TryGet(out var asked, out var refusal)
        && many.Preview(asked.Wish, caller.Actor).TryGet(out var preview, out refusal)
            ? TypedResults.Json(BulkPreviewResource.Of(preview, asked.File), ApiJson.Own.BulkPreviewResource)
            : Problems.Of(refusal);

    private static async Task<IResult> BeginAsync(
        HttpRequest request, [FromHeader(Name = OnceAndKnown.KeyHeader)] string? key, [AsParameters] BulkFileQuery query, ApiCaller caller,
        ChooseByFile choose, ChangeMany many, ReadJobs read, CancellationToken cancellation) =>
        (await WishAsync(request, query, key, caller.Actor, choose, cancellation)).TryGet(out var asked, out var refusal)
        && (await many.BeginAsync(asked.Wish, caller.Actor, cancellation)).TryGet(out var job, out refusal)
            ? Accepted(request, job, asked.File, caller, read)
            : Problems.Of(refusal);

    private static async Task<IResult> UndoAsync(
        string job, HttpRequest request, [FromHeader(Name = OnceAndKnown.KeyHeader)] string? key, ApiCaller caller, ChangeMany many, ReadJobs read, CancellationToken cancellation) =>
        (await JsonBody.ReadAsync(request, ApiJson.Own.NewUndoResource, cancellation)).TryGet(out var body, out var refusal)
        && (await many.BeginUndoAsync(new UndoWish(IdOf(job), body.ReasonCode, body.Note, key), caller.Actor, cancellation)).TryGet(out var made, out refusal)
            ? Accepted(request, made, null, caller, read)
            : Problems.Of(refusal);

    private static IResult List([AsParameters] BulkListQuery query, ApiCaller caller, ReadJobs read)
    {
        var reading = new QueryReading();
        var limit = Math.Min(reading.Limit(query.Limit), ReadJobs.MostPerPage);
        Guid? before = string.IsNullOrEmpty(query.Cursor) ? null : Guid.TryParseExact(query.Cursor, "D", out var last) ? last
            : reading.Fault<Guid>("cursor", "The place in the list is not one that this list gave out. Begin again without a cursor.");
        if (reading.Refusal is { } wrong)
        {
            return Problems.Of(wrong);
        }

        return read.Newest(before, limit, caller.Actor).TryGet(out var jobs, out var refusal)
            ? TypedResults.Json(
                new BulkChangeListResource { Items = [.. jobs.Select(view => BulkChangeResource.Of(view))], NextCursor = jobs.Count == limit ? jobs[^1].Job.Id.ToString("D") : null },
                ApiJson.Own.BulkChangeListResource)
            : Problems.Of(refusal);
    }

    private static IResult Read(string job, ApiCaller caller, ReadJobs read) => Show(IdOf(job), null, caller, read, StatusCodes.Status200OK);

    private static async Task<IResult> ResultsAsync(string job, HttpResponse response, ApiCaller caller, ExportJobResults export, ReadJobs read, CancellationToken cancellation)
    {
        // Looked at before the first byte, after which there is no saying no.
        if (read.One(IdOf(job), caller.Actor).Refusal is { } unknown)
        {
            return Problems.Of(unknown);
        }

        response.ContentType = Csv + "; charset=utf-8";
        return (await export.RunAsync(IdOf(job), response.Body, caller.Actor, cancellation)).Refusal is { } refusal ? Problems.Of(refusal) : Results.Empty;
    }

    private static async Task<IResult> ActAsync(
        string job, Func<Guid, Actor, CancellationToken, Task<Outcome<Job>>> act, ApiCaller caller, ReadJobs read, CancellationToken cancellation) =>
        (await act(IdOf(job), caller.Actor, cancellation)).Refusal is { } refusal ? Problems.Of(refusal) : Show(IdOf(job), null, caller, read, StatusCodes.Status200OK);

    // By ids in JSON, or by a file whose label and reason stand in the address.
    private static async Task<Outcome<(BulkWish Wish, ChosenByFile? File)>> WishAsync(
        HttpRequest request, BulkFileQuery query, string? key, Actor actor, ChooseByFile choose, CancellationToken cancellation)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals(Csv, StringComparison.OrdinalIgnoreCase) == true)
        {
            if (request.ContentLength > LargestFile)
            {
                return new BodyTooLarge();
            }

            using var content = new MemoryStream();
            await request.Body.CopyToAsync(content, cancellation);
            content.Position = 0;
            return choose.Run(content, actor).TryGet(out var file, out var unread)
                ? (new BulkWish(JobChoice.File, file.Customers, LabelChoice.Named(query.Label), query.ReasonCode, query.Note, key), file)
                : unread;
        }

        if (!(await JsonBody.ReadAsync(request, ApiJson.Own.NewBulkChangeResource, cancellation)).TryGet(out var body, out var refusal))
        {
            return refusal;
        }

        var customers = new List<CustomerId>();
        foreach (var (text, index) in (body.Customers ?? []).Select((text, index) => (text, index)))
        {
            if (!CustomerId.TryParse(text, out var customer))
            {
                return new InvalidInput($"customers[{index}]", "This is no customer’s id.");
            }

            customers.Add(customer);
        }

        return (new BulkWish(JobChoice.Api, customers, LabelChoice.Named(body.Label), body.ReasonCode, body.Note, key), null);
    }

    private static IResult Accepted(HttpRequest request, Job job, ChosenByFile? file, ApiCaller caller, ReadJobs read)
    {
        request.HttpContext.Response.Headers.Location = $"{request.PathBase}{ApiSetup.Root}{Root}/{job.Id}";
        return Show(job.Id, file, caller, read, StatusCodes.Status202Accepted);
    }

    private static IResult Show(Guid id, ChosenByFile? file, ApiCaller caller, ReadJobs read, int status) =>
        read.One(id, caller.Actor).TryGet(out var view, out var refusal)
            ? TypedResults.Json(BulkChangeResource.Of(view, file), ApiJson.Own.BulkChangeResource, statusCode: status)
            : Problems.Of(refusal);

    // What is no id names no job.
    private static Guid IdOf(string text) => Guid.TryParseExact(text, "D", out var id) ? id : Guid.Empty;
}
