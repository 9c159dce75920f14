using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Activities through the API.</summary>
[Collection(ApiTests.Name)]
public sealed class ActivityTests(WebAppFixture app)
{
    [Fact]
    public async Task A_batch_in_any_order_is_answered_one_by_one_and_seen_in_the_history()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var till = await api.WithScopesAsync("activities:write");
        var (siti, lim) = (await api.RegisterAsync("Siti", "012-345 6789"), await api.RegisterAsync("Lim", "012-888 7777"));
        await api.ChangeAsync(lim, "Suspended");

        var reply = await till.PostTextAsync("/activities", $$"""
            {"activities": [
              {"id": "1", "kind": "transaction", "mobile": "+60 12 345 6789", "amount": "42.10", "currency": "MYR", "points": 42, "place": "Till 7", "channel": "till"},
              {"id": "2", "kind": "transaction", "customerId": "{{lim}}", "amount": "5", "currency": "MYR"},
              {"id": "3", "kind": "pointsRedemption", "customerId": "{{lim}}", "points": 100},
              {"id": "4", "kind": "transaction", "customerId": "{{siti}}", "amount": 42.1, "currency": "MYR"},
              {"id": "5", "kind": "transaction", "mobile": "nobody", "amount": "1", "currency": "MYR"},
              {"id": "6", "kind": "transaction", "customerId": "{{siti}}", "at": "yesterday"},
              {"id": "7", "kind": "transaction", "customerId": "{{siti}}", "amuont": "1"},
              "no object",
              {"id": "1", "kind": "transaction", "mobile": "+60 12 345 6789", "amount": "42.10", "currency": "MYR", "points": 42, "place": "Till 7", "channel": "till"}
            ]}
            """);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var results = reply.Body["results"]!.AsArray();
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", null, "1"], results.Select(result => (string?)result!["id"]));
        Assert.Equal(["allow", "flag", "deny", null, null, null, null, null, "allow"], results.Select(result => (string?)result!["effect"]));
        Assert.Equal([false, true, false, false, false, false, false, false, false], results.Select(result => (bool)result!["outlier"]!));
        Assert.Equal(("status", "Your membership is on hold. Please contact us."), ((string)results[2]!["layer"]!, (string)results[2]!["message"]!));
        Assert.Equal((siti, lim, true), ((string)results[0]!["customerId"]!, (string)results[1]!["customerId"]!, (bool)results[8]!["duplicate"]!));
        Assert.Equal(["amount", "mobile", "at", "body", "activities"], results.Where(result => result!["error"] is not null).Select(result => result!["error"]!["errors"]!.AsObject().Single().Key));
        Assert.All(results.Where(result => result!["error"] is not null), result => Assert.Equal("invalid-input", (string)result!["error"]!["code"]!));

