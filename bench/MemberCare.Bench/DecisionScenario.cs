using System.Diagnostics;
using System.Globalization;
using System.Text;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;

namespace MemberCare.Bench;

/// <summary>
/// Decisions over HTTP beside the empty endpoint of the same server, turn and turn about, 32 connections that each wait for their answer; then what the core alone
/// needs, and the memory of a million exceptions.
/// </summary>
internal static class DecisionScenario
{
    private const int Connections = 32;
    private const int Rounds = 5;
    private const int Bodies = 2_000;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var key = (await store.Get<CreateOrganisation>().AddApiKeyAsync(store.Tenant, "Bench", ["decisions:read"])).Value;
        await using (var web = await WebProcess.StartAsync(store.File))
        {
            await MeasureAsync(store, web, key);
        }

        await store.Get<CreateOrganisation>().RevokeApiKeysAsync(store.Tenant, "Bench");
        Core(store);
        Memory();
    }

    private static async Task MeasureAsync(BenchStore store, WebProcess web, string key)
    {
        // Person i of the bench has a status other than Active where i divides by twelve; every thirteenth question is about nobody.
        var known = Enumerable.Range(1, Bodies).Select(i => (int)(i * 7919L % store.Customers)).ToList();
        var refused = known.Select(i => i / 12 * 12).Where(i => i / 12 % 6 is 3 or 5).ToList();
        (string Name, byte[][] Requests)[] all =
        [
            ("empty endpoint", [Request("GET", "/api/v1/ping", key, "")]),
            ("decisions", [.. known.Select((i, n) => Decision(key, n % 13 == 0 ? "+6591234567" : BenchPeople.At(i).Mobile!, n))]),
            ("decisions about customers with something over them", [.. refused.Select((i, n) => Decision(key, BenchPeople.At(i).Mobile!, n))]),
            ("decisions of a thousand in one request", [Batch(key, known.Take(1_000))]),
            ("/health/live, without key", [Request("GET", "/health/live", null, "")]),
        ];
        var rates = all.ToDictionary(one => one.Name, _ => new List<double>());
        var cpu = all.ToDictionary(one => one.Name, _ => new List<double>());
        var waits = all.ToDictionary(one => one.Name, one => new Figures("decisions", $"{one.Name}, {Connections} connections", "ms waited"));
        for (var round = -2; round < Rounds; round++)
        {
            foreach (var (name, requests) in all)
            {
                var (before, began) = (web.Cpu, Stopwatch.GetTimestamp());
                var waited = await Load.RunAsync(web.Address, requests, Connections, Turn);
                if (round >= 0)
                {
                    rates[name].Add(waited.Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
                    cpu[name].Add((web.Cpu - before).TotalMicroseconds / waited.Count);
                    waited.ForEach(waits[name].Add);
                }
            }
        }

        foreach (var (name, _) in all)
        {
            waits[name].Write();
            Figures.Write("decisions", $"{name}: requests a second", "1/s", Median(rates[name]));
            Figures.Write("decisions", $"{name}: processor time of the server", "µs", Median(cpu[name]));
            Figures.Write("decisions", $"{name}: requests a second beside the empty endpoint", "ratio", Median(rates[name].Zip(rates["empty endpoint"], (mine, empty) => mine / empty)));
        }

        await Wrk.RunAsync(web.Address, key, all[1].Requests);
        Figures.Write("decisions", "memory of the server", "MB", web.Memory / 1e6);
    }

    private static void Core(BenchStore store)
    {
        var began = Stopwatch.GetTimestamp();
        var memory = store.Get<DecisionMemory>();
        while (!memory.IsReady)
        {
            Thread.Sleep(1);
        }

        Figures.Write("decisions", $"loading {memory.Entries:N0} entries of {store.Customers:N0} customers", "ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        Figures.Write("decisions", "memory of them", "MB", memory.Bytes / 1e6);
        var (ask, agent) = (store.Get<AskDecision>(), store.Agent with { Kind = ActorKind.ApiClient });
        var all = Enumerable.Range(0, 50_000).Select(i => new DecisionQuestion { Mobile = BenchPeople.At((int)(i * 7919L % store.Customers)).Mobile, Action = CustomerAction.RedeemPoints }).ToLookup(IsAllowed);
        foreach (var (name, questions, run) in new (string, List<DecisionQuestion>, Func<DecisionQuestion, bool>)[]
        {
            ("a yes from memory", [.. all[true]], IsAllowed),
            ("a no from memory", [.. all[false]], IsAllowed),
            ("a yes from the database", [.. all[true]], IsAllowedByDatabase),
            ("a no from the database", [.. all[false]], IsAllowedByDatabase),
            ("reading a number in its spelling", [.. all[true]], question => PhoneNumbers.ToE164(question.Mobile!, "MY") is not null),
        })
        {
            questions.Take(20_000).ToList().ForEach(question => run(question));
            var cpu = ThreadCpu.Milliseconds();
            questions.ForEach(question => run(question));
            Figures.Write("decisions", $"{name}, in the core", "µs cpu", (ThreadCpu.Milliseconds() - cpu) * 1e3 / questions.Count);
        }

        bool IsAllowed(DecisionQuestion question) => ask.Run(question, agent).Value.Decision.IsAllowed;

        bool IsAllowedByDatabase(DecisionQuestion question) => ask.FromDatabase(question, store.Tenant, DateTimeOffset.UtcNow).Value.Decision.IsAllowed;
    }

    // A million customers, each with an id, a number and an address.
    private static void Memory()
    {
        foreach (var keys in new[] { 1, 3 })
        {
            var dice = new Random(1);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var began = Stopwatch.GetTimestamp();
            var table = new ExceptionTable();
            for (var i = 0; i < 1_000_000 * keys; i++)
            {
                var standing = new CustomerStanding((CustomerStatus)(1 + (i % 6)), new LabelId(i % 20), Overlays.None, null);
                table.Set((ulong)dice.NextInt64(long.MinValue, long.MaxValue), new ExceptionStanding(false, standing, BlockListVerdict.Clear));
            }

            Figures.Write("decisions", $"filling a table with a million exceptions of {keys} keys each", "ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Figures.Write("decisions", $"memory of a million exceptions of {keys} keys each", "MB", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6);
            GC.KeepAlive(table);
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static byte[] Decision(string key, string mobile, int number) =>
        Request("POST", "/api/v1/decisions", key, $$"""{"mobile":"{{mobile}}","action":"{{(number % 2 == 0 ? "redeemPoints" : "signIn")}}","channel":"till","place":"Till 7"}""");

    private static byte[] Batch(string key, IEnumerable<int> people) => Request(
        "POST", "/api/v1/decisions/batch", key, $$"""{"questions":[{{string.Join(',', people.Select(i => $$"""{"mobile":"{{BenchPeople.At(i).Mobile}}","action":"receiveMarketing"}"""))}}]}""");

    private static byte[] Request(string method, string path, string? key, string body) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{(key is null ? "" : $"Authorization: Bearer {key}\r\n")}"
        + (body.Length == 0 ? "\r\n" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}")));
}
