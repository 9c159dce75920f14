using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;
using MemberCare.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MemberCare.Tests.Web.Hosting;

/// <summary>The clock of the running application.</summary>
public sealed class PlanClockTests
{
    [Fact]
    public async Task What_comes_due_is_made_by_whichever_process_is_there_planned_by_this_one_or_another()
    {
        await using var store = await TestStore.OpenAsync();
        await using var other = store.Another();
        using var clock = new PlanClock(other.Get<RunPlans>(), TimeProvider.System, NullLogger<PlanClock>.Instance);
        await clock.StartAsync(CancellationToken.None);
        var ids = new List<CustomerId>();
        foreach (var from in new[] { store, other, store })
        {
            var siti = await store.RegisterAsync("Siti Aminah");
            ids.Add(siti.Id);
            var change = new ChangeStatusRequest(siti.Id, LabelChoice.Named("Suspended"), "lost-phone", null, null, null) { Until = TimeProvider.System.Now().AddMilliseconds(600) };
            Assert.Null((await from.Get<ChangeStatus>().RunAsync(change, store.Actor(Role.Agent))).Refusal);
        }

        var patience = Task.Delay(TimeSpan.FromSeconds(60));
        while (ids.Any(id => Status(id) != CustomerStatus.Active) && !patience.IsCompleted)
        {
            await Task.Delay(50);
        }

        await clock.StopAsync(CancellationToken.None);
        foreach (var id in ids)
        {
            var events = store.Get<ReadTimeline>().Run(id, store.Actor(Role.Viewer)).Value.Events;
            Assert.Equal((3, ActorKind.System, CustomerStatus.Active), (events.Count, events[0].ActorKind, events[0].ToStatus));
        }

        CustomerStatus Status(CustomerId id) => store.Get<ReadCustomer>().Run(id, store.Actor(Role.Viewer)).Value.Status;
    }
}
