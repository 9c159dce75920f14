using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class RecentChangesTests : IAsyncLifetime
{
    // Changes of one millisecond have no order in time; here each comes a second after the other.
    private readonly StandingClock _clock = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync(_clock);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Changes_come_newest_first_with_who_made_them_and_why_and_registrations_are_none()
    {
        var siti = await _store.RegisterAsync("Siti Aminah");
        var bala = await _store.RegisterAsync("Bala Krishnan");
        await ChangeAsync(siti.Id, "Suspended", "lost-phone", "on the bus");
        await ChangeAsync(bala.Id, "Blocked", null, "Abuse");
        await ChangeAsync(siti.Id, "Active", null, "Found again");

        var changes = _store.Get<RecentChanges>().Run(10, _store.Actor(Role.Viewer)).Value;

        Assert.Equal(
            [("Siti Aminah", "Active", "Found again"), ("Bala Krishnan", "Blocked", "Abuse"), ("Siti Aminah", "Suspended", "Lost mobile phone: on the bus")],
            changes.Select(change => (change.Name, change.To.Name, change.Reason)));
        Assert.All(changes, change => Assert.Equal("Agent of the test", change.By));
        Assert.Equal(3, changes[0].Sequence);
    }

    [Fact]
    public async Task As_many_come_as_were_asked_for()
    {
        var siti = await _store.RegisterAsync("Siti Aminah");
        await ChangeAsync(siti.Id, "Suspended", null, "One");
        await ChangeAsync(siti.Id, "Active", null, "Two");

        var change = Assert.Single(_store.Get<RecentChanges>().Run(1, _store.Actor(Role.Viewer)).Value);
        Assert.Equal("Two", change.Reason);
    }

    [Fact]
    public async Task Another_organisation_sees_none_of_it_and_nobody_without_the_right_any()
    {
        var siti = await _store.RegisterAsync("Siti Aminah");
        await ChangeAsync(siti.Id, "Suspended", null, "One");

        Assert.Empty(_store.Get<RecentChanges>().Run(10, _store.Actor(Role.Administrator, _store.OtherTenant)).Value);
        Assert.IsType<NotPermitted>(_store.Get<RecentChanges>().Run(10, _store.Actor(Role.Viewer) with { Permissions = Permissions.None }).Refusal);
    }

    private async Task ChangeAsync(CustomerId customer, string label, string? reason, string note)
    {
        _clock.Now += TimeSpan.FromSeconds(1);
        var request = new ChangeStatusRequest(customer, LabelChoice.Named(label), reason, note, null, null);
        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(request, _store.Actor(Role.Agent))).Refusal);
    }
}
