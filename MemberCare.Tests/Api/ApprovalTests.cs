using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Changes that take two, through the API.</summary>
[Collection(ApiTests.Name)]
public sealed class ApprovalTests(WebAppFixture app)
{
    [Fact]
    public async Task A_change_that_takes_two_is_asked_for_by_one_key_and_approved_by_another()
    {
        using var maker = await OrganisationAsync();
        using var checker = await maker.WithScopesAsync("approvals:decide");
        var id = await maker.RegisterAsync("Siti Aminah");

        var asked = await maker.ChangeAsync(id, "Blocked", 1, "block-1");

        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        Assert.Equal(("requestMade", "active", "blocked"), ((string)asked.Body["event"]!["kind"]!, (string)asked.Body["customer"]!["status"]!, (string)asked.Body["event"]!["toStatus"]!));
        var request = (string)asked.Body["approvalId"]!;
        Assert.EndsWith($"/api/v1/approvals/{request}", asked.Message.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Accepted, asked.Text), (await maker.ChangeAsync(id, "Blocked", 1, "block-1")) is var again ? (again.Status, again.Text) : default);

        var waiting = (await checker.GetAsync("/approvals")).Body;
        var first = Assert.Single(waiting["items"]!.AsArray())!;
        Assert.Equal((request, "pending", "Siti Aminah", "Active", "Blocked", "As the customer asked", "Till 7"), (
            (string)first["id"]!, (string)first["state"]!, (string)first["customerName"]!, (string)first["fromLabel"]!, (string)first["toLabel"]!, (string)first["reason"]!, (string)first["madeBy"]!));
        Assert.Empty((await maker.GetAsync("/approvals")).Body["items"]!.AsArray());
        Assert.Single((await maker.GetAsync("/approvals?show=mine")).Body["items"]!.AsArray());

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), await ProblemAsync(maker.PostAsync($"/approvals/{request}/approve", new JsonObject())));
        var approved = await checker.PostAsync($"/approvals/{request}/approve", new JsonObject { ["comment"] = "Checked" });

        Assert.Equal((HttpStatusCode.OK, "approved", "Checked"), (approved.Status, (string)approved.Body["state"]!, (string)approved.Body["comment"]!));
        Assert.Equal("blocked", (string)(await maker.GetAsync($"/customers/{id}")).Body["status"]!);
        Assert.Equal(request, (string)Assert.Single((await checker.GetAsync("/approvals?show=decided")).Body["items"]!.AsArray())!["id"]!);
        Assert.Equal(approved.Text, (await checker.PostAsync($"/approvals/{request}/approve", new JsonObject())).Text);

        // To take it back takes two as well.
        var last = (long)(await maker.GetAsync($"/customers/{id}/events?kind=status")).Body["items"]![0]!["sequence"]!;
        var undo = await maker.SendAsync(HttpMethod.Post, $"/customers/{id}/events/{last}/undo");
        Assert.Equal((HttpStatusCode.Accepted, "requestMade", "blocked"), (undo.Status, (string)undo.Body["event"]!["kind"]!, (string)undo.Body["customer"]!["status"]!));
        Assert.EndsWith($"/api/v1/approvals/{undo.Body["approvalId"]}", undo.Message.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["requestMade", "statusChanged", "requestEnded", "requestMade"], (await maker.GetAsync($"/customers/{id}/events?kind=status")).Body["items"]!.AsArray().Select(e => (string)e!["kind"]!));
    }

    [Fact]
    public async Task Own_requests_lost_races_and_missing_comments_are_refused_with_a_code()
    {
        using var owner = await OrganisationAsync();
        using var both = await owner.WithScopesAsync("status:write", "status:block", "approvals:decide");
        using var other = await owner.WithScopesAsync("approvals:decide");
        var id = await owner.RegisterAsync();
        var request = (string)(await both.ChangeAsync(id, "Blocked")).Body["approvalId"]!;

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "own-request"), await ProblemAsync(both.PostAsync($"/approvals/{request}/approve", new JsonObject())));
        Assert.Equal((HttpStatusCode.Conflict, "request-open"), await ProblemAsync(owner.ChangeAsync(id, "Deleted")));
        var noComment = await other.PostAsync($"/approvals/{request}/reject", new JsonObject());
        Assert.Equal(("invalid-input", "comment"), (noComment.Problem, noComment.WrongFields));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "not-the-maker"), await ProblemAsync(other.PostAsync($"/approvals/{request}/withdraw", new JsonObject())));
        Assert.Equal(HttpStatusCode.OK, (await both.PostAsync($"/approvals/{request}/withdraw", new JsonObject())).Status);
        Assert.Equal((HttpStatusCode.Conflict, "request-ended"), await ProblemAsync(other.PostAsync($"/approvals/{request}/approve", new JsonObject())));
    }

    [Theory]
    [InlineData("/approvals?show=all", "show")]
    [InlineData("/approvals?cursor=1.2.3", "cursor")]
    [InlineData("/approvals?limit=0", "limit")]
    public async Task What_cannot_be_read_is_refused_by_field(string path, string field)
    {
        using var api = await OrganisationAsync();
        Assert.Equal(field, (await api.GetAsync(path)).WrongFields);
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task An_unknown_request_is_not_found_and_neither_is_another_organisations(string id)
    {
        using var api = await OrganisationAsync();
        using var checker = await api.WithScopesAsync("approvals:decide");
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), await ProblemAsync(checker.GetAsync($"/approvals/{id}")));
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), await ProblemAsync(checker.PostAsync($"/approvals/{id}/approve", new JsonObject())));

        var request = (string)(await api.ChangeAsync(await api.RegisterAsync(), "Blocked")).Body["approvalId"]!;
        using var strangers = await OrganisationAsync();
        using var stranger = await strangers.WithScopesAsync("approvals:decide");
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), await ProblemAsync(stranger.PostAsync($"/approvals/{request}/approve", new JsonObject())));
        Assert.Empty((await stranger.GetAsync("/approvals")).Body["items"]!.AsArray());
    }

    private static async Task<(HttpStatusCode, string)> ProblemAsync(Task<Reply> asked) => await asked is var reply ? (reply.Status, reply.Problem) : default;

    private async Task<ApiClient> OrganisationAsync()
    {
        var api = await ApiClient.NewOrganisationAsync(app);
        var administrator = new Actor(ActorKind.Person, "1", "Administrator", api.Tenant, Permissions.All, Channel.Console);
        var (settings, usual) = (api.Get<ReadSettings>().Run(administrator).Value, ApprovalPolicy.Default);
        Assert.Null((await api.Get<ChangeSettings>().AskForApprovalAsync(true, usual.Targets, usual.BulkFrom, usual.Deadline, settings.Version, administrator)).Refusal);
        return api;
    }
}
