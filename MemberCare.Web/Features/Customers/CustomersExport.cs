using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Auth;
using MemberCare.Web.Shared;
using MemberCare.Web.Shell;

namespace MemberCare.Web.Features.Customers;

/// <summary>The list of customers as a file: a plain address beside the list's own, with the same filter.</summary>
public static class CustomersExport
{
    /// <summary>Maps the address. It streams: the first lines arrive at once, however many follow.</summary>
    public static void MapCustomersExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Addresses.CustomersFile, SendAsync).RequireAuthorization().ExcludeFromDescription();

    private static Task SendAsync(HttpContext context, CurrentActor current, ExportCustomers export, TimeProvider time)
    {
        var (filter, _, _) = Addresses.ReadCustomers(context.Request.QueryString.Value ?? "");
        return CsvFile.SendAsync(context, current, "customers", time.Now(), (actor, output) => export.RunAsync(filter, output, actor, context.RequestAborted));
    }
}
