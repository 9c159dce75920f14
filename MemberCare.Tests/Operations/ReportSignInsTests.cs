using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class ReportSignInsTests : IAsyncLifetime
{
    private const string Number = "012-345 6789";
    private readonly StandingClock _clock = new(ManyCustomers.Now);
    private TestStore _store = null!;

    private Actor Portal => new(ActorKind.ApiClient, "portal", "Portal", _store.Tenant, Permissions.ReportSignIns, Channel.Api);

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync(_clock);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Five_wrong_passwords_lock_sign_in_and_redeeming_and_leave_earning_open()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        for (var i = 1; i < 5; i++)
        {
            Assert.Equal((false, i, true), Short((await FailAsync()).Value));
        }

        var locked = (await FailAsync()).Value;

        Assert.Equal((true, 5, false), Short(locked));
        Assert.Equal((_clock.Now.AddHours(24), DecidingLayer.LoginLock, siti.Id), (locked.LockedUntil, locked.Decision.Layer, locked.Customer));
        Assert.Equal("Your account is temporarily locked due to multiple incorrect password attempts. Try again later, or reset your password.", locked.Message);
        Assert.Equal([EventKind.LoginLocked, EventKind.Registered], History(siti.Id).Select(happened => happened.Kind));
        var kept = Read(siti.Id);
        var decisions = EffectMatrix.Actions.ToDictionary(action => action, action => Decide.Of(action, DecisionPolicy.Default, kept.Standing, BlockListVerdict.Clear, _clock.Now));
        Assert.All([CustomerAction.SignIn, CustomerAction.RedeemPoints, CustomerAction.RedeemCoupon], action => Assert.Equal((Effect.Deny, DecidingLayer.LoginLock), (decisions[action].Effect, decisions[action].Layer)));
        Assert.All([CustomerAction.Earn, CustomerAction.Transact, CustomerAction.ReceiveMarketing], action => Assert.Equal(Effect.Allow, decisions[action].Effect));
    }

    [Fact]
    public async Task Counts_survive_another_process_and_time_ends_the_lock_without_an_event()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        await FailAsync(3);
        await using var other = _store.Another();
        Assert.Equal(4, (await other.Get<ReportSignIns>().RunAsync(Report(SignInReportKind.Failed), Portal)).Value.FailuresInARow);

        Assert.True((await FailAsync()).Value.IsLocked);
        _clock.Now += TimeSpan.FromHours(24);

        Assert.Equal((false, 5), (Read(siti.Id).Overlays.IsLocked(_clock.Now), Read(siti.Id).FailedSignIns));
        Assert.Equal((false, 1, true), Short((await FailAsync()).Value));
        Assert.Equal(2, History(siti.Id).Count);
    }

    [Fact]
    public async Task A_reset_password_lifts_the_lock_and_so_does_a_person_with_the_permission()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        await FailAsync(5);
        Assert.Equal((false, 0, true), Short((await RunAsync(SignInReportKind.PasswordReset)).Value));

        await FailAsync(5);
        var overlays = _store.Get<ManageOverlays>();
        Assert.Equal(new NotPermitted(Permissions.ManageOverlays), (await overlays.LiftLockAsync(siti.Id, null, _store.Actor(Role.Viewer))).Refusal);
        Assert.IsType<NotFound>((await overlays.LiftLockAsync(siti.Id, null, _store.Actor(Role.Agent, _store.OtherTenant))).Refusal);
        Assert.Null((await overlays.LiftLockAsync(siti.Id, "Knows the last purchase", _store.Actor(Role.Agent))).Refusal);

        Assert.IsType<NotLocked>((await overlays.LiftLockAsync(siti.Id, null, _store.Actor(Role.Agent))).Refusal);
        var kinds = History(siti.Id);
        Assert.Equal([EventKind.LoginLockLifted, EventKind.LoginLocked, EventKind.LoginLockLifted, EventKind.LoginLocked, EventKind.Registered], kinds.Select(happened => happened.Kind));
        Assert.Equal(("person", "password-reset"), (kinds[0].Data[EventData.LiftedBy], kinds[2].Data[EventData.LiftedBy]));
        Assert.Null(Read(siti.Id).LoginLockedUntil);
    }

    [Fact]
    public async Task A_sign_in_is_an_event_with_its_place_and_moves_the_last_activity()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        await FailAsync(4);
        _clock.Now += TimeSpan.FromHours(2);

        var report = Report(SignInReportKind.Succeeded) with { At = _clock.Now.AddMinutes(-3), Place = " The app " };
        Assert.Equal((false, 0, true), Short((await _store.Get<ReportSignIns>().RunAsync(report, Portal)).Value));

        var signedIn = History(siti.Id)[0];
        Assert.Equal((EventKind.SignedIn, _clock.Now.AddMinutes(-3), "The app"), (signedIn.Kind, signedIn.At, signedIn.Data[EventData.Place]));
        Assert.Equal(_clock.Now.AddMinutes(-3), Read(siti.Id).LastActivityAt);
    }

    [Fact]
    public async Task A_moment_in_the_future_counts_as_now_and_is_kept_beside_the_event()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        var ahead = _clock.Now.AddDays(1);

        await _store.Get<ReportSignIns>().RunAsync(Report(SignInReportKind.Succeeded) with { At = ahead }, Portal);

        var signedIn = History(siti.Id)[0];
        Assert.Equal((_clock.Now, $"{ahead.ToUnixTimeMilliseconds()}"), (signedIn.At, signedIn.Data[EventData.ClaimedAt]));
        Assert.Equal(_clock.Now, Read(siti.Id).LastActivityAt);
        Assert.Equal(1, (await FailAsync(at: _clock.Now.AddSeconds(1))).Value.FailuresInARow);
    }

    [Fact]
    public async Task A_stranger_is_answered_in_the_same_shape_and_nothing_is_kept()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        var foreign = await _store.RegisterAsync("Stranger here", mobile: "019-999 9999", tenant: _store.OtherTenant);
        var before = StoreDump.Of(_store);
        var strangers = new[]
        {
            new NamedCustomer(null, "019-999 9999", null, null, null),
            new NamedCustomer(null, "not a number", null, null, null),
            new NamedCustomer(null, null, "nobody@mail.example", null, null),
            new NamedCustomer(null, null, null, "' OR 1=1 --", null),
            new NamedCustomer(CustomerId.New(_clock.Now), null, null, null, null),
            new NamedCustomer(foreign.Id, null, null, null, null),
        };
        foreach (var who in strangers)
        {
            foreach (var kind in Enum.GetValues<SignInReportKind>())
            {
                for (var i = 0; i < 6; i++)
                {
                    var answer = (await _store.Get<ReportSignIns>().RunAsync(new SignInReport(who, kind, null, null, null), Portal)).Value;
                    Assert.Equal(new SignInStanding(null, 0, new Decision(Effect.Allow, DecidingLayer.None, null), null, null), answer);
                }
            }
        }

        Assert.Equal(0, Read(siti.Id).FailedSignIns);
        Assert.Equal(before, StoreDump.Of(_store));
    }

    [Fact]
    public async Task Exactly_one_identifier_is_needed()
    {
        foreach (var who in new[] { new NamedCustomer(null, null, " ", null, null), new NamedCustomer(null, Number, "siti@mail.example", null, null), new NamedCustomer(null, new string('1', 300), null, null, null) })
        {
            Assert.IsType<InvalidInput>((await _store.Get<ReportSignIns>().RunAsync(new SignInReport(who, SignInReportKind.Failed, null, null, null), Portal)).Refusal);
        }
    }

    [Fact]
    public async Task Customers_who_share_a_number_share_its_login_and_deleted_ones_stay_as_they_are()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        var husband = await _store.RegisterAsync("Ahmad Faizal", mobile: "+60 12 345 6789");
        var gone = await _store.RegisterAsync("Gone", mobile: Number);
        await ChangeAsync(gone.Id, "Deleted");

        var locked = (await FailAsync(5)).Value;

        Assert.Equal((true, 5, false), Short(locked));
        Assert.Null(locked.Customer);
        Assert.Equal([true, true, false], new[] { siti.Id, husband.Id, gone.Id }.Select(id => Read(id).Overlays.IsLocked(_clock.Now)));
        Assert.Null((await _store.Get<ManageOverlays>().LiftLockAsync(siti.Id, null, _store.Actor(Role.Agent))).Refusal);
        Assert.True((await FailAsync()).Value.IsLocked);

        await RunAsync(SignInReportKind.PasswordReset);
        Assert.Equal((false, 0, true), Short((await RunAsync(SignInReportKind.Succeeded)).Value));
        Assert.Equal("2", History(husband.Id)[0].Data[EventData.Sharing]);
        Assert.Equal(2, History(gone.Id).Count);
    }

    [Fact]
    public async Task An_identifier_that_too_many_have_names_nobody()
    {
        for (var i = 0; i <= ReportSignIns.MostHolders; i++)
        {
            await _store.RegisterAsync($"Customer {i}", mobile: "000");
        }

        var refusal = (await _store.Get<ReportSignIns>().RunAsync(Report(SignInReportKind.Failed) with { Who = new NamedCustomer(null, "000", null, null, null) }, Portal)).Refusal;

        Assert.Equal((RefusalKind.Rule, "identifier-shared"), (Assert.IsType<IdentifierShared>(refusal).Kind, refusal!.Code));
    }

    [Fact]
    public async Task Deleted_and_blocked_customers_are_answered_by_the_same_decision_as_everywhere()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        await ChangeAsync(siti.Id, "Blocked");
        var blocked = (await RunAsync(SignInReportKind.Succeeded)).Value;
        Assert.Equal((DecidingLayer.Status, false), (blocked.Decision.Layer, blocked.Decision.IsAllowed));
        Assert.Equal("Your membership has been restricted by the program administrator. Please contact us.", blocked.Message);
        Assert.Equal(("Deny", "Status"), (History(siti.Id)[0].Data[EventData.Effect], History(siti.Id)[0].Data[EventData.Layer]));

        await ChangeAsync(siti.Id, "Active");
        await ChangeAsync(siti.Id, "Deleted");
        var events = History(siti.Id).Count;
        Assert.False((await FailAsync(6)).Value.Decision.IsAllowed);
        Assert.Equal((events, 0), (History(siti.Id).Count, Read(siti.Id).FailedSignIns));
    }

    [Fact]
    public async Task A_suspended_customer_still_signs_in_to_pay_what_is_due()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        await ChangeAsync(siti.Id, "Suspended");

        var answer = (await RunAsync(SignInReportKind.Succeeded)).Value;

        Assert.Equal((Effect.Limited, true), (answer.Decision.Effect, answer.Decision.IsAllowed));
        Assert.Equal("Your membership is on hold. You can sign in to pay what is due.", answer.Message);
        Assert.DoesNotContain(EventData.Effect, History(siti.Id)[0].Data.Keys);
    }

    [Fact]
    public async Task The_statuses_of_a_shop_are_labels_on_Active_and_do_not_contact_stands_beside_them()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        foreach (var name in new[] { "Open", "Converted" })
        {
            var draft = new LabelDraft { Name = name, Status = CustomerStatus.Active, Colour = "blue", Icon = "flag", ReasonRequired = false };
            Assert.Null((await _store.Get<ManageLabels>().CreateAsync(draft, _store.Actor(Role.Administrator))).Refusal);
        }

        await ChangeAsync(siti.Id, "Open");
        Assert.Null((await _store.Get<ManageOverlays>().SetContactPreferenceAsync(siti.Id, true, null, _store.Actor(Role.Agent))).Refusal);
        await ChangeAsync(siti.Id, "Converted");
        Assert.Equal((CustomerStatus.Active, true), (Read(siti.Id).Status, Read(siti.Id).DoNotContact));
        await ChangeAsync(siti.Id, "Blocked");
        Assert.True(Read(siti.Id).DoNotContact);
        await ChangeAsync(siti.Id, "Converted");

        Assert.True(Read(siti.Id).DoNotContact);
        Assert.Equal([EventKind.StatusChanged, EventKind.StatusChanged, EventKind.LabelChanged, EventKind.ContactPreferenceChanged, EventKind.LabelChanged, EventKind.Registered], History(siti.Id).Select(happened => happened.Kind));
        Assert.Equal(siti.Id, Assert.Single(_store.Get<ListCustomers>().Run(new() { Overlay = CustomerOverlay.DoNotContact }, CustomerSort.Name, false, null, 10, _store.Actor(Role.Viewer)).Value.Items).Id);
    }

    [Fact]
    public async Task The_same_key_twice_counts_once()
    {
        await _store.RegisterAsync("Siti Aminah", mobile: Number);
        var report = Report(SignInReportKind.Failed) with { IdempotencyKey = "try-1" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _store.Get<ReportSignIns>().RunAsync(report, Portal)));

        Assert.All(answers, answer => Assert.Equal(1, answer.Value.FailuresInARow));
        Assert.IsType<IdempotencyKeyReused>((await _store.Get<ReportSignIns>().RunAsync(report with { Kind = SignInReportKind.Succeeded }, Portal)).Refusal);
    }

    [Fact]
    public async Task A_hundred_failures_at_once_lock_once()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => FailAsync()));

        Assert.Equal(4, answers.Count(answer => !answer.Value.IsLocked));
        Assert.Equal(2, History(siti.Id).Count);
        Assert.Equal(5, Read(siti.Id).FailedSignIns);
    }

    [Fact]
    public async Task Whoever_may_not_report_sign_ins_changes_nothing()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);

        Assert.Equal(new NotPermitted(Permissions.ReportSignIns), (await _store.Get<ReportSignIns>().RunAsync(Report(SignInReportKind.Failed), _store.Actor(Role.Agent))).Refusal);
        Assert.Equal(0, Read(siti.Id).FailedSignIns);
    }

    [Fact]
    public async Task Do_not_contact_stops_messages_alone_and_needs_the_permission()
    {
        var siti = await _store.RegisterAsync("Siti Aminah", mobile: Number);
        var overlays = _store.Get<ManageOverlays>();
        Assert.Equal(new NotPermitted(Permissions.ManageOverlays), (await overlays.SetContactPreferenceAsync(siti.Id, true, null, _store.Actor(Role.Approver))).Refusal);
        Assert.IsType<NotFound>((await overlays.SetContactPreferenceAsync(siti.Id, true, null, _store.Actor(Role.Agent, _store.OtherTenant))).Refusal);

        var version = (await overlays.SetContactPreferenceAsync(siti.Id, true, "Asked on the phone", _store.Actor(Role.Agent))).Value.Customer.Version;

        var kept = Read(siti.Id);
        Assert.Equal((true, siti.Version, siti.Version), (kept.DoNotContact, kept.Version, version));
        foreach (var action in EffectMatrix.Actions)
        {
            var decision = Decide.Of(action, DecisionPolicy.Default, kept.Standing, BlockListVerdict.Clear, _clock.Now);
            Assert.Equal(action == CustomerAction.ReceiveMarketing ? DecidingLayer.DoNotContact : DecidingLayer.None, decision.Layer);
        }

        Assert.IsType<PreferenceSame>((await overlays.SetContactPreferenceAsync(siti.Id, true, null, _store.Actor(Role.Agent))).Refusal);
        Assert.Equal("Asked on the phone", History(siti.Id)[0].Note);
    }

    private static (bool Locked, int Failures, bool Allowed) Short(SignInStanding standing) => (standing.IsLocked, standing.FailuresInARow, standing.Decision.IsAllowed);

    private static SignInReport Report(SignInReportKind kind) => new(new NamedCustomer(null, Number, null, null, null), kind, null, null, null);

    private Task<Outcome<SignInStanding>> RunAsync(SignInReportKind kind) => _store.Get<ReportSignIns>().RunAsync(Report(kind), Portal);

    private async Task<Outcome<SignInStanding>> FailAsync(int times = 1, DateTimeOffset? at = null)
    {
        Outcome<SignInStanding> answer = default;
        for (var i = 0; i < times; i++)
        {
            answer = await _store.Get<ReportSignIns>().RunAsync(Report(SignInReportKind.Failed) with { At = at }, Portal);
        }

        return answer;
    }

    private async Task ChangeAsync(CustomerId id, string label) =>
        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(new(id, LabelChoice.Named(label), null, "As agreed", null, null), _store.Actor(Role.Supervisor))).Refusal);

    private Customer Read(CustomerId id)
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return scope.Db.Customers.Single(customer => customer.Id == id);
    }

    private IReadOnlyList<EventView> History(CustomerId id) => _store.Get<ReadTimeline>().Run(id, _store.Actor(Role.Agent)).Value.Events;
}
