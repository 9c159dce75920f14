using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;
using MemberCare.Tests.Web.Webhooks;

namespace MemberCare.Tests.Api;

/// <summary>Webhooks as a system sets them up, over HTTP against the running application, which really tells a receiver of this test.</summary>
[Collection(ApiTests.Name)]
public sealed class WebhookTests(WebAppFixture app)
{
    [Fact]
    public async Task A_till_is_told_of_a_block_and_sees_it_when_it_looks_the_customer_up()
    {
        using var agent = await ApiClient.NewOrganisationAsync(app);
        using var integrator = await agent.WithScopesAsync("webhooks:write");
        using var till = await agent.WithScopesAsync("customers:read");
        await using var receiver = await WebhookReceiver.StartAsync();
        var made = await integrator.PostAsync("/webhooks", new JsonObject { ["name"] = "till", ["address"] = receiver.Address, ["kinds"] = new JsonArray("statusChanged") });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.StartsWith("whsec_", (string)made.Body["secret"]!, StringComparison.Ordinal);
        Assert.EndsWith($"/api/v1/webhooks/{made.Body["webhook"]!["id"]}", made.Message.Headers.Location!.ToString(), StringComparison.Ordinal);

        // When the till is told, what it then looks up is the new state already.
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = async (message, context) =>
        {
            seen.TrySetResult((string)(await till.GetAsync($"/customers/{message.Customer}")).Body["status"]!);
            context.Response.StatusCode = 204;
        };
        var id = await agent.RegisterAsync(mobile: "012-987 6543");
        Assert.Equal(HttpStatusCode.OK, (await agent.ChangeAsync(id, "Blocked")).Status);

        Assert.Equal("blocked", await seen.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        var message = Assert.Single(receiver.Messages);
        Assert.DoesNotContain("Tan Mei Ling", message.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("6543", message.Body, StringComparison.Ordinal);
        await Wait.UntilAsync(() => (string?)integrator.GetAsync(Deliveries(made)).Result.Body["items"]![0]!["state"] == "told", "the receipt");
        var delivery = (await integrator.GetAsync(Deliveries(made))).Body["items"]![0]!;
        Assert.Equal((message.Id, id, "statusChanged", 1, 204), ((string)delivery["messageId"]!, (string)delivery["customerId"]!, (string)delivery["kind"]!, (int)delivery["attempts"]!, (int)delivery["answer"]!));

        Assert.Equal(HttpStatusCode.NoContent, (await integrator.SendAsync(HttpMethod.Post, $"{Deliveries(made)}/{delivery["id"]}/redeliver")).Status);
        Assert.Equal(message.Body, (await receiver.WaitAsync(2))[1].Body);
    }

    [Fact]
    public async Task A_webhook_is_made_read_edited_tested_rotated_paused_resumed_and_ended()
    {
        using var agent = await ApiClient.NewOrganisationAsync(app);
        using var api = await agent.WithScopesAsync("webhooks:write");
        await using var receiver = await WebhookReceiver.StartAsync();
        var made = await api.PostAsync("/webhooks", new JsonObject { ["name"] = "campaigns", ["address"] = receiver.Address });
        var path = $"/webhooks/{made.Body["webhook"]!["id"]}";
        Assert.Null(made.Body["webhook"]!["kinds"]);

        var tested = await api.SendAsync(HttpMethod.Post, $"{path}/test");
        Assert.Equal((true, 204, "none"), ((bool)tested.Body["told"]!, (int)tested.Body["answer"]!, (string)tested.Body["fault"]!));
        Assert.Equal("org.membercare.test", (string)receiver.Messages[0].Json["type"]!);

        var edit = new JsonObject { ["name"] = "sender", ["address"] = receiver.Address, ["kinds"] = new JsonArray("registered"), ["expectedVersion"] = 1 };
        var edited = await api.SendAsync(HttpMethod.Put, path, new StringContent(edit.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(("sender", 2), ((string)edited.Body["name"]!, (int)edited.Body["version"]!));
        var again = await api.SendAsync(HttpMethod.Put, path, new StringContent(edit.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.Conflict, "webhook-changed-meanwhile"), (again.Status, again.Problem));

        var rotated = await api.SendAsync(HttpMethod.Post, $"{path}/rotate-secret");
        Assert.NotEqual((string)made.Body["secret"]!, (string)rotated.Body["secret"]!);
        Assert.NotNull(rotated.Body["previousSecretUntil"]);
        Assert.Equal("paused", (string)(await api.SendAsync(HttpMethod.Post, $"{path}/pause")).Body["state"]!);
        Assert.Equal("active", (string)(await api.SendAsync(HttpMethod.Post, $"{path}/resume")).Body["state"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(HttpMethod.Delete, path)).Status);

        var left = (await api.GetAsync("/webhooks")).Body["items"]!.AsArray();
        Assert.Equal(("ended", "byPerson"), ((string)left.Single()!["state"]!, (string)left.Single()!["stop"]!));
        Assert.DoesNotContain("secret\"", (await api.GetAsync(path)).Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("webhook-ended", (await api.SendAsync(HttpMethod.Post, $"{path}/test")).Problem);
    }

    [Theory]
    [InlineData("""{"name":"till"}""", "address")]
    [InlineData("""{"address":"https://till.example.com"}""", "name")]
    [InlineData("""{"name":"till","address":"https://10.0.0.8/"}""", "address")]
    [InlineData("""{"name":"till","address":"https://169.254.169.254/latest"}""", "address")]
    [InlineData("""{"name":"till","address":"ftp://till.example.com"}""", "address")]
    [InlineData("""{"name":"till","address":"https://till.example.com","kinds":[]}""", "kinds")]
    [InlineData("""{"name":"till","address":"https://till.example.com","kinds":["contactRevealed"]}""", "kinds")]
    [InlineData("""{"name":"till","address":"https://till.example.com","kinds":["statusChanged",null]}""", "kinds")]
    [InlineData("""{"name":"till","address":"https://till.example.com","kinds":"statusChanged"}""", "kinds")]
    [InlineData("""{"name":"till","address":"https://till.example.com","secret":"mine"}""", "body")]
    public async Task What_cannot_be_is_refused_with_its_field(string body, string field)
    {
        using var agent = await ApiClient.NewOrganisationAsync(app);
        using var api = await agent.WithScopesAsync("webhooks:write");

        var reply = await api.PostTextAsync("/webhooks", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input", field), (reply.Status, reply.Problem, reply.WrongFields));
        Assert.Empty((await api.GetAsync("/webhooks")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Without_the_scope_nothing_is_shown_or_changed_and_another_organisations_webhook_does_not_exist()
    {
        using var agent = await ApiClient.NewOrganisationAsync(app);
        using var owner = await agent.WithScopesAsync("webhooks:write");
        using var strangers = await ApiClient.NewOrganisationAsync(app);
        using var stranger = await strangers.WithScopesAsync("webhooks:write");
        var path = $"/webhooks/{(await owner.PostAsync("/webhooks", new JsonObject { ["name"] = "till", ["address"] = "https://till.example.com" })).Body["webhook"]!["id"]}";

        foreach (var (method, where) in new[]
        {
            (HttpMethod.Get, path), (HttpMethod.Delete, path), (HttpMethod.Post, path + "/pause"), (HttpMethod.Post, path + "/resume"), (HttpMethod.Post, path + "/test"),
            (HttpMethod.Post, path + "/rotate-secret"), (HttpMethod.Get, path + "/deliveries"), (HttpMethod.Post, path + "/deliveries/1/redeliver"),
        })
        {
            Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), ((await agent.SendAsync(method, where)).Status, (await agent.SendAsync(method, where)).Problem));
            Assert.Equal((HttpStatusCode.NotFound, "not-found"), ((await stranger.SendAsync(method, where)).Status, (await stranger.SendAsync(method, where)).Problem));
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync("/webhooks")).Status);
        Assert.Empty((await stranger.GetAsync("/webhooks")).Body["items"]!.AsArray());
        Assert.Equal("active", (string)(await owner.GetAsync(path)).Body["state"]!);
        Assert.Equal("not-found", (await owner.GetAsync("/webhooks/till")).Problem);
    }

    private static string Deliveries(Reply made) => $"/webhooks/{made.Body["webhook"]!["id"]}/deliveries";
}
