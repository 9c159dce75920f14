using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Operations.Approvals;

namespace MemberCare.Tests.Operations;

/// <summary>What automatic rules do to customers.</summary>
public sealed class RunRulesTests : IAsyncLifetime
{
    private RuleScene _scene = null!;

    public async Task InitializeAsync() => _scene = await RuleScene.OpenAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_new_customer_is_suspended_by_the_rule_and_the_history_says_so()
    {
        await _scene.MakeAsync(_scene.Newcomers());

        var siti = await _scene.Store.RegisterAsync("Siti Aminah");
        await _scene.RunAsync();

        Assert.Equal("Suspended", _scene.LabelOf(siti.Id));
        var happened = _scene.History(siti.Id)[^1];
        Assert.Equal((EventKind.StatusChanged, ActorKind.Rule, "Newcomers", "To be checked"), (happened.Kind, happened.ActorKind, happened.ActorName, happened.Note));
        Assert.Null(EventChain.FirstBreak(_scene.History(siti.Id)));
    }

    [Theory]
    [InlineData(RuleTrigger.PlanTaken, "planTaken")]
    [InlineData(RuleTrigger.AddedToBoard, "addedToBoard")]
    public async Task A_new_plan_and_a_place_on_a_board_suspend_whom_they_name(RuleTrigger trigger, string kind)
    {
        await _scene.MakeAsync(_scene.Newcomers() with { Trigger = trigger, Named = "Watch list" });
        var (siti, tan) = (await _scene.Store.RegisterAsync("Siti Aminah"), await _scene.Store.RegisterAsync("Tan Mei Ling"));

        await _scene.ReportAsync(siti.Id, kind, raw => trigger == RuleTrigger.PlanTaken ? raw with { Plan = "WATCH LIST" } : raw with { Board = "WATCH LIST" });
        await _scene.ReportAsync(tan.Id, kind, raw => trigger == RuleTrigger.PlanTaken ? raw with { Plan = "Gold" } : raw with { Board = "Gold" });
        await _scene.RunAsync();

        Assert.Equal(("Suspended", "Active"), (_scene.LabelOf(siti.Id), _scene.LabelOf(tan.Id)));
    }

    [Fact]
    public async Task A_purchase_sets_a_label_from_the_least_amount_on_and_in_its_currency_alone()
    {
        var big = await _scene.MakeLabelAsync("Big spender");
        await _scene.MakeAsync(_scene.Newcomers("Big") with { Trigger = RuleTrigger.Transaction, AmountAtLeast = "1000", Currency = "MYR", Label = big.Id });
        var customers = new List<Customer>();
        foreach (var (amount, currency) in new[] { ("999.99", "MYR"), ("1000.00", "MYR"), ("5000.00", "IDR") })
        {
            customers.Add(await _scene.Store.RegisterAsync($"Customer {customers.Count}"));
            await _scene.ReportAsync(customers[^1].Id, "transaction", raw => raw with { Amount = amount, Currency = currency });
        }

        await _scene.RunAsync();

        Assert.Equal(["Active", "Big spender", "Active"], customers.Select(customer => _scene.LabelOf(customer.Id)));
    }

    [Fact]
    public async Task Whoever_is_inactive_for_long_enough_gets_the_label_and_loses_it_with_the_next_activity()
    {
        var sleeping = await _scene.MakeLabelAsync("Sleeping");
        await _scene.MakeAsync(_scene.Newcomers("Sleepers") with { Trigger = RuleTrigger.Inactive, Days = 30, Label = sleeping.Id, Lift = RuleLift.WhenEnded });
        var siti = await _scene.Store.RegisterAsync("Siti Aminah");
        await _scene.RunAsync();
        Assert.Equal("Active", _scene.LabelOf(siti.Id));

        _scene.Time.Now += TimeSpan.FromDays(30);
        await _scene.RunAsync();
        Assert.Equal("Sleeping", _scene.LabelOf(siti.Id));

        await _scene.BuyAsync(siti.Id);
        await _scene.RunAsync();
        Assert.Equal("Active", _scene.LabelOf(siti.Id));
        var lifted = _scene.History(siti.Id)[^1];
        Assert.Equal((ActorKind.Rule, "Sleepers", "Active again"), (lifted.ActorKind, lifted.ActorName, lifted.Note));

        _scene.Time.Now += TimeSpan.FromDays(31);
        await _scene.RunAsync();
        Assert.Equal("Sleeping", _scene.LabelOf(siti.Id));
    }

