using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>Putting contacts on the block list and taking them off.</summary>
public sealed class ManageBlockListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("012-345 6789", IdentifierKind.Mobile, "+60123456789")]
    [InlineData(" +60 (0)12 345 6789 ", IdentifierKind.Mobile, "+60123456789")]
    [InlineData("call 1300 then 7", IdentifierKind.Mobile, "call 1300 then 7")]
    [InlineData(" Spam.Bot@Mail.MY ", IdentifierKind.Email, "spam.bot@mail.my")]
    public async Task A_contact_is_kept_as_it_was_typed_and_compared_by_its_key(string typed, IdentifierKind kind, string key)
    {
        await using var store = await TestStore.OpenAsync();

        var entry = (await store.BlockAsync(typed, "Sends spam")).Value;

        Assert.Equal((kind, typed.Trim(), key, "Sends spam", (DateTimeOffset?)null), (entry.Kind, entry.Value, entry.Key, entry.Reason, entry.ExpiresAt));
        Assert.Equal(("Supervisor of the test", 0L), (entry.BlockedBy, entry.Hits));
        Assert.Equal(entry.Id, Assert.Single(store.Live()).Id);
    }

    [Theory]
    [InlineData(null, "value")]
    [InlineData("", "value")]
    [InlineData(" \u200B ", "value")]
    [InlineData("nobody", "value")]
    [InlineData("two@@mail.my", "value")]
    [InlineData("@mail.my", "value")]
    public async Task What_could_never_match_anybody_is_no_entry(string? typed, string field)
    {
        await using var store = await TestStore.OpenAsync();

        var refusal = Assert.IsType<InvalidInput>((await store.BlockAsync(typed)).Refusal);

        Assert.Equal([field], refusal.Fields.Keys);
        Assert.Empty(store.Live());
    }

    [Fact]
    public async Task All_that_is_wrong_with_an_entry_is_said_at_once()
    {
        await using var store = await TestStore.OpenAsync(new ManualTime(Noon));
        var request = new BlockRequest(new string('1', 300), IdentifierKind.Card, new string('x', 501), Noon);

        var refusal = Assert.IsType<InvalidInput>((await store.Get<ManageBlockList>().BlockAsync(request, store.Actor(Role.Supervisor))).Refusal);

        Assert.Equal(["expiresAt", "kind", "reason", "value"], refusal.Fields.Keys.Order());
    }

    [Theory]
    [InlineData("012-345 6789", "+60123456789")]
    [InlineData("Spam@mail.my", "sPAM@MAIL.my")]
    [InlineData("no number 1", "no number 1")]
    public async Task A_contact_is_on_the_list_once_whatever_its_spelling(string first, string second)
    {
        await using var store = await TestStore.OpenAsync(new ManualTime(Noon));
        var entry = (await store.BlockAsync(first)).Value;

        var refusal = Assert.IsType<AlreadyBlocked>((await store.BlockAsync(second)).Refusal);

        Assert.Equal((entry.Id, "Supervisor of the test", Noon), (refusal.Entry, refusal.By, refusal.At));
        Assert.Contains("20 November 2026, by Supervisor of the test", refusal.Sentence, StringComparison.Ordinal);
        Assert.Single(store.Live());
        Assert.Null((await store.BlockAsync(first, tenant: store.OtherTenant)).Refusal);
    }

    [Fact]
    public async Task A_number_is_no_address_even_where_both_read_alike()
    {
        await using var store = await TestStore.OpenAsync();

        Assert.Null((await store.Get<ManageBlockList>().BlockAsync(new BlockRequest("1@2", IdentifierKind.Email), store.Actor(Role.Supervisor))).Refusal);
        Assert.Null((await store.Get<ManageBlockList>().BlockAsync(new BlockRequest("1@2", IdentifierKind.Mobile), store.Actor(Role.Supervisor))).Refusal);

        Assert.Equal(2, store.Live().Count);
    }

    [Fact]
    public async Task An_entry_that_has_ended_keeps_nobody_out_and_stands_in_nobodys_way()
    {
        var time = new ManualTime(Noon);
        await using var store = await TestStore.OpenAsync(time);
        var entry = (await store.BlockAsync("012-345 6789", expiresAt: Noon.AddHours(1))).Value;
        Assert.IsType<RegistrationRefused>((await store.TryRegisterAsync("012-345 6789")).Refusal);

        time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(store.Live());
        Assert.Equal(entry.Id, Assert.Single(store.Entries(BlockListState.Expired)).Id);
        Assert.Null((await store.TryRegisterAsync("012-345 6789")).Refusal);
        Assert.Null((await store.BlockAsync("012-345 6789")).Refusal);
        Assert.Single(store.Live());
    }

    [Fact]
    public async Task One_or_many_are_taken_off_together_and_stay_as_history()
    {
        await using var store = await TestStore.OpenAsync();
        var entries = new List<long>();
        foreach (var number in Enumerable.Range(0, 5))
        {
            entries.Add((await store.BlockAsync($"012-345 678{number}")).Value.Id);
        }

        var one = (await store.UnblockAsync([entries[0]], "It was a mistake")).Value;
        var many = (await store.UnblockAsync([entries[0], entries[1], entries[2], entries[2]], null)).Value;

        Assert.Equal((1, 0), (one.Entries.Count, one.LeftAlone));
        Assert.Equal((2, 1), (many.Entries.Count, many.LeftAlone));
        Assert.Equal(entries[3..], store.Live().Select(entry => entry.Id).Order());
        var removed = store.Entries(BlockListState.Removed).Single(entry => entry.Id == entries[0]);
        Assert.Equal(("Supervisor of the test", "It was a mistake"), (removed.RemovedBy, removed.RemovalReason));
        Assert.Null((await store.TryRegisterAsync("012-345 6780")).Refusal);
        Assert.IsType<RegistrationRefused>((await store.TryRegisterAsync("012-345 6783")).Refusal);
    }

    [Fact]
    public async Task Where_one_of_many_is_unknown_or_another_organisations_none_is_taken_off()
    {
        await using var store = await TestStore.OpenAsync();
        var (mine, theirs) = ((await store.BlockAsync("012-345 6789")).Value.Id, (await store.BlockAsync("012-345 6789", tenant: store.OtherTenant)).Value.Id);

        Assert.IsType<NotFound>((await store.UnblockAsync([mine, theirs], null)).Refusal);
        Assert.IsType<NotFound>((await store.UnblockAsync([mine, 999_999], null)).Refusal);
        Assert.IsType<InvalidInput>((await store.UnblockAsync([], null)).Refusal);
        Assert.IsType<InvalidInput>((await store.UnblockAsync([.. Enumerable.Range(1, 1001).Select(id => (long)id)], null)).Refusal);

        Assert.Equal(mine, Assert.Single(store.Live()).Id);
    }

    [Fact]
    public async Task What_was_taken_off_comes_back_as_it_was_unless_it_is_there_again_or_would_have_ended()
    {
        var time = new ManualTime(Noon);
        await using var store = await TestStore.OpenAsync(time);
        var plain = (await store.BlockAsync("012-345 6789", "Sends spam")).Value;
        var again = (await store.BlockAsync("spam@mail.my")).Value;
        var ending = (await store.BlockAsync("013-456 7890", expiresAt: Noon.AddHours(1))).Value;
        await store.UnblockAsync([plain.Id, again.Id, ending.Id], null);
        Assert.Null((await store.BlockAsync("SPAM@mail.my", "Once more")).Refusal);
        time.Advance(TimeSpan.FromHours(2));

        var back = (await store.Get<ManageBlockList>().RestoreAsync([plain.Id, again.Id, ending.Id], store.Actor(Role.Supervisor))).Value;

        var restored = Assert.Single(back.Entries);
        Assert.Equal(("012-345 6789", "Sends spam", 2), (restored.Value, restored.Reason, back.LeftAlone));
        Assert.NotEqual(plain.Id, restored.Id);
        Assert.Equal(2, store.Live().Count);
    }

    [Theory]
    [InlineData(Role.Viewer, false, false)]
    [InlineData(Role.Approver, false, false)]
    [InlineData(Role.Agent, true, false)]
    [InlineData(Role.Supervisor, true, true)]
    [InlineData(Role.Administrator, true, true)]
    public async Task Seeing_the_list_and_keeping_it_are_two_rights(Role role, bool sees, bool keeps)
    {
        await using var store = await TestStore.OpenAsync();
        var entry = (await store.BlockAsync("012-345 6789")).Value;
        var actor = store.Actor(role);

        Assert.Equal(sees, store.Get<ListBlockedContacts>().Run(new BlockListFilter(), BlockListSort.Blocked, false, null, 50, actor).Refusal is null);
        Assert.Equal(sees, store.Get<ListBlockedContacts>().Count(actor).Refusal is null);
        Assert.Equal(keeps, (await store.Get<ManageBlockList>().BlockAsync(new BlockRequest("spam@mail.my"), actor)).Refusal is not NotPermitted);
        Assert.Equal(keeps, (await store.Get<ManageBlockList>().UnblockAsync([entry.Id], null, actor)).Refusal is not NotPermitted);
        Assert.Equal(keeps, (await store.Get<ManageBlockList>().RestoreAsync([entry.Id], actor)).Refusal is not NotPermitted);
    }

    [Fact]
    public async Task The_same_request_sent_twice_blocks_once()
    {
        await using var store = await TestStore.OpenAsync();
        var request = new BlockRequest("012-345 6789", IdempotencyKey: "k1");

        var first = (await store.Get<ManageBlockList>().BlockAsync(request, store.Actor(Role.Supervisor))).Value;
        var second = (await store.Get<ManageBlockList>().BlockAsync(request, store.Actor(Role.Supervisor))).Value;
        var other = await store.Get<ManageBlockList>().BlockAsync(request with { Value = "013-456 7890" }, store.Actor(Role.Supervisor));

        Assert.Equal(first.Id, second.Id);
        Assert.IsType<IdempotencyKeyReused>(other.Refusal);
        Assert.Single(store.Live());
    }

    [Fact]
    public async Task Hits_are_counted_for_the_entry_that_was_met_and_outlive_the_process()
    {
        var time = new ManualTime(Noon);
        await using var store = await TestStore.OpenAsync(time);
        await store.BlockAsync("012-345 6789");
        await store.BlockAsync("012-345 6789", tenant: store.OtherTenant);
        await store.BlockAsync("spam@mail.my");
        foreach (var minute in Enumerable.Range(1, 3))
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.IsType<RegistrationRefused>((await store.TryRegisterAsync("+60 12 345 6789")).Refusal);
        }

        await store.Get<BlockListHits>().FlushAsync();
        await using (var another = store.Another())
        {
            another.Get<BlockListHits>().Count(store.Tenant, IdentifierKind.Mobile, "+60123456789");
            another.Get<BlockListHits>().Count(store.Tenant, IdentifierKind.Mobile, "+60999999999");
        }

        Assert.Equal([("012-345 6789", 4L, Noon.AddMinutes(3)), ("spam@mail.my", 0L, (DateTimeOffset?)null)], store.Live().OrderBy(entry => entry.Id).Select(entry => (entry.Value, entry.Hits, entry.LastHitAt)));
        Assert.Equal(0, store.Live(store.OtherTenant).Single().Hits);
    }

    [Fact]
    public async Task Hits_are_written_by_themselves_within_about_a_second()
    {
        var time = new ManualTime(Noon);
        await using var store = await TestStore.OpenAsync(time);
        await store.BlockAsync("012-345 6789");
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = store.Get<Feed>().Subscribe(store.Tenant, notice => _ = notice.BlockListFigures && told.TrySetResult());
        foreach (var _ in Enumerable.Range(0, 1000))
        {
            store.Get<BlockListHits>().Count(store.Tenant, IdentifierKind.Mobile, "+60123456789");
        }

        Assert.Equal(0, store.Live().Single().Hits);
        time.Advance(TimeSpan.FromSeconds(1));

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1000, store.Live().Single().Hits);
    }

    [Fact]
    public async Task A_change_of_the_list_is_told_to_open_windows_of_its_organisation_alone()
    {
        await using var store = await TestStore.OpenAsync();
        var (here, there) = (new TaskCompletionSource<FeedNotice>(TaskCreationOptions.RunContinuationsAsynchronously), new List<FeedNotice>());
        using var mine = store.Get<Feed>().Subscribe(store.Tenant, notice => here.TrySetResult(notice));
        using var theirs = store.Get<Feed>().Subscribe(store.OtherTenant, there.Add);

        await store.BlockAsync("012-345 6789");

        var notice = await here.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((0, false, true), (notice.Customers.Count, notice.Catalogue, notice.BlockList));
        Assert.Empty(there);
    }
}
