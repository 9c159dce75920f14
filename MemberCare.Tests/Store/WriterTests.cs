using MemberCare.Core;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Store;

public sealed class SmokeTests
{
    [Fact]
    public async Task A_change_goes_down_the_whole_road()
    {
        var path = Path.Combine(Path.GetTempPath(), $"mc-{Guid.NewGuid():N}", "a.db");
        await using var services = new ServiceCollection().AddLogging().AddMemberCareCore(path).BuildServiceProvider();
        services.GetRequiredService<SqliteDatabase>().Migrate();
        var tenant = (await services.GetRequiredService<CreateOrganisation>().RunAsync("kopi", "Kopi House", "MY")).Value;
        await services.GetRequiredService<CreateOrganisation>().AddStaffAsync(tenant, [("Ravi", [Role.Agent])]);
        var actor = services.GetRequiredService<ActorDirectory>().Everybody().Single().Person.AsActor();
        var registered = await services.GetRequiredService<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(new RawDetails { Name = "Siti Aminah", Mobile = "012-345 6789" }, null), actor);
        var catalogue = services.GetRequiredService<Catalogues>().Of(tenant);
        var changed = await services.GetRequiredService<ChangeStatus>().RunAsync(new ChangeStatusRequest(registered.Value.Customer.Id, LabelChoice.Named("suspended"), "lost-phone", "on the bus", 1, "k1"), actor);
        var again = await services.GetRequiredService<ChangeStatus>().RunAsync(new ChangeStatusRequest(registered.Value.Customer.Id, LabelChoice.Named("suspended"), "lost-phone", "on the bus", 1, "k1"), actor);
        Assert.Equal(changed.Value.Event.Hash, again.Value.Event.Hash);
        var events = services.GetRequiredService<ReadTimeline>().Run(registered.Value.Customer.Id, actor).Value.Events;
        Assert.Equal([2, 1], events.Select(e => e.Sequence));
        var view = services.GetRequiredService<ReadCustomer>().Run(registered.Value.Customer.Id, actor).Value;
        Assert.Equal(CustomerStatus.Suspended, view.Status);
        using var scope = services.GetRequiredService<SqliteDatabase>().Read(tenant);
        var stored = scope.Db.Events.Where(e => e.CustomerId == view.Id).OrderBy(e => e.Sequence).ToList();
        Assert.Null(EventChain.FirstBreak(stored));
        Assert.Equal(1, scope.Db.LabelCounts.Single(c => c.LabelId == view.Label.Id).Customers);
    }
}
