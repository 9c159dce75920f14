using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Queries;
using MemberCare.Tests.Store;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Tests.Operations;

/// <summary>Whatever people, clocks and processes do in whatever order: nothing planned is made twice, none is forgotten, and the history says all of it.</summary>
public sealed class PlannedChangesModelTests
{
    private static readonly string[] Labels = ["Active", "Suspended", "Fraud suspected", "Blocked", "Internal"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_changes_plans_undos_and_jumps_of_the_clock_leave_every_plan_ended_once(int seed)
    {
        var random = new Random(seed);
        var clock = new StandingClock(ManyCustomers.Now);
        await using var store = await TestStore.OpenAsync(clock);
        await using var other = store.Another();
        var customers = new List<CustomerId>();
        for (var i = 0; i < 6; i++)
        {
            customers.Add((await store.RegisterAsync($"Customer {i}")).Id);
        }

        for (var step = 0; step < 400; step++)
        {
            var deeds = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Deed(random.Next(9), customers[random.Next(customers.Count)], random, clock, random.Next(2) == 0 ? store : other)).ToList();
            await Task.WhenAll(deeds);
            if (step % 20 == 19)
            {
                await Task.WhenAll(store.Get<RunPlans>().RunDueAsync(), other.Get<RunPlans>().RunDueAsync());
                Check(store, customers, clock.Now);
            }
        }
    }

    private static async Task Deed(int what, CustomerId customer, Random random, StandingClock clock, TestStore store)
    {
        var (agent, now) = (store.Actor(Role.Agent), clock.Now);
        var (first, second) = (now.AddMinutes(random.Next(-5, 300)), now.AddMinutes(random.Next(-5, 300)));
        var request = new ChangeStatusRequest(customer, LabelChoice.Named(Labels[random.Next(Labels.Length)]), null, "Tested", null, null);
        var plans = store.Get<ReadPlans>().OfCustomer(customer, agent).Value;
        var plan = plans.Count > 0 ? plans[random.Next(plans.Count)].Id : 1;
        switch (what)
        {
            case 0:
                await store.Get<ChangeStatus>().RunAsync(request, agent);
                break;
            case 1 or 2:
                await store.Get<ChangeStatus>().RunAsync(request with { Until = first }, agent);
                break;
            case 3:
                await store.Get<ChangeStatus>().RunAsync(request with { From = first, Until = random.Next(2) == 0 ? second : null }, agent);
                break;
            case 4:
                await store.Get<PanicSuspend>().RunAsync(customer, agent);
                break;
            case 5:
                var history = store.Get<ReadTimeline>().Run(customer, agent, TimelineFilter.Status).Value.Events;
                if (history.Count > 0)
                {
                    await store.Get<UndoChange>().RunAsync(customer, history[random.Next(Math.Min(2, history.Count))].Sequence, agent);
                }

                break;
            case 6:
                await (random.Next(2) == 0 ? store.Get<ManagePlans>().CancelAsync(customer, plan, agent) : store.Get<ManagePlans>().MoveAsync(customer, plan, first, agent));
                break;
            case 7:
                clock.Now = now.AddMinutes(random.Next(-30, 240));
                break;
            default:
                await store.Get<RunPlans>().RunDueAsync();
                break;
        }
    }

    private static void Check(TestStore store, List<CustomerId> customers, DateTimeOffset now)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var plans = scope.Db.PlannedChanges.AsNoTracking().ToList();
        Assert.DoesNotContain(plans, plan => plan.State == PlanState.Waiting && plan.DueAt <= now);
        Assert.All(plans, plan => Assert.Equal(plan.State == PlanState.Waiting, plan.EndedSequence is null));
        foreach (var id in customers)
        {
            var events = scope.Db.Events.AsNoTracking().Where(happened => happened.CustomerId == id).OrderBy(happened => happened.Sequence).ToList();
            Assert.Null(EventChain.FirstBreak(events));
            var own = plans.Where(plan => plan.CustomerId == id).ToList();
            Assert.Equal(own.Where(plan => plan.State == PlanState.Waiting).Select(plan => plan.Kind).Distinct().Count(), own.Count(plan => plan.State == PlanState.Waiting));

            // Each change that time made is one event and one plan, and the other way round.
            var byTime = events.Where(happened => happened.ActorKind == ActorKind.System && happened.Kind is (EventKind.StatusChanged or EventKind.LabelChanged));
            Assert.Equal(byTime.Select(happened => happened.Sequence), own.Where(plan => plan.State == PlanState.Done).Select(plan => plan.EndedSequence!.Value).Order());

            // A way back leads from where the customer is: nothing changed them since it was planned.
            var last = events.Last(happened => happened.Kind is EventKind.StatusChanged or EventKind.LabelChanged or EventKind.Registered).Sequence;
            Assert.All(own.Where(plan => plan is { State: PlanState.Waiting, Kind: PlanKind.Return }), plan => Assert.Equal(last, plan.Sequence));
            var customer = scope.Db.Customers.AsNoTracking().Single(one => one.Id == id);
            Assert.Equal((events[^1].Sequence, events.Single(happened => happened.Sequence == last).ToLabelId), (customer.LastSequence, customer.LabelId));
        }
    }
}
