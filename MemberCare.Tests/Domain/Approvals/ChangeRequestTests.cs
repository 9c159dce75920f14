using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Approvals;

public sealed class ChangeRequestTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly ApprovalPolicy On = ApprovalPolicy.Default with { IsOn = true };
    private static readonly Actor Maker = Person("1", "Mira");
    private static readonly Actor Checker = Person("2", "Chen");

    [Fact]
    public void The_maker_never_decides_whatever_roles_they_hold()
    {
        var request = Request();
        var mighty = Maker with { Permissions = Permissions.All };

        Assert.IsType<OwnRequest>(request.Approve(null, mighty, Noon).Refusal);
        Assert.IsType<OwnRequest>(request.Reject("No", mighty, Noon).Refusal);
        Assert.Equal(RequestState.Pending, request.State);
        Assert.Null(request.Approve(null, Checker, Noon).Refusal);
        Assert.Equal((RequestState.Approved, "Chen", Noon), (request.State, request.EndedByName, request.EndedAt));
    }

    [Fact]
    public void An_api_client_with_the_id_of_a_person_is_somebody_else()
    {
        var request = Request();

        Assert.Null(request.Approve(null, Maker with { Kind = ActorKind.ApiClient }, Noon).Refusal);
    }

    [Fact]
    public void Rejecting_needs_a_comment_and_approving_takes_one()
    {
        var request = Request();

        Assert.Contains("Mira", Assert.IsType<InvalidInput>(request.Reject(" ", Checker, Noon).Refusal).Fields["comment"]);
        Assert.IsType<InvalidInput>(request.Approve(new string('x', 501), Checker, Noon).Refusal);
        Assert.Equal(RequestState.Pending, request.State);
        Assert.Null(request.Reject(" Not him ", Checker, Noon).Refusal);
        Assert.Equal((RequestState.Rejected, "Not him"), (request.State, request.Comment));
    }

    [Fact]
    public void Only_the_maker_withdraws()
    {
        var request = Request();

        Assert.Contains("Mira", Assert.IsType<NotTheMaker>(request.Withdraw(Checker, Noon).Refusal).Sentence);
        Assert.Null(request.Withdraw(Maker, Noon).Refusal);
        Assert.Equal(RequestState.Withdrawn, request.State);
    }

    [Fact]
    public void Its_time_is_over_at_the_deadline_whether_or_not_anybody_has_written_so_down()
    {
        var request = Request();
        var end = Noon + TimeSpan.FromHours(72);

        Assert.Equal(end, request.ExpiresAt);
        Assert.False(request.Expire(end.AddMilliseconds(-1)));
        Assert.Equal(RequestState.Expired, Assert.IsType<RequestEnded>(request.Approve(null, Checker, end).Refusal).State);
        Assert.True(request.Expire(end));
        Assert.False(request.Expire(end));
        Assert.Equal((RequestState.Expired, (string?)null), (request.State, request.EndedByName));
    }

    [Fact]
    public void After_its_end_nothing_happens_to_it_any_more()
    {
        var acts = new (RequestState End, Action<ChangeRequest> Act)[]
        {
            (RequestState.Approved, request => request.Approve("Yes", Checker, Noon)),
            (RequestState.Rejected, request => request.Reject("No", Checker, Noon)),
            (RequestState.Withdrawn, request => request.Withdraw(Maker, Noon)),
            (RequestState.Expired, request => request.Expire(Noon.AddDays(9))),
            (RequestState.Stale, request => request.TurnStale(Noon)),
        };
        foreach (var (end, first) in acts)
        {
            foreach (var (_, second) in acts)
            {
                var request = Request();
                first(request);
                var (by, comment) = (request.EndedByName, request.Comment);
                second(request);
                Assert.Equal((end, by, comment), (request.State, request.EndedByName, request.Comment));
                Assert.Equal(end, Assert.IsType<RequestEnded>(request.Approve(null, Person("3", "Late"), Noon).Refusal).State);
                Assert.NotEmpty(new RequestEnded(end, "Chen").Sentence);
            }
        }
    }

    [Fact]
    public void The_usual_policy_asks_for_blocking_deleting_and_lifting_either_and_for_many_at_once()
    {
        var needed = from pair in StatusWords.All.SelectMany(_ => StatusWords.All, (one, other) => (From: one, To: other))
                     where TransitionRules.Decide(pair.From, pair.To) is null && On.Needs(pair.From, pair.To)
                     select pair;
        var marked = from pair in StatusWords.All.SelectMany(_ => StatusWords.All, (one, other) => (From: one, To: other))
                     where TransitionRules.Between(pair.From, pair.To) == Door.OpenWithApproval
                     select pair;

        Assert.Equal(marked, needed);
        Assert.True(On.Needs(CustomerStatus.Active, CustomerStatus.Suspended, 100));
        Assert.False(On.Needs(CustomerStatus.Active, CustomerStatus.Suspended, 99));
        Assert.False(ApprovalPolicy.Default.Needs(CustomerStatus.Active, CustomerStatus.Deleted, 5_000));
    }

    [Theory]
    [InlineData(1, 72, "bulkFrom")]
    [InlineData(100_001, 72, "bulkFrom")]
    [InlineData(100, 0, "deadline")]
    [InlineData(100, 721, "deadline")]
    public void A_policy_outside_its_limits_is_refused_by_field(int bulkFrom, int hours, string field) =>
        Assert.Equal(field, Assert.Single(Assert.IsType<InvalidInput>(ApprovalPolicy.Of(true, [], bulkFrom, TimeSpan.FromHours(hours)).Refusal).Fields).Key);

    private static ChangeRequest Request() =>
        ChangeRequest.ForCustomer(
            CustomerId.New(Noon), 3, Label(CustomerStatus.Active), new RequestedChange(Label(CustomerStatus.Blocked), "fraud-verified", null, "Fraud was verified"), Maker, On, Noon);

    private static StatusLabel Label(CustomerStatus status) => StatusLabel.OfStatus(new TenantId(1), status);

    private static Actor Person(string id, string name) => new(ActorKind.Person, id, name, new TenantId(1), Permissions.ChangeStatus, Channel.Console);
}
