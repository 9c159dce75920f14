using System.Diagnostics;
using System.Globalization;
using System.Text;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;

namespace MemberCare.Bench;

/// <summary>Loads a file of customers into a fresh database while somebody registers customers beside it, then loads it again.</summary>
/// <remarks>The file stays beside the database where <c>--db</c> names one, so that the same can be loaded by the application: <c>import FILE --tenant bench</c>.</remarks>
internal static class ImportScenario
{
    private const string Name = "import";

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options with { Customers = 0 });
        var file = store.File + ".csv";
        await WriteAsync(file, options.Customers);
        Figures.Write(Name, "file", "MB", new FileInfo(file).Length / 1e6);
        await LoadAsync(store, file, "lines a second into a fresh database");
        await LoadAsync(store, file, "lines a second, all known");
        Figures.Write(Name, "database", "MB", new FileInfo(store.File).Length / 1e6);
        using var process = Process.GetCurrentProcess();
        Figures.Write(Name, "memory at most", "MB", process.PeakWorkingSet64 / 1e6);
    }

    private static async Task LoadAsync(BenchStore store, string file, string what)
    {
        using var done = new CancellationTokenSource();
        var beside = Task.Run(() => RegisterBesideAsync(store, what, done.Token));
        var began = Stopwatch.GetTimestamp();
        var next = TimeSpan.FromSeconds(10);
        await using (var content = File.OpenRead(file))
        {
            var request = new ImportRequest(content, false, fault => throw new InvalidOperationException($"Line {fault.Line}: {fault.Reason}"), progress =>
            {
                if (progress.Elapsed >= next)
                {
                    next += TimeSpan.FromSeconds(10);
                    Console.Error.WriteLine($"{progress.Lines:N0} lines after {progress.Elapsed.TotalSeconds:N0} s");
                }
            });
            var summary = (await store.Get<ImportCustomers>().RunAsync(request, Actor.System(store.Tenant, "Import of the bench", Channel.Import))).Value;
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Figures.Write(Name, what, "1/s", summary.Lines / seconds);
            Figures.Write(Name, what.Replace("lines a second", "seconds for all lines", StringComparison.Ordinal), "s", seconds);
        }

        await done.CancelAsync();
        await beside;
    }

    // An agent who needs the writer now and then: how long does the import let them wait?
    private static async Task RegisterBesideAsync(BenchStore store, string what, CancellationToken stop)
    {
        var waits = new Figures(Name, $"a registration beside it ({what})", "ms");
        var register = store.Get<RegisterCustomer>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var details = new RawDetails { Name = "Somebody at the counter", ExternalId = "COUNTER-" + Guid.NewGuid().ToString("N") };
            _ = (await register.RunAsync(new RegisterCustomerRequest(details, null), store.Agent, CancellationToken.None)).Value;
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            try
            {
                await Task.Delay(200, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        waits.Write();
    }

    private static async Task WriteAsync(string file, int customers)
    {
        await using var text = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 16);
        await text.WriteLineAsync("external_id,name,mobile,email,card_number,registered_at,last_activity_at,source,status");
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < customers; i++)
        {
            var person = BenchPeople.At(i);
            var dice = new BenchPeople.Dice((ulong)i ^ 0xD1CE);
            var registered = start.AddMinutes(dice.Next(2_900_000));
            await text.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{person.ExternalId},{person.Name},{person.Mobile},{person.Email},{person.CardNumber},{registered:yyyy-MM-ddTHH:mm:ssZ},{registered.AddDays(dice.Next(300)):yyyy-MM-dd},{person.Source},{(dice.Next(12) == 0 ? "Suspended" : "")}"));
        }
    }
}
