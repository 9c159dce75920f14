using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

public sealed class AdmitStaffTests : IAsyncLifetime
{
    private const string Issuer = "https://login.example";
    private TestStore _store = null!;

    private AdmitStaff Admit => _store.Get<AdmitStaff>();

    private Actor Administrator => _store.Actor(Role.Administrator);

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Whoever_the_provider_vouches_for_is_made_known_once_and_called_as_it_says()
    {
        var first = (await Admit.RunAsync("kopi-house", Who("ravi", "Ravi", Role.Agent))).Value;
        var again = (await Admit.RunAsync("kopi-house", Who("ravi", "Ravi Kumar", Role.Supervisor))).Value;

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(("Ravi Kumar", Grants.Of(Role.Supervisor), _store.Tenant), (again.Name, again.Permissions, again.Tenant));
        var row = Assert.Single(People());
        Assert.Equal(("Ravi Kumar", true, (DateTimeOffset?)null, 0), (row.Name, row.FromProvider, row.LastSignInAt, row.Sessions));
    }

    [Fact]
    public async Task Of_many_first_comings_at_once_there_is_one_person()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Admit.RunAsync("kopi-house", Who("ravi", "Ravi", Role.Agent)))));

        Assert.Single(outcomes.Select(outcome => outcome.Value.Id).Distinct());
        Assert.Single(People());
    }

    [Fact]
    public async Task The_same_subject_elsewhere_is_somebody_else()
    {
        var here = (await Admit.RunAsync("kopi-house", Who("1", "Ravi", Role.Agent))).Value;
        var there = (await Admit.RunAsync("teh-house", Who("1", "Ravi", Role.Administrator))).Value;
        var otherProvider = (await Admit.RunAsync("kopi-house", Who("1", "Mei", Role.Viewer) with { Issuer = "https://other.example" })).Value;
        var otherSpelling = (await Admit.RunAsync("kopi-house", Who("1 ", "Tan", Role.Viewer))).Value;

        Assert.Equal(4, new[] { here, there, otherProvider, otherSpelling }.Select(actor => (actor.Tenant, actor.Id)).Distinct().Count());
        Assert.Equal(["Mei", "Ravi", "Tan"], People().Select(row => row.Name));
        Assert.Equal(["Ravi"], _store.Get<ListStaff>().Run(_store.Actor(Role.Administrator, _store.OtherTenant)).Value.Select(row => row.Name));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("KOPI-HOUSE")]
    [InlineData("")]
    public async Task An_organisation_that_is_not_here_admits_nobody(string organisation)
    {
        Assert.IsType<UnknownOrganisation>((await Admit.RunAsync(organisation, Who("ravi", "Ravi", Role.Agent))).Refusal);
        Assert.Empty(People());
    }

    [Fact]
    public async Task Somebody_without_a_role_is_remembered_and_their_sessions_end_for_good()
    {
        var ravi = (await Admit.RunAsync("kopi-house", Who("ravi", "Ravi", Role.Agent))).Value;
        var session = await OpenAsync(ravi);
        Assert.Equal(1, People().Single().Sessions);

        Assert.IsType<NoRole>((await Admit.RunAsync("kopi-house", Who("ravi", "Ravi"))).Refusal);

        Assert.Empty(People().Single().Roles);
        Assert.Null(_store.Get<ActorDirectory>().Session(session));
        Assert.Empty(_store.Get<ActorDirectory>().Everybody());

        // The role comes back, the old window does not.
        Assert.Equal(ravi, (await Admit.RunAsync("kopi-house", Who("ravi", "Ravi", Role.Agent))).Value);
        Assert.Null(_store.Get<ActorDirectory>().Session(session));
    }

    [Fact]
    public async Task The_same_roles_again_leave_other_windows_open_and_others_end_them()
    {
        var ravi = (await Admit.RunAsync("kopi-house", Who("ravi", "Ravi", Role.Agent, Role.Approver))).Value;
        var session = await OpenAsync(ravi);

        await Admit.RunAsync("kopi-house", Who("ravi", "Ravi K.", Role.Approver, Role.Agent));
        Assert.Equal("Ravi K.", _store.Get<ActorDirectory>().Session(session)!.Actor.Name);

        await Admit.RunAsync("kopi-house", Who("ravi", "Ravi K.", Role.Approver));
        Assert.Null(_store.Get<ActorDirectory>().Session(session));
    }

    [Fact]
    public async Task Whoever_lost_access_here_is_not_let_in_whatever_the_provider_says()
    {
        var ravi = (await Admit.RunAsync("kopi-house", Who("ravi", "Ravi", Role.Agent))).Value;
        await _store.Get<ManageStaff>().DisableAsync(new(int.Parse(ravi.Id)), Administrator);

        Assert.IsType<AccessTakenAway>((await Admit.RunAsync("kopi-house", Who("ravi", "Ravi", Role.Administrator))).Refusal);

        Assert.Equal([Role.Administrator], People().Single().Roles);
        Assert.NotNull(People().Single().DisabledAt);
    }

    private static StaffIdentity Who(string subject, string name, params Role[] roles) => new(Issuer, subject, name, roles);

    private IReadOnlyList<StaffRow> People() => _store.Get<ListStaff>().Run(Administrator).Value;

    private async Task<Guid> OpenAsync(Actor person)
    {
        var wanted = new NewSession(person.Tenant, new(int.Parse(person.Id)), StaffSession.HashOf(Guid.NewGuid().ToString()), null, []);
        return (await _store.Get<KeepSessions>().OpenAsync(wanted, SessionLimits.Default)).Value;
    }
}
