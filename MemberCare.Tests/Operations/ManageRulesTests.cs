using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Tests.Operations;

/// <summary>Defining rules, and looking ahead at what they would do.</summary>
public sealed class ManageRulesTests : IAsyncLifetime
{
    private RuleScene _scene = null!;

    public async Task InitializeAsync() => _scene = await RuleScene.OpenAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_rule_is_read_back_as_it_was_filled_in_and_begins_switched_off()
    {
        var draft = _scene.Newcomers(" Watch list ") with
        {
            Trigger = RuleTrigger.Transaction,
            AmountAtLeast = "1000.50",
            Currency = "MYR",
            Source = "web",
            Status = CustomerStatus.Active,
            MobileBegins = "+60",
            NewWithinDays = 30,
            Lift = RuleLift.At,
            LiftAt = _scene.Time.Now.AddDays(3),
            Limit = 7,
        };
        var id = await _scene.MakeAsync(draft, on: false);

        var view = _scene.Rule(id);
        Assert.Equal(("Watch list", RuleState.Off, 1), (view.Name, view.State, view.Version));
        Assert.Equal(draft with { Name = "Watch list", Version = 1 }, RuleDraft.Of(view.Name, view.Terms, view.Version));
    }

    [Fact]
    public async Task What_can_never_work_is_refused_at_its_field()
    {
        Assert.Equal(["name"], await FaultsAsync(draft => draft with { Name = "  " }));
        Assert.Equal(["days"], await FaultsAsync(draft => draft with { Trigger = RuleTrigger.Inactive }));
        Assert.Equal(["days"], await FaultsAsync(draft => draft with { Days = 3 }));
        Assert.Equal(["named"], await FaultsAsync(draft => draft with { Named = "Gold" }));
        Assert.Equal(["amountAtLeast"], await FaultsAsync(draft => draft with { Trigger = RuleTrigger.Transaction, AmountAtLeast = "much", Currency = "MYR" }));
        Assert.Equal(["currency"], await FaultsAsync(draft => draft with { Trigger = RuleTrigger.Transaction, AmountAtLeast = "10" }));
        Assert.Equal(["mobileBegins"], await FaultsAsync(draft => draft with { MobileBegins = "0062" }));
        Assert.Equal(["limit"], await FaultsAsync(draft => draft with { Limit = 0 }));
        Assert.Equal(["label"], await FaultsAsync(draft => draft with { Label = null }));
        Assert.Equal(["label"], await FaultsAsync(draft => draft with { Label = _scene.Label("Deleted").Id }));
        Assert.Equal(["label"], await FaultsAsync(draft => draft with { Status = CustomerStatus.Blocked }));
        Assert.Equal(["carries", "label"], await FaultsAsync(draft => draft with { Status = CustomerStatus.Active, Carries = _scene.Label("Blocked").Id }));
        Assert.Equal(["label"], await FaultsAsync(draft => draft with { Carries = _scene.Label("Suspended").Id }));
        Assert.Equal(["lift"], await FaultsAsync(draft => draft with { Lift = RuleLift.WhenEnded }));
        Assert.Equal(["liftHours"], await FaultsAsync(draft => draft with { Lift = RuleLift.After }));
        Assert.Equal(["liftAt"], await FaultsAsync(draft => draft with { Lift = RuleLift.At, LiftAt = _scene.Time.Now }));
        Assert.Equal(["lift"], await FaultsAsync(draft => draft with { Trigger = RuleTrigger.Transaction, Status = CustomerStatus.FraudSuspected, Label = _scene.Label("Fraud confirmed").Id, Lift = RuleLift.After, LiftHours = 24 }));

        // No change ends by itself later than in five years, by whatever it ends.
        Assert.Equal(["liftHours"], await FaultsAsync(draft => draft with { Lift = RuleLift.After, LiftHours = RuleDraft.MostHours + 1 }));
        Assert.Equal(["liftAt"], await FaultsAsync(draft => draft with { Lift = RuleLift.At, LiftAt = _scene.Time.Now.AddYears(6) }));
        Assert.Equal(["newWithinDays"], await FaultsAsync(draft => draft with { Lift = RuleLift.WhenEnded, NewWithinDays = RuleDraft.MostDaysToEnd + 1 }));
        Assert.IsType<ReasonMissing>((await _scene.Manage.CreateAsync(_scene.Newcomers() with { Note = null }, _scene.Chief)).Refusal);
        Assert.Null((await _scene.Manage.CreateAsync(_scene.Newcomers() with { NewWithinDays = 7, Lift = RuleLift.WhenEnded }, _scene.Chief)).Refusal);

        async Task<IEnumerable<string>> FaultsAsync(Func<RuleDraft, RuleDraft> wrong) =>
            Assert.IsType<InvalidInput>((await _scene.Manage.CreateAsync(wrong(_scene.Newcomers()), _scene.Chief)).Refusal).Fields.Keys;
    }