        var history = (await api.GetAsync($"/customers/{lim}/events?kind=activity")).Body["items"]!.AsArray();
        Assert.Equal(["redemption", "transaction"], history.Select(happened => (string)happened!["kind"]!));
        Assert.Equal((2, 6), api.Kept());
    }

    [Fact]
    public async Task Only_the_scope_for_it_lets_a_system_report()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var wrong = await api.WithScopesAsync("activities:read", "customers:write", "decisions:read");
        var body = """{"activities": [{"id": "1", "kind": "booking", "mobile": "012-345 6789"}]}""";

        var refused = await wrong.PostTextAsync("/activities", body);
        var unknown = await api.WithSecret("mck_no").PostTextAsync("/activities", body);

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (refused.Status, refused.Problem));
        Assert.Contains("activities:write", refused.Message.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.Status);
        Assert.Equal((0, 0), api.Kept());
    }

    [Theory]
    [InlineData("""{"activities": []}""", 400, "invalid-input")]
    [InlineData("""{}""", 400, "invalid-input")]
    [InlineData("""{"activities": {}}""", 400, "invalid-input")]
    [InlineData("""{"activities": [1""", 400, "invalid-input")]
    [InlineData("""{"activity": []}""", 400, "invalid-input")]
    public async Task A_body_that_is_no_batch_is_refused_as_a_whole(string body, int status, string code)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var till = await api.WithScopesAsync("activities:write");

        var reply = await till.PostTextAsync("/activities", body);

        Assert.Equal((status, code), ((int)reply.Status, reply.Problem));
    }

    [Fact]
    public async Task A_batch_of_ten_megabytes_is_refused_before_it_is_read()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var till = await api.WithScopesAsync("activities:write");

        var reply = await till.PostTextAsync("/activities", $$"""{"activities": [{"id": "{{new string('x', 10 << 20)}}"}]}""");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (reply.Status, reply.Problem));
    }

    [Fact]
    public async Task Another_organisations_key_finds_none_of_its_customers()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var other = await (await ApiClient.NewOrganisationAsync(app)).WithScopesAsync("activities:write");
        var siti = await api.RegisterAsync("Siti", "012-345 6789");

        var reply = await other.PostAsync("/activities", new JsonObject
        {
            ["activities"] = new JsonArray(new JsonObject { ["id"] = "1", ["kind"] = "transaction", ["customerId"] = siti }, new JsonObject { ["id"] = "2", ["kind"] = "transaction", ["mobile"] = "0123456789" }),
        });

        Assert.Equal("customer-unknown", (string)reply.Body["results"]![0]!["error"]!["code"]!);
        Assert.Null(reply.Body["results"]![1]!["customerId"]);
        Assert.Equal((1, 1), api.Kept());
    }

    [Fact]
    public async Task The_same_batch_sent_twenty_times_at_once_is_kept_once()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var till = await api.WithScopesAsync("activities:write");
        var siti = await api.RegisterAsync("Siti", "012-345 6789");
        var body = new JsonObject { ["activities"] = new JsonArray([.. Enumerable.Range(0, 10).Select(i => new JsonObject { ["id"] = $"{i}", ["kind"] = "transaction", ["customerId"] = siti })]) }.ToJsonString();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => till.PostTextAsync("/activities", body)));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
        Assert.Equal(10, replies.Sum(reply => reply.Body["results"]!.AsArray().Count(result => !(bool)result!["duplicate"]!)));
        Assert.Equal((1, 11), api.Kept());
    }

    [Fact]
    public async Task Moments_are_answered_in_UTC_with_a_Z_whatever_offset_came()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var till = await api.WithScopesAsync("activities:write", "activities:read", "sign-ins:write");
        var siti = await api.RegisterAsync("Siti", "012-345 6789");
        for (var i = 0; i < 5; i++)
        {
            await till.PostAsync("/sign-in-attempts", new JsonObject { ["mobile"] = "0123456789", ["succeeded"] = false });
        }

        var (now, ahead) = (DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(2));
        var reply = await till.PostAsync("/activities", new JsonObject
        {
            ["activities"] = new JsonArray(
                new JsonObject { ["id"] = "1", ["kind"] = "pointsRedemption", ["customerId"] = siti, ["points"] = 10, ["at"] = Written(now.ToOffset(TimeSpan.FromHours(8)), "zzz") },
                new JsonObject { ["id"] = "2", ["kind"] = "transaction", ["customerId"] = siti, ["amount"] = "5", ["currency"] = "MYR", ["at"] = Written(ahead.ToOffset(TimeSpan.FromHours(8)), "zzz") }),
        });
        var listed = (await till.GetAsync("/activities")).Body["items"]!.AsArray();

        var (redeemed, bought) = (reply.Body["results"]![0]!, reply.Body["results"]![1]!);
        Assert.Equal(("deny", "loginLock", Written(now, "'Z'")), ((string)redeemed["effect"]!, (string)redeemed["layer"]!, (string)redeemed["at"]!));
        Assert.Equal(Written(ahead, "'Z'"), (string)listed.Single(item => (string)item!["id"]! == "2")!["claimedAt"]!);
        Assert.Equal(Written(now, "'Z'"), (string)listed.Single(item => (string)item!["id"]! == "1")!["at"]!);
        Assert.Equal((string)(await api.GetAsync($"/customers/{siti}")).Body["loginLockedUntil"]!, (string)redeemed["until"]!);
        Assert.All([redeemed["until"]!, bought["at"]!, .. listed.Select(item => item!["receivedAt"]!)], moment => Assert.EndsWith("Z", (string)moment!, StringComparison.Ordinal));

        static string Written(DateTimeOffset moment, string zone) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss" + zone, CultureInfo.InvariantCulture);
    }
}
