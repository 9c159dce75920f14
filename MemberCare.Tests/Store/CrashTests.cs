using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Web.Commands;
using Xunit.Abstractions;

namespace MemberCare.Tests.Store;

/// <summary>The real application, killed, starved and shut out in the middle of its work: what it acknowledged stays, what it did not is not half there.</summary>
public sealed class CrashTests(ITestOutputHelper log) : IAsyncLifetime
{
    private const int Known = 240, ServerKills = 5, ImportKills = 8, Clients = 12, Lines = 12_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("membercare-crash-").FullName;
    private string _key = "";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await using (var made = await AppProcess.RunAsync(_folder, "tenant", "create", "kopi-house", "--region", "MY"))
        {
            Assert.True(await made.EndedAsync() == 0, made.Errors);
        }

        await using var store = TestStore.Reopen(_folder);
        _key = (await store.Get<CreateOrganisation>().AddApiKeyAsync(store.Tenant, "Test", ["customers:read", "status:write"])).Value;
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(FileOf(0, Known)));
        Assert.Equal(Known, (await store.Get<ImportCustomers>().RunAsync(new ImportRequest(content, false, _ => { }), store.Actor(Role.Agent))).Value.Registered);
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Killed_many_times_in_the_middle_of_changes_and_imports_it_has_kept_every_acknowledged_change_and_nothing_by_halves()
    {
        var file = Path.Combine(_folder, "many.csv");
        await File.WriteAllTextAsync(file, FileOf(Known, Lines));
        var acknowledged = new ConcurrentBag<(string Customer, long Sequence, string Label)>();
        for (var kill = 0; kill < ServerKills; kill++)
        {
            await using var server = AppProcess.Serve(_folder);
            var address = await server.AddressAsync();
            await using var import = AppProcess.Start(_folder, "import", file, "--tenant", "kopi-house");
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var (before, wanted) = (acknowledged.Count, 60 + (70 * kill));
            var clients = await ClientsAsync(address, change =>
            {
                acknowledged.Add(change);
                if (acknowledged.Count - before >= wanted)
                {
                    enough.TrySetResult();
                }
            });
            await Task.WhenAny(enough.Task, Task.WhenAll(clients));
            await Task.WhenAll(server.KillAsync(), import.KillAsync());
            await Task.WhenAll(clients);
        }

        for (var kill = 0; kill < ImportKills; kill++)
        {
            await using var import = AppProcess.Start(_folder, "import", file, "--tenant", "kopi-house");
            await Task.WhenAny(import.EndedAsync(), Task.Delay(600 + (kill * 173)));
            await import.KillAsync();
        }

        Assert.True(acknowledged.Count >= ServerKills * 60, $"only {acknowledged.Count} changes were acknowledged");
        await using (var last = await AppProcess.RunAsync(_folder, "import", file, "--tenant", "kopi-house"))
        {
            Assert.True(await last.EndedAsync() == 0, last.Errors);
            log.WriteLine(last.Output);
        }

        log.WriteLine($"{acknowledged.Count} acknowledged changes, {ServerKills} kills of the server, {ServerKills + ImportKills} of the import");
        await using var store = TestStore.Reopen(_folder);
        AssertWhole(store, Known + Lines);
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var changes = scope.Db.Events.Where(happened => happened.Kind == EventKind.StatusChanged).ToDictionary(happened => (happened.CustomerId.ToString(), happened.Sequence), happened => happened.ToLabel);
        Assert.All(acknowledged, change => Assert.Equal(change.Label, changes.GetValueOrDefault((change.Customer, change.Sequence))));
    }

    [Fact]
    public async Task An_import_and_the_console_write_beside_each_other_and_nothing_is_lost()
    {
        var file = Path.Combine(_folder, "beside.csv");
        await File.WriteAllTextAsync(file, FileOf(Known, 6000));
        await using var store = TestStore.Reopen(_folder);
        await using var import = AppProcess.Start(_folder, "import", file, "--tenant", "kopi-house");
        var ended = import.EndedAsync();
        var (registered, slowest) = (0, TimeSpan.Zero);
        while (!ended.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();
            await store.RegisterAsync($"Console Person {registered++}");
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }

        Assert.True(await ended == 0, import.Errors);
        log.WriteLine($"{registered} registered beside the import, the slowest in {slowest.TotalMilliseconds:N0} ms");
        Assert.True(registered > 5, $"only {registered} registrations found a turn");
        AssertWhole(store, Known + 6000 + registered);
    }

    [Fact]
    public async Task A_full_disk_ends_an_import_with_a_sentence_and_whole_lines_and_running_it_again_goes_on()
    {
        var file = Path.Combine(_folder, "large.csv");
        await File.WriteAllTextAsync(file, FileOf(Known, 8000));

        // No file may grow beyond 2 MB: what a full disk is to a program, without taking the disk from the other tests.
        await using (var starved = AppProcess.StartUnder(_folder, "trap '' XFSZ; ulimit -f 2048; exec", "import", file, "--tenant", "kopi-house"))
        {
            await starved.EndedAsync();
            CommandLineTests.AssertRefused(starved, "The import stopped because the disk");
        }

        await using (var store = TestStore.Reopen(_folder))
        {
            using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
            AssertWhole(store, scope.Db.Customers.Count(), indexed: false);
            Assert.InRange(scope.Db.Customers.Count(), Known, Known + 7999);
        }

        await using var again = await AppProcess.RunAsync(_folder, "import", file, "--tenant", "kopi-house");
        Assert.True(await again.EndedAsync() == 0, again.Errors);
        await using var whole = TestStore.Reopen(_folder);
        AssertWhole(whole, Known + 8000);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_bulk_change_it_goes_on_and_changes_each_customer_once()
    {
        Guid job;
        await using (var store = TestStore.Reopen(_folder))
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(FileOf(Known, Lines)));
            Assert.Null((await store.Get<ImportCustomers>().RunAsync(new ImportRequest(content, false, _ => { }), store.Actor(Role.Agent))).Refusal);
            var supervisor = store.Actor(Role.Supervisor);
            var everybody = store.Get<ChooseCustomers>().Run(new CustomerFilter(), supervisor).Value;
            job = (await store.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Filter, everybody, LabelChoice.Named("Fraud suspected"), null, "A stolen list"), supervisor)).Value.Id;
        }

        await using var watch = TestStore.Reopen(_folder);
        var (kills, worked) = (0, 0);
        while (worked < Known + Lines)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await using var server = AppProcess.Serve(_folder);
            var before = worked;
            while (kills < ServerKills ? worked == before : worked < Known + Lines)
            {
                await Task.Delay(5, patience.Token);
                worked = watch.Get<ReadJobs>().One(job, watch.Actor(Role.Supervisor)).Value.Job.Worked;
            }

            await server.KillAsync();
            kills++;
        }

        Assert.True(kills > 1, "It was over before it could be killed.");
        AssertWhole(watch, Known + Lines);
        using var scope = watch.Get<SqliteDatabase>().Read(watch.Tenant);
        Assert.All(scope.Db.Events.Where(happened => happened.BatchId == job).AsEnumerable().CountBy(happened => happened.CustomerId), pair => Assert.Equal(1, pair.Value));
        Assert.Equal(Known + Lines, scope.Db.Events.Count(happened => happened.BatchId == job));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_read_only_file_is_refused_at_the_start_and_stays_as_it_is()
    {
        var path = Path.Combine(_folder, "membercare.db");
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        foreach (var name in Directory.GetFiles(_folder))
        {
            File.SetUnixFileMode(name, (UnixFileMode)0b110_110_110);
        }

        File.SetUnixFileMode(path, (UnixFileMode)0b100_100_100);
        var before = StoreDump.Of(path);

        // Root may write anything, so under root it runs as somebody else.
        var account = Environment.UserName == "root" ? "exec setpriv --reuid=65534 --regid=65534 --clear-groups" : "exec";
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_111_111);
        await using var app = AppProcess.StartUnder(_folder, account, "tenant", "create", "teh-house", "--region", "MY");
        await app.EndedAsync();
        CommandLineTests.AssertRefused(app, "read-only");
        Assert.Equal(before, StoreDump.Of(path));
    }

    private static string FileOf(int first, int count)
    {
        var text = new StringBuilder("external_id,name,mobile,email,card_number,status\n");
        for (var i = first; i < first + count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"X-{i},Anna Person{i},012-{1_000_000 + i},person{i}@mail.example,9{i:000000},{(i % 7 == 0 && i >= Known ? "Suspended" : "")}\n");
        }

        return text.ToString();
    }

    /// <summary>Systems that change the status of the known customers to and fro, each its own, until the server is gone.</summary>
    private async Task<List<Task>> ClientsAsync(Uri address, Action<(string Customer, long Sequence, string Label)> acknowledged)
    {
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        List<string> ids;
        await using (var store = TestStore.Reopen(_folder))
        {
            using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
            ids = [.. scope.Db.Customers.OrderBy(customer => customer.Id).Take(Known).AsEnumerable().Select(customer => customer.Id.ToString())];
        }

        return [.. Enumerable.Range(0, Clients).Select(client => Task.Run(() => ChangeAsync(http, [.. ids.Where((_, i) => i % Clients == client)], acknowledged)))];
    }

    private static async Task ChangeAsync(HttpClient http, string[] ids, Action<(string, long, string)> acknowledged)
    {
        try
        {
            for (var turn = 0; ; turn++)
            {
                // Whoever is suspended already cannot be suspended again: then it is the other way.
                var id = ids[turn % ids.Length];
                foreach (var label in new[] { "Suspended", "Active" })
                {
                    using var answer = await http.PostAsJsonAsync(new Uri($"/api/v1/customers/{id}/status-changes", UriKind.Relative), new { label, note = "A test of crashes." });
                    if (answer.StatusCode == HttpStatusCode.OK)
                    {
                        acknowledged((id, (long)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["event"]!["sequence"]!, label));
                    }
                    else if (answer.StatusCode != HttpStatusCode.UnprocessableEntity)
                    {
                        throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                    }
                }
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            // The server was killed.
        }
    }

    private static void AssertWhole(TestStore store, int customers, bool indexed = true)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var all = scope.Db.Customers.ToList();
        Assert.Equal(customers, all.Count);
        Assert.Equal(customers, all.Select(customer => customer.ExternalId).Distinct().Count());

        var histories = scope.Db.Events.AsEnumerable().GroupBy(happened => happened.CustomerId).ToDictionary(history => history.Key, history => history.OrderBy(happened => happened.Sequence).ToList());
        foreach (var customer in all)
        {
            var events = histories[customer.Id];
            Assert.Null(EventChain.FirstBreak(events));
            Assert.Equal(customer.LastSequence, events[^1].Sequence);
            Assert.Equal(customer.LastHash, events[^1].Hash);
            Assert.Equal(customer.Status, events.Last(happened => happened.ToStatus is not null).ToStatus);
        }

        Assert.Equal(all.Count, histories.Count);
        Assert.Equal(
            all.CountBy(customer => customer.LabelId).ToDictionary(pair => pair.Key, pair => (long)pair.Value),
            scope.Db.LabelCounts.Where(count => count.Customers != 0).ToDictionary(count => count.LabelId, count => count.Customers));
        if (indexed)
        {
            var known = scope.Db.Identifiers.Where(row => !row.Former).Select(row => new { row.CustomerId, row.Kind, row.Value }).AsEnumerable().Select(row => (row.CustomerId, row.Kind, row.Value)).ToHashSet();
            Assert.All(all, customer => Assert.All(customer.Identifiers(), identifier => Assert.Contains((customer.Id, identifier.Kind, identifier.Value), known)));
            var (search, agent) = (store.Get<SearchCustomers>(), store.Actor(Role.Agent));
            foreach (var customer in all.Where((_, i) => i % 97 == 0))
            {
                Assert.Contains(search.Run(customer.Name, 20, agent).Value.Hits, hit => hit.Customer.Id == customer.Id);
            }
        }
    }
}
