using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Bench;

/// <summary>
/// What it costs to tell other systems: changes of status through the API of the real application with nobody subscribed and with three receivers on loopback, by turns, and how fast
/// what waited goes out.
/// </summary>
internal static class WebhookScenario
{
    private const int Receivers = 3;
    private const int Callers = 32;
    private const int Rounds = 4;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var key = (await store.Get<CreateOrganisation>().AddApiKeyAsync(store.Tenant, "Bench webhooks", ["customers:write", "status:write", "webhooks:write"])).Value;
        await using var web = await WebProcess.StartAsync(store.File);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Callers + 8 }) { BaseAddress = web.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var receivers = Enumerable.Range(0, Receivers).Select(_ => new LoopbackReceiver()).ToList();
        var customers = Active(store);
        var suspended = new bool[customers.Count];
        await DriveAsync(http, customers, suspended, TimeSpan.FromSeconds(2), new Figures("webhooks", "", ""));

        var (alone, told) = (new List<double>(), new List<double>());
        var (waitedAlone, waitedTold) = (Waited("nobody is told"), Waited($"{Receivers} are told"));
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await DriveAsync(http, customers, suspended, Round, waitedAlone));
            var ids = await SubscribeAsync(http, receivers);
            told.Add(await DriveAsync(http, customers, suspended, Round, waitedTold));
            await DrainAsync(http, ids);
            await EndAsync(http, ids);
        }

        waitedAlone.Write();
        waitedTold.Write();
        Figures.Write("webhooks", "changes a second, nobody is told", "1/s", Median(alone));
        Figures.Write("webhooks", $"changes a second, {Receivers} are told", "1/s", Median(told));
        Figures.Write("webhooks", $"changes a second with {Receivers} told to those with nobody, rounds by turns", "ratio", Median(told) / Median(alone));
        Figures.Write("webhooks", "messages that arrived meanwhile", "", receivers.Sum(receiver => receiver.Messages));
        await BacklogAsync(http, web, receivers, customers, suspended);
        await store.Get<CreateOrganisation>().RevokeApiKeysAsync(store.Tenant, "Bench webhooks");
        receivers.ForEach(receiver => receiver.Dispose());
    }

    // What waits for receivers that were paused: how fast it goes out, and what another writer waits meanwhile.
    private static async Task BacklogAsync(HttpClient http, WebProcess web, List<LoopbackReceiver> receivers, List<Guid> customers, bool[] suspended)
    {
        var ids = await SubscribeAsync(http, receivers);
        await Task.WhenAll(ids.Select(id => http.PostAsync($"/api/v1/webhooks/{id}/pause", null)));
        await DriveAsync(http, customers, suspended, Round, new Figures("webhooks", "", ""));
        await Task.Delay(TimeSpan.FromSeconds(2));
        var before = receivers.Sum(receiver => receiver.Messages);
        var (cpu, began) = (web.Cpu, Stopwatch.GetTimestamp());
        await Task.WhenAll(ids.Select(id => http.PostAsync($"/api/v1/webhooks/{id}/resume", null)));
        var drained = DrainAsync(http, ids);
        var waited = Waited("one other writer while a backlog goes out");
        for (var i = 0; !drained.IsCompleted; i = (i + 1) % customers.Count)
        {
            // Another customer each time: those of one go out one after the other.
            await ChangeAsync(http, customers, suspended, i, waited);
            await Task.Delay(20);
        }

        await drained;
        var (seconds, messages) = (Stopwatch.GetElapsedTime(began).TotalSeconds, receivers.Sum(receiver => receiver.Messages) - before);
        Figures.Write("webhooks", "messages of the backlog", "", messages);
        Figures.Write("webhooks", $"messages a second to {Receivers} receivers on loopback, one other writer beside", "1/s", messages / seconds);
        Figures.Write("webhooks", "processor time of the server for a message", "ms cpu", (web.Cpu - cpu).TotalMilliseconds / Math.Max(1, messages));
        waited.Write();
        await EndAsync(http, ids);
    }

    private static Figures Waited(string what) => new("webhooks", $"answer to a change, {what}", "ms waited");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static List<Guid> Active(BenchStore store)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        return [.. scope.Db.Customers.Where(customer => customer.Status == CustomerStatus.Active).Select(customer => customer.Id).Take(10_000).AsEnumerable().Select(id => id.Value)];
    }

    private static async Task<List<int>> SubscribeAsync(HttpClient http, List<LoopbackReceiver> receivers)
    {
        var ids = new List<int>();
        foreach (var receiver in receivers)
        {
            using var answer = await http.PostAsJsonAsync("/api/v1/webhooks", new { name = $"receiver {ids.Count}", address = receiver.Address });
            answer.EnsureSuccessStatusCode();
            ids.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("webhook").GetProperty("id").GetInt32());
        }

        return ids;
    }

    private static async Task DrainAsync(HttpClient http, List<int> ids)
    {
        // Twice next to nothing: once may be between an event and its message, and another writer may go on meanwhile.
        for (var quiet = 0; quiet < 2;)
        {
            await Task.Delay(100);
            var waiting = 0;
            foreach (var id in ids)
            {
                waiting += (await http.GetFromJsonAsync<JsonElement>($"/api/v1/webhooks/{id}")).GetProperty("waiting").GetInt32();
            }

            quiet = waiting <= 20 * ids.Count ? quiet + 1 : 0;
        }
    }

    private static async Task EndAsync(HttpClient http, List<int> ids)
    {
        foreach (var id in ids)
        {
            using var answer = await http.DeleteAsync($"/api/v1/webhooks/{id}");
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<double> DriveAsync(HttpClient http, List<Guid> customers, bool[] suspended, TimeSpan length, Figures waited)
    {
        var (done, began) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = caller; Stopwatch.GetElapsedTime(began) < length; i = i + Callers < customers.Count ? i + Callers : caller)
            {
                await ChangeAsync(http, customers, suspended, i, waited);
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task ChangeAsync(HttpClient http, List<Guid> customers, bool[] suspended, int i, Figures waited)
    {
        var suspend = suspended[i] = !suspended[i];
        var sent = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsJsonAsync(
            $"/api/v1/customers/{customers[i]}/status-changes", new { label = suspend ? "Suspended" : "Active", reasonCode = suspend ? "lost-phone" : "cleared" });
        answer.EnsureSuccessStatusCode();
        lock (waited)
        {
            waited.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
    }
}