    [Fact]
    public async Task Only_supervisors_and_administrators_manage_rules()
    {
        var id = await _scene.MakeAsync(_scene.Newcomers(), on: false);
        foreach (var role in new[] { Role.Viewer, Role.Agent, Role.Approver })
        {
            var actor = _scene.Store.Actor(role);
            Assert.IsType<NotPermitted>((await _scene.Manage.CreateAsync(_scene.Newcomers("Other"), actor)).Refusal);
            Assert.IsType<NotPermitted>((await _scene.Manage.EditAsync(id, _scene.Newcomers(), actor)).Refusal);
            Assert.IsType<NotPermitted>((await _scene.Manage.SwitchOnAsync(id, null, actor)).Refusal);
            Assert.IsType<NotPermitted>((await _scene.Manage.SwitchOffAsync(id, null, actor)).Refusal);
            Assert.IsType<NotPermitted>((await _scene.Manage.ContinueAsync(id, null, actor)).Refusal);
            Assert.IsType<NotPermitted>((await _scene.Manage.RetireAsync(id, null, actor)).Refusal);
            Assert.IsType<NotPermitted>(_scene.Store.Get<ReadRules>().Run(actor).Refusal);
            Assert.IsType<NotPermitted>(_scene.Store.Get<TryRule>().Run(id, actor).Refusal);
        }

        Assert.Null((await _scene.Manage.SwitchOnAsync(id, null, _scene.Store.Actor(Role.Administrator))).Refusal);
    }

    [Fact]
    public async Task A_rule_is_edited_while_it_is_off_by_whoever_saw_its_last_version()
    {
        var id = await _scene.MakeAsync(_scene.Newcomers());
        Assert.IsType<RuleIsOn>((await _scene.Manage.EditAsync(id, _scene.Newcomers(), _scene.Chief)).Refusal);
        Assert.IsType<RuleIsOn>((await _scene.Manage.RetireAsync(id, null, _scene.Chief)).Refusal);
        await _scene.Manage.SwitchOffAsync(id, null, _scene.Chief);

        Assert.IsType<RuleChangedMeanwhile>((await _scene.Manage.EditAsync(id, _scene.Newcomers() with { Version = 1 }, _scene.Chief)).Refusal);
        Assert.Null((await _scene.Manage.EditAsync(id, _scene.Newcomers("Renamed") with { Version = 3 }, _scene.Chief)).Refusal);
        Assert.IsType<RuleChangedMeanwhile>((await _scene.Manage.SwitchOnAsync(id, 3, _scene.Chief)).Refusal);
        Assert.IsType<DuplicateRuleName>((await _scene.Manage.CreateAsync(_scene.Newcomers("RENAMED"), _scene.Chief)).Refusal);
        await _scene.Manage.RetireAsync(id, 4, _scene.Chief);
        Assert.Null((await _scene.Manage.CreateAsync(_scene.Newcomers("Renamed"), _scene.Chief)).Refusal);

        var acts = _scene.Store.Get<ReadRules>().History(id, _scene.Chief).Value;
        Assert.Equal([RuleAct.Retired, RuleAct.Edited, RuleAct.SwitchedOff, RuleAct.SwitchedOn, RuleAct.Created], acts.Select(act => act.Act));
        Assert.Equal("Newcomers", acts[^1].Name);
        Assert.All(acts, act => Assert.Equal(_scene.Chief.Name, act.ActorName));
    }

