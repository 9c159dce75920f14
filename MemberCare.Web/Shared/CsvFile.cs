using System.Globalization;
using MemberCare.Core.Kernel;
using MemberCare.Web.Auth;

namespace MemberCare.Web.Shared;

/// <summary>Answers with a CSV file that is written while it is sent.</summary>
internal static class CsvFile
{
    /// <summary>Sends a file to the signed-in person, or says in one sentence why not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="current">Tells who asks, with the rights of this moment.</param>
    /// <param name="name">What is in it; the day is added: <c>customers-2026-11-20.csv</c>.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="write">Writes it. It looks at the permission before it writes anything.</param>
    public static async Task SendAsync(HttpContext context, CurrentActor current, string name, DateTimeOffset now, Func<Actor, Stream, Task<Outcome<long>>> write)
    {
        if (current.Of(context.User) is not { } actor)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentType = "text/csv; charset=utf-8";
        headers.ContentDisposition = $"attachment; filename=\"{name}-{now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv\"";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        try
        {
            var outcome = await write(actor, context.Response.Body);
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
