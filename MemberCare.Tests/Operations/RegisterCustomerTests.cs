using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>Who may become a customer, with the block list and with those who hold their numbers.</summary>
public sealed class RegisterCustomerTests
{
    [Theory]
    [InlineData("+60 12 345 6789", null, IdentifierKind.Mobile)]
    [InlineData("013-999 9999", "SPAM@mail.my", IdentifierKind.Email)]
    [InlineData("(012) 3456789", "spam@mail.my", IdentifierKind.Mobile)]
    public async Task Who_is_on_the_block_list_does_not_become_a_customer(string mobile, string? email, IdentifierKind contact)
    {
        await using var store = await TestStore.OpenAsync();
        await store.BlockAsync("012-345 6789", "Sends spam");
        await store.BlockAsync("spam@mail.my");

        var refusal = Assert.IsType<RegistrationRefused>((await store.TryRegisterAsync(mobile, email)).Refusal);

        Assert.Equal((DecidingLayer.BlockList, contact), (refusal.Layer, refusal.Contact));
        Assert.Equal(PublicMessages.Usual(PublicMessage.BlockList), refusal.Message);
        Assert.DoesNotContain("spam", refusal.Sentence + refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((0, 0), Kept(store));
        Assert.Null((await store.TryRegisterAsync(mobile, email, tenant: store.OtherTenant)).Refusal);
    }

    [Fact]
    public async Task Staff_with_the_right_go_over_the_list_with_a_reason_and_the_event_says_so()
    {
        await using var store = await TestStore.OpenAsync();
        await store.BlockAsync("012-345 6789");

        var agent = await store.TryRegisterAsync("012-345 6789", overrideReason: "She came in person", by: Role.Agent);
        var blank = await store.TryRegisterAsync("012-345 6789", overrideReason: "  ");
        var done = (await store.TryRegisterAsync("012-345 6789", overrideReason: "She came in person")).Value;

        Assert.Equal(Permissions.OverrideBlockList, Assert.IsType<NotPermitted>(agent.Refusal).Needed);
        Assert.Equal(["overrideReason"], Assert.IsType<InvalidInput>(blank.Refusal).Fields.Keys);
        Assert.Equal("block-list", done.Event.Data![EventData.Override]);
        Assert.Equal("She came in person", done.Event.Note);
        await store.Get<BlockListHits>().FlushAsync();
        Assert.Equal(1, store.Live().Single().Hits);
    }

    [Fact]
    public async Task A_reason_that_nothing_asks_for_leaves_no_trace()
    {
        await using var store = await TestStore.OpenAsync();

        var done = (await store.TryRegisterAsync("012-345 6789", overrideReason: "To be sure", by: Role.Agent)).Value;

        Assert.Null(done.Event.Data);
        Assert.Null(done.Event.Note);
    }

    [Fact]
    public async Task A_blocked_customer_holds_number_and_address_and_another_number_can_register()
    {
        await using var store = await TestStore.OpenAsync();
        var blocked = (await store.TryRegisterAsync("012-345 6789", "mei@mail.my")).Value.Customer;
        Assert.Null((await store.TryRegisterAsync("012-345 6789", name: "Her sister")).Refusal);
        await MoveAsync(store, blocked.Id, "Blocked");

        var byNumber = Assert.IsType<RegistrationRefused>((await store.TryRegisterAsync("+60123456789")).Refusal);
        var byAddress = Assert.IsType<RegistrationRefused>((await store.TryRegisterAsync("013-456 7890", "MEI@mail.my")).Refusal);

        Assert.Equal((DecidingLayer.Hold, IdentifierKind.Mobile), (byNumber.Layer, byNumber.Contact));
        Assert.Equal((DecidingLayer.Hold, IdentifierKind.Email), (byAddress.Layer, byAddress.Contact));
        Assert.Equal(PublicMessages.Usual(PublicMessage.RegistrationRefused), byNumber.Message);
        Assert.Null((await store.TryRegisterAsync("013-456 7890", "other@mail.my")).Refusal);

        var over = (await store.TryRegisterAsync("012-345 6789", overrideReason: "A new owner of the number")).Value;
        Assert.Equal("hold", over.Event.Data![EventData.Override]);

        await MoveAsync(store, blocked.Id, "Active");
        Assert.Null((await store.TryRegisterAsync("012-345 6789", "mei@mail.my")).Refusal);
    }

    [Fact]
    public async Task A_deleted_customer_releases_the_number_and_the_new_one_is_linked_to_the_old()
    {
        await using var store = await TestStore.OpenAsync();
        var first = (await store.TryRegisterAsync("012-345 6789")).Value;
        Assert.Null(first.Event.Data);
        await MoveAsync(store, first.Customer.Id, "Deleted");

        var second = (await store.TryRegisterAsync("+60 12-345 6789")).Value;
        await MoveAsync(store, second.Customer.Id, "Deleted");
        var third = (await store.TryRegisterAsync("012 345 6789")).Value;

        Assert.NotEqual(first.Customer.Id, second.Customer.Id);
        Assert.Equal(first.Customer.Id.ToString(), second.Event.Data![EventData.Earlier]);
        Assert.Equal(second.Customer.Id.ToString(), third.Event.Data![EventData.Earlier]);
        Assert.Null((await store.TryRegisterAsync("012 345 6789", tenant: store.OtherTenant)).Value.Event.Data);
    }

    [Fact]
    public async Task The_early_look_says_who_has_the_number_who_had_it_and_whether_it_may_be_gone_over()
    {
        await using var store = await TestStore.OpenAsync();
        var gone = (await store.TryRegisterAsync("012-345 6789", name: "Siti Aminah")).Value.Customer.Id;
        await MoveAsync(store, gone, "Deleted");
        var sister = (await store.TryRegisterAsync("012-345 6789", name: "Her sister")).Value.Customer.Id;
        await store.BlockAsync("012-345 6789", "Sends spam");

        var supervisor = Look(store, Role.Supervisor, "012 3456789");
        var agent = Look(store, Role.Agent, "012 3456789");

        Assert.Equal((sister, gone), (Assert.Single(supervisor.Holders).Id, supervisor.Earlier!.Id));
        Assert.Equal(("Sends spam", true), (supervisor.Entry!.Reason, supervisor.MayOverride));
        Assert.Equal(DecidingLayer.BlockList, supervisor.Refusal!.Layer);
        Assert.False(agent.MayOverride);
        Assert.Equal((true, "+60 •• ••• 6789"), (agent.Entry!.IsMasked, agent.Entry.Value));
        Assert.Equal("+60 •• ••• 6789", agent.Holders.Single().Mobile);
        Assert.Equal((null, 0), (Look(store, Role.Agent, "").Refusal, Look(store, Role.Agent, "012").Holders.Count));
        Assert.IsType<NotPermitted>(store.Get<CheckContacts>().BeforeRegistration("012 3456789", null, store.Actor(Role.Viewer)).Refusal);
        await store.Get<BlockListHits>().FlushAsync();
        Assert.Equal(0, store.Live().Single().Hits);
    }

    [Fact]
    public async Task A_registration_that_passed_the_early_look_is_refused_where_the_block_was_acknowledged_before_it_committed()
    {
        await using var store = await TestStore.OpenAsync();
        var seed = new Random(20261122);
        for (var round = 0; round < 40; round++)
        {
            var number = $"+6012{3_000_000 + round}";
            Assert.Null(Look(store, Role.Supervisor, number).Refusal);
            using var start = new Barrier(2);
            var acknowledged = 0L;
            var block = Task.Run(async () =>
            {
                start.SignalAndWait();
                Assert.Null((await store.BlockAsync(number)).Refusal);
                Interlocked.Exchange(ref acknowledged, 1);
            });
            var (pause, knew) = (seed.Next(0, 3), false);
            var register = await Task.Run(async () =>
            {
                start.SignalAndWait();
                await Task.Delay(pause);
                knew = Interlocked.Read(ref acknowledged) == 1;
                return await store.TryRegisterAsync(number);
            });
            await block;

            Assert.True(!knew || register.Refusal is RegistrationRefused, $"Round {round}: blocked, acknowledged, and registered after that.");
            Assert.IsType<RegistrationRefused>((await store.TryRegisterAsync(number)).Refusal);
        }
    }

    private static RegistrationLook Look(TestStore store, Role role, string mobile) => store.Get<CheckContacts>().BeforeRegistration(mobile, null, store.Actor(role)).Value;

    private static async Task MoveAsync(TestStore store, CustomerId id, string label)
    {
        var change = new ChangeStatusRequest(id, LabelChoice.Named(label), null, "For the test", null, null);
        Assert.Null((await store.Get<ChangeStatus>().RunAsync(change, store.Actor(Role.Supervisor))).Refusal);
    }

    private static (int Customers, int Events) Kept(TestStore store)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        return (scope.Db.Customers.Count(), scope.Db.Events.Count());
    }
}
