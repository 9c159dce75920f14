using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Changes with a beginning or an end, through the API.</summary>
[Collection(ApiTests.Name)]
public sealed class PlannedChangeTests(WebAppFixture app)
{
    [Fact]
    public async Task A_change_with_an_end_is_planned_listed_and_cancelled()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var changed = await PostAsync(api, id, "Suspended", ("until", Day(90) + "T08:00:00Z"));

        Assert.Equal((HttpStatusCode.OK, "suspended"), (changed.Status, (string)changed.Body["customer"]!["status"]!));
        var planned = Assert.Single((await api.GetAsync($"/customers/{id}/planned-changes")).Body["items"]!.AsArray())!;
        Assert.Equal(("return", "waiting", Day(90) + "T08:00:00Z", "Active", "Till 7"), ((string)planned["kind"]!, (string)planned["state"]!, (string)planned["dueAt"]!, (string)planned["label"]!, (string)planned["madeBy"]!));
        Assert.Equal((long)planned["id"]!, (long)(await api.GetAsync("/planned-changes?show=returns&limit=1")).Body["items"]![0]!["id"]!);

        var path = $"/customers/{id}/planned-changes/{planned["id"]}";
        var cancelled = await api.SendAsync(HttpMethod.Delete, path);
        Assert.Equal((HttpStatusCode.OK, "planCancelled", "suspended"), (cancelled.Status, (string)cancelled.Body["event"]!["kind"]!, (string)cancelled.Body["customer"]!["status"]!));
        var again = await api.SendAsync(HttpMethod.Delete, path);
        Assert.Equal((HttpStatusCode.Conflict, "plan-over"), (again.Status, again.Problem));
        Assert.Empty((await api.GetAsync("/planned-changes")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task A_change_for_later_answers_with_the_plan_and_leaves_the_customer_as_they_are()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var planned = await PostAsync(api, id, "Blocked", ("from", Day(90)), ("until", Day(120)));

        Assert.Equal((HttpStatusCode.OK, "active", "changePlanned"), (planned.Status, (string)planned.Body["customer"]!["status"]!, (string)planned.Body["event"]!["kind"]!));
        Assert.Equal("plan-waiting", (await PostAsync(api, id, "Suspended", ("from", Day(150)))).Problem);
    }

    [Theory]
    [InlineData("until", "2001-01-01", "until")]
    [InlineData("from", "2001-01-01", "from")]
    [InlineData("until", "9999-01-01", "until")]
    [InlineData("until", "tomorrow", "until")]
    [InlineData("from", "2030-01-31T08:00:00", "from")]
    public async Task Times_that_cannot_be_are_refused(string name, string value, string field)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await PostAsync(api, id, "Suspended", (name, value));

        Assert.Equal((HttpStatusCode.BadRequest, field), (reply.Status, reply.WrongFields));
        Assert.Equal((1, 1), api.Kept());
    }

    [Fact]
    public async Task The_last_change_is_undone_and_an_earlier_one_is_not()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        await api.ChangeAsync(id, "Suspended");
        await api.ChangeAsync(id, "Fraud suspected");

        var early = await api.SendAsync(HttpMethod.Post, $"/customers/{id}/events/2/undo");
        var last = await api.SendAsync(HttpMethod.Post, $"/customers/{id}/events/3/undo");

        Assert.Equal((HttpStatusCode.Conflict, "changed-since"), (early.Status, early.Problem));
        Assert.Equal((HttpStatusCode.OK, "suspended"), (last.Status, (string)last.Body["customer"]!["status"]!));
    }

    [Fact]
    public async Task Planned_changes_of_another_organisation_are_not_there()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var stranger = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        await PostAsync(api, id, "Suspended", ("until", Day(90)));
        var plan = (long)(await api.GetAsync($"/customers/{id}/planned-changes")).Body["items"]![0]!["id"]!;

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/customers/{id}/planned-changes")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(HttpMethod.Delete, $"/customers/{id}/planned-changes/{plan}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(HttpMethod.Post, $"/customers/{id}/events/2/undo")).Status);
        Assert.Empty((await stranger.GetAsync("/planned-changes")).Body["items"]!.AsArray());
    }

    private static string Day(int ahead) => DateTime.UtcNow.AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Task<Reply> PostAsync(ApiClient api, string id, string label, params (string Name, string Value)[] times)
    {
        var body = new JsonObject { ["label"] = label, ["note"] = "As the customer asked" };
        foreach (var (name, value) in times)
        {
            body[name] = value;
        }

        return api.PostAsync($"/customers/{id}/status-changes", body);
    }
}
