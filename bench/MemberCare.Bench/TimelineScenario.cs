using System.Diagnostics;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Bench;

/// <summary>Pages of the timeline of a customer with 10,000 events, from the newest and from any depth, and the check of the whole chain.</summary>
internal static class TimelineScenario
{
    private const int Events = 10_000;
    private const int Pages = 5_000;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var customer = await BusyCustomerAsync(store);
        var timeline = store.Get<ReadTimeline>();
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            _ = timeline.Run(customer, store.Agent, TimelineFilter.All, before: random.Next(2, Events));
        }

        Measure("newest page of 50", () => timeline.Run(customer, store.Agent));
        Measure("page of 50 at any depth", () => timeline.Run(customer, store.Agent, before: random.Next(51, Events)));
        Measure("page of 50, activities alone", () => timeline.Run(customer, store.Agent, TimelineFilter.Activity, before: random.Next(51, Events)));
        Measure("page of 50, changes of status alone (2 among 10,000)", () => timeline.Run(customer, store.Agent, TimelineFilter.Status), Pages / 10);

        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var began = Stopwatch.GetTimestamp();
        var broken = EventChain.FirstBreak(scope.Db.Events.Where(e => e.CustomerId == customer).OrderBy(e => e.Sequence).AsNoTracking());
        Figures.Write("timeline", $"check of a chain of 10,000 events ({(broken is null ? "whole" : "broken")})", "ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static void Measure(string what, Func<Outcome<TimelinePage>> read, int times = Pages)
    {
        var figures = new Figures("timeline", what, "ms");
        for (var i = 0; i < times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = read().Value;
            figures.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        figures.Write();
    }

    private static async Task<CustomerId> BusyCustomerAsync(BenchStore store)
    {
        CustomerId id;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            id = scope.Db.Customers.OrderByDescending(customer => customer.LastSequence).Select(customer => customer.Id).First();
        }

        for (var more = true; more;)
        {
            more = (await store.Get<Writer>().RunAsync<bool>(store.Tenant, transaction =>
            {
                var customer = transaction.Find(id)!;
                for (var i = 0; i < 1_000 && customer.LastSequence < Events; i++)
                {
                    var kind = (customer.LastSequence % 3) switch { 0 => EventKind.Redemption, 1 => EventKind.SignedIn, _ => EventKind.Transaction };
                    transaction.Save(customer, customer.Note(kind, new EventData { ["amount"] = "42.10", ["place"] = "till 7" }, store.Agent, transaction.Now));
                }

                return customer.LastSequence < Events;
            })).Value;
        }

        return id;
    }
}
