using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>Taking a change back, stopping at once, and what was done before.</summary>
public sealed class UndoAndPanicTests : IAsyncLifetime
{
    private readonly StandingClock _clock = new(ManyCustomers.Now);
    private TestStore _store = null!;
    private Customer _siti = null!;

    private Actor Agent => _store.Actor(Role.Agent);

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_clock);
        _siti = await _store.RegisterAsync("Siti Aminah", "012-345 6789");
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task The_last_change_is_taken_back_by_a_change_that_says_so()
    {
        var change = (await ChangeAsync("Suspended")).Value;
        await _store.Get<ManageOverlays>().SetContactPreferenceAsync(_siti.Id, true, null, Agent);

        var undone = (await UndoAsync(change.Event.Sequence)).Value;

        Assert.Equal((CustomerStatus.Active, EventKind.StatusChanged, "Undone: the change to “Suspended” by Agent of the test"), (Read().Status, undone.Event.Kind, undone.Event.Note));
        Assert.Equal("2", undone.Event.Data![EventData.Undoes]);
        Assert.Equal(4, History().Count);
    }

    [Fact]
    public async Task A_change_is_not_taken_back_where_the_customer_was_changed_since()
    {
        var change = (await ChangeAsync("Suspended")).Value;
        await ChangeAsync("Fraud suspected", actor: _store.Actor(Role.Supervisor));
        var before = StoreDump.Of(_store);

        var refusal = (await UndoAsync(change.Event.Sequence)).Refusal;

        Assert.Equal(new ChangedSince("Supervisor of the test", "Fraud suspected"), refusal);
        Assert.Equal(before, StoreDump.Of(_store));
    }

    [Fact]
    public async Task Undoing_goes_by_the_rules_and_rights_of_every_change()
    {
        var blocked = (await ChangeAsync("Blocked")).Value;
        var lifted = (await ChangeAsync("Active")).Value;
        var clerk = Agent with { Permissions = Agent.Permissions & ~Permissions.StartBlock };

        Assert.Equal(new NotPermitted(Permissions.StartBlock), (await UndoAsync(lifted.Event.Sequence, clerk)).Refusal);
        Assert.IsType<NotPermitted>((await UndoAsync(lifted.Event.Sequence, _store.Actor(Role.Viewer))).Refusal);
        Assert.IsType<NotFound>((await UndoAsync(lifted.Event.Sequence, _store.Actor(Role.Agent, _store.OtherTenant))).Refusal);
        Assert.IsType<NotFound>((await UndoAsync(1)).Refusal);
        Assert.IsType<NotFound>((await UndoAsync(99)).Refusal);
        Assert.IsType<ChangedSince>((await UndoAsync(blocked.Event.Sequence)).Refusal);
        Assert.Equal(CustomerStatus.Blocked, (await UndoAsync(lifted.Event.Sequence)).Value.Customer.Status);
        await UndoAsync(4);
        var deleted = (await ChangeAsync("Deleted")).Value;
        Assert.IsType<TransitionForbidden>((await UndoAsync(deleted.Event.Sequence)).Refusal);
    }

    [Fact]
    public async Task Undoing_gives_a_temporary_standing_the_rest_of_its_time_back()
    {
        var until = _clock.Now.AddDays(2);
        await ChangeAsync("Suspended", until);
        var lifted = (await ChangeAsync("Active")).Value;
        Assert.Empty(Planned());

        await UndoAsync(lifted.Event.Sequence);

        Assert.Equal((CustomerStatus.Suspended, until, "Active"), (Read().Status, Planned()[0].DueAt, Planned()[0].To.Name));
        _clock.Now = until;
        await _store.Get<RunPlans>().RunDueAsync();
        Assert.Equal(CustomerStatus.Active, Read().Status);
    }

    [Fact]
    public async Task Undoing_after_a_temporary_standing_would_have_ended_leads_to_where_it_would_have_led()
    {
        await ChangeAsync("Suspended", _clock.Now.AddDays(2));
        var suspected = (await ChangeAsync("Fraud suspected")).Value;
        _clock.Now = _clock.Now.AddDays(3);

        await UndoAsync(suspected.Event.Sequence);

        Assert.Equal((CustomerStatus.Active, 0), (Read().Status, Planned().Count));
    }

    [Fact]
    public async Task Undoing_a_temporary_change_leaves_nothing_of_its_end()
    {
        var change = (await ChangeAsync("Suspended", _clock.Now.AddDays(2))).Value;
        await UndoAsync(change.Event.Sequence);

        Assert.Equal((CustomerStatus.Active, 0), (Read().Status, Planned().Count));
    }

    [Fact]
    public async Task Two_who_undo_the_same_change_at_once_undo_it_once()
    {
        var change = (await ChangeAsync("Suspended")).Value;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UndoAsync(change.Event.Sequence)));

        Assert.Single(outcomes, outcome => outcome.Refusal is null);
        Assert.Equal(3, History().Count);
    }

    [Fact]
    public async Task A_panic_suspension_ends_by_itself_after_an_hour()
    {
        var change = (await PanicAsync()).Value;

        Assert.Equal((CustomerStatus.Suspended, "yes"), (change.Customer.Status, change.Event.Data![EventData.Panic]));
        Assert.Equal((_clock.Now.AddHours(1), true), (Planned()[0].DueAt, Planned()[0].IsPanic));
        Assert.IsType<SuspendedAlready>((await PanicAsync()).Refusal);
        _clock.Now = _clock.Now.AddHours(1);
        await _store.Get<RunPlans>().RunDueAsync();

        Assert.Equal((CustomerStatus.Active, "Nobody confirmed the suspension within its time."), (Read().Status, Read().StatusReason));
    }

    [Fact]
    public async Task A_panic_suspension_that_a_person_confirms_stays()
    {
        await PanicAsync();
        var confirmed = (await _store.Get<ManagePlans>().CancelAsync(_siti.Id, Planned()[0].Id, _store.Actor(Role.Supervisor))).Value;

        Assert.Equal((EventKind.PlanCancelled, EventData.Confirmed), (confirmed.Event.Kind, confirmed.Event.Data![EventData.Outcome]));
        _clock.Now = _clock.Now.AddDays(1);
        Assert.Equal(0, await _store.Get<RunPlans>().RunDueAsync());
        Assert.Equal(CustomerStatus.Suspended, Read().Status);
    }

    [Fact]
    public async Task A_panic_suspension_takes_the_right_to_change_a_status_and_follows_the_table()
    {
        Assert.IsType<NotPermitted>((await PanicAsync(_store.Actor(Role.Viewer))).Refusal);
        Assert.IsType<NotPermitted>((await PanicAsync(_store.Actor(Role.Approver))).Refusal);
        Assert.IsType<NotFound>((await PanicAsync(_store.Actor(Role.Agent, _store.OtherTenant))).Refusal);
        await ChangeAsync("Blocked");
        Assert.IsType<TransitionForbidden>((await PanicAsync()).Refusal);
    }

    [Fact]
    public async Task A_retired_label_keeps_nobody_from_stopping_at_once()
    {
        var supervisor = _store.Actor(Role.Supervisor);
        var regular = (await _store.Get<ManageLabels>().CreateAsync(
            new LabelDraft { Name = "Regular", Status = CustomerStatus.Active, Colour = LabelLooks.ColourOf(CustomerStatus.Active), Icon = LabelLooks.IconOf(CustomerStatus.Active) }, supervisor)).Value;
        await ChangeAsync("Regular");
        await _store.Get<ManageLabels>().RetireAsync(regular, supervisor);

        Assert.Null((await PanicAsync()).Refusal);
        _clock.Now = _clock.Now.AddHours(2);
        await _store.Get<RunPlans>().RunDueAsync();

        Assert.Equal("Active", Read().Label.Name);
    }

    [Fact]
    public async Task Earlier_restrictions_are_summed_up_how_often_how_long_and_why_last()
    {
        Assert.Null(Prior());
        var start = _clock.Now;
        await ChangeAsync("Suspended");
        _clock.Now = start.AddDays(2);
        await ChangeAsync("Fraud suspected", note: "Odd orders");
        _clock.Now = start.AddDays(3);
        await ChangeAsync("Active");
        _clock.Now = start.AddDays(10);
        await ChangeAsync("Internal");
        await ChangeAsync("Active");

        Assert.Equal(new PriorActions(1, TimeSpan.FromDays(3), CustomerStatus.FraudSuspected, start, start.AddDays(3), "Odd orders", false), Prior());

        await ChangeAsync("Blocked", note: "Threats");
        _clock.Now = start.AddDays(11);
        Assert.Equal(new PriorActions(2, TimeSpan.FromDays(4), CustomerStatus.Blocked, start.AddDays(10), null, "Threats", false), Prior());
        Assert.IsType<NotPermitted>(_store.Get<ReadPriorActions>().Run(_siti.Id, Agent with { Permissions = Permissions.None }).Refusal);
        Assert.Null(_store.Get<ReadPriorActions>().Run(_siti.Id, _store.Actor(Role.Agent, _store.OtherTenant)).Value);
    }

    private Task<Outcome<CustomerChange>> ChangeAsync(string label, DateTimeOffset? until = null, string note = "Lost phone", Actor? actor = null) =>
        _store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(_siti.Id, LabelChoice.Named(label), null, note, null, null) { Until = until }, actor ?? Agent);

    private Task<Outcome<CustomerChange>> UndoAsync(long sequence, Actor? actor = null) => _store.Get<UndoChange>().RunAsync(_siti.Id, sequence, actor ?? Agent);

    private Task<Outcome<CustomerChange>> PanicAsync(Actor? actor = null) => _store.Get<PanicSuspend>().RunAsync(_siti.Id, actor ?? Agent);

    private PriorActions? Prior() => _store.Get<ReadPriorActions>().Run(_siti.Id, Agent).Value;

    private IReadOnlyList<PlanView> Planned() => _store.Get<ReadPlans>().OfCustomer(_siti.Id, Agent).Value;

    private CustomerView Read() => _store.Get<ReadCustomer>().Run(_siti.Id, Agent).Value;

    private IReadOnlyList<EventView> History() => _store.Get<ReadTimeline>().Run(_siti.Id, Agent).Value.Events;
}
