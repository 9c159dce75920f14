using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Bench;

/// <summary>Everybody's id, and everybody's mobile number, as the audience of a campaign: in the core, and over HTTP on loopback.</summary>
internal static class AudienceScenario
{
    private const int Rounds = 7;
    private const int LongestSummary = 1 << 16;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        List<(CustomerId Id, string? Mobile)> customers;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            customers = [.. scope.Db.Customers.Select(customer => new { customer.Id, customer.Mobile }).AsEnumerable().Select(customer => (customer.Id, customer.Mobile))];
        }

        var random = new Random(1);
        var shuffled = customers.ToArray();
        random.Shuffle(shuffled);
        var lists = new (string What, byte[] Text)[]
        {
            ("ids in the order of a file", Lines(customers.Select(customer => $$"""{"id":"{{customer.Id}}"}"""))),
            ("ids in any order", Lines(shuffled.Select(customer => $$"""{"id":"{{customer.Id}}"}"""))),
            ("mobile numbers in any order", Lines(shuffled.Where(customer => customer.Mobile is not null).Select(customer => $$"""{"mobile":"{{customer.Mobile}}"}"""))),
        };
        foreach (var (what, text) in lists)
        {
            await DrawAsync(store, what, text, null);
        }

        await DrawAsync(store, $"{lists[1].What}, for a campaign", lists[1].Text, "Bench " + Guid.NewGuid());
        Figures.Write("audience", "memory of the managed heap afterwards", "MB", GC.GetTotalMemory(forceFullCollection: true) / 1e6);

        var key = (await store.Get<CreateOrganisation>().AddApiKeyAsync(store.Tenant, "Bench", ["decisions:read"])).Value;
        await using var web = await WebProcess.StartAsync(store.File);
        using var http = new HttpClient { BaseAddress = web.Address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (what, text) in lists)
        {
            await MeasureAsync($"{what}, over HTTP", text.Count(c => c == '\n'), () => web.Cpu, () => PostAsync(http, text));
        }

        Figures.Write("audience", "memory of the server afterwards", "MB", web.Memory / 1e6);
        await store.Get<CreateOrganisation>().RevokeApiKeysAsync(store.Tenant, "Bench");
    }

    private static async Task DrawAsync(BenchStore store, string what, byte[] text, string? campaign)
    {
        var actor = new Actor(ActorKind.ApiClient, "bench", "Bench", store.Tenant, Permissions.AskDecisions, Channel.Api);
        await MeasureAsync(what, text.Count(c => c == '\n'), () => Environment.CpuUsage.TotalTime, async () =>
        {
            using var drawing = (await store.Get<DrawAudience>().BeginAsync(new AudienceWish(campaign, false), actor)).Value;
            using var input = new MemoryStream(text);
            var summary = await drawing.RunAsync(input, Stream.Null);
            return $"{summary.Lines:N0} asked, {summary.Contactable:N0} contactable, {summary.Duplicates:N0} twice";
        });
    }

    // Once to warm, then the middle one and the slowest of several; and what it costs whatever else the machine does.
    private static async Task MeasureAsync(string what, int lines, Func<TimeSpan> cpu, Func<Task<string>> run)
    {
        await run();
        var (answer, before, seconds) = ("", cpu(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            answer = await run();
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        Figures.Write("audience", $"{what}, processor time of each", "µs", (cpu() - before).TotalMicroseconds / lines / Rounds);
        seconds.Sort();
        Figures.Write("audience", what, "1/s", lines / seconds[Rounds / 2]);
        Figures.Write("audience", $"{what}, the slowest of {Rounds}", "1/s", lines / seconds[^1]);
        Console.Error.WriteLine($"{what}: {answer}");
    }

    // The list is ready and the answer is not looked at but for its last line, so that the client takes as little as it can of the processors that both share.
    private static async Task<string> PostAsync(HttpClient http, byte[] text)
    {
        using var content = new ByteArrayContent(text);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/audiences", UriKind.Relative)) { Content = content };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var (buffer, filled) = (new byte[1 << 18], 0);
        while (await body.ReadAsync(buffer.AsMemory(filled)) is > 0 and var read)
        {
            filled += read;
            if (filled > buffer.Length / 2)
            {
                var kept = Math.Min(filled, LongestSummary);
                buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
                filled = kept;
            }
        }

        return Encoding.UTF8.GetString(buffer.AsSpan(0, filled)[(buffer.AsSpan(0, filled - 1).LastIndexOf((byte)'\n') + 1)..]);
    }

    private static byte[] Lines(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
