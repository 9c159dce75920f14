using System.Diagnostics;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Bench;

/// <summary>What the clock costs: a look at what is due next while many wait, many that come due at the same moment, and how long another change waits meanwhile.</summary>
internal static class PlanScenario
{
    private const int MostPlans = 10_000;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var (change, plans, actor) = (store.Get<ChangeStatus>(), store.Get<RunPlans>(), store.Agent);
        List<CustomerId> customers;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            customers = [.. scope.Db.Customers.Where(customer => customer.Status == CustomerStatus.Active).Select(customer => customer.Id).Take(MostPlans + 1)];
        }

        var bystander = customers[^1];
        var planned = customers[..^1];
        var until = TimeProvider.System.Now().AddMinutes(2);
        var began = Stopwatch.GetTimestamp();
        foreach (var chunk in planned.Chunk(500))
        {
            await Task.WhenAll(chunk.Select(async id => (await change.RunAsync(
                new ChangeStatusRequest(id, LabelChoice.Named("Suspended"), "lost-phone", null, null, null) { Until = until }, actor)).Value));
        }

        Figures.Write("plans", $"temporary changes a second, {planned.Count} in all", "1/s", planned.Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        var looks = new Figures("plans", $"look at what is due next while {planned.Count} wait", "ms");
        var lists = new Figures("plans", "first page of what comes due", "ms");
        for (var i = 0; i < 2000; i++)
        {
            Measure(looks, () => plans.NextDue());
            Measure(lists, () => _ = store.Get<ReadPlans>().Run(PlanFilter.All, null, 50, actor).Value);
        }

        looks.Write();
        lists.Write();
        while (TimeProvider.System.Now() < until)
        {
            await Task.Delay(50);
        }

        began = Stopwatch.GetTimestamp();
        var making = plans.RunDueAsync();
        var waits = new Figures("plans", "another change while all of them come due", "ms");
        for (var on = true; !making.IsCompleted; on = !on)
        {
            var start = Stopwatch.GetTimestamp();
            _ = (await change.RunAsync(new ChangeStatusRequest(bystander, LabelChoice.Named(on ? "Suspended" : "Active"), on ? "lost-phone" : "cleared", null, null, null), actor)).Value;
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Figures.Write("plans", "planned changes made a second, all due at the same moment", "1/s", await making / Stopwatch.GetElapsedTime(began).TotalSeconds);
        waits.Write();
    }

    private static void Measure(Figures figures, Action look)
    {
        var start = Stopwatch.GetTimestamp();
        look();
        figures.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