    [Fact]
    public async Task A_dry_run_says_whom_a_rule_would_touch_and_that_is_whom_it_touches()
    {
        var sleeping = await _scene.MakeLabelAsync("Sleeping");
        var random = new Random(7);
        string[] labels = ["Active", "Suspended", "Sleeping", "Blocked", "Internal"];
        for (var i = 0; i < 60; i++)
        {
            var customer = await _scene.Store.RegisterAsync($"Customer {i}", mobile: $"012-{1000000 + i}");
            if (labels[random.Next(labels.Length)] is var label && label != "Active")
            {
                await _scene.MoveAsync(customer.Id, label);
            }

            _scene.Time.Now += TimeSpan.FromHours(random.Next(1, 40));
        }

        var id = await _scene.MakeAsync(_scene.Newcomers("Sleepers") with { Trigger = RuleTrigger.Inactive, Days = 20, Label = sleeping.Id, MobileBegins = "+6012", Limit = 1000 }, on: false);
        var trial = _scene.Store.Get<TryRule>().Run(id, _scene.Chief).Value;
        Assert.True(trial is { Changes: > 3, There: > 0, Impossible: 0, Days: null, ExceedsLimit: false }, trial.ToString());
        Assert.Equal(trial.Changes, trial.Some.Count);

        await _scene.Manage.SwitchOnAsync(id, null, _scene.Chief);
        await _scene.RunAsync();

        Assert.Equal(trial.Changes, _scene.Rule(id).TouchedInADay);
        Assert.All(trial.Some, one => Assert.Equal("Sleeping", _scene.LabelOf(one.Id)));

        // Whom a person let go again is not touched a second time, and the next look ahead knows.
        await _scene.MoveAsync(trial.Some[0].Id, "Active");
        Assert.Equal(0, _scene.Store.Get<TryRule>().Run(id, _scene.Chief).Value.Changes);
    }

    [Fact]
    public async Task The_longest_end_that_a_rule_can_name_is_one_that_a_change_can_have()
    {
        var customer = await _scene.Store.RegisterAsync("Siti Aminah");
        await _scene.MakeAsync(_scene.Newcomers("Hours") with { Trigger = RuleTrigger.Transaction, Lift = RuleLift.After, LiftHours = RuleDraft.MostHours });

        await _scene.BuyAsync(customer.Id);
        await _scene.RunAsync();

        Assert.Equal("Suspended", _scene.LabelOf(customer.Id));
        Assert.Equal(_scene.Time.Now.AddDays(RuleDraft.MostDaysToEnd), Assert.Single(_scene.Store.Get<ReadPlans>().OfCustomer(customer.Id, _scene.Chief).Value).DueAt);
    }

    [Fact]
    public async Task Where_no_way_leads_back_a_change_with_an_end_is_neither_promised_nor_made()
    {
        var (suspected, other) = (await _scene.Store.RegisterAsync("Siti Aminah"), await _scene.Store.RegisterAsync("Tan Mei Ling"));
        await _scene.MoveAsync(suspected.Id, "Fraud suspected");
        await _scene.BuyAsync(suspected.Id);
        await _scene.BuyAsync(other.Id);
        var draft = _scene.Newcomers("Confirm") with { Trigger = RuleTrigger.Transaction, Label = _scene.Label("Fraud confirmed").Id };

        var lasting = _scene.Store.Get<TryRule>().Run(draft, _scene.Chief).Value;
        var ending = _scene.Store.Get<TryRule>().Run(draft with { Lift = RuleLift.After, LiftHours = 24 }, _scene.Chief).Value;
        Assert.Equal((1L, 1L, false), (lasting.Changes, lasting.Impossible, lasting.EndsByItself));
        Assert.Equal((0L, 2L, true), (ending.Changes, ending.Impossible, ending.EndsByItself));

        var id = await _scene.MakeAsync(draft with { Lift = RuleLift.After, LiftHours = 24 });
        await _scene.BuyAsync(suspected.Id);
        await _scene.RunAsync();

        Assert.Equal("Fraud suspected", _scene.LabelOf(suspected.Id));
        Assert.Equal((RuleState.On, 0L), (_scene.Rule(id).State, _scene.Rule(id).TouchedInADay));
    }

