using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations.Approvals;

public sealed class DecideApprovalTests : IAsyncLifetime
{
    private readonly SetTime _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private TestStore _store = null!;
    private Customer _siti = null!;
    private Actor _maker = null!;
    private Actor _checker = null!;

    private DecideApproval Decide => _store.Get<DecideApproval>();

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_time);
        _siti = await _store.RegisterAsync("Siti Aminah", "012-345 6789");
        _maker = await _store.StaffAsync("Ravi", Role.Agent);
        _checker = await _store.StaffAsync("Farid", Role.Approver);
        await _store.AskForApprovalAsync(true);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_block_waits_for_a_second_person_and_is_made_with_the_approval()
    {
        var asked = (await _store.MoveAsync(_siti.Id, "Blocked", _maker)).Value;

        Assert.Equal((EventKind.RequestMade, CustomerStatus.Active, 1L), (asked.Event.Kind, asked.Customer.Status, asked.Customer.Version));
        Assert.Equal(CustomerStatus.Active, _store.StatusOf(_siti.Id));
        var waiting = Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, _checker).Value.Items);
        Assert.Equal(("Active", "Blocked", "Ravi", "Siti Aminah"), (waiting.From!.Name, waiting.To!.Name, waiting.MakerName, waiting.CustomerName));
        Assert.Equal(asked.Event.Note, waiting.Reason);
        Assert.Equal(_time.Now.AddHours(72), waiting.ExpiresAt);

        var done = (await Decide.ApproveAsync(ApprovalScene.RequestOf(asked.Event), "Checked the case", _checker)).Value;

        Assert.Equal((RequestState.Approved, "Farid"), (done.Request.State, done.Request.EndedByName));
        Assert.Equal((CustomerStatus.Blocked, 2L), (done.Change!.Customer.Status, done.Change.Customer.Version));
        var events = _store.Events(_siti.Id);
        Assert.Equal([EventKind.StatusChanged, EventKind.RequestEnded, EventKind.RequestMade, EventKind.Registered], events.Select(e => e.Kind));
        Assert.Equal(("Farid", "Ravi", asked.Event.Note), (events[0].ActorName, events[0].Data[EventData.AskedBy], events[0].Note));
        Assert.Equal(("Farid", "approved", "Checked the case"), (events[1].ActorName, events[1].Data[EventData.Outcome], events[1].Note));
    }

    [Fact]
    public async Task Unblocking_takes_two_people_as_blocking_does()
    {
        await BlockAsync();

        var asked = (await _store.MoveAsync(_siti.Id, "Active", _maker)).Value;
        Assert.Equal(CustomerStatus.Blocked, _store.StatusOf(_siti.Id));

        await Decide.ApproveAsync(ApprovalScene.RequestOf(asked.Event), null, _checker);
        Assert.Equal(CustomerStatus.Active, _store.StatusOf(_siti.Id));
    }

    [Fact]
    public async Task What_needs_no_approval_is_made_at_once()
    {
        Assert.Equal(EventKind.StatusChanged, (await _store.MoveAsync(_siti.Id, "Suspended", _maker)).Value.Event.Kind);
        Assert.Equal(EventKind.StatusChanged, (await _store.MoveAsync(_siti.Id, "Active", _maker)).Value.Event.Kind);
    }

    [Fact]
    public async Task Nobody_approves_their_own_request_whatever_roles_they_hold()
    {
        var mighty = await _store.StaffAsync("Mira", Role.Agent, Role.Approver, Role.Administrator);
        var request = await AskAsync(mighty);

        Assert.IsType<OwnRequest>((await Decide.ApproveAsync(request, null, mighty)).Refusal);
        Assert.IsType<OwnRequest>((await Decide.RejectAsync(request, "No", mighty)).Refusal);
        Assert.Equal(RequestState.Pending, _store.Kept(request).State);
        Assert.Equal(CustomerStatus.Active, _store.StatusOf(_siti.Id));
    }

    [Fact]
    public async Task Of_two_checkers_at_once_one_wins_and_the_other_is_told_by_whom()
    {
        var other = await _store.StaffAsync("Chen", Role.Administrator);
        var request = await AskAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0
            ? Decide.ApproveAsync(request, null, _checker)
            : Decide.RejectAsync(request, "Not her", other)));

        var state = _store.Kept(request).State;
        var (winner, loser) = state == RequestState.Approved ? ("Farid", outcomes[1]) : ("Chen", outcomes[0]);
        Assert.Contains(winner, Assert.IsType<RequestEnded>(loser.Refusal).Sentence);
        Assert.Equal(10, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.Equal(state == RequestState.Approved ? CustomerStatus.Blocked : CustomerStatus.Active, _store.StatusOf(_siti.Id));
        Assert.Single(_store.Events(_siti.Id), e => e.Kind == EventKind.RequestEnded);
    }

    [Fact]
    public async Task A_rejection_says_why_and_changes_nothing()
    {
        var request = await AskAsync();

        Assert.IsType<InvalidInput>((await Decide.RejectAsync(request, " ", _checker)).Refusal);
        var rejected = (await Decide.RejectAsync(request, "Look at the second case first", _checker)).Value;

        Assert.Null(rejected.Change);
        Assert.Equal(CustomerStatus.Active, _store.StatusOf(_siti.Id));
        Assert.Equal(("rejected", "Look at the second case first"), (_store.Events(_siti.Id)[0].Data[EventData.Outcome], _store.Events(_siti.Id)[0].Note));
        Assert.Equal("Look at the second case first", Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.Mine, null, 50, _maker).Value.Items).Comment);
    }

    [Fact]
    public async Task The_maker_withdraws_and_may_ask_again()
    {
        var request = await AskAsync();

        Assert.IsType<NotTheMaker>((await Decide.WithdrawAsync(request, _checker)).Refusal);
        Assert.Null((await Decide.WithdrawAsync(request, _maker)).Refusal);
        Assert.Equal("withdrawn", _store.Events(_siti.Id)[0].Data[EventData.Outcome]);
        Assert.NotEqual(request, await AskAsync());
    }

    [Fact]
    public async Task A_customer_has_one_open_request_at_a_time()
    {
        var request = await AskAsync();
        var colleague = await _store.StaffAsync("Mei", Role.Agent);

        var refused = Assert.IsType<RequestOpen>((await _store.MoveAsync(_siti.Id, "Deleted", colleague)).Refusal);
        Assert.Equal(("Ravi", "Blocked", request), (refused.Maker, refused.Label, refused.Request));
        Assert.IsType<RequestOpen>((await _store.MoveAsync(_siti.Id, "Blocked", _maker)).Refusal);
    }

    [Fact]
    public async Task A_change_by_another_road_makes_the_request_stale_in_the_same_commit()
    {
        var request = await AskAsync();

        await _store.MoveAsync(_siti.Id, "Suspended", _maker);

        Assert.Equal(RequestState.Stale, _store.Kept(request).State);
        Assert.Equal(RequestState.Stale, Assert.IsType<RequestEnded>((await Decide.ApproveAsync(request, null, _checker)).Refusal).State);
        Assert.Equal(CustomerStatus.Suspended, _store.StatusOf(_siti.Id));
        Assert.Equal("stale", _store.Events(_siti.Id)[0].Data[EventData.Outcome]);
    }

    [Fact]
    public async Task There_and_back_again_is_a_change_too()
    {
        var request = await AskAsync();
        await _store.MoveAsync(_siti.Id, "Suspended", _maker);
        await _store.MoveAsync(_siti.Id, "Active", _maker);

        Assert.Equal(RequestState.Stale, Assert.IsType<RequestEnded>((await Decide.ApproveAsync(request, null, _checker)).Refusal).State);
    }

    [Fact]
    public async Task Amended_details_leave_a_request_open()
    {
        var request = await AskAsync();
        var details = CustomerDetails.Read(new RawDetails { Name = "Siti Aminah binti Ali", Mobile = "012-345 6789" }, "MY", _time.Now).Value;
        await _store.Get<Core.Store.Writer>().RunAsync<Done>(_store.Tenant, transaction =>
        {
            var customer = transaction.Find(_siti.Id)!;
            transaction.SaveDetails(customer, () => customer.Amend(details, _maker, transaction.Now));
            return new Done();
        });

        Assert.Equal(CustomerStatus.Blocked, (await Decide.ApproveAsync(request, null, _checker)).Value.Change!.Customer.Status);
    }

    [Fact]
    public async Task After_the_deadline_nobody_approves_and_one_may_ask_again_before_any_clock_went_round()
    {
        var request = await AskAsync();
        _time.Now += TimeSpan.FromHours(72);

        Assert.Empty(_store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, _checker).Value.Items);
        Assert.Equal(RequestState.Expired, Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.Mine, null, 50, _maker).Value.Items).State);
        var again = await AskAsync();

        Assert.Equal(RequestState.Expired, _store.Kept(request).State);
        Assert.Equal(RequestState.Expired, Assert.IsType<RequestEnded>((await Decide.ApproveAsync(request, null, _checker)).Refusal).State);
        Assert.Equal(RequestState.Pending, _store.Kept(again).State);
    }

    [Fact]
    public async Task Whoever_wants_to_approve_too_late_is_told_and_the_expiry_is_kept()
    {
        var request = await AskAsync();
        _time.Now += TimeSpan.FromHours(73);

        Assert.Equal(RequestState.Expired, Assert.IsType<RequestEnded>((await Decide.ApproveAsync(request, null, _checker)).Refusal).State);

        Assert.Equal(RequestState.Expired, _store.Kept(request).State);
        Assert.Equal(("expired", ActorKind.System), (_store.Events(_siti.Id)[0].Data[EventData.Outcome], _store.Events(_siti.Id)[0].ActorKind));
    }

    [Fact]
    public async Task A_checker_who_lost_the_role_is_refused_though_the_window_still_thinks_otherwise()
    {
        var request = await AskAsync();
        await _store.Get<Core.Store.Writer>().RunAsync<Done>(_store.Tenant, transaction =>
        {
            var id = new StaffId(int.Parse(_checker.Id, System.Globalization.CultureInfo.InvariantCulture));
            transaction.Db.Staff.Single(person => person.Id == id).Disable(transaction.Now);
            transaction.Db.SaveChanges();
            return new Done();
        });

        Assert.Equal(Permissions.DecideApprovals, Assert.IsType<NotPermitted>((await Decide.ApproveAsync(request, null, _checker)).Refusal).Needed);
        Assert.Equal(RequestState.Pending, _store.Kept(request).State);
    }

    [Fact]
    public async Task Nobody_decides_without_the_permission_and_neither_does_MemberCare_itself()
    {
        var request = await AskAsync();
        var colleague = await _store.StaffAsync("Mei", Role.Supervisor);

        Assert.IsType<NotPermitted>((await Decide.ApproveAsync(request, null, colleague)).Refusal);
        Assert.IsType<NotPermitted>((await Decide.ApproveAsync(request, null, Actor.System(_store.Tenant, "Upkeep", Channel.System))).Refusal);
        Assert.IsType<NotPermitted>((await Decide.ApproveAsync(request, null, _checker with { Kind = ActorKind.Rule, Id = "a-rule" })).Refusal);
    }

    [Fact]
    public async Task Another_organisation_s_request_does_not_exist()
    {
        var request = await AskAsync();
        await _store.Get<CreateOrganisation>().AddStaffAsync(_store.OtherTenant, [("Stranger", [Role.Administrator])]);
        using var scope = _store.Get<Core.Store.Sqlite.SqliteDatabase>().Read(_store.OtherTenant);
        var stranger = scope.Db.Staff.Single().AsActor();

        Assert.IsType<NotFound>((await Decide.ApproveAsync(request, null, stranger)).Refusal);
        Assert.IsType<NotFound>(_store.Get<ListApprovals>().Read(request, stranger).Refusal);
        Assert.Empty(_store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, stranger).Value.Items);
        Assert.Empty(_store.Get<ListApprovals>().OpenOf(_siti.Id, stranger).Value);
    }

    [Fact]
    public async Task What_is_open_when_approvals_are_switched_off_stays_open_and_can_be_approved()
    {
        var request = await AskAsync();
        await _store.AskForApprovalAsync(false);

        Assert.Equal(RequestState.Pending, _store.Kept(request).State);
        Assert.Null((await Decide.ApproveAsync(request, null, _checker)).Refusal);
        Assert.Equal(CustomerStatus.Blocked, _store.StatusOf(_siti.Id));
        Assert.Equal(EventKind.StatusChanged, (await _store.MoveAsync(_siti.Id, "Active", _maker)).Value.Event.Kind);
    }

    [Fact]
    public async Task Where_the_rules_of_the_moment_refuse_the_change_the_request_stays_open_and_nothing_is_kept()
    {
        var label = (await LabelAsync("Barred", CustomerStatus.Blocked)).Value;
        var request = ApprovalScene.RequestOf((await _store.MoveAsync(_siti.Id, "Barred", _maker)).Value.Event);
        Assert.Null((await _store.Get<ManageLabels>().RetireAsync(label, _store.Actor(Role.Supervisor))).Refusal);
        var before = StoreDump.Of(_store);

        Assert.IsType<LabelRetired>((await Decide.ApproveAsync(request, null, _checker)).Refusal);

        Assert.Equal(before, StoreDump.Of(_store));
    }

    [Fact]
    public async Task An_approved_change_begins_and_ends_at_the_times_that_were_asked_for_without_being_asked_again()
    {
        var (from, until) = (_time.Now.AddDays(1), _time.Now.AddDays(3));
        var wish = new ChangeStatusRequest(_siti.Id, LabelChoice.Named("Blocked"), "terms-breached", null, null, null) { From = from, Until = until };
        var asked = (await _store.Get<ChangeStatus>().RunAsync(wish, _maker)).Value;
        Assert.Equal((from, until), Assert.Single(_store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, _checker).Value.Items) is var shown ? (shown.StartsAt, shown.Until) : default);

        var done = (await Decide.ApproveAsync(ApprovalScene.RequestOf(asked.Event), null, _checker)).Value;
        Assert.Equal((EventKind.ChangePlanned, CustomerStatus.Active), (done.Change!.Event.Kind, _store.StatusOf(_siti.Id)));
        Assert.Equal((ApprovalScene.RequestOf(asked.Event), "Ravi"), (ApprovalScene.RequestOf(done.Change.Event), done.Change.Event.Data![EventData.AskedBy]));

        _time.Now = from;
        Assert.Equal(1, await _store.Get<RunPlans>().RunDueAsync());
        Assert.Equal(CustomerStatus.Blocked, _store.StatusOf(_siti.Id));
        _time.Now = until;
        Assert.Equal(1, await _store.Get<RunPlans>().RunDueAsync());
        Assert.Equal(CustomerStatus.Active, _store.StatusOf(_siti.Id));
        Assert.Equal(0, _store.Get<ListApprovals>().Count(_checker).Value.ToDecide);
    }

    [Fact]
    public async Task An_approval_after_the_beginning_that_was_asked_for_counts_at_once_and_one_after_the_end_is_refused()
    {
        var wish = new ChangeStatusRequest(_siti.Id, LabelChoice.Named("Blocked"), "terms-breached", null, null, null) { From = _time.Now.AddHours(1), Until = _time.Now.AddHours(3) };
        var late = ApprovalScene.RequestOf((await _store.Get<ChangeStatus>().RunAsync(wish, _maker)).Value.Event);
        _time.Now = _time.Now.AddHours(4);
        Assert.IsType<InvalidInput>((await Decide.ApproveAsync(late, null, _checker)).Refusal);
        Assert.Equal(RequestState.Pending, _store.Kept(late).State);
        Assert.Null((await Decide.WithdrawAsync(late, _maker)).Refusal);

        var again = wish with { From = _time.Now.AddHours(1), Until = _time.Now.AddHours(3) };
        var request = ApprovalScene.RequestOf((await _store.Get<ChangeStatus>().RunAsync(again, _maker)).Value.Event);
        _time.Now = _time.Now.AddHours(2);
        Assert.Null((await Decide.ApproveAsync(request, null, _checker)).Refusal);
        Assert.Equal(CustomerStatus.Blocked, _store.StatusOf(_siti.Id));
    }

    [Fact]
    public async Task A_label_that_means_something_else_by_now_makes_the_request_stale()
    {
        await _store.AskForApprovalAsync(true, 72, CustomerStatus.Suspended);
        var label = (await LabelAsync("On hold", CustomerStatus.Suspended)).Value;
        var request = ApprovalScene.RequestOf((await _store.MoveAsync(_siti.Id, "On hold", _maker, "lost-phone")).Value.Event);
        var draft = Draft("On hold", CustomerStatus.Blocked) with { Version = 1 };
        Assert.Null((await _store.Get<ManageLabels>().EditAsync(label, draft, _store.Actor(Role.Supervisor))).Refusal);

        Assert.Equal(RequestState.Stale, Assert.IsType<RequestEnded>((await Decide.ApproveAsync(request, null, _checker)).Refusal).State);
        Assert.Equal((RequestState.Stale, CustomerStatus.Active), (_store.Kept(request).State, _store.StatusOf(_siti.Id)));
    }

    [Fact]
    public async Task The_same_wish_sent_twice_makes_one_request_and_the_same_decision_twice_is_once()
    {
        var first = (await _store.MoveAsync(_siti.Id, "Blocked", _maker, key: "k-1")).Value;
        var second = (await _store.MoveAsync(_siti.Id, "Blocked", _maker, key: "k-1")).Value;
        Assert.Equal(first.Event.Hash, second.Event.Hash);

        var request = ApprovalScene.RequestOf(first.Event);
        Assert.NotNull((await Decide.ApproveAsync(request, null, _checker)).Value.Change);
        Assert.Null((await Decide.ApproveAsync(request, null, _checker)).Value.Change);
        Assert.Equal(4, _store.Events(_siti.Id).Count);
    }

    [Fact]
    public async Task A_wish_that_the_rules_refuse_makes_no_request()
    {
        await _store.MoveAsync(_siti.Id, "Suspended", _maker);
        var before = StoreDump.Of(_store);

        Assert.IsType<TransitionForbidden>((await _store.MoveAsync(_siti.Id, "Blocked", _maker)).Refusal);
        Assert.IsType<ReasonNotOffered>((await _store.MoveAsync(_siti.Id, "Deleted", _maker, "no-such-reason")).Refusal);

        Assert.Equal(before, StoreDump.Of(_store));
    }

    private async Task<Guid> AskAsync(Actor? maker = null) => ApprovalScene.RequestOf((await _store.MoveAsync(_siti.Id, "Blocked", maker ?? _maker)).Value.Event);

    private async Task BlockAsync() => Assert.Null((await Decide.ApproveAsync(await AskAsync(), null, _checker)).Refusal);

    private Task<Outcome<LabelId>> LabelAsync(string name, CustomerStatus status) => _store.Get<ManageLabels>().CreateAsync(Draft(name, status), _store.Actor(Role.Supervisor));

    private static LabelDraft Draft(string name, CustomerStatus status) => new() { Name = name, Status = status, Colour = LabelLooks.ColourOf(status), Icon = LabelLooks.IconOf(status) };
}
