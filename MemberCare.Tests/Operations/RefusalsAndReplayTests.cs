using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>What a no leaves behind, and what an answer was at a past moment.</summary>
public sealed class RefusalsAndReplayTests : IAsyncLifetime
{
    private const string Mobile = "012-345 6789";
    private static readonly DateTimeOffset Friday = new(2026, 3, 6, 18, 40, 0, TimeSpan.Zero);

    private readonly SetTime _time = new(Friday);
    private TestStore _store = null!;
    private Customer _customer = null!;

    private Actor Till => new(ActorKind.ApiClient, "key", "Tills", _store.Tenant, Permissions.AskDecisions, Channel.Api);

    private Actor Administrator => new(ActorKind.Person, "1", "Administrator", _store.Tenant, Permissions.All, Channel.Console);

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_time);
        _customer = await _store.RegisterAsync("Tan Mei Ling", mobile: Mobile, email: "mei@mail.my");
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task The_first_refusal_of_a_kind_a_day_stands_in_the_history_with_till_action_and_layer()
    {
        await LockAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(DecidingLayer.LoginLock, Ask(CustomerAction.RedeemPoints, place: "till 7").Decision.Layer);
        }

        Ask(CustomerAction.RedeemPoints, place: "till 8");
        Ask(CustomerAction.RedeemCoupon, place: "till 7");
        Ask(CustomerAction.Earn, place: "till 7");
        await _store.Get<RefusalLog>().FlushAsync();

        var refusals = Refusals();
        Assert.Equal(["RedeemPoints till 7", "RedeemPoints till 8", "RedeemCoupon till 7"], refusals.Select(one => $"{one.Data![EventData.Action]} {one.Data[EventData.Place]}"));
        Assert.Equal(("Till", "LoginLock", "Deny", "Tills", Channel.Api, Friday), (refusals[0].Data![EventData.Via], refusals[0].Data![EventData.Layer], refusals[0].Data![EventData.Effect], refusals[0].ActorName, refusals[0].Channel, refusals[0].At));
        Assert.Null(EventChain.FirstBreak(History()));

        // An agent who has the customer open does not lose their edit to it, and another day begins anew.
        using (var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant))
        {
            var now = scope.Db.Customers.Single();
            Assert.Equal((_customer.LastActivityAt, History().Count(one => one.Kind == EventKind.LoginLocked)), (now.LastActivityAt, 1));
        }

        _time.Now += TimeSpan.FromHours(12);
        Ask(CustomerAction.RedeemPoints, place: "till 7");
        await _store.Get<RefusalLog>().FlushAsync();
        Assert.Equal(4, Refusals().Count);
    }

    [Fact]
    public async Task A_second_process_does_not_repeat_what_the_first_has_kept_and_a_history_takes_so_many_a_day()
    {
        await ChangeAsync(CustomerStatus.Blocked);
        Ask(CustomerAction.SignIn, place: "till 7");
        await _store.Get<RefusalLog>().FlushAsync();
        await using (var another = _store.Another())
        {
            Ask(CustomerAction.SignIn, place: "till 7", by: another);
            await another.Get<RefusalLog>().FlushAsync();
        }

        Assert.Single(Refusals());
        for (var i = 0; i < 80; i++)
        {
            Ask(CustomerAction.SignIn, place: $"till {i}");
        }

        await _store.Get<RefusalLog>().FlushAsync();
        Assert.Equal(RefusalLog.MostPerDay, Refusals().Count);
    }

    [Fact]
    public async Task A_hit_of_the_block_list_is_counted_each_time_whichever_identifier_was_asked()
    {
        var entry = (await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest("Mei@mail.my"), Administrator)).Value;
        Ask(CustomerAction.SignIn);
        Ask(CustomerAction.SignIn);
        Assert.False(_store.Get<AskDecision>().Run(new DecisionQuestion { Email = "mei@mail.my", Action = CustomerAction.Book }, Till).Value.Decision.IsAllowed);
        Assert.False(_store.Get<AskDecision>().Run(new DecisionQuestion { Email = "mei@mail.my" }, Till).Value.Decision.IsAllowed);
        await _store.Get<RefusalLog>().FlushAsync();
        await _store.Get<BlockListHits>().FlushAsync();

        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        Assert.Equal(4, scope.Db.BlockedContacts.Single(one => one.Id == entry.Id).Hits);
    }

    [Fact]
    public async Task A_replay_answers_what_was_answered_at_every_moment_of_a_long_story_and_names_what_decided()
    {
        var random = new Random(11);
        var answers = new List<(DecisionQuestion Question, DecisionAnswer Then)>();
        for (var step = 0; step < 80; step++)
        {
            _time.Now += TimeSpan.FromMinutes(random.Next(1, 300));
            switch (random.Next(7))
            {
                case 0 or 1:
                    var labels = _store.Get<Catalogues>().Of(_store.Tenant).Labels.Where(label => label.Status != CustomerStatus.Deleted).ToList();
                    await _store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(_customer.Id, LabelChoice.Of(labels[random.Next(labels.Count)].Id), null, "Tested", null, null), Administrator);
                    break;
                case 2:
                    await _store.Get<ManageOverlays>().SetContactPreferenceAsync(_customer.Id, random.Next(2) == 0, "Tested", Administrator);
                    break;
                case 3:
                    await LockAsync();
                    break;
                case 4:
                    await _store.Get<ManageOverlays>().LiftLockAsync(_customer.Id, "Tested", Administrator);
                    break;
                case 5:
                    if (!(await _store.Get<ManageBlockList>().BlockAsync(new BlockRequest(Mobile, ExpiresAt: random.Next(2) == 0 ? null : _time.GetUtcNow().AddHours(9)), Administrator)).TryGet(out _, out _))
                    {
                        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
                        await _store.Get<ManageBlockList>().UnblockAsync([scope.Db.BlockedContacts.Single(one => one.RemovedAt == null).Id], null, Administrator);
                    }

                    break;
                default:
                    await _store.Get<ChangePolicy>().SetMatrixAsync(
                        [new EffectCell(CustomerStatus.Suspended, CustomerAction.RedeemCoupon, (Effect)(random.Next(2) * 4))], _store.Get<Catalogues>().Of(_store.Tenant).PolicyVersion, Administrator);
                    break;
            }

            _time.Now += TimeSpan.FromSeconds(1);
            foreach (var action in EffectMatrix.Actions)
            {
                var question = new DecisionQuestion { Action = action, Customer = step % 2 == 0 ? _customer.Id : null, Mobile = step % 2 == 0 ? null : Mobile };
                answers.Add((question, _store.Get<AskDecision>().Run(question, Till).Value));
            }
        }

        _time.Now += TimeSpan.FromDays(1);
        await _store.Get<RefusalLog>().FlushAsync();
        var history = History();
        foreach (var (question, then) in answers)
        {
            var replay = _store.Get<AskDecision>().Run(question with { At = then.At }, Till).Value;
            Assert.Equal(then, replay with { Because = null });
            var cause = replay.Because!.Event is { } number ? history[(int)number - 1] : null;
            var expected = replay.Decision.Layer switch
            {
                DecidingLayer.LoginLock => EventKind.LoginLocked,
                DecidingLayer.DoNotContact => EventKind.ContactPreferenceChanged,
                DecidingLayer.BlockList => (EventKind?)null,
                DecidingLayer.Status => replay.Status == CustomerStatus.Active ? EventKind.Registered : EventKind.StatusChanged,
                _ => cause?.Kind,
            };
            Assert.Equal(expected, cause?.Kind);
            Assert.True(cause is null || cause.At <= then.At);
        }

        Assert.True(answers.Select(one => one.Then.Decision.Layer).Distinct().Count() >= 5);
    }

    [Fact]
    public async Task Before_somebody_was_a_customer_they_were_a_stranger_and_a_number_counts_for_whoever_had_it_then()
    {
        await ChangeAsync(CustomerStatus.Blocked);
        var blocked = _time.GetUtcNow();
        _time.Now += TimeSpan.FromDays(1);
        await AmendMobileAsync(_customer, "012-345 0000");
        var moved = _time.GetUtcNow();
        _time.Now += TimeSpan.FromDays(1);

        Assert.True(Ask(CustomerAction.SignIn).Decision.IsAllowed);
        Assert.True(Ask(CustomerAction.SignIn, at: Friday.AddDays(-1)).Decision.IsAllowed);
        Assert.False(Ask(CustomerAction.SignIn, at: blocked.AddHours(1)).Decision.IsAllowed);
        Assert.True(Ask(CustomerAction.SignIn, at: moved.AddHours(1)).Decision.IsAllowed);
        Assert.False(_store.Get<AskDecision>().Run(new DecisionQuestion { Mobile = "012-345 0000", Action = CustomerAction.SignIn, At = moved.AddHours(1) }, Till).Value.Decision.IsAllowed);
        Assert.True(_store.Get<AskDecision>().Run(new DecisionQuestion { Mobile = "012-345 0000", Action = CustomerAction.SignIn, At = blocked.AddHours(1) }, Till).Value.Decision.IsAllowed);
        Assert.IsType<InvalidInput>(_store.Get<AskDecision>().Run(new DecisionQuestion { Mobile = Mobile, Action = CustomerAction.SignIn, At = _time.GetUtcNow().AddHours(1) }, Till).Refusal);
        Assert.True(_store.Get<AskDecision>().Run(new DecisionQuestion { Mobile = "012-345 0000", Action = CustomerAction.SignIn, At = _time.GetUtcNow().AddSeconds(30) }, Till).Value is { Decision.IsAllowed: false, Because: null });
        await _store.Get<RefusalLog>().FlushAsync();
        Assert.Single(Refusals());
    }

    private DecisionAnswer Ask(CustomerAction action, string? place = null, TestStore? by = null, DateTimeOffset? at = null) =>
        (by ?? _store).Get<AskDecision>().Run(new DecisionQuestion { Mobile = Mobile, Action = action, Channel = Channel.Till, Place = place, At = at }, Till).Value;

    private async Task LockAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await _store.Get<ReportSignIns>().RunAsync(new SignInReport(new NamedCustomer(_customer.Id, null, null, null, null), SignInReportKind.Failed, null, null, null), Administrator);
        }
    }

    private async Task ChangeAsync(CustomerStatus to) => Assert.Null((await _store.Get<ChangeStatus>().RunAsync(
        new ChangeStatusRequest(_customer.Id, LabelChoice.Of(_store.Get<Catalogues>().Of(_store.Tenant).SystemLabel(to).Id), null, "Tested", null, null), Administrator)).Refusal);

    private Task AmendMobileAsync(Customer customer, string mobile) => _store.Get<Writer>().RunAsync<Done>(_store.Tenant, transaction =>
    {
        var (known, details) = (transaction.Find(customer.Id)!, CustomerDetails.Read(new RawDetails { Name = customer.Name, Mobile = mobile }, "MY", transaction.Now).Value);
        transaction.SaveDetails(known, () => known.Amend(details, Administrator, transaction.Now));
        return new Done();
    });

    private List<CustomerEvent> History()
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return [.. scope.Db.Events.Where(one => one.CustomerId == _customer.Id).OrderBy(one => one.Sequence)];
    }

    private List<CustomerEvent> Refusals() => [.. History().Where(one => one.Kind == EventKind.DecisionRefused)];
}