    [Fact]
    public async Task A_lock_of_sign_in_suspends_and_its_end_lifts_by_the_clock_or_by_a_person()
    {
        await _scene.MakeAsync(_scene.Newcomers("Locked out") with { Trigger = RuleTrigger.LoginLocked, Lift = RuleLift.WhenEnded });
        var (siti, tan) = (await _scene.Store.RegisterAsync("Siti Aminah"), await _scene.Store.RegisterAsync("Tan Mei Ling"));
        await _scene.FailSignInAsync(siti.Id);
        await _scene.FailSignInAsync(tan.Id);
        await _scene.RunAsync();
        Assert.Equal(("Suspended", "Suspended"), (_scene.LabelOf(siti.Id), _scene.LabelOf(tan.Id)));

        await _scene.Store.Get<ManageOverlays>().LiftLockAsync(siti.Id, null, _scene.Chief);
        await _scene.RunAsync();
        Assert.Equal(("Active", "Suspended"), (_scene.LabelOf(siti.Id), _scene.LabelOf(tan.Id)));

        _scene.Time.Now += TimeSpan.FromHours(24);
        await _scene.RunAsync();
        Assert.Equal("Active", _scene.LabelOf(tan.Id));
    }

    [Fact]
    public async Task A_change_ends_after_its_hours_and_not_where_a_person_changed_it_since()
    {
        await _scene.MakeAsync(_scene.Newcomers() with { Lift = RuleLift.After, LiftHours = 48 });
        var (siti, tan) = (await _scene.Store.RegisterAsync("Siti Aminah"), await _scene.Store.RegisterAsync("Tan Mei Ling"));
        await _scene.RunAsync();
        Assert.Equal(2, _scene.Store.Get<ReadPlans>().Run(PlanFilter.Returns, null, 50, _scene.Chief).Value.Items.Count);
        await _scene.MoveAsync(tan.Id, "Fraud suspected");

        _scene.Time.Now += TimeSpan.FromHours(47);
        await _scene.RunAsync();
        Assert.Equal("Suspended", _scene.LabelOf(siti.Id));

        _scene.Time.Now += TimeSpan.FromHours(1);
        await _scene.RunAsync();
        Assert.Equal(("Active", "Fraud suspected"), (_scene.LabelOf(siti.Id), _scene.LabelOf(tan.Id)));
        var lifted = _scene.History(siti.Id)[^1];
        Assert.Equal(("The time that was set is over.", "MemberCare, as rule “Newcomers” planned"), (lifted.Note, lifted.ActorName));
    }

    [Fact]
    public async Task A_person_lifts_what_a_rule_set_and_the_rule_does_not_set_it_again()
    {
        await _scene.MakeAsync(_scene.Newcomers());
        await _scene.MakeAsync(_scene.Newcomers("Sleepers") with { Trigger = RuleTrigger.Inactive, Days = 1 });
        var siti = await _scene.Store.RegisterAsync("Siti Aminah");
        await _scene.RunAsync();
        await _scene.MoveAsync(siti.Id, "Active");
        await _scene.RunAsync();
        Assert.Equal("Active", _scene.LabelOf(siti.Id));

        _scene.Time.Now += TimeSpan.FromDays(1);
        await _scene.RunAsync();
        Assert.Equal("Suspended", _scene.LabelOf(siti.Id));
        await _scene.MoveAsync(siti.Id, "Active");

        // Two days on all inactive customers are looked at again, and the occasion is the same.
        _scene.Time.Now += TimeSpan.FromDays(2);
        await _scene.RunAsync();
        Assert.Equal("Active", _scene.LabelOf(siti.Id));
    }

