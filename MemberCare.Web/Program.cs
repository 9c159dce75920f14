using MemberCare.Web.Shell;
using Radzen;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.InsertRootSettings();

// Assets of packages are found from build output in every environment, not in Development alone; a published folder, which
// has them in wwwroot, is not affected.
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
