using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Core.Kernel;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Audiences and the reading of activities through the API.</summary>
[Collection(ApiTests.Name)]
public sealed class AudienceTests(WebAppFixture app)
{
    [Fact]
    public async Task A_list_goes_in_and_comes_back_without_those_who_may_not_be_contacted()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var sender = await api.WithScopesAsync("decisions:read");
        var (siti, lim) = (await api.RegisterAsync("Siti", "012-345 6789"), await api.RegisterAsync("Lim"));
        var list = $$"""
            {"id":"{{siti}}","ref":"a"}
            {"id":"{{lim}}"}
            {"mobile":"+60123456789"}
            nonsense
            """;

        var first = await SendAsync(sender, "?campaign=Summer%2026", list);
        await api.ChangeAsync(lim, "Suspended");
        var again = await SendAsync(sender, "?campaign=Summer%2026", list);
        var next = await SendAsync(sender, "", list);

        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (first.Status, first.Message.Content.Headers.ContentType!.MediaType));
        Assert.Equal(Lines(first)[..3], Lines(again)[..3]);
        Assert.Equal([$$"""{"id":"{{siti}}","ref":"a"}""", """{"mobile":"+60123456789"}"""], Lines(next)[..^1]);
        var summary = JsonNode.Parse(Lines(next)[^1])!["summary"]!;
        Assert.Equal((4, 2, 1, 1), ((int)summary["asked"]!, (int)summary["contactable"]!, (int)summary["malformed"]!, (int)summary["faults"]!.AsArray().Count));
        Assert.Equal(("status", "suspended", 1), ((string)summary["refused"]![0]!["layer"]!, (string)summary["refused"]![0]!["status"]!, (int)summary["refused"]![0]!["count"]!));
    }

    [Fact]
    public async Task The_moment_of_the_decisions_is_answered_in_UTC_with_a_Z()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var sender = await api.WithScopesAsync("decisions:read");
        var before = Clock.Whole(DateTimeOffset.UtcNow);

        var reply = await SendAsync(sender, "", $$"""{"id":"{{await api.RegisterAsync()}}"}""");

        var decided = (string)JsonNode.Parse(Lines(reply)[^1])!["summary"]!["decidedAt"]!;
        Assert.EndsWith("Z", decided, StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.Parse(decided, CultureInfo.InvariantCulture), before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_list_of_forty_megabytes_streams_through()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var sender = await api.WithScopesAsync("decisions:read");
        var siti = await api.RegisterAsync("Siti");
        var text = new StringBuilder($$"""{"id":"{{siti}}"}""" + "\n");
        for (var i = 0; i < 400_000; i++)
        {
            text.Append("{\"externalId\":\"nobody-").Append(i).Append("\",\"ref\":\"").Append('x', 70).Append("\"}\n");
        }

        var reply = await SendAsync(sender, "?unknown=drop", text.ToString());

        Assert.Equal(2, Lines(reply).Length);
        Assert.Equal((400_001, 400_000), ((int)JsonNode.Parse(Lines(reply)[1])!["summary"]!["asked"]!, (int)JsonNode.Parse(Lines(reply)[1])!["summary"]!["unknown"]!));
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_anything_is_read()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var sender = await api.WithScopesAsync("decisions:read");
        using var wrong = await api.WithScopesAsync("activities:write", "customers:read");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "lines-expected"), (await sender.PostTextAsync("/audiences", "{}") is var json ? (json.Status, json.Problem) : default));
        Assert.Equal("invalid-input", (await SendAsync(sender, "?unknown=perhaps", "")).Problem);
        Assert.Equal("invalid-input", (await SendAsync(sender, "?campaign=" + new string('x', 81), "")).Problem);
        Assert.Equal("invalid-input", (await SendAsync(sender, "?campain=x", "")).Problem);
        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (await SendAsync(wrong, "", "") is var refused ? (refused.Status, refused.Problem) : default));
    }

    [Fact]
    public async Task Outliers_are_listed_and_internal_accounts_are_left_out_of_the_report()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var till = await api.WithScopesAsync("activities:write", "activities:read");
        var (siti, test) = (await api.RegisterAsync("Siti"), await api.RegisterAsync("Test account"));
        await api.ChangeAsync(siti, "Suspended");
        await api.ChangeAsync(test, "Internal");
        await till.PostAsync("/activities", new JsonObject
        {
            ["activities"] = new JsonArray(Sale("1", siti, "12.50"), Sale("2", test, "99.00"), Sale("3", siti, "7.50")),
        });

        var outliers = (await till.GetAsync("/activities?outlier=true&limit=1")).Body;
        var rest = (await till.GetAsync($"/activities?outlier=true&limit=5&cursor={outliers["nextCursor"]}")).Body;
        var all = (await till.GetAsync("/activities")).Body["items"]!.AsArray();
        var report = (await till.GetAsync("/activities/report")).Body;

        Assert.Equal(["3", "1"], [(string)outliers["items"]![0]!["id"]!, (string)rest["items"]![0]!["id"]!]);
        Assert.Null(rest["nextCursor"]);
        Assert.Equal(["3", "2", "1"], all.Select(item => (string)item!["id"]!));
        Assert.Equal([true, false, true], all.Select(item => (bool)item!["counted"]!));
        Assert.Equal((2, "20.00", 1), ((int)report["rows"]![0]!["count"]!, (string)report["rows"]![0]!["amounts"]!["MYR"]!, (int)report["leftOut"]!));
        Assert.Equal("outlier", (await till.GetAsync("/activities?outlier=yes")).WrongFields);
        Assert.Equal("effect", (await till.GetAsync("/activities?outlier=true&effect=deny")).WrongFields);
        Assert.Equal("from", (await till.GetAsync("/activities/report?from=yesterday")).WrongFields);
        Assert.Equal("not-permitted", (await api.GetAsync("/activities")).Problem);

        static JsonObject Sale(string id, string customer, string amount) =>
            new() { ["id"] = id, ["kind"] = "transaction", ["customerId"] = customer, ["amount"] = amount, ["currency"] = "MYR" };
    }

    private static Task<Reply> SendAsync(ApiClient sender, string query, string list) => sender.PostTextAsync("/audiences" + query, list, contentType: "application/x-ndjson");

    private static string[] Lines(Reply reply) => reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
