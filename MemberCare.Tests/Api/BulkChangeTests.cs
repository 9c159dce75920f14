using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

[Collection(ApiTests.Name)]
public sealed class BulkChangeTests(WebAppFixture app) : IAsyncLifetime
{
    private ApiClient _api = null!;
    private ApiClient _bulk = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiClient.NewOrganisationAsync(app);
        _bulk = await _api.WithScopesAsync("bulk:write");
    }

    public Task DisposeAsync()
    {
        _api.Dispose();
        _bulk.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Ids_become_a_job_whose_events_name_it_and_whose_results_name_everybody()
    {
        var (siti, ravi) = (await _api.RegisterAsync("Siti Aminah"), await _api.RegisterAsync("Ravi Kumar"));
        await _api.ChangeAsync(ravi, "Deleted");
        var wish = Wish(siti, ravi);

        var preview = await _bulk.PostAsync("/bulk-changes/preview", wish);
        Assert.Equal((HttpStatusCode.OK, 2, 1), (preview.Status, (int)preview.Body["total"]!, (int)preview.Body["changes"]!));
        Assert.Equal("transition-forbidden", (string)preview.Body["refused"]![0]!["code"]!);

        var begun = await _bulk.PostAsync("/bulk-changes", wish, "once");
        Assert.Equal(HttpStatusCode.Accepted, begun.Status);
        var id = (string)begun.Body["id"]!;
        Assert.EndsWith($"/api/v1/bulk-changes/{id}", begun.Message.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(id, (string)(await _bulk.PostAsync("/bulk-changes", wish, "once")).Body["id"]!);

        var done = await EndOfAsync(id);
        Assert.Equal(("done", 1, 1), ((string)done["state"]!, (int)done["changed"]!, (int)done["refused"]!));
        var events = (await _api.GetAsync($"/customers/{siti}/events")).Body["items"]!;
        Assert.Equal((id, "statusChanged"), ((string)events[0]!["batchId"]!, (string)events[0]!["kind"]!));
        var results = await _bulk.GetAsync($"/bulk-changes/{id}/results");
        Assert.Equal("text/csv", results.Message.Content.Headers.ContentType!.MediaType);
        Assert.Contains($"{siti},", results.Text, StringComparison.Ordinal);
        Assert.Contains("transition-forbidden", results.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_tried_first_and_then_changed_and_undone()
    {
        var siti = await _api.RegisterAsync("Siti Aminah", "012-345 6789");
        const string Address = "?label=Suspended&note=Asked%20for";

        var preview = await _bulk.PostTextAsync("/bulk-changes/preview" + Address, "mobile\n0123456789\n0999\n", contentType: "text/csv");
        Assert.Equal((1, 1, 3L), ((int)preview.Body["changes"]!, (int)preview.Body["file"]!["rejected"]!, (long)preview.Body["file"]!["faults"]![0]!["line"]!));
        var begun = await _bulk.PostTextAsync("/bulk-changes" + Address, "mobile\n0123456789\n0999\n", contentType: "text/csv");
        await EndOfAsync((string)begun.Body["id"]!);
        Assert.Equal("suspended", (string)(await _api.GetAsync($"/customers/{siti}")).Body["status"]!);

        var undo = await _bulk.PostAsync($"/bulk-changes/{begun.Body["id"]}/undo", new JsonObject { ["note"] = "The wrong file." });
        Assert.Equal(HttpStatusCode.Accepted, undo.Status);
        var undone = await EndOfAsync((string)undo.Body["id"]!);
        Assert.Equal(((string)begun.Body["id"]!, 1), ((string)undone["undoes"]!, (int)undone["changed"]!));
        Assert.Equal("active", (string)(await _api.GetAsync($"/customers/{siti}")).Body["status"]!);
        Assert.Equal("undone-already", (await _bulk.PostAsync($"/bulk-changes/{begun.Body["id"]}/undo", new JsonObject { ["note"] = "Again." })).Problem);
        Assert.Equal("job-not-so", (await _bulk.PostAsync($"/bulk-changes/{begun.Body["id"]}/pause", new JsonObject())).Problem);
        Assert.Equal(2, (await _bulk.GetAsync("/bulk-changes")).Body["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_wrong_with_a_bulk_change_is_said_by_field_and_whoever_lacks_the_scope_makes_none()
    {
        var siti = await _api.RegisterAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (await _api.PostAsync("/bulk-changes", Wish(siti)) is var lacking ? lacking.Status : default, lacking.Problem));
        Assert.Equal("customers[1]", (await _bulk.PostAsync("/bulk-changes", Wish(siti, "me"))).WrongFields);
        Assert.Equal("nobody-chosen", (await _bulk.PostAsync("/bulk-changes", Wish())).Problem);
        Assert.Equal("file", (await _bulk.PostTextAsync("/bulk-changes?label=Suspended", "city\nIpoh\n", contentType: "text/csv")).WrongFields);
        Assert.Equal("not-found", (await _bulk.GetAsync("/bulk-changes/me")).Problem);
        Assert.Equal("not-found", (await _bulk.GetAsync($"/bulk-changes/{Guid.NewGuid()}/results")).Problem);
        using var stranger = await ApiClient.NewOrganisationAsync(app);
        using var strangers = await stranger.WithScopesAsync("bulk:write");
        var job = (string)(await _bulk.PostAsync("/bulk-changes", Wish(siti))).Body["id"]!;
        Assert.Equal("not-found", (await strangers.GetAsync($"/bulk-changes/{job}")).Problem);
        Assert.Equal("not-found", (await strangers.PostAsync($"/bulk-changes/{job}/cancel", new JsonObject())).Problem);
    }

    private static JsonObject Wish(params string[] customers) =>
        new() { ["customers"] = new JsonArray([.. customers.Select(id => (JsonNode)id)]), ["label"] = "Suspended", ["note"] = "Asked for" };

    private async Task<JsonNode> EndOfAsync(string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var job = (await _bulk.GetAsync($"/bulk-changes/{id}")).Body;
            if ((string)job["state"]! is "done" or "cancelled")
            {
                return job;
            }

            await Task.Delay(100, patience.Token);
        }
    }
}
