using MemberCare.Core.Store;
using MemberCare.Web.Commands;
using MemberCare.Web.Hosting;
using MemberCare.Web.Shell;
using Radzen;

if (CommandLine.IsCommand(args))
{
    return await CommandLine.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.InsertRootSettings();

// Assets of packages are found from build output in every environment, not in Development alone; a published folder, which
// has them in wwwroot, is not affected.
builder.WebHost.UseStaticWebAssets();

try
{
    builder.AddStore();
    builder.Services.AddRazorComponents().AddInteractiveServerComponents();
    builder.Services.AddRadzenComponents();

    var app = builder.Build();
    await app.PrepareStoreAsync();

    app.UseAntiforgery();
    app.MapStaticAssets();
    app.MapHealth();
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

    await app.RunAsync();
    return 0;
}
catch (StoreException refusal)
{
    // Whoever starts MemberCare reads one sentence that says what to do, and no trace of where it was noticed.
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}

/// <summary>The entry point, public so that tests can start the very application that is shipped.</summary>
public partial class Program;
