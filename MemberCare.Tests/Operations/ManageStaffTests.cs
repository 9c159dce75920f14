using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class ManageStaffTests : IAsyncLifetime
{
    private TestStore _store = null!;
    private Actor _ravi = null!;
    private StaffId _id;
    private Guid _session;

    private ManageStaff Staff => _store.Get<ManageStaff>();

    private Actor Administrator => _store.Actor(Role.Administrator);

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync();
        _ravi = (await _store.Get<AdmitStaff>().RunAsync("kopi-house", new("https://login.example", "ravi", "Ravi", [Role.Administrator]))).Value;
        _id = new(int.Parse(_ravi.Id));
        _session = await OpenAsync("key");
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Access_taken_away_ends_every_session_and_given_back_revives_none()
    {
        await OpenAsync("other");

        Assert.Equal(2, (await Staff.DisableAsync(_id, Administrator)).Value);
        Assert.Equal(0, (await Staff.DisableAsync(_id, Administrator)).Value);
        Assert.Null(_store.Get<ActorDirectory>().Session(_session));
        Assert.NotNull(Row.DisabledAt);

        Assert.Equal(0, (await Staff.EnableAsync(_id, Administrator)).Value);
        Assert.Null(Row.DisabledAt);
        Assert.Null(_store.Get<ActorDirectory>().Session(_session));
        Assert.NotNull(_store.Get<ActorDirectory>().Session(await OpenAsync("new")));
    }

    [Fact]
    public async Task Signed_out_everywhere_a_person_may_come_back_at_once()
    {
        await OpenAsync("other");

        Assert.Equal(2, Row.Sessions);
        Assert.Equal(2, (await Staff.SignOutEverywhereAsync(_id, _ravi)).Value);

        Assert.Null(_store.Get<ActorDirectory>().Session(_session));
        Assert.Equal((0, (DateTimeOffset?)null), (Row.Sessions, Row.DisabledAt));
        Assert.NotNull(_store.Get<ActorDirectory>().Session(await OpenAsync("new")));
    }

    [Fact]
    public async Task Nobody_takes_their_own_access_away()
    {
        Assert.IsType<OwnAccess>((await Staff.DisableAsync(_id, _ravi)).Refusal);
        Assert.NotNull(_store.Get<ActorDirectory>().Session(_session));
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Approver)]
    public async Task Administrators_alone_manage_access(Role role)
    {
        var actor = _store.Actor(role);

        Assert.IsType<NotPermitted>((await Staff.DisableAsync(_id, actor)).Refusal);
        Assert.IsType<NotPermitted>((await Staff.EnableAsync(_id, actor)).Refusal);
        Assert.IsType<NotPermitted>((await Staff.SignOutEverywhereAsync(_id, actor)).Refusal);
        Assert.Equal(
            "You are not allowed to manage people’s access. Ask an administrator for the right to do so.",
            _store.Get<ListStaff>().Run(actor).Refusal!.Sentence);
        Assert.NotNull(_store.Get<ActorDirectory>().Session(_session));
    }

    [Fact]
    public async Task Another_organisations_administrator_finds_nobody()
    {
        var stranger = _store.Actor(Role.Administrator, _store.OtherTenant);

        Assert.IsType<NotFound>((await Staff.DisableAsync(_id, stranger)).Refusal);
        Assert.IsType<NotFound>((await Staff.SignOutEverywhereAsync(_id, stranger)).Refusal);
        Assert.Empty(_store.Get<ListStaff>().Run(stranger).Value);
        Assert.NotNull(_store.Get<ActorDirectory>().Session(_session));
    }

    [Fact]
    public void No_scope_of_the_api_manages_access() =>
        Assert.All(Grants.Scopes.Values, granted => Assert.Equal(Permissions.None, granted & Permissions.ManageStaff));

    private StaffRow Row => _store.Get<ListStaff>().Run(Administrator).Value.Single();

    private async Task<Guid> OpenAsync(string key) =>
        (await _store.Get<KeepSessions>().OpenAsync(new(_store.Tenant, _id, StaffSession.HashOf(key), null, []), SessionLimits.Default)).Value;
}