    [Fact]
    public async Task What_happened_before_a_rule_was_switched_on_does_not_count()
    {
        await _scene.MakeAsync(_scene.Newcomers("First") with { Source = "nobody" });
        var siti = await _scene.Store.RegisterAsync("Siti Aminah");

        await _scene.MakeAsync(_scene.Newcomers());
        var tan = await _scene.Store.RegisterAsync("Tan Mei Ling");
        await _scene.RunAsync();

        Assert.Equal(("Active", "Suspended"), (_scene.LabelOf(siti.Id), _scene.LabelOf(tan.Id)));
    }

    [Fact]
    public async Task A_rule_stops_at_its_limit_and_goes_on_with_all_who_wait_when_a_person_says_so()
    {
        var id = await _scene.MakeAsync(_scene.Newcomers() with { Limit = 3 });
        var all = new List<Customer>();
        for (var i = 0; i < 8; i++)
        {
            all.Add(await _scene.Store.RegisterAsync($"Customer {i}"));
        }

        await _scene.RunAsync();
        var rule = _scene.Rule(id);
        Assert.Equal((RuleState.Stopped, RuleStop.Limit, 5L, 3L), (rule.State, rule.Stop, rule.Waiting, rule.TouchedInADay));
        Assert.Equal(3, all.Count(one => _scene.LabelOf(one.Id) == "Suspended"));

        Assert.Null((await _scene.Manage.ContinueAsync(id, rule.Version, _scene.Chief)).Refusal);
        _scene.Time.Now += TimeSpan.FromSeconds(1);
        await _scene.RunAsync();
        Assert.All(all, one => Assert.Equal("Suspended", _scene.LabelOf(one.Id)));
        Assert.All(all, one => Assert.Equal(2, _scene.History(one.Id).Count));

        // Its limit is what it was, for those who come after.
        for (var i = 0; i < 4; i++)
        {
            await _scene.Store.RegisterAsync($"Later {i}");
        }

        await _scene.RunAsync();
        Assert.Equal((RuleState.Stopped, 1L), (_scene.Rule(id).State, _scene.Rule(id).Waiting));
    }

    [Fact]
    public async Task A_rule_that_asks_and_is_switched_off_lets_those_who_wait_go()
    {
        var id = await _scene.MakeAsync(_scene.Newcomers() with { Limit = 1 });
        await _scene.Store.RegisterAsync("Siti Aminah");
        var tan = await _scene.Store.RegisterAsync("Tan Mei Ling");
        await _scene.RunAsync();

        Assert.IsType<RuleAsks>((await _scene.Manage.SwitchOnAsync(id, null, _scene.Chief)).Refusal);
        await _scene.Manage.SwitchOffAsync(id, null, _scene.Chief);
        _scene.Time.Now += TimeSpan.FromDays(2);
        await _scene.Manage.SwitchOnAsync(id, null, _scene.Chief);
        await _scene.RunAsync();

        Assert.Equal((0L, "Active"), (_scene.Rule(id).Waiting, _scene.LabelOf(tan.Id)));
    }

    [Fact]
    public async Task A_rule_for_inactive_customers_asks_before_it_touches_the_first_of_too_many()
    {
        for (var i = 0; i < 6; i++)
        {
            await _scene.Store.RegisterAsync($"Customer {i}");
        }

        _scene.Time.Now += TimeSpan.FromDays(40);
        var id = await _scene.MakeAsync(_scene.Newcomers("Sleepers") with { Trigger = RuleTrigger.Inactive, Days = 30, Limit = 5 });
        await _scene.RunAsync();
        var rule = _scene.Rule(id);
        Assert.Equal((RuleState.Stopped, RuleStop.Limit, 6L, 0L), (rule.State, rule.Stop, rule.Waiting, rule.TouchedInADay));

        await _scene.Manage.ContinueAsync(id, rule.Version, _scene.Chief);
        await _scene.RunAsync();
        Assert.Equal((RuleState.On, 6L), (_scene.Rule(id).State, _scene.Rule(id).TouchedInADay));
    }

