using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>What systems report that customers did.</summary>
public sealed class RecordActivitiesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private readonly SetTime _time = new(Morning);
    private TestStore _store = null!;
    private Customer _siti = null!;
    private int _ids;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_time);
        _siti = await _store.RegisterAsync("Siti Aminah", "012-345 6789", "siti@mail.my");
        _time.Now = Morning.AddHours(1);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_suspended_customers_purchase_goes_through_is_marked_and_seen_at_once()
    {
        await MoveAsync("Suspended");

        var kept = await KeepAsync(Purchase());

        Assert.Equal((Effect.Flag, true, false, DecidingLayer.Status), (kept.Effect, kept.IsOutlier, kept.Awards, kept.Layer));
        var happened = Timeline()[0];
        Assert.Equal((EventKind.Transaction, "42.10", "MYR", "Till 7"), (happened.Kind, happened.Data["amount"], happened.Data["currency"], happened.Data["place"]));
        Assert.Equal(("Flag", "12"), (happened.Data["effect"], happened.Data["withheld"]));
        Assert.False(happened.Data.ContainsKey("points"));
        Assert.Equal(_time.Now, Find().LastActivityAt);
        var row = Assert.Single(Rows());
        Assert.Equal((_siti.Id, Effect.Flag, (long?)null, 12L, happened.Sequence), (row.CustomerId!.Value, row.Effect, row.Points, row.Withheld!.Value, row.Sequence!.Value));
    }

    [Fact]
    public async Task A_suspended_customer_is_not_counted_active_and_not_invoiced_and_may_pay_what_is_due()
    {
        await _store.RegisterAsync("Tan Mei Ling", "012-888 7777");
        await MoveAsync("Suspended");

        var counts = _store.Get<CountCustomers>().Run(_store.Actor(Role.Viewer)).Value;
        Assert.Equal((1L, 1L), (counts.ByStatus[CustomerStatus.Active], counts.ByStatus[CustomerStatus.Suspended]));
        Assert.Equal(Effect.Deny, (await KeepAsync(Raw("invoice") with { Amount = "80.00", Currency = "MYR" })).Effect);
        Assert.Equal(Effect.Allow, (await KeepAsync(Raw("invoicePayment") with { Amount = "80.00", Currency = "MYR" })).Effect);
    }

    [Fact]
    public async Task A_blocked_members_purchase_is_taken_in_and_awards_nothing()
    {
        await MoveAsync("Blocked");

        var kept = await KeepAsync(Purchase());

        Assert.Equal((Effect.NoAward, false, false), (kept.Effect, kept.IsOutlier, kept.Awards));
        Assert.Equal(EventKind.Transaction, Timeline()[0].Kind);
        Assert.Null(Assert.Single(Rows()).Points);
    }

    [Fact]
    public async Task While_blocked_no_kind_of_earning_gives_points_and_afterwards_all_do()
    {
        await MoveAsync("Blocked");
        foreach (var earning in ActivityNames.Earnings.Keys)
        {
            var kept = await KeepAsync(Raw("earning") with { Earning = earning, Points = 50 });
            Assert.Equal((Effect.Deny, false), (kept.Effect, kept.Awards));
            Assert.Contains("restricted by the program administrator", kept.Message);
        }

        await MoveAsync("Active");
        _time.Now += TimeSpan.FromMinutes(1);
        foreach (var earning in ActivityNames.Earnings.Keys)
        {
            Assert.True((await KeepAsync(Raw("earning") with { Earning = earning, Points = 50 })).Awards, earning);
        }

        Assert.Equal(7 * 50, Rows().Sum(row => row.Points ?? 0));
    }

    [Fact]
    public async Task Every_kind_of_redemption_and_a_transfer_are_denied_to_a_blocked_member()
    {
        var other = await _store.RegisterAsync("Tan Mei Ling", "012-888 7777");
        await MoveAsync("Blocked");
        var before = Find().LastActivityAt;

        foreach (var raw in (RawActivity[])
            [Raw("pointsRedemption") with { Points = 100 }, Raw("couponRedemption") with { Coupon = "TEH-10" }, Raw("transfer") with { Points = 5, To = Named(other) }])
        {
            var kept = await KeepAsync(raw);
            Assert.Equal((Effect.Deny, DecidingLayer.Status), (kept.Effect, kept.Layer));
            Assert.Contains("restricted by the program administrator", kept.Message);
            Assert.Equal("Deny", Timeline()[0].Data["effect"]);
        }

        // What was refused is kept as tried; it is no activity of the customer's, and nothing reached the other side.
        Assert.Equal((3, before), (Rows().Count, Find().LastActivityAt));
        Assert.Single(Timeline(other));
    }

    [Fact]
    public async Task A_deleted_customer_cannot_transact()
    {
        await MoveAsync("Deleted");
        var kept = await KeepAsync(Purchase());
        Assert.Equal((Effect.Deny, _siti.Id), (kept.Effect, kept.Customer!.Value));
        Assert.Equal("This membership no longer exists.", kept.Message);

        // Who comes back with the same number is somebody new, of whom the tombstone says nothing.
        var again = await _store.RegisterAsync("Siti Aminah", "012-345 6789");
        kept = await KeepAsync(Purchase() with { Customer = new RawParty(null, "+60 12 345 6789", null, null, null) });
        Assert.Equal((Effect.Allow, again.Id), (kept.Effect, kept.Customer!.Value));
    }

    [Fact]
    public async Task Points_go_from_one_to_the_other_and_not_to_somebody_who_cannot_earn()
    {
        var other = await _store.RegisterAsync("Tan Mei Ling", "012-888 7777");

        var sent = await KeepAsync(Raw("transfer") with { Points = 30, To = new RawParty(null, "0128887777", null, null, null) });
        Assert.Equal((Effect.Allow, ActivitySide.Customer), (sent.Effect, sent.Side));
        Assert.Equal(("sent", "30"), (Timeline()[0].Data["direction"], Timeline()[0].Data["points"]));
        Assert.Equal(("received", "30", "transfer"), (Timeline(other)[0].Data["direction"], Timeline(other)[0].Data["points"], Timeline(other)[0].Data["earned"]));

        await MoveAsync("Blocked", other.Id);
        var refused = await KeepAsync(Raw("transfer") with { Points = 30, To = Named(other) });
        Assert.Equal((Effect.Deny, ActivitySide.Receiver), (refused.Effect, refused.Side));
        Assert.DoesNotContain("restricted", refused.Message);
        Assert.Equal(EventKind.StatusChanged, Timeline(other)[0].Kind);
    }

    [Fact]
    public async Task Sent_again_an_activity_is_answered_as_the_first_time_and_kept_once()
    {
        await MoveAsync("Suspended");
        var raw = Purchase() with { Id = "till-7-0001" };
        var first = Assert.Single(await RunAsync(raw));
        await MoveAsync("Active");

        var again = await RunAsync(raw, raw with { Place = "Till 8" });

        Assert.Equal((first.Kept, true, false), (again[0].Kept, again[0].Duplicate, first.Duplicate));
        Assert.IsType<ActivityIdReused>(again[1].Fault);
        Assert.Single(Rows());
        Assert.Single(Timeline(), happened => happened.Kind == EventKind.Transaction);
    }

    [Fact]
    public async Task Two_of_one_id_in_a_batch_are_one_and_another_system_may_use_the_same_id()
    {
        var raw = Purchase() with { Id = "1" };
        var answers = await RunAsync(raw, raw);
        Assert.Equal([false, true], answers.Select(answer => answer.Duplicate));

        var portal = Client("portal");
        Assert.False(Assert.Single((await _store.Get<RecordActivities>().RunAsync([raw], portal)).Value).Duplicate);
        Assert.Equal(2, Rows().Count);
    }

    [Fact]
    public async Task A_wrong_one_is_told_why_and_the_others_go_through()
    {
        var answers = await RunAsync(
            Purchase(),
            Raw("purchase"),
            Purchase() with { Amount = "42,10" },
            Purchase() with { Currency = "RM" },
            Purchase() with { Customer = default },
            Purchase() with { Customer = new RawParty(Guid.NewGuid().ToString(), null, null, null, null) },
            Raw("earning") with { Points = 5 },
            Raw("pointsRedemption"),
            Raw("transfer") with { Points = 5, To = Named(_siti) },
            Purchase() with { Id = new string('x', 101) },
            Raw("couponRedemption") with { Coupon = "X", Customer = new RawParty(null, "011-1111 1111", null, null, null) },
            Purchase());

        Assert.Equal([0, 11], answers.Index().Where(answer => answer.Item.Fault is null).Select(answer => answer.Index));
        Assert.Equal(
            ["kind", "amount", "currency", "customerId", "earning", "points", "to", "id"],
            answers.Select(answer => answer.Fault).OfType<InvalidInput>().Select(fault => Assert.Single(fault.Fields).Key));
        Assert.Equal(2, answers.Count(answer => answer.Fault is CustomerUnknown));
        Assert.Equal(2, Rows().Count);
    }

    [Fact]
    public async Task A_number_that_several_customers_have_names_nobody()
    {
        var other = await _store.RegisterAsync("Siti Junior", "+60123456789");
        var byNumber = Purchase() with { Customer = new RawParty(null, "012-345 6789", null, null, null) };
        Assert.IsType<CustomerAmbiguous>(Assert.Single(await RunAsync(byNumber)).Fault);

        await MoveAsync("Deleted", other.Id);
        Assert.Equal(_siti.Id, (await KeepAsync(byNumber)).Customer);
    }

    [Fact]
    public async Task Another_organisations_customer_is_unknown_here()
    {
        var foreign = await _store.RegisterAsync("Lim", "012-777 1111", tenant: _store.OtherTenant);
        Assert.IsType<CustomerUnknown>(Assert.Single(await RunAsync(Purchase() with { Customer = Named(foreign) })).Fault);

        var stranger = await KeepAsync(Purchase() with { Customer = new RawParty(null, "012-777 1111", null, null, null) });
        Assert.Null(stranger.Customer);
        using var scope = _store.Get<SqliteDatabase>().Read(_store.OtherTenant);
        Assert.Empty(scope.Db.Activities);
    }

    [Fact]
    public async Task Without_the_right_nothing_is_kept_and_a_batch_has_its_limits()
    {
        var run = _store.Get<RecordActivities>();
        Assert.IsType<NotPermitted>((await run.RunAsync([Purchase()], Client("till") with { Permissions = Permissions.AskDecisions })).Refusal);
        Assert.IsType<InvalidInput>((await run.RunAsync([], Client("till"))).Refusal);
        Assert.IsType<InvalidInput>((await run.RunAsync([.. Enumerable.Range(0, 1001).Select(_ => (Outcome<RawActivity>)Purchase())], Client("till"))).Refusal);
        Assert.Empty(Rows());
        Assert.Equal(1000, (await run.RunAsync([.. Enumerable.Range(0, 1000).Select(_ => (Outcome<RawActivity>)Purchase())], Client("till"))).Value.Count);
        Assert.Equal(1000, Rows().Count);
    }

    [Fact]
    public async Task A_purchase_uploaded_late_is_judged_by_its_own_moment()
    {
        var before = _time.Now;
        _time.Now += TimeSpan.FromHours(1);
        await MoveAsync("Blocked");
        var blocked = _time.Now.AddMinutes(10);
        _time.Now += TimeSpan.FromHours(1);
        await MoveAsync("Active");
        _time.Now += TimeSpan.FromHours(1);

        Assert.Equal((Effect.Allow, true), Of(await KeepAsync(Purchase() with { At = before })));
        Assert.Equal((Effect.NoAward, false), Of(await KeepAsync(Purchase() with { At = blocked })));
        Assert.Equal((Effect.Deny, false), Of(await KeepAsync(Raw("pointsRedemption") with { Points = 5, At = blocked })));
        Assert.Equal((Effect.Allow, true), Of(await KeepAsync(Purchase())));
        Assert.Equal(_time.Now, Find().LastActivityAt);

        await MoveAsync("Blocked");
        Assert.Equal((Effect.Allow, true), Of(await KeepAsync(Purchase() with { At = before })));
        Assert.Equal((Effect.Deny, false), Of(await KeepAsync(Raw("pointsRedemption") with { Points = 5, At = before })));
    }

    [Fact]
    public async Task A_late_one_is_judged_by_the_rules_of_its_moment()
    {
        await MoveAsync("Suspended");
        var before = _time.Now.AddMinutes(1);
        _time.Now += TimeSpan.FromHours(1);
        var administrator = _store.Actor(Role.Administrator);
        Assert.Null((await _store.Get<ChangePolicy>().SetMatrixAsync([new EffectCell(CustomerStatus.Suspended, CustomerAction.Transact, Effect.Deny)], 0, administrator)).Refusal);
        _time.Now += TimeSpan.FromHours(1);

        Assert.Equal(Effect.Flag, (await KeepAsync(Purchase() with { At = before })).Effect);
        Assert.Equal(Effect.Deny, (await KeepAsync(Purchase())).Effect);
    }

    [Theory]
    [InlineData(24 * 60, ActivityClock.Ahead, true)]
    [InlineData(6, ActivityClock.Ahead, true)]
    [InlineData(4, ActivityClock.Believed, false)]
    [InlineData(-60 * 24, ActivityClock.Believed, false)]
    [InlineData(-60 * 24 * 365 * 50, ActivityClock.Behind, true)]
    public async Task A_clock_that_cannot_be_right_is_told_and_nothing_is_lost(int minutes, ActivityClock clock, bool claimed)
    {
        var named = _time.Now.AddMinutes(minutes);

        var kept = await KeepAsync(Purchase() with { At = named });

        Assert.Equal((clock, minutes is < 0 and > -10_000_000 ? named : _time.Now), (kept.Clock, kept.At));
        Assert.Equal(claimed ? named : null, Assert.Single(Rows()).ClaimedAt);
        Assert.Equal(claimed, Timeline()[0].Data.ContainsKey("claimed_at"));
        Assert.True(Find().LastActivityAt <= _time.Now && Find().LastActivityAt >= _siti.LastActivityAt);
    }

    [Fact]
    public async Task A_strangers_booking_is_kept_and_one_on_the_block_list_is_refused_counted_and_can_be_gone_over_by_staff_alone()
    {
        var booking = Raw("booking") with { Customer = new RawParty(null, "011-2222 3333", null, null, null) };
        Assert.Equal((Effect.Allow, (CustomerId?)null), ((await KeepAsync(booking)).Effect, (await KeepAsync(booking with { Id = "b" })).Customer));
        var supervisor = _store.Actor(Role.Supervisor);
        Assert.Null((await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest("+60 11 2222 3333", IdentifierKind.Mobile, "never comes"), supervisor)).Refusal);

        var refused = await KeepAsync(booking with { Id = "c" });
        Assert.Equal((Effect.Deny, DecidingLayer.BlockList, "You are not able to book an appointment. Please contact us."), (refused.Effect, refused.Layer, refused.Message));

        var over = booking with { Id = "d", OverrideReason = "Called the branch and paid ahead" };
        Assert.IsType<NotPermitted>(Assert.Single(await RunAsync(over)).Fault);
        var desk = Client("desk") with { Permissions = Permissions.RecordActivities | Permissions.OverrideBlockList };
        var kept = Assert.Single((await _store.Get<RecordActivities>().RunAsync([over], desk)).Value).Kept!;
        Assert.Equal(Effect.Allow, kept.Effect);
        Assert.Equal("Called the branch and paid ahead", Rows()[^1].Override);

        await _store.Get<BlockListHits>().FlushAsync();
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        Assert.Equal(2, Assert.Single(scope.Db.BlockedContacts).Hits);
    }

    [Fact]
    public async Task A_customers_booking_made_by_staff_in_spite_of_the_list_stands_in_the_history_with_its_reason()
    {
        Assert.Null((await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest("siti@mail.my", IdentifierKind.Email), _store.Actor(Role.Supervisor))).Refusal);
        var desk = Client("desk") with { Permissions = Permissions.RecordActivities | Permissions.OverrideBlockList };

        var answers = (await _store.Get<RecordActivities>().RunAsync([Raw("booking"), Raw("booking") with { OverrideReason = "The manager knows her" }], desk)).Value;

        Assert.Equal([Effect.Deny, Effect.Allow], answers.Select(answer => answer.Kept!.Effect));
        var happened = Timeline()[0];
        Assert.Equal((EventKind.Booking, "block-list", "The manager knows her", "desk"), (happened.Kind, happened.Data["override"], happened.Note, happened.ActorName));
    }

    [Fact]
    public async Task Sums_by_day_equal_a_recount_and_histories_stay_whole_after_random_activities()
    {
        var random = new Random(7);
        var customers = new List<Customer> { _siti };
        for (var i = 0; i < 12; i++)
        {
            customers.Add(await _store.RegisterAsync($"Customer {i}", $"012-55{i:00} 111"));
        }

        string[] kinds = [.. ActivityNames.Kinds.Keys];
        string[] labels = ["Suspended", "Active", "Blocked", "Internal", "Fraud suspected"];
        for (var round = 0; round < 12; round++)
        {
            _time.Now += TimeSpan.FromHours(random.Next(1, 30));
            await TryMoveAsync(labels[random.Next(labels.Length)], customers[random.Next(customers.Count)].Id);
            var batch = Enumerable.Range(0, random.Next(1, 40)).Select(_ =>
            {
                var kind = kinds[random.Next(kinds.Length)];
                return (Outcome<RawActivity>)(Raw(kind) with
                {
                    Id = $"r{random.Next(200)}",
                    Customer = Named(customers[random.Next(customers.Count)]),
                    To = kind == "transfer" ? Named(customers[random.Next(customers.Count)]) : default,
                    Points = kind is "booking" or "invoice" ? null : random.Next(1, 500),
                    Coupon = kind == "couponRedemption" ? "C" : null,
                    Earning = kind == "earning" ? "bonus" : null,
                    Amount = random.Next(3) == 0 ? null : $"{random.Next(1, 900)}.{random.Next(100):00}",
                    At = random.Next(2) == 0 ? null : _time.Now.AddHours(-random.Next(100)),
                });
            }).Select(raw => raw.Value.Amount is null ? raw : (Outcome<RawActivity>)(raw.Value with { Currency = random.Next(2) == 0 ? "MYR" : "SGD" })).ToList();
            Assert.Null((await _store.Get<RecordActivities>().RunAsync(batch, Client("till"))).Refusal);
        }

        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        var rows = scope.Db.Activities.AsEnumerable().ToList();
        Assert.True(rows.Count > 80);
        var recount = rows
            .GroupBy(row => (DateOnly.FromDateTime(row.At.UtcDateTime), row.Kind, row.Effect, row.Counts, row.Currency ?? ""))
            .Select(group => (group.Key, group.LongCount(), group.Sum(row => row.Amount is null ? 0 : Money.Read(row.Amount, row.Currency!)!.Value.TenThousandths), group.Sum(row => row.Points ?? 0)));
        var sums = scope.Db.ActivityDays.AsEnumerable().Select(day => ((day.Day, day.Kind, day.Effect, day.Counts, day.Currency), day.Number, day.Amount, day.Points));
        Assert.Equal(recount.Order(), sums.Order());
        foreach (var customer in customers)
        {
            var events = scope.Db.Events.Where(happened => happened.CustomerId == customer.Id).OrderBy(happened => happened.Sequence).ToList();
            Assert.Null(EventChain.FirstBreak(events));
            Assert.Equal(events.Count, scope.Db.Customers.Single(row => row.Id == customer.Id).LastSequence);
            var done = rows.Where(row => row.CustomerId == customer.Id && row.Effect != Effect.Deny && ActivityRules.IsDeed(row.Kind, row.Earned)).Select(row => row.At).Append(customer.LastActivityAt).Max();
            Assert.Equal(done, scope.Db.Customers.Single(row => row.Id == customer.Id).LastActivityAt);
        }
    }

    [Fact]
    public async Task What_was_reported_cannot_be_edited_or_removed_even_by_hand()
    {
        await KeepAsync(Purchase());
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_store.Folder, "membercare.db")};Pooling=False");
        await connection.OpenAsync();
        foreach (var sql in (string[])["UPDATE activities SET effect = 0", "UPDATE activities SET points = 99", "DELETE FROM activities"])
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => command.ExecuteNonQueryAsync());
        }
    }

    private static (Effect, bool) Of(KeptActivity kept) => (kept.Effect, kept.Awards);

    private static RawParty Named(Customer customer) => new(customer.Id.ToString(), null, null, null, null);

    private Actor Client(string name) => new(ActorKind.ApiClient, $"key-{name}", name, _store.Tenant, Permissions.RecordActivities, Channel.Api);

    private RawActivity Raw(string kind) => new() { Id = $"id-{++_ids}", Kind = kind, Customer = Named(_siti) };

    private RawActivity Purchase() => Raw("transaction") with { Amount = "42.10", Currency = "MYR", Points = 12, Place = "Till 7", Channel = "till" };

    private async Task<IReadOnlyList<ActivityAnswer>> RunAsync(params RawActivity[] raw) =>
        (await _store.Get<RecordActivities>().RunAsync([.. raw.Select(one => (Outcome<RawActivity>)one)], Client("till"))).Value;

    private async Task<KeptActivity> KeepAsync(RawActivity raw)
    {
        var answer = Assert.Single(await RunAsync(raw));
        Assert.Null(answer.Fault);
        return answer.Kept!;
    }

    private async Task MoveAsync(string label, CustomerId? customer = null) => Assert.Null(await TryMoveAsync(label, customer ?? _siti.Id));

    private async Task<Refusal?> TryMoveAsync(string label, CustomerId customer) => (await _store.Get<ChangeStatus>().RunAsync(
        new ChangeStatusRequest(customer, LabelChoice.Named(label), null, "As the test wants it", null, null), _store.Actor(Role.Agent))).Refusal;

    private Customer Find()
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return scope.Db.Customers.Single(customer => customer.Id == _siti.Id);
    }

    private IReadOnlyList<EventView> Timeline(Customer? of = null) => _store.Get<ReadTimeline>().Run((of ?? _siti).Id, _store.Actor(Role.Viewer)).Value.Events;

    private List<ActivityRow> Rows()
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return [.. scope.Db.Activities.OrderBy(row => row.Position)];
    }
}
