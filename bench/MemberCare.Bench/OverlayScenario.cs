using System.Diagnostics;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Bench;

/// <summary>Reports of failed sign-ins, durable, by one reporter and by many; what the customer's page asks for beside the customer; and lists of whoever has something over them.</summary>
internal static class OverlayScenario
{
    private const int Sharing = 10_000;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        List<CustomerId> ids;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            ids = [.. scope.Db.Customers.Where(customer => customer.Status == CustomerStatus.Active).OrderBy(customer => customer.Id).Select(customer => customer.Id).Take(20_000)];
        }

        foreach (var reporters in new[] { 1, 32 })
        {
            await ReportAsync(store, ids, reporters);
        }

        var shared = await ShareAsync(store);
        Measure("related accounts of a customer with nobody related", i => store.Get<RelatedCustomers>().Run(ids[i % ids.Count], store.Agent));
        Measure($"related accounts where {Sharing:N0} share one number", _ => store.Get<RelatedCustomers>().Run(shared, store.Agent));
        Measure("what a customer can do, and the last refusals", i => store.Get<ReadAbilities>().Run(ids[i % ids.Count], store.Agent));
        foreach (var overlay in Enum.GetValues<CustomerOverlay>())
        {
            var page = store.Get<ListCustomers>().Run(new CustomerFilter { Overlay = overlay }, CustomerSort.Registered, false, null, 50, store.Agent).Value;
            Measure($"list of {overlay}, {page.Total:N0} of them, 50 rows and the total", _ => store.Get<ListCustomers>().Run(new CustomerFilter { Overlay = overlay }, CustomerSort.Registered, false, null, 50, store.Agent));
        }
    }

    private static async Task ReportAsync(BenchStore store, List<CustomerId> ids, int reporters)
    {
        var report = store.Get<ReportSignIns>();
        var portal = new Actor(ActorKind.ApiClient, "portal", "Portal", store.Tenant, Permissions.ReportSignIns, Channel.Api);
        var figures = new Figures("overlays", $"a failed sign-in, durable, {reporters} at a time", "ms");
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, reporters).Select(async reporter =>
        {
            var random = new Random(reporter);
            while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5))
            {
                var who = new NamedCustomer(ids[random.Next(ids.Count)], null, null, null, null);
                var start = Stopwatch.GetTimestamp();
                _ = (await report.RunAsync(new SignInReport(who, SignInReportKind.Failed, null, null, null), portal)).Value;
                lock (figures)
                {
                    figures.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }));
        Figures.Write("overlays", $"failed sign-ins a second, {reporters} at a time", "1/s", figures.Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        figures.Write();
    }

    private static async Task<CustomerId> ShareAsync(BenchStore store)
    {
        CustomerId last = default;
        for (var done = 0; done < Sharing; done += 1_000)
        {
            var from = done;
            last = (await store.Get<Writer>().RunAsync<CustomerId>(store.Tenant, transaction =>
            {
                Customer? customer = null;
                for (var i = from; i < from + 1_000; i++)
                {
                    var details = CustomerDetails.Read(new RawDetails { Name = $"Placeholder {i}", Mobile = "0000000" }, "MY", transaction.Now).Value;
                    (customer, var happened) = Customer.Register(CustomerId.New(transaction.Now), store.Tenant, details, transaction.Catalogue.SystemLabel(CustomerStatus.Active), store.Agent, transaction.Now);
                    var wish = customer.SetContactPreference(true, null, store.Agent, transaction.Now).Value;
                    transaction.Add(customer, [happened, wish]);
                }

                return customer!.Id;
            })).Value;
        }

        return last;
    }

    private static void Measure<T>(string what, Func<int, Outcome<T>> read)
    {
        for (var i = 0; i < 200; i++)
        {
            _ = read(i).Value;
        }

        var figures = new Figures("overlays", what, "ms");
        for (var i = 0; i < 3_000; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = read(i).Value;
            figures.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        figures.Write();
    }
}
