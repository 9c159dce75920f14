using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Changes of status through the API.</summary>
[Collection(ApiTests.Name)]
public sealed class StatusChangeTests(WebAppFixture app)
{
    [Fact]
    public async Task A_change_answers_the_customer_and_the_event_with_channel_and_the_keys_name()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await api.PostAsync($"/customers/{id}/status-changes", new JsonObject
        {
            ["label"] = "suspended",
            ["reasonCode"] = "lost-phone",
            ["note"] = "Called at noon",
            ["expectedVersion"] = 1,
        });

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var (customer, happened) = (reply.Body["customer"]!, reply.Body["event"]!);
        Assert.Equal(("suspended", "Suspended", 2L), ((string)customer["status"]!, (string)customer["label"]!, (long)customer["version"]!));
        Assert.Equal(("Till 7", (string)happened["at"]!), ((string)customer["statusUpdatedBy"]!, (string)customer["statusUpdatedAt"]!));
        Assert.Equal((2L, "statusChanged"), ((long)happened["sequence"]!, (string)happened["kind"]!));
        Assert.Equal(("apiClient", "Till 7", "api"), ((string)happened["actorKind"]!, (string)happened["actorName"]!, (string)happened["channel"]!));
        Assert.Equal(("active", "Active", "suspended", "Suspended"), ((string)happened["fromStatus"]!, (string)happened["fromLabel"]!, (string)happened["toStatus"]!, (string)happened["toLabel"]!));
        Assert.Equal(("lost-phone", "Lost mobile phone: Called at noon"), ((string)happened["reasonCode"]!, (string)happened["note"]!));

