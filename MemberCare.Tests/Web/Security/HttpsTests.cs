using System.Net;
using System.Net.Http.Headers;

namespace MemberCare.Tests.Web.Security;

/// <summary>HTTPS outside the Development environment, and what is believed of a proxy.</summary>
[Collection(ProductionTests.Name)]
public sealed class HttpsTests(ProductionSite site)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in?return=/customers")]
    [InlineData("/app.css")]
    public async Task A_page_asked_for_without_TLS_leads_to_HTTPS(string path)
    {
        using var answer = await site.SendAsync(path, secure: false);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal("https://desk.example" + path, answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_API_does_not_lead_on_but_refuses_so_that_no_key_is_sent_in_the_clear_for_long()
    {
        using var answer = await site.SendAsync("/api/v1/customers", secure: false, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", site.Key));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("https-needed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_balancer_may_ask_for_health_without_TLS(string path)
    {
        using var answer = await site.SendAsync(path, secure: false);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Over_HTTPS_the_browser_is_told_to_stay_there_for_a_year()
    {
        using var secure = await site.SendAsync("/health/live");
        using var plain = await site.SendAsync("/health/live", secure: false);

        Assert.Equal("max-age=31536000", Assert.Single(secure.Headers.GetValues("Strict-Transport-Security")));
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_host_that_is_not_ours_is_refused()
    {
        using var answer = await site.SendAsync("/", change: request => request.Headers.Host = "evil.example");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_forwarded_host_that_is_not_ours_is_not_believed()
    {
        using var answer = await site.SendAsync("/", secure: false, request => request.Headers.Add("X-Forwarded-Host", "evil.example"));

        Assert.Equal("https://desk.example/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_proxy_that_is_not_known_is_not_believed()
    {
        await using var alone = Browser.ConfiguredApp.Start("Production", [.. Browser.ConfiguredApp.LikeProduction, ("MemberCare:Site:KnownProxies:0", "192.0.2.1")]);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = alone.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
    }

    [Fact]
    public async Task Cookies_of_the_site_go_by_HTTPS_alone_and_no_script_reads_them()
    {
        using var answer = await site.SendAsync("/not-found");

        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        Assert.NotEmpty(cookies);
        foreach (var cookie in cookies)
        {
            Assert.Contains("; secure", cookie, StringComparison.Ordinal);
            Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
            Assert.Contains("; samesite=", cookie, StringComparison.Ordinal);
        }
    }
}
