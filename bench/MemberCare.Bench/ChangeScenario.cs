using System.Diagnostics;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Bench;

/// <summary>Durable changes of status with 1, 32 and 128 clients who each wait for their answer, beside the disk's own rate of forced writes in the same run.</summary>
internal static class ChangeScenario
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(IServiceProvider core, Actor actor, IReadOnlyList<CustomerId> customers, string folder, Action<object> report)
    {
        var change = core.GetRequiredService<ChangeStatus>();
        await DriveAsync(change, actor, customers, 32, TimeSpan.FromSeconds(1));
        foreach (var clients in new[] { 1, 32, 128 })
        {
            var before = ForcedWritesPerSecond(folder);
            var (done, seconds, latencies) = await DriveAsync(change, actor, customers, clients, Round);
            var after = ForcedWritesPerSecond(folder);
            var forced = (before + after) / 2;
            Array.Sort(latencies);
            report(new
            {
                scenario = "change",
                clients,
                changesPerSecond = Math.Round(done / seconds),
                forcedWritesPerSecond = Math.Round(forced),
                ratio = Math.Round(done / seconds / forced, 2),
                p50Ms = Math.Round(latencies[latencies.Length / 2], 2),
                p99Ms = Math.Round(latencies[(int)(latencies.Length * 0.99)], 2),
                worstMs = Math.Round(latencies[^1], 2),
            });
        }
    }

    private static async Task<(long Done, double Seconds, double[] Latencies)> DriveAsync(
        ChangeStatus change, Actor actor, IReadOnlyList<CustomerId> customers, int clients, TimeSpan length)
    {
        var began = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var mine = new List<double>();
            for (var i = client; Stopwatch.GetElapsedTime(began) < length; i += clients)
            {
                // Each customer is suspended the first time round and set free the second.
                var suspend = i / customers.Count % 2 == 0;
                var start = Stopwatch.GetTimestamp();
                var outcome = await change.RunAsync(
                    new ChangeStatusRequest(customers[i % customers.Count], LabelChoice.Named(suspend ? "Suspended" : "Active"), suspend ? "lost-phone" : "cleared", null, null, null), actor);
                if (outcome.Refusal is { } refusal && refusal is not NothingToChange)
                {
                    throw new InvalidOperationException(refusal.Sentence);
                }

                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return mine;
        })));
        return (latencies.Sum(mine => (long)mine.Count), Stopwatch.GetElapsedTime(began).TotalSeconds, [.. latencies.SelectMany(mine => mine)]);
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
