using System.Diagnostics;
using System.Globalization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Bench;

/// <summary>Durable activities in batches of 100 with 1 and 4 clients, and what a change of status waits meanwhile.</summary>
internal static class ActivitiesScenario
{
    private const int PerBatch = 100;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        List<CustomerId> customers;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            customers = [.. scope.Db.Customers.Select(customer => customer.Id)];
        }

        await DriveAsync(store, customers, 1, TimeSpan.FromSeconds(1), "warm", late: false);
        foreach (var (clients, late) in new[] { (1, false), (4, false), (1, true), (4, true) })
        {
            var what = $"{clients} {(clients == 1 ? "client" : "clients")}{(late ? ", all of them reported late" : "")}";
            using var ended = new CancellationTokenSource();
            var changes = late ? Task.FromResult<Figures?>(null) : ChangeAsync(store, customers, what, ended.Token);
            var (kept, seconds, batches) = await DriveAsync(store, customers, clients, Round, what, late);
            await ended.CancelAsync();
            Figures.Write("activities", $"durable activities a second, {what}", "1/s", kept / seconds);
            batches.Write();
            (await changes)?.Write();
        }
    }

    private static async Task<(long Kept, double Seconds, Figures Batches)> DriveAsync(
        BenchStore store, List<CustomerId> customers, int clients, TimeSpan length, string what, bool late)
    {
        var record = store.Get<RecordActivities>();
        var began = Stopwatch.GetTimestamp();
        var batches = new Figures("activities", $"a batch of {PerBatch} of {what}", "ms");
        var kept = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var (random, count) = (new Random(client + (late ? 100 : 0)), 0L);
            var actor = new Actor(ActorKind.ApiClient, $"till-{client}", $"Till {client}", store.Tenant, Permissions.RecordActivities, Channel.Api);
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                var batch = Enumerable.Range(0, PerBatch).Select(_ => (Outcome<RawActivity>)Activity(random, customers, late)).ToList();
                var start = Stopwatch.GetTimestamp();
                var answers = (await record.RunAsync(batch, actor)).Value;
                var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                lock (batches)
                {
                    batches.Add(milliseconds);
                }

                count += answers.Count(answer => answer.Kept is not null);
            }

            return count;
        })));
        return (kept.Sum(), Stopwatch.GetElapsedTime(began).TotalSeconds, batches);
    }

    // As a till reports: mostly purchases, some redemptions, by id; where late, of some time in the last month.
    private static RawActivity Activity(Random random, List<CustomerId> customers, bool late)
    {
        var redeems = random.Next(8) == 0;
        return new RawActivity
        {
            Id = Guid.NewGuid().ToString(),
            Kind = redeems ? "pointsRedemption" : "transaction",
            Customer = new RawParty(customers[random.Next(customers.Count)].ToString(), null, null, null, null),
            Amount = redeems ? null : (random.Next(100, 20_000) / 100m).ToString("0.00", CultureInfo.InvariantCulture),
            Currency = redeems ? null : "MYR",
            Points = random.Next(1, 200),
            Place = $"Till {random.Next(40)}",
            Channel = "till",
            At = late ? DateTimeOffset.UtcNow.AddMinutes(-random.Next(1, 43_000)) : null,
        };
    }

    // Somebody at the console changes a status now and then; how long the answer takes is what the batches cost others.
    private static async Task<Figures?> ChangeAsync(BenchStore store, List<CustomerId> customers, string what, CancellationToken ended)
    {
        var change = store.Get<ChangeStatus>();
        var waits = new Figures("activities", $"a change of status beside {what}", "ms");
        for (var i = 0; !ended.IsCancellationRequested; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var customer = customers[i * 7 % customers.Count];
            await change.RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named("Suspended"), "lost-phone", null, null, null), store.Agent, CancellationToken.None);
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(Pause, CancellationToken.None);
        }

        return waits;
    }
}
