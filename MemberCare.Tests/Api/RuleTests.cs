using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;
using MemberCare.Tests.Web.Webhooks;

namespace MemberCare.Tests.Api;

/// <summary>Automatic rules as a system sets them up, over HTTP against the running application, which lets them work.</summary>
[Collection(ApiTests.Name)]
public sealed class RuleTests(WebAppFixture app)
{
    [Fact]
    public async Task A_rule_is_made_tried_switched_on_and_acts_on_what_a_crm_reports()
    {
        using var agent = await ApiClient.NewOrganisationAsync(app);
        using var chief = await agent.WithScopesAsync("rules:write");
        using var crm = await agent.WithScopesAsync("activities:write");
        var id = await agent.RegisterAsync(mobile: "012-987 6543");
        var body = new JsonObject
        {
            ["name"] = "Watch list",
            ["trigger"] = "addedToBoard",
            ["named"] = "Watch list",
            ["status"] = "active",
            ["label"] = "Suspended",
            ["note"] = "To be looked at",
            ["limit"] = 10,
        };
        Assert.Equal(0, (int)(await chief.PostAsync("/rules/dry-run", body.DeepClone().AsObject())).Body["changes"]!);
        var made = await chief.PostAsync("/rules", body);
        Assert.Equal((HttpStatusCode.Created, "off"), (made.Status, (string)made.Body["state"]!));
        var path = $"/rules/{made.Body["id"]}";
        Assert.EndsWith($"/api/v1{path}", made.Message.Headers.Location!.ToString(), StringComparison.Ordinal);

        var on = await chief.PostAsync($"{path}/switch", new JsonObject { ["to"] = "on", ["expectedVersion"] = 1 });
        Assert.Equal((HttpStatusCode.OK, "on", 2), (on.Status, (string)on.Body["state"]!, (int)on.Body["version"]!));
        Assert.Equal(HttpStatusCode.Conflict, (await chief.PostAsync($"{path}/switch", new JsonObject { ["to"] = "off", ["expectedVersion"] = 1 })).Status);
        var reported = new JsonObject { ["id"] = "b-1", ["kind"] = "addedToBoard", ["customerId"] = id, ["board"] = "Watch list" };
        Assert.Equal("allow", (string)(await crm.PostAsync("/activities", new JsonObject { ["activities"] = new JsonArray(reported) })).Body["results"]![0]!["effect"]!);

        await Wait.UntilAsync(() => (string)agent.GetAsync($"/customers/{id}").Result.Body["status"]! == "suspended", "the rule");
        var history = (await agent.GetAsync($"/customers/{id}/events")).Body["items"]![0]!;
        Assert.Equal(("rule", "Watch list"), ((string)history["actorKind"]!, (string)history["actorName"]!));
        Assert.Equal(1, (int)(await chief.GetAsync(path)).Body["touchedInADay"]!);
        Assert.Equal(1, (int)(await chief.GetAsync($"{path}/dry-run")).Body["there"]!);
    }

    [Fact]
    public async Task A_rule_that_is_off_can_be_changed_and_retired()
    {
        using var agent = await ApiClient.NewOrganisationAsync(app);
        using var chief = await agent.WithScopesAsync("rules:write");
        var body = new JsonObject { ["name"] = "Newcomers", ["trigger"] = "registered", ["label"] = "Suspended", ["note"] = "To be looked at" };
        var path = $"/rules/{(await chief.PostAsync("/rules", body)).Body["id"]}";
        (body["limit"], body["expectedVersion"]) = (20, 1);

        var changed = await chief.SendAsync(HttpMethod.Put, path, JsonContent.Create(body));
        Assert.Equal((HttpStatusCode.OK, 20, 2), (changed.Status, (int)changed.Body["terms"]!["limit"]!, (int)changed.Body["version"]!));
        Assert.Equal(HttpStatusCode.Conflict, (await chief.SendAsync(HttpMethod.Put, path, JsonContent.Create(body))).Status);
        await chief.PostAsync($"{path}/switch", new JsonObject { ["to"] = "on" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await chief.SendAsync(HttpMethod.Delete, path)).Status);

        await chief.PostAsync($"{path}/switch", new JsonObject { ["to"] = "off" });
        Assert.Equal(HttpStatusCode.NoContent, (await chief.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal("retired", (string)(await chief.GetAsync(path)).Body["state"]!);
        Assert.Empty((await chief.GetAsync("/rules")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Bad_rules_are_refused_at_their_fields_and_other_keys_see_none()
    {
        using var agent = await ApiClient.NewOrganisationAsync(app);
        using var chief = await agent.WithScopesAsync("rules:write");
        using var other = await ApiClient.NewOrganisationAsync(app);
        using var theirs = await other.WithScopesAsync("rules:write");

        var bad = await chief.PostAsync("/rules", new JsonObject { ["name"] = "X", ["trigger"] = "fullMoon", ["label"] = "Nothing" });
        Assert.Equal((HttpStatusCode.BadRequest, true, true), (bad.Status, bad.Body["errors"]!["trigger"] is not null, bad.Body["errors"]!["label"] is not null));
        var made = await chief.PostAsync("/rules", new JsonObject { ["name"] = "X", ["trigger"] = "registered", ["label"] = "Suspended", ["note"] = "To be checked" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await chief.PostAsync($"/rules/{made.Body["id"]}/switch", new JsonObject { ["to"] = "sideways" })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await chief.PostAsync($"/rules/{made.Body["id"]}/switch", new JsonObject { ["to"] = "continue" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync($"/rules/{made.Body["id"]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await chief.GetAsync("/rules/none")).Status);
        Assert.Empty((await theirs.GetAsync("/rules")).Body["items"]!.AsArray());
        Assert.Single((await chief.GetAsync("/rules")).Body["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync("/rules")).Status);
    }
}
