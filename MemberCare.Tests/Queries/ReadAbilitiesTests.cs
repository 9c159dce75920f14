using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class ReadAbilitiesTests : IAsyncLifetime
{
    private readonly StandingClock _clock = new(ManyCustomers.Now);
    private TestStore _store = null!;
    private CustomerId _id;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_clock);
        _id = (await _store.RegisterAsync("Siti Aminah", mobile: "012-345 6789")).Id;
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Status_overlays_and_block_list_all_have_a_say_and_the_first_end_is_told()
    {
        Assert.All(Read().Abilities, ability => Assert.Equal(new Decision(Effect.Allow, DecidingLayer.None, null), ability.Decision));
        Assert.Null(Read().ChangesAt);

        await LockAsync();
        Assert.Null((await _store.Get<ManageOverlays>().SetContactPreferenceAsync(_id, true, null, _store.Actor(Role.Agent))).Refusal);
        await ListAsync(_clock.Now.AddHours(30));

        var now = Read();
        Assert.Equal(_clock.Now.AddHours(24), now.ChangesAt);
        Assert.Equal(new(Effect.Deny, DecidingLayer.LoginLock, _clock.Now.AddHours(24)), Of(now, CustomerAction.RedeemPoints).Decision);
        Assert.Equal(new(Effect.Deny, DecidingLayer.DoNotContact, null), Of(now, CustomerAction.ReceiveMarketing).Decision);
        Assert.Equal(new(Effect.Deny, DecidingLayer.BlockList, _clock.Now.AddHours(30)), Of(now, CustomerAction.Book).Decision);
        Assert.Contains("temporarily locked", Of(now, CustomerAction.SignIn).Message!, StringComparison.Ordinal);
        Assert.Contains("not able to book", Of(now, CustomerAction.Book).Message!, StringComparison.Ordinal);
        Assert.Null(Of(now, CustomerAction.Earn).Message);

        _clock.Now = _clock.Now.AddHours(24);
        Assert.Equal((DecidingLayer.BlockList, _clock.Now.AddHours(6)), (Of(Read(), CustomerAction.SignIn).Decision.Layer, Read().ChangesAt));
        _clock.Now = _clock.Now.AddHours(6);
        Assert.Equal((Effect.Allow, null), (Of(Read(), CustomerAction.SignIn).Decision.Effect, Read().ChangesAt));
    }

    [Fact]
    public async Task The_last_refusals_are_told_newest_first()
    {
        for (var i = 0; i < 8; i++)
        {
            await _store.Get<Writer>().RunAsync<Done>(_store.Tenant, transaction =>
            {
                var customer = transaction.Find(_id)!;
                var data = new EventData { [EventData.Action] = "RedeemPoints", [EventData.Layer] = "LoginLock", [EventData.Place] = $"till {i}" };
                transaction.Save(customer, customer.Note(EventKind.DecisionRefused, data, Actor.System(_store.Tenant, "Till", Channel.Till), transaction.Now));
                transaction.Save(customer, customer.Note(EventKind.ContactRevealed, [], _store.Actor(Role.Agent), transaction.Now));
                return new Done();
            });
        }

        Assert.Equal(["till 7", "till 6", "till 5", "till 4", "till 3"], Read().Refusals.Select(refusal => refusal.Data[EventData.Place]));
    }

    [Fact]
    public void Nobody_reads_the_abilities_of_another_organisations_customer_or_without_the_permission()
    {
        var read = _store.Get<ReadAbilities>();

        Assert.IsType<NotFound>(read.Run(_id, _store.Actor(Role.Agent, _store.OtherTenant)).Refusal);
        Assert.IsType<NotPermitted>(read.Run(_id, _store.Actor(Role.Agent) with { Permissions = Permissions.None }).Refusal);
    }

    private static Ability Of(CustomerAbilities abilities, CustomerAction action) => abilities.Abilities.Single(ability => ability.Action == action);

    private CustomerAbilities Read() => _store.Get<ReadAbilities>().Run(_id, _store.Actor(Role.Agent)).Value;

    private async Task LockAsync()
    {
        var portal = new Actor(ActorKind.ApiClient, "portal", "Portal", _store.Tenant, Permissions.ReportSignIns, Channel.Api);
        for (var i = 0; i < 5; i++)
        {
            await _store.Get<ReportSignIns>().RunAsync(new SignInReport(new NamedCustomer(_id, null, null, null, null), SignInReportKind.Failed, null, null, null), portal);
        }
    }

    private Task ListAsync(DateTimeOffset until) => _store.Get<Writer>().RunAsync<Done>(_store.Tenant, transaction =>
    {
        transaction.Db.BlockedContacts.Add(BlockedContact.Block(IdentifierKind.Mobile, "012-345 6789", "+60123456789", null, until, _store.Actor(Role.Supervisor), transaction.Now));
        transaction.Db.SaveChanges();
        return new Done();
    });
}
