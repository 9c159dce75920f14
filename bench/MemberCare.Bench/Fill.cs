using System.Diagnostics;
using System.Globalization;
using MemberCare.Core;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MemberCare.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Scenario">What to measure.</param>
/// <param name="Customers">How many customers a fresh database gets.</param>
/// <param name="Database">The file; null uses one that is gone afterwards.</param>
internal sealed record BenchOptions(string Scenario, int Customers, string? Database)
{
    public static BenchOptions? Read(string[] args)
    {
        if (args.Length == 0 || args.Length % 2 == 0)
        {
            return null;
        }

        var options = new BenchOptions(args[0], 20_000, null);
        for (var at = 1; at < args.Length; at += 2)
        {
            if (args[at] == "--customers" && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var customers))
            {
                options = options with { Customers = customers };
            }
            else if (args[at] == "--db")
            {
                options = options with { Database = args[at + 1] };
            }
            else
            {
                return null;
            }
        }

        return options;
    }
}

/// <summary>The whole core over a file with one organisation, <c>bench</c>, of <see cref="BenchPeople"/>: number i of the file is person i of those.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private const int PerCommit = 1_000;

    private readonly ServiceProvider _services;
    private readonly string? _folder;

    private BenchStore(string? file)
    {
        _folder = file is null ? Directory.CreateTempSubdirectory("membercare-bench-").FullName : null;
        File = Path.GetFullPath(file ?? Path.Combine(_folder!, "membercare.db"));
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddMemberCareCore(File);
        _services = services.BuildServiceProvider();
    }

    /// <summary>The database's file.</summary>
    public string File { get; }

    /// <summary>The organisation.</summary>
    public TenantId Tenant { get; private set; }

    /// <summary>How many customers there are.</summary>
    public int Customers { get; private set; }

    /// <summary>Somebody at the console.</summary>
    public Actor Agent => new(ActorKind.Person, "1", "Bench", Tenant, Permissions.All, Channel.Console);

    /// <summary>Opens the file, and fills it where it is new.</summary>
    public static async Task<BenchStore> OpenAsync(BenchOptions options)
    {
        var store = new BenchStore(options.Database);
        store.Get<SqliteDatabase>().Migrate();
        if (store.Get<CreateOrganisation>().Find("bench") is { } tenant)
        {
            store.Tenant = tenant;
            using var scope = store.Get<SqliteDatabase>().Read(tenant);
            store.Customers = (int)scope.Db.LabelCounts.Sum(row => row.Customers);
        }
        else
        {
            store.Tenant = (await store.Get<CreateOrganisation>().RunAsync("bench", "Bench", "MY")).Value;
            await store.Get<CreateOrganisation>().AddStaffAsync(store.Tenant, [("Bench", [Role.Administrator])]);
            store.Customers = options.Customers;
            await store.FillAsync(options.Customers);
        }

        Console.Error.WriteLine($"{store.Customers:N0} customers in {store.File}");
        return store;
    }

    /// <summary>A part of the core.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // As an import does it: customers and their events first, search rows sorted behind them. One in twelve has a status other than Active.
    private async Task FillAsync(int customers)
    {
        var (writer, catalogue) = (Get<Writer>(), Get<Catalogues>().Of(Tenant));
        var actor = Actor.System(Tenant, "Bench", Channel.Import);
        var start = DateTimeOffset.UtcNow.AddYears(-5);
        var indexer = new BulkIndexer(writer, Tenant);
        var began = Stopwatch.GetTimestamp();
        var indexing = TimeSpan.Zero;
        for (var at = 0; at < customers; at += PerCommit)
        {
            var (from, to) = (at, Math.Min(at + PerCommit, customers));
            var added = (await writer.RunAsync<List<Customer>>(Tenant, transaction =>
            {
                var list = new List<Customer>(PerCommit);
                for (var i = from; i < to; i++)
                {
                    var registered = start.AddSeconds(150.0 * 1e6 / customers * i);
                    var details = CustomerDetails.Read(BenchPeople.At(i) with { RegisteredAt = registered }, "MY", transaction.Now).Value;
                    var active = catalogue.SystemLabel(CustomerStatus.Active);
                    var (customer, happened) = Customer.Register(CustomerId.New(registered), Tenant, details, active, actor, registered);
                    transaction.Add(customer, happened, Indexing.Later);
                    if (i % 12 == 0)
                    {
                        var other = catalogue.SystemLabel((CustomerStatus)(1 + i / 12 % 6));
                        Move(transaction, customer, active, other, actor, registered.AddDays(i % 200));
                    }

                    list.Add(customer);
                }

                return list;
            })).Value;
            added.ForEach(indexer.Add);
            if (indexer.Count >= BulkIndexer.GoodBatch || to == customers)
            {
                var flushing = Stopwatch.GetTimestamp();
                _ = (await indexer.FlushAsync()).Value;
                indexing += Stopwatch.GetElapsedTime(flushing);
                Console.Error.WriteLine($"{to:N0} customers after {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s, {indexing.TotalSeconds:N1} s of it for their search rows");
            }
        }

        Figures.Write("fill", "customers a second, search rows included", "1/s", customers / Stopwatch.GetElapsedTime(began).TotalSeconds);
        Figures.Write("fill", "search rows of a customer", "µs", indexing.TotalMicroseconds / customers);
        using var process = Process.GetCurrentProcess();
        Figures.Write("fill", "memory at most", "MB", process.PeakWorkingSet64 / 1e6);
    }

    private static void Move(WriteTransaction transaction, Customer customer, StatusLabel from, StatusLabel to, Actor actor, DateTimeOffset at)
    {
        if (customer.MoveTo(from, to, null, "Found while the bench was filled.", [], actor, at).TryGet(out var happened, out _))
        {
            transaction.Save(customer, happened);
        }
    }
}
