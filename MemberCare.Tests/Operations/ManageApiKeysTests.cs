using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class ManageApiKeysTests : IAsyncLifetime
{
    private TestStore _store = null!;

    private ManageApiKeys Keys => _store.Get<ManageApiKeys>();

    private Actor Administrator => _store.Actor(Role.Administrator);

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_key_made_in_the_console_works_with_its_scopes_alone_until_it_is_withdrawn()
    {
        var secret = (await Keys.CreateAsync("Till", ["decisions:read"], Administrator)).Value;
        Assert.Equal(Permissions.AskDecisions, _store.Get<ActorDirectory>().Client(secret)!.Permissions);
        var row = Assert.Single(_store.Get<ListApiKeys>().Run(Administrator).Value);
        Assert.Equal(("Till", "decisions:read", null), (row.Name, Assert.Single(row.Scopes), row.RevokedAt));

        Assert.Null((await Keys.RevokeAsync(row.Id, Administrator)).Refusal);

        Assert.Null(_store.Get<ActorDirectory>().Client(secret));
        Assert.NotNull(Assert.Single(_store.Get<ListApiKeys>().Run(Administrator).Value).RevokedAt);
        Assert.IsType<NotFound>((await Keys.RevokeAsync(row.Id, Administrator)).Refusal);
    }

    [Fact]
    public async Task Of_two_keys_with_one_name_only_the_chosen_one_is_withdrawn()
    {
        var first = (await Keys.CreateAsync("Till", ["decisions:read"], Administrator)).Value;
        var chosen = _store.Get<ListApiKeys>().Run(Administrator).Value[0].Id;
        var second = (await Keys.CreateAsync("Till", ["decisions:read"], Administrator)).Value;

        await Keys.RevokeAsync(chosen, Administrator);

        Assert.Null(_store.Get<ActorDirectory>().Client(first));
        Assert.NotNull(_store.Get<ActorDirectory>().Client(second));
    }

    [Fact]
    public async Task Nobody_gives_away_a_right_that_they_lack()
    {
        var integrator = Administrator with { Permissions = Permissions.ManageIntegrations };

        Assert.Equal(Permissions.AskDecisions, Assert.IsType<NotPermitted>((await Keys.CreateAsync("Till", ["decisions:read"], integrator)).Refusal).Needed);
        Assert.IsType<NotPermitted>((await Keys.CreateAsync("Till", ["decisions:read"], _store.Actor(Role.Supervisor))).Refusal);
        Assert.IsType<NotPermitted>(_store.Get<ListApiKeys>().Run(_store.Actor(Role.Supervisor)).Refusal);
        Assert.Empty(_store.Get<ListApiKeys>().Run(Administrator).Value);
    }

    [Fact]
    public async Task Keys_of_another_organisation_are_neither_seen_nor_withdrawn()
    {
        var secret = (await Keys.CreateAsync("Till", ["decisions:read"], Administrator)).Value;
        var id = _store.Get<ListApiKeys>().Run(Administrator).Value[0].Id;
        var other = _store.Actor(Role.Administrator, _store.OtherTenant);

        Assert.Empty(_store.Get<ListApiKeys>().Run(other).Value);
        Assert.IsType<NotFound>((await Keys.RevokeAsync(id, other)).Refusal);
        Assert.NotNull(_store.Get<ActorDirectory>().Client(secret));
    }

    [Fact]
    public async Task A_key_needs_a_name_and_a_scope()
    {
        var wrong = Assert.IsType<InvalidInput>((await Keys.CreateAsync(" ", ["decisions:read"], Administrator)).Refusal);
        Assert.Equal("name", Assert.Single(wrong.Fields).Key);
        Assert.Equal("scope", Assert.Single(Assert.IsType<InvalidInput>((await Keys.CreateAsync("Till", [], Administrator)).Refusal).Fields).Key);
        Assert.Equal("scope", Assert.Single(Assert.IsType<InvalidInput>((await Keys.CreateAsync("Till", ["everything"], Administrator)).Refusal).Fields).Key);
    }
}
