using MemberCare.Core;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Web.Hosting;

/// <summary>Puts the store under the host: where its file lies, that it is up to date before the first request, and that it closes after the last.</summary>
public static class StoreSetup
{
    /// <summary>Adds the core over the file that <c>ConnectionStrings:MemberCare</c> names. The host disposes the writer after the last request, which finishes what is queued.</summary>
    /// <exception cref="StoreException">The connection string names no file.</exception>
    public static void AddStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddMemberCareCore(DatabasePath(builder.Configuration, builder.Environment.ContentRootPath));
        builder.Services.AddHostedService<RequestClock>();
        builder.Services.AddHostedService<PlanClock>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        builder.Services.AddHostedService<JobRunner>();
        builder.Services.AddHostedService<RulesRunner>();
    }

    /// <summary>
    /// Creates and migrates the file, finishes what a crash interrupted, loads the demo into an empty one in the Development environment (<c>Demo:Customers</c>
    /// says how many customers, 0 none at all), and starts the feed, so that nothing of it waits for a first visitor.
    /// </summary>
    /// <exception cref="StoreException">The file cannot be used; the message says why.</exception>
    public static async Task PrepareStoreAsync(this WebApplication app)
    {
        var database = app.Services.GetRequiredService<SqliteDatabase>();
        database.Migrate();
        var leftovers = await BulkIndexer.ReindexLeftoversAsync(database, app.Services.GetRequiredService<Writer>(), app.Lifetime.ApplicationStopping);
        if (leftovers.Refusal is { } refusal)
        {
            throw new StoreException(refusal.Sentence);
        }

        if (app.Environment.IsDevelopment() && app.Configuration.GetValue("Demo:Customers", LoadDemo.UsualCustomers) is > 0 and var customers)
        {
            app.Logger.LogInformation("Loading the demo, unless there are customers already");
            await app.Services.GetRequiredService<LoadDemo>().RunAsync(customers, app.Lifetime.ApplicationStopping);
        }

        app.Services.GetRequiredService<Feed>();
        app.Services.GetRequiredService<DecisionMemory>();
    }

    /// <summary>Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (the store reads and writes). Both say one word and no detail, and need no sign-in.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }

    /// <summary>The full path of the database. A relative one is seen from the folder of <c>MemberCare.sln</c> where the program was built there, otherwise from <paramref name="contentRoot"/>.</summary>
    /// <exception cref="StoreException">The connection string names no file.</exception>
    public static string DatabasePath(IConfiguration configuration, string contentRoot) =>
        SqliteDatabase.PathOf(configuration.GetConnectionString("MemberCare"), SourceFolder(AppContext.BaseDirectory) ?? contentRoot);

    // Built from source, the program lies in MemberCare.Web/bin/..., wherever it is called from.
    private static string? SourceFolder(string programFolder)
    {
        for (var folder = new DirectoryInfo(programFolder); folder.Parent is { } parent; folder = parent)
        {
            if (folder.Name == "MemberCare.Web" && File.Exists(Path.Combine(parent.FullName, "MemberCare.sln")))
            {
                return parent.FullName;
            }
        }

        return null;
    }
}
