using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Who may do what through the API.</summary>
[Collection(ApiTests.Name)]
public sealed class AccessTests(WebAppFixture app)
{
    private static readonly (HttpMethod Method, string Path)[] Addresses =
    [
        (HttpMethod.Get, "/customers"),
        (HttpMethod.Get, "/customers/{0}"),
        (HttpMethod.Get, "/customers/{0}/events"),
        (HttpMethod.Post, "/customers"),
        (HttpMethod.Post, "/customers/{0}/status-changes"),
        (HttpMethod.Get, "/labels"),
    ];

    [Theory]
    [InlineData(null, "key-missing", null)]
    [InlineData("mck_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "key-refused", "invalid_token")]
    [InlineData("nonsense", "key-refused", "invalid_token")]
    public async Task Without_a_good_key_every_address_answers_401(string? secret, string code, string? error)
    {
        using var owner = await ApiClient.NewOrganisationAsync(app);
        using var stranger = owner.WithSecret(secret);
        var id = await owner.RegisterAsync();

        foreach (var (method, path) in Addresses)
        {
            var body = method == HttpMethod.Post ? new StringContent("{}", null, "application/json") : null;
            var reply = await stranger.SendAsync(method, string.Format(path, id), body);

            Assert.Equal((HttpStatusCode.Unauthorized, code), (reply.Status, reply.Problem));
            var challenge = Assert.Single(reply.Message.Headers.WwwAuthenticate);
            Assert.Equal("Bearer", challenge.Scheme);
            Assert.Equal(error is not null, challenge.Parameter!.Contains("invalid_token"));
            Assert.True(reply.Message.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task A_revoked_key_stops_at_once()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/customers/{id}")).Status);

        Assert.Equal(1, (await api.Get<CreateOrganisation>().RevokeApiKeysAsync(api.Tenant, api.Name)).Value);

        Assert.Equal("key-refused", (await api.GetAsync($"/customers/{id}")).Problem);
        Assert.Equal("not-found", (await api.Get<CreateOrganisation>().RevokeApiKeysAsync(api.Tenant, api.Name)).Refusal!.Code);
    }

    [Fact]
    public async Task A_key_that_may_only_read_changes_nothing()
    {
        using var owner = await ApiClient.NewOrganisationAsync(app);
        using var viewer = await owner.WithScopesAsync("customers:read");
        var id = await owner.RegisterAsync();

        var change = await viewer.ChangeAsync(id, "Suspended");
        var register = await viewer.PostAsync("/customers", new JsonObject { ["name"] = "Somebody", ["externalId"] = "1" });

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (change.Status, change.Problem));
        Assert.Contains("change a customer's status", (string)change.Body["detail"]!);
        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (register.Status, register.Problem));
        Assert.Equal((1, 1), owner.Kept());
    }

    [Fact]
    public async Task Another_organisations_customer_is_not_found_and_not_forbidden()
    {
        using var owner = await ApiClient.NewOrganisationAsync(app);
        using var other = await ApiClient.NewOrganisationAsync(app);
        var id = await owner.RegisterAsync();

        foreach (var reply in (Reply[])[await other.GetAsync($"/customers/{id}"), await other.GetAsync($"/customers/{id}/events"), await other.ChangeAsync(id, "Suspended")])
        {
            Assert.Equal((HttpStatusCode.NotFound, "not-found"), (reply.Status, reply.Problem));
        }

        Assert.Equal((1, 1), owner.Kept());
        Assert.Equal(0, (int)(await other.GetAsync("/customers")).Body["total"]!);
    }

    [Fact]
    public async Task Contact_details_are_masked_without_the_scope_to_read_them()
    {
        using var owner = await ApiClient.NewOrganisationAsync(app);
        using var viewer = await owner.WithScopesAsync("customers:read");
        var made = await owner.PostAsync("/customers", new JsonObject { ["name"] = "Tan", ["mobile"] = "012-345 6789", ["email"] = "tan.mei@example.com", ["cardNumber"] = "9876543210" });
        var id = (string)made.Body["id"]!;

        var (full, masked) = ((await owner.GetAsync($"/customers/{id}")).Text, (await viewer.GetAsync($"/customers/{id}")).Text);
        var listed = (await viewer.GetAsync("/customers")).Text;

        foreach (var secret in (string[])["012-345 6789", "tan.mei@example.com", "9876543210"])
        {
            Assert.Contains(secret, full);
            Assert.DoesNotContain(secret, masked);
            Assert.DoesNotContain(secret, listed);
        }

        Assert.Contains("6789", masked);
    }

    [Fact]
    public async Task A_cookie_is_no_key()
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/labels");
        request.Headers.Add("Cookie", "membercare=CfDJ8");

        var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
