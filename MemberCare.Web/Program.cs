using MemberCare.Core.Store.Model;
using MemberCare.Web.Api;
using MemberCare.Web.Auth;
using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Commands;
using MemberCare.Web.Hosting;
using MemberCare.Web.Security;
using MemberCare.Web.Shell;
using MemberCare.Web.Webhooks;

if (CommandLine.IsCommand(args))
{
    return await CommandLine.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.InsertRootSettings();
if ((SignInSetup.WhyNotToStart(builder.Environment, builder.Configuration) ?? SiteSetup.WhyNotToStart(builder.Environment, builder.Configuration)
        ?? WebhookSetup.WhyNotToStart(builder.Environment, builder.Configuration)) is { } why)
{
    await Console.Error.WriteLineAsync(why);
    return 1;
}

// Assets of packages are found from build output in every environment, not in Development alone; a published folder, which
// has them in wwwroot, is not affected.
builder.WebHost.UseStaticWebAssets();

try
{
    builder.AddStore();
    builder.AddSite();
    builder.AddWebhooks();
    builder.Services.AddMemberCareApi(OidcSettings.Read(builder.Configuration));
    builder.AddConsole();

    var app = builder.Build();
    await app.PrepareStoreAsync();

    app.UseSite();
    app.UseConsole();
    app.MapHealth();
    app.MapMemberCareApi();

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