    [Fact]
    public async Task A_dry_run_of_events_says_what_the_rule_would_have_done()
    {
        var (siti, tan, raj) = (await _scene.Store.RegisterAsync("Siti Aminah"), await _scene.Store.RegisterAsync("Tan Mei Ling"), await _scene.Store.RegisterAsync("Raj Kumar"));
        _scene.Time.Now += TimeSpan.FromDays(1);
        await _scene.BuyAsync(siti.Id, "1000.00");
        await _scene.BuyAsync(siti.Id, "2000.00");
        await _scene.BuyAsync(tan.Id, "999.99");
        await _scene.ReportAsync(tan.Id, "planTaken", raw => raw with { Plan = "Gold" });
        await _scene.ReportAsync(raj.Id, "addedToBoard", raw => raw with { Board = "Watch list" });
        await _scene.FailSignInAsync(raj.Id);
        await _scene.MoveAsync(raj.Id, "Blocked");

        Assert.Equal((3L, 0L, 30), Try(_scene.Newcomers() with { Trigger = RuleTrigger.Registered, Label = _scene.Label("Fraud suspected").Id }) is var all ? (all.Changes + all.Impossible, all.There, all.Days!.Value) : default);
        Assert.Equal(["Siti Aminah"], Names(_scene.Newcomers() with { Trigger = RuleTrigger.Transaction, AmountAtLeast = "1000", Currency = "MYR" }));
        Assert.Equal(["Tan Mei Ling"], Names(_scene.Newcomers() with { Trigger = RuleTrigger.PlanTaken, Named = "GOLD" }));
        Assert.Empty(Names(_scene.Newcomers() with { Trigger = RuleTrigger.PlanTaken, Named = "Silver" }));
        Assert.Equal((0L, 1L), Try(_scene.Newcomers() with { Trigger = RuleTrigger.AddedToBoard }) is var board ? (board.Changes, board.Impossible) : default);
        Assert.Equal((0L, 1L), Try(_scene.Newcomers() with { Trigger = RuleTrigger.LoginLocked }) is var locked ? (locked.Changes, locked.Impossible) : default);

        _scene.Time.Now += TimeSpan.FromDays(40);
        Assert.Equal(0, Try(_scene.Newcomers() with { Trigger = RuleTrigger.Registered }).Changes);

        // A look ahead changes nobody and keeps nothing.
        Assert.Empty(_scene.Store.Get<ReadRules>().Run(_scene.Chief).Value);

        RuleTrial Try(RuleDraft draft) => _scene.Store.Get<TryRule>().Run(draft, _scene.Chief).Value;

        IEnumerable<string> Names(RuleDraft draft) => Try(draft).Some.Select(one => one.Name);
    }

    [Fact]
    public async Task What_a_rule_said_when_it_acted_cannot_be_edited_in_the_file()
    {
        await _scene.MakeAsync(_scene.Newcomers());
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_scene.Store.Get<SqliteDatabase>().Path};Pooling=False");
        await connection.OpenAsync();
        foreach (var sql in new[] { "UPDATE rule_changes SET name = 'Other'", "DELETE FROM rule_changes" })
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Two constants of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => command.ExecuteNonQueryAsync());
        }
    }
}
