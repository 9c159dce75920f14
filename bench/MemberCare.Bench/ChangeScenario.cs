using System.Diagnostics;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Bench;

/// <summary>Durable changes of status with 1, 32 and 128 clients who each wait for their answer, beside the disk's own rate of forced writes in the same run.</summary>
internal static class ChangeScenario
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var (change, actor, folder) = (store.Get<ChangeStatus>(), store.Agent, Path.GetDirectoryName(store.File)!);
        var customers = Active(store);
        var suspended = new bool[customers.Count];
        await DriveAsync(change, actor, customers, suspended, 32, TimeSpan.FromSeconds(1));
        foreach (var clients in new[] { 1, 32, 128 })
        {
            var before = ForcedWritesPerSecond(folder);
            var (done, seconds, latencies) = await DriveAsync(change, actor, customers, suspended, clients, Round);
            var after = ForcedWritesPerSecond(folder);
            var forced = (before + after) / 2;
            Figures.Write("change", $"durable changes a second, {clients} clients", "1/s", done / seconds);
            Figures.Write("change", $"forced writes of 4 KB a second, before and after {clients} clients", "1/s", forced);
            Figures.Write("change", $"changes to forced writes, {clients} clients", "ratio", done / seconds / forced);
            latencies.Write();
        }
    }

    private static List<CustomerId> Active(BenchStore store)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        return [.. scope.Db.Customers.Where(customer => customer.Status == CustomerStatus.Active).Select(customer => customer.Id).Take(10_000)];
    }

    private static async Task<(long Done, double Seconds, Figures Latencies)> DriveAsync(
        ChangeStatus change, Actor actor, IReadOnlyList<CustomerId> customers, bool[] suspended, int clients, TimeSpan length)
    {
        var began = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var mine = new List<double>();
            for (var i = client; Stopwatch.GetElapsedTime(began) < length; i = i + clients < customers.Count ? i + clients : client)
            {
                // Each client has customers of its own, who are suspended and set free by turns: every request makes a change.
                var suspend = suspended[i] = !suspended[i];
                var start = Stopwatch.GetTimestamp();
                _ = (await change.RunAsync(
                    new ChangeStatusRequest(customers[i], LabelChoice.Named(suspend ? "Suspended" : "Active"), suspend ? "lost-phone" : "cleared", null, null, null), actor)).Value;
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return mine;
        })));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var all = new Figures("change", $"answer to one of {clients} clients", "ms");
        foreach (var latency in latencies.SelectMany(mine => mine))
        {
            all.Add(latency);
        }

        return (all.Count, seconds, all);
    }

    /// <summary>How often per second 4 KB can be appended to a file and forced to the disk.</summary>
    private static double ForcedWritesPerSecond(string folder)
    {
        var path = Path.Combine(folder, "forced-writes.tmp");
        var page = new byte[4096];
        var (writes, began) = (0, Stopwatch.GetTimestamp());
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1))
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
                writes++;
            }
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        File.Delete(path);
        return writes / seconds;
    }
}
