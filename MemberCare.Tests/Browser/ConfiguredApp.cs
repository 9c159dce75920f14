using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Browser;

/// <summary>The real application on Kestrel with settings of a test's own, over an empty SQLite file in a temporary folder that goes with it.</summary>
public sealed class ConfiguredApp : WebApplicationFactory<Program>
{
    /// <summary>An identity provider that nobody can reach, an organisation for all, and a proxy on this machine in front: what a production server has at the least.</summary>
    public static readonly (string Name, string Value)[] LikeProduction =
    [
        ("AllowedHosts", "desk.example;127.0.0.1"),
        ("MemberCare:Site:KnownProxies:0", "127.0.0.1"),
        .. Provider("https://login.invalid"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("membercare-");
    private readonly string _environment;
    private readonly (string Name, string Value)[] _settings;

    private ConfiguredApp(string environment, (string Name, string Value)[] settings) => (_environment, _settings) = (environment, settings);

    /// <summary>Where the application listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The database file.</summary>
    public string DatabasePath => Path.Combine(_folder.FullName, "membercare.db");

    /// <summary>The settings of an identity provider with tokens for the API.</summary>
    public static (string Name, string Value)[] Provider(string authority) =>
    [
        ("MemberCare:Oidc:Authority", authority),
        ("MemberCare:Oidc:ClientId", "console"),
        ("MemberCare:Oidc:ApiAudience", "https://membercare.example/api"),
        ("MemberCare:Oidc:Tenant", "kopi-house"),
        ("MemberCare:Oidc:Roles:Agent:0", "agents"),
    ];

    /// <summary>Starts it.</summary>
    /// <param name="environment">Its environment.</param>
    /// <param name="settings">What is set beside the database; of one name the last counts.</param>
    public static ConfiguredApp Start(string environment, params (string Name, string Value)[] settings)
    {
        var app = new ConfiguredApp(environment, settings);
        app.UseKestrel(0);
        app.StartServer();
        var listening = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        app.Address = new UriBuilder(listening) { Host = "127.0.0.1" }.Uri;
        return app;
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        builder.UseSetting("ConnectionStrings:MemberCare", $"Data Source={DatabasePath}");
        builder.UseSetting("Demo:Customers", "0");
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }
}
