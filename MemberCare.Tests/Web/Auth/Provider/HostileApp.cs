using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using MemberCare.Core.Operations;
using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>The real application on a port of loopback, set up for a <see cref="HostileProvider"/> of its own.</summary>
public sealed class HostileApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    /// <summary>The organisation that everybody belongs to.</summary>
    public const string Organisation = "hostile";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("membercare-provider-");
    private readonly Lines _log = new();
    private (string Setting, string Value)[] _settings = [];
    private Action<HostileProvider>? _prepare;
    private int _lookedThrough;

    /// <summary>The provider.</summary>
    public HostileProvider Provider { get; private set; } = null!;

    /// <summary>Where the application listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What was logged, line by line.</summary>
    public IReadOnlyCollection<string> Log => _log.Written;

    /// <summary>An application of a test's own.</summary>
    /// <param name="prepare">What the provider is before the application knows it.</param>
    /// <param name="settings">What differs in <c>MemberCare:Oidc</c>.</param>
    public static async Task<HostileApp> OwnAsync(Action<HostileProvider>? prepare = null, params (string Setting, string Value)[] settings)
    {
        var app = new HostileApp { _settings = settings, _prepare = prepare };
        await app.InitializeAsync();
        return app;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Provider = await HostileProvider.StartAsync();
        Provider.Behave();
        _prepare?.Invoke(Provider);
        UseKestrel(0);
        StartServer();
        Address = new UriBuilder(new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First())) { Host = "127.0.0.1" }.Uri;
        Assert.Null((await Services.GetRequiredService<CreateOrganisation>().RunAsync(Organisation, "Kopi & Roti", "MY")).Refusal);
    }

    /// <summary>Somebody with a browser of their own; the provider behaves towards them, but for <paramref name="bend"/>.</summary>
    public Visitor Visitor(Action<Bend>? bend = null)
    {
        Provider.Behave();
        bend?.Invoke(Provider.Bend);
        return new Visitor(this);
    }

    /// <summary>
    /// A sign-in that is bent in one point comes to nothing, for the reason given and without a session, and nothing secret stands in the log or in the address; the same
    /// sign-in without the bend succeeds.
    /// </summary>
    public async Task RefusesAsync(SignInFault fault, Action<Bend> bend)
    {
        using var bent = Visitor(bend);
        await bent.IsToldAsync(fault, await bent.SignInAsync());

        using var straight = Visitor();
        await straight.EntersAsync(await straight.SignInAsync());
    }

    /// <summary>Nothing that the provider gave out in confidence, and nothing personal, stands in the log.</summary>
    public void HasQuietLog()
    {
        // What was looked through once is not looked through again: nothing secret is older than the line that gives it away.
        string[] fresh = [.. Log.Skip(_lookedThrough)];
        string[] secrets = [.. Provider.Secrets, "Secret-Name", "aisyah.secret"];
        Assert.DoesNotContain(fresh, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
        _lookedThrough += fresh.Length;
    }

    /// <summary>
    /// Waits until a provider that was out of order is believed again: after a few failed tries the library waits a little before the next, and never longer than
    /// <see cref="ProviderMetadata.RefreshInterval"/>.
    /// </summary>
    public async Task<Visitor> VisitorOnceItIsUpAsync()
    {
        var visitor = Visitor();
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            using var answer = await visitor.GoAsync("/sign-in/start");
            if (answer.Headers.Location!.OriginalString.StartsWith(Provider.Issuer, StringComparison.Ordinal))
            {
                return visitor;
            }

            Assert.True(patience.Elapsed < 2 * ProviderMetadata.RefreshInterval, "The provider is up, and nobody is sent there.");
        }
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:MemberCare", $"Data Source={Path.Combine(_folder.FullName, "membercare.db")}");
        builder.UseSetting("Demo:Customers", "0");
        builder.UseSetting("MemberCare:Limits:Enabled", "false");
        (string Setting, string Value)[] usual =
        [
            ("Authority", Provider.Issuer), ("ClientId", HostileProvider.ClientId), ("ClientSecret", HostileProvider.Secret), ("MaxAge", "00:30:00"),
            ("Tenant", Organisation), ("Roles:Agent:0", "desk"), ("Roles:Administrator:0", "chiefs"), ("Roles:Administrator:1", "owners"),
        ];
        foreach (var (setting, value) in usual.Concat(_settings))
        {
            builder.UseSetting($"MemberCare:Oidc:{setting}", value);
        }

        builder.ConfigureLogging(logging => logging.AddProvider(_log));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}

