using MemberCare.Core.Store.Sqlite;
using MemberCare.Web.Api;
using MemberCare.Web.Shared;
using Microsoft.AspNetCore.Diagnostics;

namespace MemberCare.Web.Security;

/// <summary>What a visitor reads where a page met a fault: that it did, and a reference under which the log tells more. The fault itself stays in the log.</summary>
internal static class FaultPage
{
    /// <summary>Puts the page around everything that follows. Not for the Development environment, whose own page shows the fault.</summary>
    public static void UseFaultPage(this WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        ExceptionHandler = WriteAsync,

        // What broke off the request at the visitor's side is no fault of ours.
        SuppressDiagnosticsCallback = context => Request(context.Exception) is not null,
    });

    private static Task WriteAsync(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            return Problems.Of(new Unexpected()).ExecuteAsync(context);
        }

        return Request(fault) switch
        {
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => PlainPage.WriteAsync(
                context, StatusCodes.Status413PayloadTooLarge, "That is too large", "More was sent than this page takes. Nothing was changed."),
            { } bad => PlainPage.WriteAsync(
                context, bad.StatusCode, "That request was not well formed", "Nothing was changed. Go back and try again."),
            null when fault is not null && Faults.IsOfTheStore(fault) => PlainPage.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "MemberCare cannot read its store just now", "What was saved is safe. Try again in a moment, or tell whoever runs MemberCare.", context.TraceIdentifier),
            _ => PlainPage.WriteAsync(
                context, StatusCodes.Status500InternalServerError, "This page met a fault", "What was saved is safe. Try once more; if it comes back, tell whoever runs MemberCare the reference.", context.TraceIdentifier),
        };
    }

    // The reader of forms wraps what the server says of the request.
    private static BadHttpRequestException? Request(Exception? fault) => fault switch
    {
        null => null,
        BadHttpRequestException bad => bad,
        _ => Request(fault.InnerException),
    };
}
