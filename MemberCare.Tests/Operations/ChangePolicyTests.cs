using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;
using Microsoft.Data.Sqlite;

namespace MemberCare.Tests.Operations;

public sealed class ChangePolicyTests : IAsyncLifetime
{
    private static readonly EffectCell CouponsWhileSuspended = new(CustomerStatus.Suspended, CustomerAction.RedeemCoupon, Effect.Allow);

    private static readonly LabelDraft NoBooking = new()
    {
        Name = "No show",
        Status = CustomerStatus.Active,
        Colour = "teal",
        Icon = "schedule",
        Tightening = Tightening.Of([KeyValuePair.Create(CustomerAction.Book, Effect.Deny)]).Value,
    };

    private TestStore _store = null!;

    private Actor Administrator => _store.Actor(Role.Administrator);

    private PolicyView Rules => _store.Get<ReadPolicy>().Run(Administrator).Value;

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task What_is_set_is_in_force_at_once_in_this_organisation_alone_and_after_a_restart()
    {
        Assert.Equal(1, (await SetAsync(0, CouponsWhileSuspended)).Value);

        Assert.Equal(Effect.Allow, Rules.Policy.Matrix.Of(CustomerStatus.Suspended, CustomerAction.RedeemCoupon));
        await using var again = _store.Another();
        Assert.Equal([CouponsWhileSuspended], again.Get<ReadPolicy>().Run(Administrator).Value.Policy.Matrix.Differences);
        var other = _store.Get<ReadPolicy>().Run(_store.Actor(Role.Administrator, _store.OtherTenant)).Value;
        Assert.Empty(other.Policy.Matrix.Differences);
        Assert.Empty(other.Changes);
    }

