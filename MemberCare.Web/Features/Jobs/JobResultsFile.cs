using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;
using MemberCare.Web.Shared;
using MemberCare.Web.Shell;

namespace MemberCare.Web.Features.Jobs;

/// <summary>What came of each customer of a job, as a file: a plain address below the job's own.</summary>
public static class JobResultsFile
{
    /// <summary>Maps the address. It streams.</summary>
    public static void MapJobResultsFile(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Addresses.Jobs + "/{id:guid}/results", SendAsync).RequireAuthorization().ExcludeFromDescription();

    private static Task SendAsync(Guid id, HttpContext context, CurrentActor current, ExportJobResults export, TimeProvider time) =>
        CsvFile.SendAsync(context, current, "job-results", time.Now(), (actor, output) => export.RunAsync(id, output, actor, context.RequestAborted));
}
