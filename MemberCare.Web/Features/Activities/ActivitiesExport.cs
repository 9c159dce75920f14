using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;
using MemberCare.Web.Shared;
using MemberCare.Web.Shell;

namespace MemberCare.Web.Features.Activities;

/// <summary>The list of activities as a file: a plain address beside the list's own, with the same choice.</summary>
public static class ActivitiesExport
{
    /// <summary>Maps the address. It streams: the first lines arrive at once, however many follow.</summary>
    public static void MapActivitiesExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Addresses.ActivitiesFile, SendAsync).RequireAuthorization().ExcludeFromDescription();

    private static Task SendAsync(HttpContext context, CurrentActor current, ExportActivities export, TimeProvider time)
    {
        var filter = ActivitiesPage.FilterOf(context.Request.Query["show"]);
        return CsvFile.SendAsync(context, current, "activities", time.Now(), (actor, output) => export.RunAsync(filter, output, actor, context.RequestAborted));
    }
}
