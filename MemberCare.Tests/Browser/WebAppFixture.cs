using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Browser;

/// <summary>
/// The real application on Kestrel and a free port of loopback, with an SQLite file of its own in a temporary folder that
/// goes when the tests end, and a small demo organisation in it.
/// </summary>
public sealed class WebAppFixture : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("membercare-");

    /// <summary>Where the application listens, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The database file of this run.</summary>
    public string DatabasePath => Path.Combine(_folder.FullName, "membercare.db");

    /// <inheritdoc />
    public Task InitializeAsync()
    {
        UseKestrel(0);
        StartServer();
        var addresses = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        var listening = new Uri(addresses.Addresses.First());
        Address = new UriBuilder(listening) { Host = "127.0.0.1" }.Uri;
        return Task.CompletedTask;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <inheritdoc />
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // A setting of the host, and no later source: Program reads its connection string before the host is built.
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:MemberCare", $"Data Source={DatabasePath}");
        builder.UseSetting("Demo:Customers", "400");
    }
}
