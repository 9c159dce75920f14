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

/// <summary>Changes that end by themselves, and changes for later.</summary>
public sealed class PlannedChangesTests : IAsyncLifetime
{
    private readonly StandingClock _clock = new(ManyCustomers.Now);
    private TestStore _store = null!;
    private Customer _siti = null!;

    private Actor Agent => _store.Actor(Role.Agent);

    private DateTimeOffset Now => _clock.Now;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_clock);
        _siti = await _store.RegisterAsync("Siti Aminah", "012-345 6789");
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_temporary_change_ends_by_itself_and_leads_back_to_the_label_before()
    {
        var until = Now.AddDays(3);
        var change = (await ChangeAsync("Suspended", until: until)).Value;

        Assert.Equal(Milliseconds(until), change.Event.Data![EventData.Until]);
        var plan = Assert.Single(Planned());
        Assert.Equal((PlanKind.Return, PlanState.Waiting, until, "Active", Agent.Name), (plan.Kind, plan.State, plan.DueAt, plan.To.Name, plan.MadeBy));
        Assert.Equal(until, _store.Get<RunPlans>().NextDue());
        _clock.Now = until.AddMilliseconds(-1);
        Assert.Equal(0, await RunAsync());
        Assert.Equal(CustomerStatus.Suspended, Read().Status);

        _clock.Now = until;
        Assert.Equal(1, await RunAsync());

        Assert.Equal((CustomerStatus.Active, $"MemberCare, as {Agent.Name} planned", "The time that was set is over."), (Read().Status, Read().StatusUpdatedBy, Read().StatusReason));
        Assert.Equal((EventKind.StatusChanged, ActorKind.System, Channel.System, until), (History()[0].Kind, History()[0].ActorKind, History()[0].Channel, History()[0].At));
        Assert.Empty(Planned());
        Assert.Null(_store.Get<RunPlans>().NextDue());
        Assert.Equal(0, await RunAsync());
        Assert.Equal(3, History().Count);
    }

    [Fact]
    public async Task A_block_lasts_until_a_person_lifts_it()
    {
        await ChangeAsync("Blocked");
        _clock.Now = Now.AddYears(20);

        Assert.Equal(0, await RunAsync());
        Assert.Equal(CustomerStatus.Blocked, Read().Status);
        Assert.Null((await ChangeAsync("Active")).Refusal);
    }

    [Fact]
    public async Task A_scheduled_change_is_made_at_its_time_with_its_reason_and_ends_at_its_end()
    {
        var (from, until) = (Now.AddDays(1), Now.AddDays(2));
        var planned = (await ChangeAsync("Suspended", from: from, until: until)).Value;

        Assert.Equal((EventKind.ChangePlanned, CustomerStatus.Active), (planned.Event.Kind, planned.Customer.Status));
        Assert.Equal((1L, CustomerStatus.Active), (Read().Version, Read().Status));
        _clock.Now = from;
        Assert.Equal(1, await RunAsync());
        Assert.Equal((CustomerStatus.Suspended, "Lost mobile phone: on the bus"), (Read().Status, Read().StatusReason));
        Assert.Equal((PlanKind.Return, until), (Planned()[0].Kind, Planned()[0].DueAt));
        _clock.Now = until;
        Assert.Equal(1, await RunAsync());
        Assert.Equal(CustomerStatus.Active, Read().Status);
        Assert.Equal([EventKind.StatusChanged, EventKind.StatusChanged, EventKind.ChangePlanned, EventKind.Registered], History().Select(happened => happened.Kind));
    }

    [Fact]
    public async Task A_later_change_by_anybody_leaves_nothing_of_a_waiting_return()
    {
        await ChangeAsync("Suspended", until: Now.AddDays(1));
        await ChangeAsync("Fraud suspected");
        Assert.Empty(Planned());
        _clock.Now = Now.AddDays(2);

        Assert.Equal(0, await RunAsync());
        Assert.Equal(CustomerStatus.FraudSuspected, Read().Status);
    }

    [Theory]
    [InlineData(1, "Suspended", 1)]
    [InlineData(3, "Active", 0)]
    public async Task A_temporary_change_over_another_gives_it_the_rest_of_its_time(int days, string then, int waiting)
    {
        await ChangeAsync("Suspended", until: Now.AddDays(2));
        await ChangeAsync("Fraud suspected", until: Now.AddDays(days));
        var end = Now.AddDays(2);

        _clock.Now = Now.AddDays(days);
        Assert.Equal(1, await RunAsync());
        Assert.Equal((then, waiting), (Read().Label.Name, Planned().Count));

        _clock.Now = end > Now ? end : Now;
        Assert.Equal(waiting, await RunAsync());
        Assert.Equal("Active", Read().Label.Name);
        Assert.Empty(Planned());
    }

    [Fact]
    public async Task What_the_rules_of_that_moment_do_not_let_through_becomes_a_task_for_a_person()
    {
        await ChangeAsync("Blocked", from: Now.AddDays(1));
        await ChangeAsync("Suspended");
        _clock.Now = Now.AddDays(1);

        Assert.Equal(1, await RunAsync());

        var task = Assert.Single(Planned());
        Assert.Equal((PlanState.Failed, "Only active customers can be blocked. Lift the suspension first."), (task.State, task.WhyFailed));
        Assert.Equal((EventKind.PlanFailed, task.WhyFailed), (History()[0].Kind, History()[0].Note));
        Assert.Equal(0, await RunAsync());
        Assert.Equal(1, _store.Get<ReadPlans>().Run(PlanFilter.Failed, null, 50, Agent).Value.Failed);

        Assert.Equal(EventData.PutAside, (await _store.Get<ManagePlans>().CancelAsync(_siti.Id, task.Id, Agent)).Value.Event.Data![EventData.Outcome]);
        Assert.Empty(Planned());
    }

    [Fact]
    public async Task A_label_that_was_retired_meanwhile_leaves_the_way_back_to_a_person()
    {
        var regular = await LabelAsync("Regular", CustomerStatus.Active);
        await ChangeAsync("Regular");
        await ChangeAsync("Suspended", until: Now.AddDays(1));
        Assert.Null((await _store.Get<ManageLabels>().RetireAsync(regular, _store.Actor(Role.Supervisor))).Refusal);
        _clock.Now = Now.AddDays(1);

        await RunAsync();

        Assert.Equal((CustomerStatus.Suspended, PlanState.Failed), (Read().Status, Planned()[0].State));
        await ChangeAsync("Active");
        Assert.Empty(Planned());
    }

    [Fact]
    public async Task A_scheduled_change_that_somebody_made_before_has_nothing_left_to_do()
    {
        await ChangeAsync("Suspended", from: Now.AddDays(1));
        await ChangeAsync("Suspended");
        _clock.Now = Now.AddDays(1);
        await RunAsync();

        Assert.Empty(Planned());
        Assert.Equal((EventKind.PlanCancelled, EventData.ThereAlready), (History()[0].Kind, History()[0].Data[EventData.Outcome]));
    }

    [Fact]
    public async Task Two_processes_over_one_file_make_each_planned_change_once()
    {
        const int Customers = 300;
        var ids = new List<CustomerId> { _siti.Id };
        for (var i = 1; i < Customers; i++)
        {
            ids.Add((await _store.RegisterAsync($"Customer {i}")).Id);
        }

        await Task.WhenAll(ids.Select((id, i) => _store.Get<ChangeStatus>().RunAsync(Request("Suspended", id) with { Until = Now.AddMinutes(1 + (i % 7)) }, Agent)));
        _clock.Now = Now.AddHours(1);
        await using var other = _store.Another();
        await using var third = _store.Another();

        var made = await Task.WhenAll(new[] { _store, other, third }.SelectMany(store => new[] { store.Get<RunPlans>().RunDueAsync(), store.Get<RunPlans>().RunDueAsync() }));

        Assert.Equal(Customers, made.Sum());
        foreach (var id in ids)
        {
            Assert.Equal([EventKind.StatusChanged, EventKind.StatusChanged, EventKind.Registered], _store.Get<ReadTimeline>().Run(id, Agent).Value.Events.Select(happened => happened.Kind));
        }
    }

    [Fact]
    public async Task A_process_that_starts_later_makes_what_came_due_meanwhile()
    {
        await ChangeAsync("Suspended", until: Now.AddMinutes(5));
        _clock.Now = Now.AddDays(30);
        await using var restarted = _store.Another();

        Assert.Equal(1, await restarted.Get<RunPlans>().RunDueAsync());
        Assert.Equal((CustomerStatus.Active, Now), (Read().Status, Read().StatusUpdatedAt));
    }

    [Fact]
    public async Task A_clock_that_jumps_makes_nothing_twice_and_forgets_nothing()
    {
        var (start, until) = (Now, Now.AddDays(1));
        await ChangeAsync("Suspended", until: until);
        _clock.Now = start.AddYears(-1);
        Assert.Equal(0, await RunAsync());
        _clock.Now = start.AddYears(3);
        Assert.Equal(1, await RunAsync());
        _clock.Now = start.AddHours(-5);
        Assert.Equal(0, await RunAsync());
        _clock.Now = start.AddYears(4);
        Assert.Equal(0, await RunAsync());

        Assert.Equal((CustomerStatus.Active, 3), (Read().Status, History().Count));
    }

    [Fact]
    public async Task A_temporary_change_for_later_whose_end_passed_while_nobody_looked_is_a_task_and_no_change()
    {
        await ChangeAsync("Suspended", from: Now.AddDays(1), until: Now.AddDays(2));
        _clock.Now = Now.AddDays(3);
        await RunAsync();

        Assert.Equal((CustomerStatus.Active, PlanState.Failed), (Read().Status, Planned()[0].State));
        Assert.Contains("past", Planned()[0].WhyFailed);
    }

    [Theory]
    [InlineData(-1, null, "from")]
    [InlineData(0, null, "from")]
    [InlineData(50_000, null, "from")]
    [InlineData(null, -1, "until")]
    [InlineData(null, 0, "until")]
    [InlineData(null, 50_000, "until")]
    [InlineData(10, 5, "until")]
    [InlineData(10, 10, "until")]
    [InlineData(-2, -1, "from,until")]
    public async Task Times_that_cannot_be_are_refused_and_leave_no_trace(int? fromHours, int? untilHours, string fields)
    {
        var before = StoreDump.Of(_store);

        var refusal = (await ChangeAsync("Suspended", from: fromHours is { } f ? Now.AddHours(f) : null, until: untilHours is { } u ? Now.AddHours(u) : null)).Refusal;

        Assert.Equal(fields, string.Join(",", Assert.IsType<InvalidInput>(refusal).Fields.Keys.Order()));
        Assert.Equal(before, StoreDump.Of(_store));
    }

    [Fact]
    public async Task A_change_that_no_way_leads_back_from_cannot_end_by_itself()
    {
        Assert.IsType<NoWayBack>((await ChangeAsync("Deleted", until: Now.AddDays(1))).Refusal);
        Assert.IsType<NoWayBack>((await ChangeAsync("Deleted", from: Now.AddDays(1), until: Now.AddDays(2))).Refusal);
        Assert.IsType<InvalidInput>((await _store.Get<ChangeStatus>().RunAsync(Request("Suspended") with { Until = Now.AddDays(1), IsPermanent = true }, Agent)).Refusal);
        Assert.Equal(CustomerStatus.Active, Read().Status);
    }

    [Fact]
    public async Task A_label_with_a_usual_duration_ends_by_itself_unless_somebody_says_otherwise()
    {
        await LabelAsync("Cooling off", CustomerStatus.Suspended, minutes: 90);
        await ChangeAsync("Cooling off");
        Assert.Equal(Now.AddMinutes(90), Planned()[0].DueAt);
        await ChangeAsync("Active");

        await ChangeAsync("Cooling off", until: Now.AddMinutes(5));
        Assert.Equal(Now.AddMinutes(5), Planned()[0].DueAt);
        await ChangeAsync("Active");

        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(Request("Cooling off") with { IsPermanent = true }, Agent)).Refusal);
        Assert.Empty(Planned());
    }

    [Fact]
    public async Task A_waiting_end_can_be_moved_and_cancelled_and_each_is_in_the_history()
    {
        var plans = _store.Get<ManagePlans>();
        await ChangeAsync("Suspended", until: Now.AddDays(1));
        var plan = Planned()[0].Id;

        Assert.Null((await plans.MoveAsync(_siti.Id, plan, Now.AddDays(2), Agent)).Refusal);
        Assert.Equal((EventKind.ChangePlanned, EventData.Moved, Milliseconds(Now.AddDays(2))), (History()[0].Kind, History()[0].Data[EventData.Outcome], History()[0].Data[EventData.Due]));
        Assert.IsType<InvalidInput>((await plans.MoveAsync(_siti.Id, plan, Now, Agent)).Refusal);
        Assert.IsType<NotPermitted>((await plans.CancelAsync(_siti.Id, plan, _store.Actor(Role.Viewer))).Refusal);
        Assert.IsType<NotFound>((await plans.CancelAsync(_siti.Id, plan, _store.Actor(Role.Agent, _store.OtherTenant))).Refusal);
        Assert.IsType<NotFound>((await plans.CancelAsync((await _store.RegisterAsync("Ravi Kumar")).Id, plan, Agent)).Refusal);

        Assert.Null((await plans.CancelAsync(_siti.Id, plan, Agent)).Refusal);
        Assert.Equal((EventKind.PlanCancelled, EventData.Cancelled), (History()[0].Kind, History()[0].Data[EventData.Outcome]));
        Assert.IsType<PlanOver>((await plans.CancelAsync(_siti.Id, plan, Agent)).Refusal);
        Assert.IsType<PlanOver>((await plans.MoveAsync(_siti.Id, plan, Now.AddDays(3), Agent)).Refusal);
        _clock.Now = Now.AddDays(9);
        Assert.Equal((0, CustomerStatus.Suspended), (await RunAsync(), Read().Status));
    }

    [Fact]
    public async Task To_leave_a_block_without_its_end_takes_the_right_to_block()
    {
        await ChangeAsync("Blocked", until: Now.AddDays(1));
        var clerk = Agent with { Permissions = Agent.Permissions & ~Permissions.StartBlock };
        var (plans, plan) = (_store.Get<ManagePlans>(), Planned()[0].Id);

        Assert.Equal(new NotPermitted(Permissions.StartBlock), (await plans.CancelAsync(_siti.Id, plan, clerk)).Refusal);
        Assert.Equal(new NotPermitted(Permissions.StartBlock), (await plans.MoveAsync(_siti.Id, plan, Now.AddDays(2), clerk)).Refusal);
        Assert.Null((await plans.MoveAsync(_siti.Id, plan, Now.AddHours(2), clerk)).Refusal);
        Assert.Null((await plans.CancelAsync(_siti.Id, plan, Agent)).Refusal);
    }

    [Fact]
    public async Task One_change_for_later_waits_for_a_customer_at_a_time()
    {
        Assert.Null((await ChangeAsync("Suspended", from: Now.AddDays(1))).Refusal);
        Assert.IsType<PlanWaiting>((await ChangeAsync("Blocked", from: Now.AddDays(2))).Refusal);
        Assert.Null((await _store.Get<ManagePlans>().CancelAsync(_siti.Id, Planned()[0].Id, Agent)).Refusal);
        Assert.Null((await ChangeAsync("Blocked", from: Now.AddDays(2))).Refusal);
    }

    [Fact]
    public async Task A_change_for_later_reckons_with_a_return_that_comes_before_it()
    {
        await ChangeAsync("Suspended", until: Now.AddDays(1));
        Assert.IsType<TransitionForbidden>((await ChangeAsync("Blocked", from: Now.AddHours(2))).Refusal);
        Assert.Null((await ChangeAsync("Blocked", from: Now.AddDays(2))).Refusal);
        _clock.Now = Now.AddDays(5);

        Assert.Equal((2, CustomerStatus.Blocked), (await RunAsync(), Read().Status));
    }

    [Fact]
    public async Task What_comes_due_is_listed_in_order_page_by_page_and_for_one_organisation_alone()
    {
        for (var i = 0; i < 25; i++)
        {
            var customer = await _store.RegisterAsync($"Customer {i}");
            Assert.Null((await _store.Get<ChangeStatus>().RunAsync(Request("Suspended", customer.Id) with { Until = Now.AddHours(1 + (i * 7 % 10)) }, Agent)).Refusal);
        }

        var stranger = await _store.RegisterAsync("Stranger", tenant: _store.OtherTenant);
        await _store.Get<ChangeStatus>().RunAsync(Request("Suspended", stranger.Id) with { Until = Now.AddMinutes(1) }, _store.Actor(Role.Agent, _store.OtherTenant));
        var (listed, cursor) = (new List<PlanView>(), (string?)null);
        do
        {
            var page = _store.Get<ReadPlans>().Run(PlanFilter.All, cursor, 4, Agent).Value;
            listed.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(25, listed.Select(plan => plan.Customer).Distinct().Count());
        Assert.Equal(listed.OrderBy(plan => plan.DueAt).ThenBy(plan => plan.Id).Select(plan => plan.Id), listed.Select(plan => plan.Id));
        Assert.IsType<InvalidInput>(_store.Get<ReadPlans>().Run(PlanFilter.All, "1-2-3", 4, Agent).Refusal);
        Assert.Single(_store.Get<ReadPlans>().Run(PlanFilter.All, null, 4, _store.Actor(Role.Viewer, _store.OtherTenant)).Value.Items);
        Assert.Empty(_store.Get<ReadPlans>().Run(PlanFilter.Scheduled, null, 4, Agent).Value.Items);
    }

    private static string Milliseconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private ChangeStatusRequest Request(string label, CustomerId? customer = null) =>
        new(customer ?? _siti.Id, LabelChoice.Named(label), "lost-phone", "on the bus", null, null);

    private Task<Outcome<CustomerChange>> ChangeAsync(string label, DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        _store.Get<ChangeStatus>().RunAsync(Request(label) with { From = from, Until = until }, Agent);

    private async Task<LabelId> LabelAsync(string name, CustomerStatus status, int? minutes = null) => (await _store.Get<ManageLabels>().CreateAsync(
        new LabelDraft { Name = name, Status = status, Colour = LabelLooks.ColourOf(status), Icon = LabelLooks.IconOf(status), DefaultMinutes = minutes }, _store.Actor(Role.Supervisor))).Value;

    private Task<int> RunAsync() => _store.Get<RunPlans>().RunDueAsync();

    private IReadOnlyList<PlanView> Planned() => _store.Get<ReadPlans>().OfCustomer(_siti.Id, Agent).Value;

    private CustomerView Read() => _store.Get<ReadCustomer>().Run(_siti.Id, Agent).Value;

    private IReadOnlyList<EventView> History() => _store.Get<ReadTimeline>().Run(_siti.Id, Agent).Value.Events;
}
