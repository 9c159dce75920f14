using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace MemberCare.Tests.Browser;

/// <summary>The real application set up for a provider, on a free port of loopback, with an SQLite file of its own and a small demo organisation, to which everybody belongs.</summary>
public sealed class ProviderApp(Uri issuer) : WebApplicationFactory<Program>
{
    /// <summary>What the provider calls the application.</summary>
    public const string Client = "membercare";

    /// <summary>The secret that both know.</summary>
    public const string Secret = "known-to-both-in-tests-alone";

    /// <summary>Whom the pages say to ask.</summary>
    public const string WhomToAsk = "the service desk, extension 42";

    /// <summary>The group of each role.</summary>
    public const string Administrators = "MemberCare Administrators", Agents = "MemberCare Agents";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("membercare-oidc-");

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it.</summary>
    public ProviderApp Started()
    {
        UseKestrel(0);
        StartServer();
        var addresses = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new UriBuilder(new Uri(addresses.Addresses.First())) { Host = "127.0.0.1" }.Uri;
        return this;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:MemberCare", $"Data Source={Path.Combine(_folder.FullName, "membercare.db")}");
        builder.UseSetting("Demo:Customers", "40");
        builder.UseSetting("MemberCare:Oidc:Authority", issuer.OriginalString);
        builder.UseSetting("MemberCare:Oidc:ClientId", Client);
        builder.UseSetting("MemberCare:Oidc:ClientSecret", Secret);
        builder.UseSetting("MemberCare:Oidc:DisplayName", "Kopi & Roti");
        builder.UseSetting("MemberCare:Oidc:WhomToAsk", WhomToAsk);
        builder.UseSetting("MemberCare:Oidc:Roles:Administrator:0", Administrators);
        builder.UseSetting("MemberCare:Oidc:Roles:Agent:0", Agents);
        builder.UseSetting("MemberCare:Oidc:Tenant", "kopi-house");
        builder.UseSetting("MemberCare:Oidc:ApiAudience", "https://api.membercare.test");
    }
}

/// <summary>The provider and the application set up for it, shared by the tests of a class.</summary>
public sealed class ProviderFixture : IAsyncLifetime
{
    /// <summary>The provider.</summary>
    public ProviderProcess Provider { get; private set; } = null!;

    /// <summary>The application.</summary>
    public ProviderApp App { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Provider = await ProviderProcess.StartAsync();
        App = new ProviderApp(Provider.Issuer).Started();
        await Provider.ClientAsync(ProviderApp.Client, ProviderApp.Secret, App.Address);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>A person of one test's own at the provider, in some groups.</summary>
    /// <returns>Their login.</returns>
    public async Task<string> PersonAsync(string name, params string[] groups)
    {
        var login = "p" + Guid.NewGuid().ToString("N")[..8];
        await Provider.PersonAsync(login, name, groups);
        return login;
    }
}

/// <summary>What a person does at the provider's own pages.</summary>
public static class AtTheProvider
{
    /// <summary>Fills in the login form, which must be there.</summary>
    public static async Task LogInAsync(this IPage page, string login)
    {
        await page.GetByLabel("Login").FillAsync(login);
        await page.GetByLabel("Password").FillAsync(new string([.. login.Reverse()]));
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
    }

    /// <summary>The whole way in: sign-in page, provider, and the page that was wanted, standing on its circuit.</summary>
    public static async Task SignInAtProviderAsync(this BrowserPage person, string login, string goTo = "/")
    {
        await person.Page.GotoAsync("/sign-in?return=/not-found");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with" }).ClickAsync();
        await person.Page.LogInAsync(login);
        await person.Page.WaitForURLAsync("**/not-found");
        await person.GoToAsync(goTo);
    }
}
