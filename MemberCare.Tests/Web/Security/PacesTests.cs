using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Security;

/// <summary>Callers that send more than they may, behind a proxy that says who they are.</summary>
public sealed class PacesTests : IAsyncLifetime
{
    private readonly ConfiguredApp _app = ConfiguredApp.Start(
        "Development",
        ("MemberCare:Site:KnownProxies:0", "127.0.0.1"),
        ("MemberCare:Limits:SignInPerMinute", "3"),
        ("MemberCare:Limits:ApiPerSecond", "1"),
        ("MemberCare:Limits:ApiBurst", "4"),
        ("MemberCare:Limits:RefusedPerMinute", "3"));

    private HttpClient _http = null!;
    private string _key = "";
    private string _otherKey = "";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _app.Address };
        var create = _app.Services.GetRequiredService<CreateOrganisation>();
        var tenant = (await create.RunAsync("kopi-house", "Kopi House", "MY")).Value;
        _key = (await create.AddApiKeyAsync(tenant, "Till 1", ["customers:read"])).Value;
        _otherKey = (await create.AddApiKeyAsync(tenant, "Till 2", ["customers:read"])).Value;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_client_of_the_API_that_sends_too_much_is_told_when_to_go_on_and_slows_no_other_down()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => CallAsync(_key, "203.0.113.1")));

        Assert.Contains(all, answer => answer.Status == HttpStatusCode.OK);
        var late = all.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        Assert.InRange(late.Count, 1, 8);
        Assert.All(late, answer =>
        {
            Assert.Equal("too-many-requests", (string)JsonNode.Parse(answer.Text)!["code"]!);
            Assert.InRange(answer.RetryAfter!.Value, 1, 60);
        });
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(_otherKey, "203.0.113.1")).Status);
    }

    [Fact]
    public async Task An_address_whose_keys_are_refused_again_and_again_is_not_looked_at_for_a_while()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync("mck_wrong", "203.0.113.2")).Status);
        }

        var next = await CallAsync("mck_wrong", "203.0.113.2");
        Assert.Equal(HttpStatusCode.TooManyRequests, next.Status);
        Assert.NotNull(next.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(_otherKey, "203.0.113.3")).Status);
    }

    [Fact]
    public async Task Signing_in_too_often_from_one_address_is_answered_by_a_page_and_another_address_goes_on()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            statuses.Add((await SignInAsync("203.0.113.4")).StatusCode);
        }

        using var refused = await SignInAsync("203.0.113.4");
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        Assert.Contains("<h1>That was too often</h1>", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await SignInAsync("203.0.113.5")).StatusCode);
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_network_count_as_one()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 1; i <= 5; i++)
        {
            statuses.Add((await SignInAsync($"2001:db8:0:1::{i}")).StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await SignInAsync("2001:db8:0:2::1")).StatusCode);
    }

    [Fact]
    public async Task Other_pages_are_not_counted()
    {
        for (var i = 0; i < 10; i++)
        {
            using var answer = await _http.GetAsync(new Uri("/not-found", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private async Task<(HttpStatusCode Status, string Text, int? RetryAfter)> CallAsync(string key, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/labels") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        request.Headers.Add("X-Forwarded-For", from);
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), (int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    private async Task<HttpResponseMessage> SignInAsync(string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("X-Forwarded-For", from);
        return await _http.SendAsync(request);
    }
}
