using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class ListSourcesTests
{
    [Fact]
    public async Task Each_source_of_the_own_organisation_is_named_once()
    {
        await using var store = await TestStore.OpenAsync(new StandingClock(ManyCustomers.Now));
        Assert.Empty(store.Get<ListSources>().Run(store.Actor(Role.Viewer)).Value);
        await ManyCustomers.AddAsync(store, store.Tenant, 60, new Random(1));

        Assert.Equal(ManyCustomers.Sources.OfType<string>().Order(StringComparer.Ordinal), store.Get<ListSources>().Run(store.Actor(Role.Viewer)).Value);
        Assert.Empty(store.Get<ListSources>().Run(store.Actor(Role.Viewer, store.OtherTenant)).Value);
        Assert.IsType<NotPermitted>(store.Get<ListSources>().Run(store.Actor(Role.Viewer) with { Permissions = Permissions.None }).Refusal);
    }
}
