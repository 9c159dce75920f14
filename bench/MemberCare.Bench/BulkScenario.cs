using System.Diagnostics;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Bench;

/// <summary>
/// Changes 100,000 customers at once with memory of decisions and the live feed at work, then undoes it, while somebody changes one customer after the other and
/// somebody else types into search: how long it takes, and what the two wait.
/// </summary>
internal static class BulkScenario
{
    private const string Name = "bulk";
    private const int Chosen = 100_000;
    private const int Shown = 8;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options with { Customers = Math.Max(options.Customers, 120_000) });
        _ = store.Get<Feed>();
        var memory = store.Get<DecisionMemory>();
        while (!memory.IsReady)
        {
            await Task.Delay(50);
        }

        List<CustomerId> active, others;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            active = [.. scope.Db.Customers.Where(customer => customer.Status == CustomerStatus.Active).Select(customer => customer.Id).Take(Chosen + 2_000)];
        }

        (active, others) = (active[..^2_000], active[^2_000..]);
        var many = store.Get<ChangeMany>();
        var wish = new BulkWish(JobChoice.Filter, active, LabelChoice.Named("Suspended"), null, "Measured by the bench.");
        var began = Stopwatch.GetTimestamp();
        var preview = many.Preview(wish, store.Agent).Value;
        Figures.Write(Name, $"preview of {active.Count:N0}", "ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        Console.Error.WriteLine($"{preview.Changes:N0} of {preview.Total:N0} would change");

        var done = await MeasureAsync(store, others, "changed", async () => (await many.BeginAsync(wish, store.Agent)).Value);
        await MeasureAsync(store, others, "undone", async () => (await many.BeginUndoAsync(new UndoWish(done.Id, null, "Measured by the bench."), store.Agent)).Value);
    }

    private static async Task<Job> MeasureAsync(BenchStore store, List<CustomerId> others, string what, Func<Task<Job>> begin)
    {
        using var ended = new CancellationTokenSource();
        var beside = Task.Run(() => ChangeBesideAsync(store, others, what, ended.Token));
        var typing = Task.Run(() => TypeBeside(store, what, ended.Token));
        await Task.Delay(500);
        var began = Stopwatch.GetTimestamp();
        var job = await begin();
        Figures.Write(Name, $"list of {job.Total:N0} frozen ({what})", "ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        await store.Get<RunJobs>().RunDueAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await ended.CancelAsync();
        await beside;
        await typing;
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var end = scope.Db.Jobs.Single(one => one.Id == job.Id);
        Figures.Write(Name, $"seconds for {end.Changed:N0} customers {what}", "s", seconds);
        Figures.Write(Name, $"customers {what} a second", "1/s", end.Changed / seconds);
        Figures.Write(Name, $"not {what}", "customers", end.Refused);
        return end;
    }

    // An agent who changes one customer after the other: how long does the job let them wait?
    private static async Task ChangeBesideAsync(BenchStore store, List<CustomerId> customers, string what, CancellationToken stop)
    {
        var waits = new Figures(Name, $"a change of one customer beside it ({what})", "ms");
        var change = store.Get<ChangeStatus>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var began = Stopwatch.GetTimestamp();
            _ = await change.RunAsync(
                new ChangeStatusRequest(customers[i % customers.Count], LabelChoice.Named(i / customers.Count % 2 == 0 ? "Suspended" : "Active"), null, "Beside the job.", null, null), store.Agent, CancellationToken.None);
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(20, CancellationToken.None);
        }

        waits.Write();
    }

    private static void TypeBeside(BenchStore store, string what, CancellationToken stop)
    {
        var (cpu, clock) = (new Figures(Name, $"key press in search beside it ({what})", "ms cpu"), new Figures(Name, $"key press in search beside it ({what}), waiting included", "ms"));
        var search = store.Get<SearchCustomers>();
        foreach (var (_, text, _) in SearchScenario.Typed(store.Customers, seed: 7))
        {
            for (var length = 1; length <= text.Length && !stop.IsCancellationRequested; length++)
            {
                var (before, began) = (ThreadCpu.Milliseconds(), Stopwatch.GetTimestamp());
                _ = search.Run(text[..length], Shown, store.Agent).Value;
                cpu.Add(ThreadCpu.Milliseconds() - before);
                clock.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                Thread.Sleep(5);
            }

            if (stop.IsCancellationRequested)
            {
                break;
            }
        }

        cpu.Write();
        clock.Write();
    }
}
