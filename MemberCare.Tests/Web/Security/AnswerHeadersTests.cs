using System.Net;
using System.Net.Http.Headers;
using MemberCare.Web.Security;

namespace MemberCare.Tests.Web.Security;

/// <summary>What every answer carries.</summary>
[Collection(ProductionTests.Name)]
public sealed class AnswerHeadersTests(ProductionSite site)
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/customers")]
    [InlineData("/there-is-no-such-page")]
    [InlineData("/not-found")]
    [InlineData("/app.css")]
    [InlineData("/shell.js")]
    [InlineData("/favicon.svg")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/api/v1/customers")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/ready")]
    [InlineData("/_blazor/negotiate")]
    public async Task Every_answer_says_how_to_keep_it_safe(string path)
    {
        using var answer = await site.SendAsync(path);

        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        foreach (var banner in (string[])["Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetCore-Version"])
        {
            Assert.False(answer.Headers.Contains(banner), banner);
        }
    }

    [Fact]
    public async Task A_pages_policy_lets_nothing_inline_run_and_nothing_foreign_in()
    {
        using var answer = await site.SendAsync("/not-found");

        var policy = Header(answer, "Content-Security-Policy").Split("; ").Select(directive => directive.Split(' ')).ToDictionary(words => words[0], words => words[1..]);
        Assert.Equal(["'none'"], policy["default-src"]);
        Assert.Equal(["'self'"], policy["script-src"]);
        Assert.Equal(["'self'"], policy["style-src"]);
        Assert.Equal(["'self'", "data:"], policy["img-src"]);
        Assert.Equal(["'self'", "wss://desk.example"], policy["connect-src"]);
        Assert.Equal(["'self'"], policy["base-uri"]);
        Assert.Equal(["'none'"], policy["object-src"]);
        Assert.Equal(["'self'"], policy["form-action"]);
        Assert.DoesNotContain(policy.Values.SelectMany(sources => sources), source => source.StartsWith("'unsafe", StringComparison.Ordinal) || source == "*");
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/not-found")]
    [InlineData("/customers")]
    [InlineData("/api/v1/customers")]
    public async Task No_cache_keeps_a_page_or_an_answer_of_the_API(string path)
    {
        using var answer = await site.SendAsync(path, change: request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", site.Key));

        Assert.True(answer.Headers.CacheControl?.NoStore, path);
    }

    [Theory]
    [InlineData("/there-is-no-such-page", "GET", true)]
    [InlineData("/there-is-no-such-page", "POST", false)]
    [InlineData("/health/nothing", "GET", false)]
    [InlineData("/openapi/nothing", "GET", false)]
    [InlineData("/_blazor/nothing", "GET", false)]
    public async Task An_unknown_address_is_a_page_where_a_page_was_asked_for(string path, string method, bool page)
    {
        using var answer = await site.SendAsync(path, change: request => request.Method = new HttpMethod(method));

        Assert.InRange((int)answer.StatusCode, 400, 405);
        Assert.Equal(page, (await answer.Content.ReadAsStringAsync()).Contains("There is nothing at this address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Assets_may_be_kept()
    {
        using var answer = await site.SendAsync("/app.css");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("desk.example", " wss://desk.example")]
    [InlineData("desk.example:8443", " wss://desk.example:8443")]
    [InlineData("[::1]:5080", " wss://[::1]:5080")]
    [InlineData("desk.example;script-src", "")]
    [InlineData("desk.example'*'", "")]
    public void A_host_that_holds_more_than_a_name_adds_nothing_to_the_policy(string host, string expected)
    {
        var policy = new ContentPolicy();
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        (context.Request.Scheme, context.Request.Host) = ("https", new(host));

        Assert.Contains($"connect-src 'self'{expected}; ", policy.OfPage(context.Request), StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        Assert.Single(answer.Headers.TryGetValues(name, out var values) ? values : answer.Content.Headers.TryGetValues(name, out values) ? values : []);
}