    [Fact]
    public async Task Two_rules_that_would_feed_each_other_cannot_both_be_switched_on()
    {
        var (regular, trending) = (await _scene.MakeLabelAsync("Regular"), await _scene.MakeLabelAsync("Trending"));
        await _scene.MakeAsync(_scene.Newcomers("Up") with { Trigger = RuleTrigger.Transaction, Label = trending.Id });
        var down = await _scene.MakeAsync(_scene.Newcomers("Down") with { Trigger = RuleTrigger.Transaction, Label = regular.Id }, on: false);

        var refusal = Assert.IsType<RulesFeedEachOther>((await _scene.Manage.SwitchOnAsync(down, null, _scene.Chief)).Refusal);
        Assert.Equal(["Up"], refusal.Others);
        Assert.Equal(["Up"], _scene.Store.Get<TryRule>().Run(down, _scene.Chief).Value.Circle);

        // With a condition that parts them they get along.
        await _scene.Manage.EditAsync(down, _scene.Newcomers("Down") with { Trigger = RuleTrigger.Transaction, Label = regular.Id, Carries = _scene.Label("Active").Id }, _scene.Chief);
        Assert.Null((await _scene.Manage.SwitchOnAsync(down, null, _scene.Chief)).Refusal);
    }

    [Fact]
    public async Task Two_rules_that_feed_each_other_after_all_are_stopped_and_reported()
    {
        // Inactive customers: after one day to Suspended, after two days, whoever is suspended, back to Active. The days differ, so that the second follows later.
        var first = await _scene.MakeAsync(_scene.Newcomers("Out") with { Trigger = RuleTrigger.Inactive, Days = 1, Status = CustomerStatus.Active });
        var second = await _scene.MakeAsync(
            _scene.Newcomers("In") with { Trigger = RuleTrigger.Inactive, Days = 2, Carries = _scene.Label("Suspended").Id, Label = _scene.Label("Active").Id, Source = "web" }, on: false);
        await _scene.Manage.SwitchOffAsync(first, null, _scene.Chief);
        await _scene.Manage.SwitchOnAsync(second, null, _scene.Chief);
        Assert.IsType<RulesFeedEachOther>((await _scene.Manage.SwitchOnAsync(first, null, _scene.Chief)).Refusal);

        // Neither at work with the other, one after the other on the same occasion: nothing a look at what they say can find.
        await _scene.Manage.SwitchOffAsync(second, null, _scene.Chief);
        await _scene.Manage.SwitchOnAsync(first, null, _scene.Chief);
        var details = new RawDetails { Name = "Siti Aminah", ExternalId = "S-1", Source = "web" };
        var siti = (await _scene.Store.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), _scene.Chief)).Value.Customer;
        _scene.Time.Now += TimeSpan.FromDays(1);
        await _scene.RunAsync();
        Assert.Equal("Suspended", _scene.LabelOf(siti.Id));
        await _scene.Manage.SwitchOffAsync(first, null, _scene.Chief);
        await _scene.Manage.SwitchOnAsync(second, null, _scene.Chief);
        _scene.Time.Now += TimeSpan.FromDays(1);
        await _scene.RunAsync();

        Assert.Equal("Suspended", _scene.LabelOf(siti.Id));
        var stopped = _scene.Rule(second);
        Assert.Equal((RuleState.Stopped, RuleStop.Feeding, "Out"), (stopped.State, stopped.Stop, stopped.StopDetail));
        Assert.Contains(RuleAct.Stopped, _scene.Store.Get<ReadRules>().History(second, _scene.Chief).Value.Select(change => change.Act));
    }

    [Fact]
    public async Task A_rule_whose_label_was_retired_stops_and_says_why()
    {
        var label = await _scene.MakeLabelAsync("To check");
        var id = await _scene.MakeAsync(_scene.Newcomers() with { Label = label.Id });
        await _scene.Store.Get<ManageLabels>().RetireAsync(label.Id, _scene.Chief);

        await _scene.Store.RegisterAsync("Siti Aminah");
        await _scene.RunAsync();

        Assert.Equal((RuleState.Stopped, RuleStop.Broken), (_scene.Rule(id).State, _scene.Rule(id).Stop));
        Assert.Contains("To check", _scene.Rule(id).StopDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_needs_approval_becomes_a_request_of_the_rule_like_any_other()
    {
        await _scene.Store.AskForApprovalAsync(true);
        var id = await _scene.MakeAsync(_scene.Newcomers("Known frauds") with { Label = _scene.Label("Blocked").Id, Source = "web" });
        Assert.Equal(0, _scene.Store.Get<TryRule>().Run(id, _scene.Chief).Value.NeedApproval);
        var details = new RawDetails { Name = "Siti Aminah", ExternalId = "S-1", Source = "web" };
        var siti = (await _scene.Store.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), _scene.Chief)).Value.Customer;
        Assert.Equal(1, _scene.Store.Get<TryRule>().Run(id, _scene.Chief).Value.NeedApproval);
        await _scene.RunAsync();

        Assert.Equal("Active", _scene.LabelOf(siti.Id));
        var asked = _scene.History(siti.Id)[^1];
        Assert.Equal((EventKind.RequestMade, ActorKind.Rule, "Known frauds"), (asked.Kind, asked.ActorKind, asked.ActorName));
        Assert.Equal(TouchOutcome.Requested, Assert.Single(_scene.Store.Get<ReadRules>().Touches(id, _scene.Chief).Value).Outcome);

        var request = Guid.Parse(asked.Data!["request"]);
        Assert.Null((await _scene.Store.Get<DecideApproval>().ApproveAsync(request, null, await _scene.Store.StaffAsync("Farid", Role.Approver))).Refusal);
        Assert.Equal("Blocked", _scene.LabelOf(siti.Id));
    }

    [Fact]
    public async Task A_change_of_a_rule_that_was_approved_ends_after_its_hours_as_well()
    {
        await _scene.Store.AskForApprovalAsync(true, targets: CustomerStatus.Suspended);
        await _scene.MakeAsync(_scene.Newcomers() with { Lift = RuleLift.After, LiftHours = 48 });
        var siti = await _scene.Store.RegisterAsync("Siti Aminah");
        await _scene.RunAsync();
        var request = Guid.Parse(_scene.History(siti.Id)[^1].Data!["request"]);
        Assert.Null((await _scene.Store.Get<DecideApproval>().ApproveAsync(request, null, await _scene.Store.StaffAsync("Farid", Role.Approver))).Refusal);
        Assert.Equal("Suspended", _scene.LabelOf(siti.Id));

        _scene.Time.Now += TimeSpan.FromHours(48);
        await _scene.RunAsync();

        Assert.Equal("Active", _scene.LabelOf(siti.Id));
    }

    [Fact]
    public async Task A_change_that_cannot_be_taken_back_is_left_for_a_person()
    {
        var label = await _scene.MakeLabelAsync("Trial");
        var siti = await _scene.Store.RegisterAsync("Siti Aminah");
        await _scene.MoveAsync(siti.Id, "Trial");
        var tan = await _scene.Store.RegisterAsync("Tan Mei Ling");
        await _scene.MoveAsync(tan.Id, "Trial");
        await _scene.MakeAsync(_scene.Newcomers("Buyers") with { Trigger = RuleTrigger.Transaction, Lift = RuleLift.After, LiftHours = 1 });
        var id = await _scene.MakeAsync(_scene.Newcomers("Guessers") with { Trigger = RuleTrigger.LoginLocked, Lift = RuleLift.WhenEnded });
        await _scene.BuyAsync(siti.Id);
        await _scene.FailSignInAsync(tan.Id);
        await _scene.RunAsync();
        Assert.Equal(("Suspended", "Suspended"), (_scene.LabelOf(siti.Id), _scene.LabelOf(tan.Id)));
        await _scene.Store.Get<ManageLabels>().RetireAsync(label.Id, _scene.Chief);

        _scene.Time.Now += TimeSpan.FromDays(2);
        await _scene.RunAsync();

        Assert.Equal(("Suspended", "Suspended", 1L), (_scene.LabelOf(siti.Id), _scene.LabelOf(tan.Id), _scene.Rule(id).NotLifted));
        Assert.Equal(siti.Id, Assert.Single(_scene.Store.Get<ReadPlans>().Run(PlanFilter.Failed, null, 50, _scene.Chief).Value.Items).Customer);
    }

    [Fact]
    public async Task Several_processes_and_a_restart_do_everything_once()
    {
        await _scene.MakeAsync(_scene.Newcomers() with { Limit = 1000 });
        var all = new List<Customer>();
        for (var i = 0; i < 40; i++)
        {
            all.Add(await _scene.Store.RegisterAsync($"Customer {i}"));
        }

        await using (var other = _scene.Store.Another())
        {
            await Task.WhenAll(_scene.RunAsync(), _scene.RunAsync(other));
        }

        await using var restarted = _scene.Store.Another();
        await _scene.RunAsync(restarted);
        Assert.All(all, one => Assert.Equal([EventKind.Registered, EventKind.StatusChanged], _scene.History(one.Id).Select(happened => happened.Kind)));
    }

    [Fact]
    public async Task Rules_of_one_organisation_touch_no_customer_of_another()
    {
        await _scene.MakeAsync(_scene.Newcomers());

        var theirs = await _scene.Store.RegisterAsync("Siti Aminah", tenant: _scene.Store.OtherTenant);
        await _scene.RunAsync();

        Assert.Equal(CustomerStatus.Active, _scene.Find(theirs.Id, _scene.Store.OtherTenant).Status);
        var chief = _scene.Store.Actor(Role.Supervisor, _scene.Store.OtherTenant);
        Assert.Empty(_scene.Store.Get<ReadRules>().Run(chief).Value);
        Assert.IsType<NotFound>((await _scene.Manage.SwitchOffAsync(new RuleId(1), null, chief)).Refusal);
    }

    [Fact]
    public async Task Somebody_who_is_imported_with_an_old_registration_has_not_just_joined()
    {
        await _scene.MakeAsync(_scene.Newcomers());

        async Task<Customer> RegisterAsync(string name, DateTimeOffset? at)
        {
            var details = new RawDetails { Name = name, ExternalId = name, RegisteredAt = at };
            return (await _scene.Store.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), _scene.Chief)).Value.Customer;
        }

        var (old, young) = (await RegisterAsync("Old", _scene.Time.Now.AddYears(-3)), await RegisterAsync("Young", null));
        await _scene.RunAsync();

        Assert.Equal(("Active", "Suspended"), (_scene.LabelOf(old.Id), _scene.LabelOf(young.Id)));
    }

    [Fact]
    public async Task The_outbox_is_kept_until_the_rules_have_looked_at_it()
    {
        await _scene.MakeAsync(_scene.Newcomers());
        var siti = await _scene.Store.RegisterAsync("Siti Aminah");

        // Upkeep runs when the writer idles, some time after the hour for which the live feed needs the outbox.
        _scene.Time.Now += TimeSpan.FromHours(3);
        await _scene.Store.RegisterAsync("Tan Mei Ling");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await _scene.RunAsync();

        Assert.Equal("Suspended", _scene.LabelOf(siti.Id));
    }
}