/// <summary>Somebody with a browser that keeps cookies and follows nothing by itself.</summary>
public sealed class Visitor : IDisposable
{
    private readonly HostileApp _app;
    private readonly HttpClient _http;

    internal Visitor(HostileApp app)
    {
        _app = app;
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = app.Address };
    }

    /// <summary>The browser's cookies.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>Goes somewhere.</summary>
    public Task<HttpResponseMessage> GoAsync(string address) => _http.GetAsync(new Uri(_app.Address, address));

    /// <summary>Posts a form.</summary>
    public Task<HttpResponseMessage> PostAsync(string address, HttpContent content) => _http.PostAsync(new Uri(_app.Address, address), content);

    /// <summary>Sets out to sign in.</summary>
    /// <returns>Where the provider's page is.</returns>
    public async Task<Uri> SetOutAsync(string returnTo = "/customers?q=kopi")
    {
        using var answer = await GoAsync("/sign-in/start?return=" + Uri.EscapeDataString(returnTo));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(_app.Provider.Issuer + "/authorize?", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return answer.Headers.Location;
    }

    /// <summary>Signs in at the provider.</summary>
    /// <returns>Where it sends the browser.</returns>
    public async Task<Uri> AtProviderAsync(Uri page)
    {
        using var answer = await _http.GetAsync(page);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    /// <summary>Sets out, signs in at the provider, and is about to come back.</summary>
    public async Task<Uri> OnTheWayBackAsync(string returnTo = "/customers?q=kopi") => await AtProviderAsync(await SetOutAsync(returnTo));

    /// <summary>The whole way.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string returnTo = "/customers?q=kopi")
    {
        var back = await OnTheWayBackAsync(returnTo);
        return await GoAsync(back.OriginalString);
    }

    /// <summary>Whether pages open.</summary>
    public async Task<bool> HasSessionAsync()
    {
        using var page = await GoAsync("/customers");
        if (page.StatusCode == HttpStatusCode.OK)
        {
            return true;
        }

        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Contains("/sign-in?return=", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return false;
    }

    /// <summary>The sign-in succeeded: it leads to where the person wanted, and pages open.</summary>
    public async Task EntersAsync(HttpResponseMessage answer, string goal = "/customers?q=kopi")
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(goal, answer.Headers.Location!.OriginalString);
        Assert.True(await HasSessionAsync());
    }

    /// <summary>The sign-in failed for a reason: the page of problems is told it and a reference, the log has the reference, and there is no session.</summary>
    public async Task IsToldAsync(SignInFault fault, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var place = new Uri(_app.Address, answer.Headers.Location!);
        var query = QueryHelpers.ParseQuery(place.Query);
        Assert.Equal(Addresses.SignInTrouble, place.AbsolutePath);
        Assert.Equal(fault, Addresses.ReadSignInFault(query["why"]));
        var reference = query["ref"].ToString();
        Assert.Matches("^[0-9a-f]{8}$", reference);
        Assert.Equal(["ref", "return", "why"], query.Keys.Order());
        Assert.Equal(_app.Address.Authority, place.Authority);
        Assert.Single(_app.Log, line => line.Contains(reference, StringComparison.Ordinal) && line.Contains(fault.ToString(), StringComparison.Ordinal));
        _app.HasQuietLog();
        Assert.False(await HasSessionAsync());
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

/// <summary>Shares one application among the tests that bend its provider, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class HostileCollection : ICollectionFixture<HostileApp>
{
    /// <summary>Its name.</summary>
    public const string Name = "Hostile provider";
}