    [Fact]
    public async Task What_a_customer_can_do_and_what_a_change_would_take_follow_the_rules()
    {
        var customer = await _store.RegisterAsync("Siti Aminah");
        await SetAsync(0, CouponsWhileSuspended);
        var read = _store.Get<ReadCustomer>();

        var view = read.Run(customer.Id, Administrator).Value;
        var suspend = read.Options(view, Administrator).Value.Single(option => option.Label.Name == "Suspended");
        Assert.DoesNotContain("use coupons", suspend.Impact.Loses);
        Assert.Contains("redeem points", suspend.Impact.Loses);

        var change = new ChangeStatusRequest(customer.Id, LabelChoice.Named("Suspended"), null, "Lost phone", null, null);
        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(change, Administrator)).Refusal);
        var abilities = _store.Get<ReadAbilities>().Run(customer.Id, Administrator).Value.Abilities.ToDictionary(ability => ability.Action, ability => ability.Decision);
        Assert.Equal((Effect.Allow, Effect.Deny), (abilities[CustomerAction.RedeemCoupon].Effect, abilities[CustomerAction.RedeemPoints].Effect));
    }

    [Fact]
    public async Task A_label_forbids_more_than_its_status_from_the_edit_on()
    {
        var label = (await _store.Get<ManageLabels>().CreateAsync(NoBooking, Administrator)).Value;

        Assert.Equal(Effect.Deny, Rules.Policy.Of(CustomerStatus.Active, label, CustomerAction.Book));
        var row = _store.Get<ReadLabels>().Run(Administrator).Value.Labels.Single(one => one.Label.Id == label);
        Assert.Equal(NoBooking.Tightening, row.Tightening);

        Assert.Null((await _store.Get<ManageLabels>().EditAsync(label, row.ToDraft() with { Tightening = Tightening.None }, Administrator)).Refusal);
        Assert.Equal(Effect.Allow, Rules.Policy.Of(CustomerStatus.Active, label, CustomerAction.Book));
        Assert.Equal(
            ["Label No show: book, from “no” to “as the status”", "Label No show: book, from “as the status” to “no”"],
            Rules.Changes.SelectMany(change => change.Words));
    }

    [Fact]
    public async Task The_layer_that_decides_is_named_with_each_ability()
    {
        await _store.Get<ManageLabels>().CreateAsync(NoBooking, Administrator);
        var customer = await _store.RegisterAsync("Siti Aminah");
        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(new(customer.Id, LabelChoice.Named("No show"), null, "Three times", null, null), Administrator)).Refusal);

        var abilities = _store.Get<ReadAbilities>().Run(customer.Id, Administrator).Value.Abilities.ToDictionary(ability => ability.Action, ability => ability.Decision);

        Assert.Equal(new Decision(Effect.Deny, DecidingLayer.Label, null), abilities[CustomerAction.Book]);
        Assert.Equal(new Decision(Effect.Allow, DecidingLayer.None, null), abilities[CustomerAction.SignIn]);
    }

    [Fact]
    public async Task A_label_that_would_be_looser_than_its_status_is_refused_and_nothing_of_it_is_kept()
    {
        var draft = NoBooking with { Status = CustomerStatus.Suspended, Tightening = Tightening.Of([KeyValuePair.Create(CustomerAction.Transact, Effect.Flag)]).Value };

        var refusal = Assert.IsType<InvalidInput>((await _store.Get<ManageLabels>().CreateAsync(draft, Administrator)).Refusal);

        Assert.Equal("Suspended is as strict already for: buy. A label can only be stricter than its status.", refusal.Fields["tightening"]);
        Assert.DoesNotContain(_store.Get<ReadLabels>().Run(Administrator).Value.Labels, row => row.Label.Name == "No show");
        Assert.Empty(Rules.Changes);
    }

    [Fact]
    public async Task Renaming_a_label_leaves_no_trace_among_the_changes_of_rules()
    {
        var label = (await _store.Get<ManageLabels>().CreateAsync(NoBooking, Administrator)).Value;
        var row = _store.Get<ReadLabels>().Run(Administrator).Value.Labels.Single(one => one.Label.Id == label);

        Assert.Null((await _store.Get<ManageLabels>().EditAsync(label, row.ToDraft() with { Name = "Never shows up" }, Administrator)).Refusal);

        Assert.Single(Rules.Changes);
    }

    [Fact]
    public async Task The_dry_run_counts_those_who_would_feel_it_and_changes_nothing()
    {
        var strict = (await _store.Get<ManageLabels>().CreateAsync(
            NoBooking with { Name = "Held", Status = CustomerStatus.Suspended, Tightening = Tightening.Of([KeyValuePair.Create(CustomerAction.Transact, Effect.Deny)]).Value },
            Administrator)).Value;
        foreach (var (name, label) in new[] { ("Ana", "Suspended"), ("Ben", "Suspended"), ("Cid", "Held"), ("Dan", "Active") })
        {
            var customer = await _store.RegisterAsync(name);
            if (label != "Active")
            {
                Assert.Null((await _store.Get<ChangeStatus>().RunAsync(new(customer.Id, LabelChoice.Named(label), null, "Lost phone", null, null), Administrator)).Refusal);
            }
        }

        var wishes = new[] { new EffectCell(CustomerStatus.Suspended, CustomerAction.Transact, Effect.NoAward), CouponsWhileSuspended };
        var impact = _store.Get<ReadPolicy>().Preview(wishes, Administrator).Value;

        // Whoever is Held buys nothing either way.
        Assert.Equal([(CustomerAction.Transact, Effect.Flag, 2L), (CustomerAction.RedeemCoupon, Effect.Deny, 3L)], impact.Select(row => (row.Cell.Action, row.Before, row.Customers)));
        Assert.NotEqual(default, strict);
        Assert.Single(Rules.Changes);
    }

    [Fact]
    public async Task Of_two_administrators_the_slower_one_is_told()
    {
        await SetAsync(0, CouponsWhileSuspended);

        Assert.IsType<PolicyChangedMeanwhile>((await SetAsync(0, new EffectCell(CustomerStatus.Suspended, CustomerAction.Book, Effect.Allow))).Refusal);
        Assert.Equal([CouponsWhileSuspended], Rules.Policy.Matrix.Differences);
    }

    [Fact]
    public async Task Setting_what_is_so_already_and_what_a_guard_rail_keeps_is_refused()
    {
        Assert.IsType<PolicySame>((await SetAsync(0, new EffectCell(CustomerStatus.Suspended, CustomerAction.RedeemCoupon, Effect.Deny))).Refusal);
        Assert.IsType<MatrixGuarded>((await SetAsync(0, new EffectCell(CustomerStatus.Blocked, CustomerAction.Earn, Effect.Allow))).Refusal);
        Assert.IsType<MatrixGuarded>((await SetAsync(0, new EffectCell((CustomerStatus)99, (CustomerAction)99, Effect.Allow))).Refusal);
        Assert.Empty(Rules.Changes);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Approver)]
    public async Task Only_administrators_decide_what_statuses_allow(Role role)
    {
        var actor = _store.Actor(role);

        Assert.IsType<NotPermitted>((await _store.Get<ChangePolicy>().SetMatrixAsync([CouponsWhileSuspended], 0, actor)).Refusal);
        Assert.IsType<NotPermitted>(_store.Get<ReadPolicy>().Preview([CouponsWhileSuspended], actor).Refusal);
        Assert.Empty(Rules.Changes);
    }

    [Fact]
    public async Task What_was_in_force_cannot_be_altered_behind_the_application_s_back()
    {
        await SetAsync(0, CouponsWhileSuspended);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_store.Folder, "membercare.db")};Pooling=False");
        connection.Open();
        foreach (var statement in new[] { "UPDATE policy_changes SET policy = '{}'", "DELETE FROM policy_changes" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            Assert.Contains("never", Assert.Throws<SqliteException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
        }
    }

    private Task<Outcome<int>> SetAsync(int seen, params EffectCell[] cells) => _store.Get<ChangePolicy>().SetMatrixAsync(cells, seen, Administrator);
}
