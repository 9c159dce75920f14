using System.Diagnostics;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Bench;

/// <summary>A queue of as many requests as there are active customers: how fast they are made, what a look at the queue costs, and how long others wait while all of them expire at once.</summary>
internal static class ApprovalsScenario
{
    private const string Name = "approvals";
    private const int Clients = 100;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var version = store.Get<ReadSettings>().Run(store.Agent).Value.Version;
        var asked = await store.Get<ChangeSettings>().AskForApprovalAsync(true, [CustomerStatus.Blocked], ApprovalPolicy.MostUnapproved, TimeSpan.FromHours(1), version, store.Agent);
        if (asked.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Sentence);
        }

        List<CustomerId> customers;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            customers = [.. scope.Db.Customers.Where(customer => customer.Status == CustomerStatus.Active).Select(customer => customer.Id)];
        }

        var change = store.Get<ChangeStatus>();
        var (bystander, makers) = (customers[^1], customers[..^1]);
        var began = Stopwatch.GetTimestamp();
        foreach (var some in makers.Chunk(Clients))
        {
            await Task.WhenAll(some.Select(async id => (await change.RunAsync(new ChangeStatusRequest(id, LabelChoice.Named("Blocked"), "terms-breached", null, null, null), store.Agent)).Value));
        }

        Figures.Write(Name, $"requests made, {makers.Count:N0} in all", "1/s", makers.Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        Look(store, makers.Count);
        await ExpireAsync(store, change, bystander);
    }

    private static void Look(BenchStore store, int open)
    {
        var (list, checker) = (store.Get<ListApprovals>(), store.Agent with { Id = "2" });
        var (badge, first) = (new Figures(Name, $"the badge in the menu, {open:N0} open", "ms"), new Figures(Name, "the first page of the queue", "ms"));
        for (var i = 0; i < 500; i++)
        {
            var began = Stopwatch.GetTimestamp();
            _ = list.Count(checker).Value;
            badge.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            _ = list.Run(ApprovalList.ToDecide, null, 50, checker).Value;
            first.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        badge.Write();
        first.Write();
    }

    private static async Task ExpireAsync(BenchStore store, ChangeStatus change, CustomerId bystander)
    {
        // The hour does not pass; the deadline is moved to where it did.
        await store.Get<Writer>().RunAsync<Done>(store.Tenant, transaction =>
        {
            transaction.Db.ChangeRequests.ExecuteUpdate(set => set.SetProperty(request => request.ExpiresAt, transaction.Now));
            return new Done();
        });
        var began = Stopwatch.GetTimestamp();
        var expiring = store.Get<ExpireRequests>().RunDueAsync();
        var waits = new Figures(Name, "another change while all of them expire", "ms");
        for (var on = true; !expiring.IsCompleted; on = !on)
        {
            var start = Stopwatch.GetTimestamp();
            _ = (await change.RunAsync(new ChangeStatusRequest(bystander, LabelChoice.Named(on ? "Suspended" : "Active"), on ? "lost-phone" : "cleared", null, null, null), store.Agent)).Value;
            waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(10);
        }

        Figures.Write(Name, "requests expired, all due at the same moment", "1/s", await expiring / Stopwatch.GetElapsedTime(began).TotalSeconds);
        waits.Write();
    }
}
