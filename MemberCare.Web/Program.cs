using MemberCare.Web.Shell;
using Microsoft.Extensions.Configuration.Json;
using Radzen;

var builder = WebApplication.CreateBuilder(args);

// The settings file lies at the repository's root and is copied beside the program; the content root of `dotnet run` is the
// project's folder, which has none. First in the list, so that everything else may override it.
builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
{
    Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"),
    Optional = false,
});
((JsonConfigurationSource)builder.Configuration.Sources[0]).ResolveFileProvider();

// `dotnet run -c Release` and the test host start from build output too; a published folder has no such manifest and ignores this.
builder.WebHost.UseStaticWebAssets();

builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddRadzenComponents();

var app = builder.Build();

app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

await app.RunAsync();

/// <summary>The entry point, public so that tests can start the very application that is shipped.</summary>
public partial class Program;
