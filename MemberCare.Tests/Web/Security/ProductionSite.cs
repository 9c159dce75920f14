using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Security;

/// <summary>The tests that share one application as it stands in production: behind a proxy, with an identity provider that is out of reach.</summary>
[CollectionDefinition(Name)]
public sealed class ProductionTests : ICollectionFixture<ProductionSite>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "Production";
}

/// <summary>The application in the Production environment, with a proxy on this machine that it believes.</summary>
public sealed class ProductionSite : IAsyncLifetime
{
    private ConfiguredApp _app = null!;

    /// <summary>Where it listens, over plain HTTP.</summary>
    public Uri Address => _app.Address;

    /// <summary>An API key of an organisation.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The services of the running application.</summary>
    public IServiceProvider Services => _app.Services;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _app = ConfiguredApp.Start("Production", ConfiguredApp.LikeProduction);
        var create = _app.Services.GetRequiredService<CreateOrganisation>();
        TenantId tenant = (await create.RunAsync("kopi-house", "Kopi House", "MY")).Value;
        Key = (await create.AddApiKeyAsync(tenant, "Till", ["customers:read"])).Value;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Sends a request as the proxy would pass it on.</summary>
    /// <param name="path">The address.</param>
    /// <param name="secure">Whether the browser came by HTTPS.</param>
    /// <param name="change">What else is in the request.</param>
    public async Task<HttpResponseMessage> SendAsync(string path, bool secure = true, Action<HttpRequestMessage>? change = null)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "desk.example" } };
        if (secure)
        {
            request.Headers.Add("X-Forwarded-Proto", "https");
        }

        change?.Invoke(request);
        return await http.SendAsync(request);
    }
}