        var history = (await api.GetAsync($"/customers/{id}/events")).Body["items"]!.AsArray();
        Assert.True(JsonNode.DeepEquals(happened, history[0]));
        Assert.True(JsonNode.DeepEquals(customer, (await api.GetAsync($"/customers/{id}")).Body));
    }

    [Fact]
    public async Task The_same_key_twice_makes_one_event_and_answers_the_same()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var first = await api.ChangeAsync(id, "Suspended", 1, "change-1");
        var again = await api.ChangeAsync(id, "Suspended", 1, "change-1");

        Assert.Equal((HttpStatusCode.OK, first.Text), (again.Status, again.Text));
        Assert.Equal((1, 2), api.Kept());
    }

    [Fact]
    public async Task The_same_key_sent_twenty_times_at_once_makes_one_event()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.ChangeAsync(id, "Suspended", 1, "change-1")));

        Assert.Equal(HttpStatusCode.OK, Assert.Single(replies.Select(reply => reply.Status).Distinct()));
        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.Equal((1, 2), api.Kept());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict_and_changes_nothing()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        await api.ChangeAsync(id, "Suspended", key: "change-1");

        var other = await api.ChangeAsync(id, "Active", key: "change-1");

        Assert.Equal((HttpStatusCode.Conflict, "idempotency-key-reused"), (other.Status, other.Problem));
        Assert.Equal((1, 2), api.Kept());
    }

    [Fact]
    public async Task The_same_key_from_another_system_is_another_key()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var other = await api.WithScopesAsync("status:write");
        var id = await api.RegisterAsync();

        await api.ChangeAsync(id, "Suspended", key: "change-1");
        var reply = await other.ChangeAsync(id, "Active", key: "change-1");

        Assert.Equal((HttpStatusCode.OK, "active"), (reply.Status, (string)reply.Body["customer"]!["status"]!));
    }

    [Fact]
    public async Task A_key_that_may_only_change_statuses_cannot_block()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var till = await api.WithScopesAsync("status:write");
        using var desk = await api.WithScopesAsync("status:write", "status:block");
        var id = await api.RegisterAsync();

        var refused = await till.ChangeAsync(id, "Blocked");

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (refused.Status, refused.Problem));
        Assert.Equal(HttpStatusCode.OK, (await desk.ChangeAsync(id, "Blocked")).Status);
        Assert.Equal(HttpStatusCode.OK, (await till.ChangeAsync(id, "Active")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("201")]
    public async Task An_idempotency_key_that_is_none_is_refused(string key)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await api.ChangeAsync(id, "Suspended", key: key == "201" ? new string('k', 201) : key);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input"), (reply.Status, reply.Problem));
        Assert.Equal("idempotencyKey", reply.WrongFields);
        Assert.Equal((1, 1), api.Kept());
    }

    [Fact]
    public async Task An_old_version_is_a_conflict_that_shows_the_current_one()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        await api.ChangeAsync(id, "Suspended", 1);

        var late = await api.ChangeAsync(id, "Internal", 1);

        Assert.Equal((HttpStatusCode.Conflict, "stale-version"), (late.Status, late.Problem));
        Assert.Equal((2L, "Suspended"), ((long)late.Body["currentVersion"]!, (string)late.Body["currentLabel"]!));
        Assert.Contains("Till 7", (string)late.Body["detail"]!);
        Assert.Equal((1, 2), api.Kept());
    }

    [Fact]
    public async Task Of_fifty_changes_of_one_version_at_once_exactly_one_wins()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => api.ChangeAsync(id, i % 2 == 0 ? "Suspended" : "Internal", 1)));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(49, replies.Count(reply => reply.Status == HttpStatusCode.Conflict && reply.Problem == "stale-version"));
        Assert.Equal((1, 2), api.Kept());
    }

    [Theory]
    [InlineData("Fraud confirmed", "Fraud is confirmed only after it was suspected and verified")]
    [InlineData("Active", "already")]
    public async Task What_the_rules_forbid_is_refused_with_the_way_on(string label, string words)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await api.ChangeAsync(id, label);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.NotEmpty(reply.Problem);
        Assert.Contains(words, (string)reply.Body["detail"]!);
        Assert.Equal((1, 1), api.Kept());
    }

    [Fact]
    public async Task Nobody_comes_back_from_Deleted()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        await api.ChangeAsync(id, "Deleted");

        foreach (var label in (string[])["Active", "Suspended", "Fraud suspected", "Fraud confirmed", "Blocked", "Internal", "Deleted"])
        {
            var reply = await api.ChangeAsync(id, label);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
            Assert.NotEmpty(reply.Problem);
        }

        Assert.Equal((1, 2), api.Kept());
    }

    [Theory]
    [InlineData("""{"label":"Suspended"}""", 422, "reason-missing")]
    [InlineData("""{"label":"Suspended","note":"  "}""", 422, "reason-missing")]
    [InlineData("""{"label":"Suspended","reasonCode":"no-such"}""", 422, "reason-not-offered")]
    [InlineData("""{"label":"No such","note":"x"}""", 400, "invalid-input")]
    [InlineData("""{"note":"x"}""", 400, "invalid-input")]
    [InlineData("""{}""", 400, "invalid-input")]
    public async Task A_change_without_label_or_reason_is_refused(string body, int status, string code)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await api.PostTextAsync($"/customers/{id}/status-changes", body);

        Assert.Equal((status, code), ((int)reply.Status, reply.Problem));
        Assert.Equal((1, 1), api.Kept());
    }

    [Fact]
    public async Task A_change_by_the_API_is_told_to_open_windows_like_one_of_the_console()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        var told = new TaskCompletionSource();
        using var window = api.Get<Feed>().Subscribe(api.Tenant, notice =>
        {
            if (notice.Customers.Any(customer => customer.ToString() == id))
            {
                told.TrySetResult();
            }
        });

        await api.ChangeAsync(id, "Suspended");

        await told.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_console_and_the_API_write_one_history()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        Assert.True(CustomerId.TryParse(id, out var customer));
        var agent = new Actor(ActorKind.Person, "1", "Aisha", api.Tenant, Grants.Of(Role.Agent), Channel.Console);

        await api.ChangeAsync(id, "Suspended", 1);
        await api.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named("Active"), null, "Found the phone", 2, null), agent);
        var late = await api.ChangeAsync(id, "Internal", 2);

        Assert.Equal("stale-version", late.Problem);
        Assert.Contains("Aisha", (string)late.Body["detail"]!);
        var history = (await api.GetAsync($"/customers/{id}/events")).Body["items"]!.AsArray();
        Assert.Equal(["3 console Aisha", "2 api Till 7", "1 api Till 7"], history.Select(e => $"{e!["sequence"]} {e["channel"]} {e["actorName"]}"));
    }
}
