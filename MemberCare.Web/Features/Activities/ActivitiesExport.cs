using System.Globalization;
using System.Security.Claims;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;
using MemberCare.Web.Shell;

namespace MemberCare.Web.Features.Activities;

/// <summary>The list of activities as a file: a plain address beside the list's own, with the same choice.</summary>
public static class ActivitiesExport
{
    /// <summary>Maps the address. It streams: the first lines arrive at once, however many follow.</summary>
    public static void MapActivitiesExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Addresses.ActivitiesFile, SendAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task SendAsync(HttpContext context, ClaimsPrincipal user, CurrentActor current, ExportActivities export, TimeProvider time)
    {
        if (current.Of(user) is not { } actor)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentType = "text/csv; charset=utf-8";
        headers.ContentDisposition = $"attachment; filename=\"activities-{time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv\"";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        try
        {
            var outcome = await export.RunAsync(ActivitiesPage.FilterOf(context.Request.Query["show"]), context.Response.Body, actor, context.RequestAborted);
            if (outcome.Refusal is { } refusal)
            {
                // Nothing was sent yet: the core looks at the permission first.
                headers.Remove("Content-Disposition");
                headers.ContentType = "text/plain; charset=utf-8";
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                await context.Response.WriteAsync(refusal.Sentence, context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader closed the window; what was sent is theirs.
        }
    }
}
