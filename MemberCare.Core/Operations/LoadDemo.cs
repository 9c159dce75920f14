using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations.Demo;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>
/// Fills an empty database with two organisations whose customers have lived for years, so that whoever develops MemberCare has something to look at. Always
/// the same people; only the dates follow the day of loading.
/// </summary>
public sealed class LoadDemo(SqliteDatabase database, Writer writer, CreateOrganisation organisations, ManageLabels labels, TimeProvider time)
{
    /// <summary>How many customers the larger organisation usually has.</summary>
    public const int UsualCustomers = 20_000;

    private const int SmallShare = 40;
    private const int EventsPerCommit = 4000;

    // Stands behind the title until all is there: a start that was interrupted is taken up again by the next one.
    private const string Unfinished = " (loading)";

    /// <summary>Loads the demo where there is no organisation at all, or goes on where an earlier loading was interrupted.</summary>
    /// <param name="customers">How many customers the larger organisation gets; the smaller one has a fortieth of them.</param>
    /// <param name="cancellation">Stops between two commits.</param>
    /// <returns>How many customers were added: none where the database is in use.</returns>
    /// <exception cref="StoreException">The store could not keep them.</exception>
    public async Task<int> RunAsync(int customers = UsualCustomers, CancellationToken cancellation = default)
    {
        var (large, small) = (DemoOrganisation.KopiHouse, DemoOrganisation.Bergblick);
        if (organisations.Names().Count > 0 && !IsUnfinished(large))
        {
            return 0;
        }

        // The larger one is begun first and ended last, so that its title speaks for both.
        await BeginAsync(large);
        var added = 0;
        if (await BeginAsync(small))
        {
            added += await FillAsync(small, Math.Max(1, customers / SmallShare), cancellation);
        }

        return added + await FillAsync(large, customers, cancellation);
    }

    // Creates what is missing; false where the organisation is complete.
    private async Task<bool> BeginAsync(DemoOrganisation demo)
    {
        if (organisations.Find(demo.Name) is null)
        {
            _ = Kept(await organisations.RunAsync(demo.Name, demo.Title + Unfinished, demo.Region));
        }
        else if (!IsUnfinished(demo))
        {
            return false;
        }

        var tenant = organisations.Find(demo.Name)!.Value;
        var (known, staffed) = Look(tenant);
        foreach (var label in demo.Labels.Where(label => known.LabelNamed(label.Name) is null))
        {
            _ = Kept(await labels.CreateAsync(label, Actor.System(tenant, "Demo", Channel.System)));
        }

        if (!staffed)
        {
            _ = Kept(await organisations.AddStaffAsync(tenant, demo.Staff));
        }

        return true;
    }

    private async Task<int> FillAsync(DemoOrganisation demo, int customers, CancellationToken cancellation)
    {
        var tenant = organisations.Find(demo.Name)!.Value;
        _ = Kept(await BulkIndexer.ReindexLeftoversAsync(database, writer, cancellation));
        var (life, first) = Prepare(demo, tenant);
        var indexer = new BulkIndexer(writer, tenant);
        for (var next = first; next < customers;)
        {
            cancellation.ThrowIfCancellationRequested();
            var from = next;
            next = Kept(await writer.RunAsync<int>(
                tenant,
                transaction =>
                {
                    var number = from;
                    for (var events = 0; number < customers && events < EventsPerCommit; number++)
                    {
                        var (customer, history) = life.Live(number, customers);
                        transaction.Add(customer, history, Indexing.Later);
                        indexer.Add(customer);
                        events += history.Count;
                    }

                    return number;
                },
                cancellation));
        }

        _ = Kept(await indexer.FlushAsync());
        _ = Kept(await writer.RunAsync<Done>(tenant, transaction => DemoActivities.Report(transaction, demo), CancellationToken.None));
        _ = Kept(await writer.RunAsync<Done>(tenant, transaction => Finish(transaction, demo), CancellationToken.None));
        return customers - first;
    }

    private static Outcome<Done> Finish(WriteTransaction transaction, DemoOrganisation demo)
    {
        var settings = transaction.Db.Tenants.Single();
        var outcome = settings.Set(demo.Title, settings.Region, settings.ActivityPeriod, settings.LockAfterFailures, settings.LockHours, settings.Version);
        var keeper = transaction.Db.Staff.AsEnumerable().Select(person => person.AsActor()).First(actor => actor.May(Permissions.ManageBlockList));
        List<BlockedContact> blocked = [.. DemoBlockList.Of(demo, keeper, transaction.Now)];
        transaction.Db.BlockedContacts.AddRange(blocked);
        transaction.Db.SaveChanges();
        blocked.ForEach(transaction.TouchBlockList);
        transaction.TouchCatalogue();
        return outcome;
    }

    private (DemoLife Life, int First) Prepare(DemoOrganisation demo, TenantId tenant)
    {
        using var scope = database.Read(tenant);
        var agents = scope.Db.Staff.AsEnumerable().Select(person => person.AsActor()).Where(actor => actor.May(Permissions.ChangeStatus)).ToList();
        return (new DemoLife(demo, new Catalogues(database).Of(tenant), agents, time.Now()), scope.Db.Customers.Count());
    }

    private (TenantCatalogue Catalogue, bool Staffed) Look(TenantId tenant)
    {
        using var scope = database.Read(tenant);
        return (new Catalogues(database).Of(tenant), scope.Db.Staff.Any());
    }

    private bool IsUnfinished(DemoOrganisation demo)
    {
        if (organisations.Find(demo.Name) is not { } tenant)
        {
            return false;
        }

        using var scope = database.Read(tenant);
        return scope.Db.Tenants.Single().Title == demo.Title + Unfinished;
    }

    private static T Kept<T>(Outcome<T> outcome) => outcome.TryGet(out var value, out var refusal) ? value : throw new StoreException(refusal.Sentence);
}
