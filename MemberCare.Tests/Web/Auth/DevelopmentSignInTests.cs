using System.Net;
using MemberCare.Tests.Browser;
using MemberCare.Web.Auth;
using MemberCare.Web.Auth.Provider;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace MemberCare.Tests.Web.Auth;

[Collection(BrowserCollection.Name)]
public sealed class DevelopmentSignInTests(WebAppFixture app)
{
    [Theory]
    [InlineData("Development", "127.0.0.1", "localhost", true)]
    [InlineData("Development", "127.0.0.1", "127.0.0.1", true)]
    [InlineData("Development", "::1", "[::1]", true)]
    [InlineData("Development", "::ffff:127.0.0.1", "localhost", true)]
    [InlineData("Development", "192.168.1.20", "localhost", false)]
    [InlineData("Development", "10.0.0.7", "127.0.0.1", false)]
    [InlineData("Development", "127.0.0.1", "desk.example", false)]
    [InlineData("Development", "127.0.0.1", "localhost.evil.example", false)]
    [InlineData("Development", "127.0.0.1", "192.168.1.20", false)]
    [InlineData("Development", null, "localhost", false)]
    [InlineData("Staging", "127.0.0.1", "localhost", false)]
    [InlineData("Production", "127.0.0.1", "localhost", false)]
    public void It_is_open_in_development_from_this_machine_to_this_machine_alone(string environment, string? from, string host, bool open)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        context.Request.Host = new HostString(host, 5080);

        Assert.Equal(open, new DevelopmentSignIn(new Named(environment), new OidcSettings()).IsOpenTo(context));
    }

    [Theory]
    [InlineData("GET", "/sign-in")]
    [InlineData("POST", "/sign-in")]
    [InlineData("GET", "/SIGN-IN/")]
    public async Task Addressed_by_another_name_there_is_no_such_page(string method, string path)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(app.Address, path)) { Headers = { Host = "desk.example" } };

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("mc-person", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_another_address_of_the_machine_there_is_no_such_page()
    {
        var outside = (await Dns.GetHostAddressesAsync(Dns.GetHostName())).FirstOrDefault(address =>
            address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        if (outside is null)
        {
            // A machine without a network; the theory above holds the rule.
            return;
        }

        var folder = Directory.CreateTempSubdirectory("membercare-outside-").FullName;
        var port = AppProcess.FreePort();
        await using var process = await AppProcess.StartAsync(folder, $"http://0.0.0.0:{port}");
        using var client = new HttpClient();
        using var inside = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/sign-in"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{outside}:{port}/sign-in") { Headers = { Host = $"localhost:{port}" } };
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Without_an_identity_provider_the_application_refuses_to_start_elsewhere_and_says_why(string environment)
    {
        var folder = Directory.CreateTempSubdirectory("membercare-refused-").FullName;

        var (exitCode, said) = await AppProcess.RefusedAsync(folder, environment);

        Assert.Equal(1, exitCode);
        Assert.Contains($"no identity provider is configured and the environment is {environment}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_signs_nobody_in_or_out()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["person"] = "1.1" });

        using var signIn = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        using var signOut = await client.PostAsync(new Uri("/sign-out", UriKind.Relative), new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, signIn.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, signOut.StatusCode);
        Assert.DoesNotContain(signIn.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(value => value.StartsWith("membercare=", StringComparison.Ordinal)));
    }

    private sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "MemberCare";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
