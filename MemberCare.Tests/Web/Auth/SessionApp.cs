using System.Net;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Queries;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Auth;

/// <summary>The real application in memory, with a clock that tests move and a file of its own. Requests carry the cookies that they are given and follow nothing.</summary>
public sealed class SessionApp : WebApplicationFactory<Program>
{
    private readonly bool _isGuest;
    private readonly StandingClock _clock;
    private HttpClient? _client;

    /// <summary>A fresh one.</summary>
    public SessionApp()
        : this(Directory.CreateTempSubdirectory("membercare-sessions-").FullName, new StandingClock(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero)), false)
    {
    }

    private SessionApp(string folder, StandingClock clock, bool isGuest) => (Folder, _clock, _isGuest) = (folder, clock, isGuest);

    /// <summary>The folder of its data.</summary>
    public string Folder { get; }

    /// <summary>The name of the session cookie over plain HTTP.</summary>
    public static string CookieName => "membercare";

    /// <summary>The moment that the application takes for now.</summary>
    public DateTimeOffset Now
    {
        get => _clock.Now;
        set => _clock.Now = value;
    }

    /// <summary>The same application started a second time, over the same folder.</summary>
    public SessionApp Another() => new(Folder, _clock, true);

    /// <summary>A part of the application.</summary>
    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Somebody new, in the organisation <c>kopi-house</c>.</summary>
    public async Task<Actor> PersonAsync(params Role[] roles)
    {
        await Get<CreateOrganisation>().RunAsync("kopi-house", "Kopi House", "MY");
        return (await Get<AdmitStaff>().RunAsync("kopi-house", new("https://login.example", Guid.NewGuid().ToString(), "Ravi K.", roles))).Value;
    }

    /// <summary>Signs somebody in, as every road of sign-in does.</summary>
    /// <param name="person">Who.</param>
    /// <param name="before">The session cookie that the browser had before; null for none.</param>
    /// <returns>The session cookie's value.</returns>
    public async Task<string> SignInAsync(Actor person, string? before = null) => await SignInAsync(Services, person, before);

    /// <summary>Signs somebody in to any application.</summary>
    public static async Task<string> SignInAsync(IServiceProvider services, Actor person, string? before = null, AuthenticationProperties? properties = null)
    {
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        if (before is not null)
        {
            context.Request.Headers.Cookie = $"{CookieName}={before}";
            Assert.True((await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme)).Succeeded);
        }

        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, CurrentActor.PrincipalOf(person.Tenant, new StaffId(int.Parse(person.Id)), person.Name), properties ?? new());
        var set = Assert.Single(context.Response.Headers.SetCookie, header => header!.StartsWith(CookieName + "=", StringComparison.Ordinal))!;
        return set[(CookieName.Length + 1)..set.IndexOf(';', StringComparison.Ordinal)];
    }

    /// <summary>Sends a request with cookies.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string cookies, HttpContent? form = null)
    {
        _client ??= CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        var request = new HttpRequestMessage(method, path) { Content = form };
        request.Headers.Add("Cookie", cookies);
        return await _client.SendAsync(request);
    }

    /// <summary>Whether a session cookie opens the desk; where not, it leads to sign-in.</summary>
    public async Task<bool> EntersAsync(string session, string path = "/")
    {
        using var answer = await SendAsync(HttpMethod.Get, path, $"{CookieName}={session}");
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.StartsWith("/sign-in?return=", answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.PathAndQuery : answer.Headers.Location.ToString(), StringComparison.Ordinal);
        }

        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (!_isGuest && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:MemberCare", $"Data Source={Path.Combine(Folder, "membercare.db")}");
        builder.UseSetting("Demo:Customers", "0");
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_clock));
    }
}
