using System.Diagnostics;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;

namespace MemberCare.Bench;

/// <summary>Every filter of the list under every order: the first page with its total, then a walk into the depth; and the numbers of the ready lists.</summary>
internal static class ListScenario
{
    private const int Shown = 50;
    private const int Depth = 10;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var list = store.Get<ListCustomers>();
        var (first, deeper, worst) = (new Figures("list", "first page", "ms"), new Figures("list", $"pages 2 to {Depth}", "ms"), (Time: 0.0, What: ""));
        foreach (var (name, filter) in Filters(store))
        {
            var ofFilter = new Figures("list", $"first page: {name}", "ms");
            foreach (var sort in Enum.GetValues<CustomerSort>())
            {
                foreach (var turned in new[] { false, true })
                {
                    // The first reading fetches pages from the disk, which is not what is measured here.
                    list.Run(filter, sort, turned, null, Shown, store.Agent);
                    var cursor = Measure(list, store, filter, sort, turned, null, time =>
                    {
                        first.Add(time);
                        ofFilter.Add(time);
                        worst = time > worst.Time ? (time, $"{name}, by {sort}{(turned ? ", turned round" : "")}") : worst;
                    });
                    for (var page = 2; page <= Depth && cursor is not null; page++)
                    {
                        cursor = Measure(list, store, filter, sort, turned, cursor, deeper.Add);
                    }
                }
            }

            ofFilter.Write();
        }

        first.Write();
        deeper.Write();
        Console.Error.WriteLine($"the worst first page, {worst.Time:N1} ms: {worst.What}");
        var began = Stopwatch.GetTimestamp();
        var counts = store.Get<CountCustomers>().Run(store.Agent).Value;
        Figures.Write("list", $"numbers of the ready lists, {counts.Inactive} inactive counted afresh", "ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static string? Measure(
        ListCustomers list, BenchStore store, CustomerFilter filter, CustomerSort sort, bool turned, string? cursor, Action<double> add)
    {
        var began = Stopwatch.GetTimestamp();
        var page = list.Run(filter, sort, turned, cursor, Shown, store.Agent).Value;
        add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return page.NextCursor;
    }

    private static IEnumerable<(string Name, CustomerFilter Filter)> Filters(BenchStore store)
    {
        var labels = store.Get<Catalogues>().Of(store.Tenant);
        var now = DateTimeOffset.UtcNow;
        yield return ("all", new());
        foreach (var status in StatusWords.All)
        {
            yield return (status.Title(), new() { Status = status });
        }

        yield return ("fraud", new() { Fraud = true });
        yield return ("a label", new() { Label = labels.SystemLabel(CustomerStatus.Deleted).Id });
        yield return ("inactive", new() { Inactive = true });
        yield return ("active lately", new() { Inactive = false });
        yield return ("inactive and suspended", new() { Inactive = true, Status = CustomerStatus.Suspended });
        yield return ("active lately and blocked", new() { Inactive = false, Status = CustomerStatus.Blocked });
        yield return ("a common source", new() { Source = "App" });
        yield return ("a rare source", new() { Source = "Event" });
        yield return ("a source that is not", new() { Source = "Nowhere" });
        yield return ("a rare source and fraud", new() { Source = "Event", Fraud = true });
        yield return ("a rare source and inactive", new() { Source = "Event", Inactive = true });
        yield return ("a day", new() { RegisteredFrom = now.AddDays(-401), RegisteredBefore = now.AddDays(-400) });
        yield return ("a year", new() { RegisteredFrom = now.AddDays(-800), RegisteredBefore = now.AddDays(-435) });
        yield return ("a year, deleted, rare source", new()
        {
            RegisteredFrom = now.AddDays(-800),
            RegisteredBefore = now.AddDays(-435),
            Status = CustomerStatus.Deleted,
            Source = "Event",
        });
        yield return ("registered lately and inactive, which nobody is", new() { RegisteredFrom = now.AddDays(-30), Inactive = true });
        yield return ("registered long ago and active lately", new() { RegisteredBefore = now.AddDays(-1000), Inactive = false });
        yield return ("found by a name", new() { Query = "tan sar" });
    }
}
