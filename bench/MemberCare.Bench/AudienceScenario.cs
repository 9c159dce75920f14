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
        for (var round = 0; round < 2; round++)
        {
            foreach (var (what, text) in lists)
            {
                using var content = new ByteArrayContent(text);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                var began = Stopwatch.GetTimestamp();
                using var answer = await http.PostAsync(new Uri("/api/v1/audiences", UriKind.Relative), content);
                var body = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                if (round > 0)
                {
                    Figures.Write("audience", $"{what}, over HTTP", "1/s", text.Count(c => c == '\n') / seconds);
                    Console.Error.WriteLine(Encoding.UTF8.GetString(body.AsSpan(body.AsSpan(0, body.Length - 1).LastIndexOf((byte)'\n') + 1)));
                }
            }
        }

        Figures.Write("audience", "memory of the server afterwards", "MB", web.Memory / 1e6);
        await store.Get<CreateOrganisation>().RevokeApiKeysAsync(store.Tenant, "Bench");
    }

    private static async Task DrawAsync(BenchStore store, string what, byte[] text, string? campaign)
    {
        var actor = new Actor(ActorKind.ApiClient, "bench", "Bench", store.Tenant, Permissions.AskDecisions, Channel.Api);
        for (var round = 0; round < 2; round++)
        {
            var began = Stopwatch.GetTimestamp();
            using var drawing = (await store.Get<DrawAudience>().BeginAsync(new AudienceWish(campaign, false), actor)).Value;
            using var input = new MemoryStream(text);
            var summary = await drawing.RunAsync(input, Stream.Null);
            if (round > 0)
            {
                Figures.Write("audience", what, "1/s", summary.Lines / Stopwatch.GetElapsedTime(began).TotalSeconds);
                Console.Error.WriteLine($"{what}: {summary.Lines:N0} asked, {summary.Contactable:N0} contactable, {summary.Duplicates:N0} twice");
            }
        }
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
