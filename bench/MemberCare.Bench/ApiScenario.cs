using System.Diagnostics;
using System.Net.Http.Headers;
using MemberCare.Core.Operations;

namespace MemberCare.Bench;

/// <summary>Key presses and other reads through the API of the real application, over HTTP on loopback: what a caller waits, and what a request costs the server.</summary>
internal static class ApiScenario
{
    private const int Sessions = 600;
    private const int Reads = 3_000;
    private const int Callers = 8;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var key = (await store.Get<CreateOrganisation>().AddApiKeyAsync(store.Tenant, "Bench", ["customers:read-unmasked"])).Value;
        await using var web = await WebProcess.StartAsync(store.File);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Callers }) { BaseAddress = web.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        var warm = Presses(store, seed: 1).Take(2_000).ToList();
        await MeasureAsync(http, web, null, warm);
        var presses = Presses(store, seed: 2).Take(Sessions * 10).ToList();
        await MeasureAsync(http, web, "key press, one caller", presses);
        await MeasureAsync(http, web, $"key press, {Callers} callers at once", presses, Callers);

        var found = (await http.GetStringAsync("/api/v1/customers?limit=200")).Split("\"id\":\"").Skip(1).Select(rest => rest[..36]).ToList();
        await MeasureAsync(http, web, "one customer", Repeated(found.Select(id => $"/api/v1/customers/{id}")));
        await MeasureAsync(http, web, "a history", Repeated(found.Select(id => $"/api/v1/customers/{id}/events")));
        await MeasureAsync(http, web, "a page of 50 suspended customers by name", Repeated(["/api/v1/customers?status=suspended&sort=name"]));
        Figures.Write("api", "memory afterwards", "MB", web.Memory / 1e6);
        await store.Get<CreateOrganisation>().RevokeApiKeysAsync(store.Tenant, "Bench");
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> paths) => Enumerable.Repeat(paths.ToList(), Reads).SelectMany(path => path).Take(Reads);

    // Every beginning of what an agent types is a request.
    private static IEnumerable<string> Presses(BenchStore store, ulong seed) =>
        from typed in SearchScenario.Typed(store.Customers, seed)
        from length in Enumerable.Range(1, typed.Text.Length)
        select $"/api/v1/customers?limit=20&q={Uri.EscapeDataString(typed.Text[..length])}";

    private static async Task MeasureAsync(HttpClient http, WebProcess web, string? what, IEnumerable<string> paths, int callers = 1)
    {
        var queue = new System.Collections.Concurrent.ConcurrentQueue<string>(paths);
        var (requests, waited, worst) = (queue.Count, new Figures("api", what ?? "", "ms waited"), (Milliseconds: 0.0, Path: ""));
        var (cpu, began) = (web.Cpu, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (queue.TryDequeue(out var path))
            {
                var sent = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(path);
                await answer.Content.ReadAsByteArrayAsync();
                var milliseconds = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                answer.EnsureSuccessStatusCode();
                lock (waited)
                {
                    waited.Add(milliseconds);
                    worst = milliseconds > worst.Milliseconds ? (milliseconds, path) : worst;
                }
            }
        }));
        if (what is not null)
        {
            waited.Write();
            Figures.Write("api", $"{what}: processor time of the server", "ms cpu", (web.Cpu - cpu).TotalMilliseconds / requests);
            Figures.Write("api", $"{what}: requests a second", "1/s", requests / Stopwatch.GetElapsedTime(began).TotalSeconds);
            Console.Error.WriteLine($"the worst, {worst.Milliseconds:N1} ms: {Uri.UnescapeDataString(worst.Path)}");
        }
    }
}
