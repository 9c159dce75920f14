using MemberCare.Web.Auth;
using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Features.Activities;
using MemberCare.Web.Features.BlockList;
using MemberCare.Web.Features.Customer;
using MemberCare.Web.Features.Customers;
using MemberCare.Web.Features.Jobs;
using MemberCare.Web.Features.SignIn;
using MemberCare.Web.Hosting;
using MemberCare.Web.Live;
using MemberCare.Web.Shared;
using Microsoft.AspNetCore.Diagnostics;
using Radzen;

namespace MemberCare.Web.Shell;

/// <summary>Puts the console together.</summary>
public static class ConsoleSetup
{
    private static readonly string[] NotForPeople = ["/api", "/health", "/openapi", "/_blazor"];

    /// <summary>Adds pages, sign-in and what components share. The session keys are kept beside the database.</summary>
    /// <exception cref="Core.Store.Model.StoreException">The connection string names no file.</exception>
    public static void AddConsole(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents(circuit => circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10))
            .AddHubOptions(hub => hub.KeepAliveInterval = TimeSpan.FromSeconds(5));
        services.AddRadzenComponents();
        services.AddHttpContextAccessor();
        builder.AddSignIn(Path.GetDirectoryName(StoreSetup.DatabasePath(builder.Configuration, builder.Environment.ContentRootPath))!);
        services.AddScoped<ReaderZone>();
        services.AddScoped<LiveRefresh>();
        services.AddScoped<ListPlaces>();
        services.AddSingleton<CustomerListReader>();
        services.AddSingleton<BlockListReader>();
        services.AddScoped<CustomerScript>();
        services.AddScoped<FormScript>();
    }

    /// <summary>Puts sign-in, assets and pages into the pipeline. Every page needs a signed-in person unless it says otherwise.</summary>
    public static void UseConsole(this WebApplication app)
    {
        // Unknown addresses outside the API become a page for people. Only where a page was asked for: a refused form stays refused, and so does what is forbidden.
        app.UseStatusCodePagesWithReExecute(Addresses.NotFound, createScopeForStatusCodePages: true);
        app.Use(async (context, next) =>
        {
            var (asked, pages) = (context.Request.Path, context.Features.Get<IStatusCodePagesFeature>());
            await next(context);
            if (pages is not null)
            {
                pages.Enabled = context.Response.StatusCode == StatusCodes.Status404NotFound && HttpMethods.IsGet(context.Request.Method) && !NotForPeople.Any(root => asked.StartsWithSegments(root));
            }
        });
        app.UseSignIn();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapSignInStart();
        app.MapProvider();
        app.MapCustomersExport();
        app.MapJobResultsFile();
        app.MapActivitiesExport();

        // Who may frame a page is a word of the site's own policy.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null).RequireAuthorization();
    }
}
