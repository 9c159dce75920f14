using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Tests.Store;

public sealed class SearchIndexTests : IAsyncLifetime
{
    private static readonly RawDetails[] People =
    [
        new() { Name = "Sarah Lim Wei", Mobile = "012-345 6789", Email = "Sarah@Mail.my", ExternalId = "CRM-1", CardNumber = "6011-2233" },
        new() { Name = "Łukasz Świątek", Mobile = "012-345 6789" },
        new() { Name = "王小明", Email = "wang@mail.my" },
        new() { Name = "Nur Nur Nur", ExternalId = "crm 2" },
        new() { Name = "Muhammad Hafiz bin Abdullah Al-Amin", CardNumber = "ABC-123" },
        new() { Name = "😀", Mobile = "no number 99" },
        new() { Name = "a b c d e f g h i j", Email = "abc@mail.my" },
    ];

    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_bulk_load_writes_the_same_rows_as_single_registrations()
    {
        var ids = People.Select(_ => CustomerId.New(DateTimeOffset.UtcNow)).ToList();
        await KeepAsync(_store.Tenant, Indexing.Now, ids);
        var indexer = new BulkIndexer(_store.Get<Writer>(), _store.OtherTenant);
        (await KeepAsync(_store.OtherTenant, Indexing.Later, ids)).ForEach(indexer.Add);

        Assert.NotEqual(Rows(_store.Tenant), Rows(_store.OtherTenant));
        Assert.Equal(People.Length, indexer.Count);
        Assert.Null((await indexer.FlushAsync()).Refusal);

        Assert.Equal(Rows(_store.Tenant), Rows(_store.OtherTenant));
        Assert.Contains("tail 9876543210", string.Join('\n', Rows(_store.Tenant)), StringComparison.Ordinal);
        Assert.Equal(0, indexer.Count);
        Assert.Null((await indexer.FlushAsync()).Refusal);
    }

    [Fact]
    public async Task Indexing_twice_changes_nothing()
    {
        var customers = await KeepAsync(_store.Tenant, Indexing.Now, People.Select(_ => CustomerId.New(DateTimeOffset.UtcNow)));
        var before = Rows(_store.Tenant);
        var indexer = new BulkIndexer(_store.Get<Writer>(), _store.Tenant);
        customers.ForEach(indexer.Add);
        Assert.Null((await indexer.FlushAsync()).Refusal);

        Assert.Equal(before, Rows(_store.Tenant));
    }

    [Fact]
    public async Task Customers_whose_bulk_load_broke_off_are_indexed_at_the_next_start()
    {
        var ids = People.Select(_ => CustomerId.New(DateTimeOffset.UtcNow)).ToList();
        await KeepAsync(_store.Tenant, Indexing.Later, ids);
        await KeepAsync(_store.OtherTenant, Indexing.Later, ids.Take(3));
        Assert.Empty(Search("sarah lim").Hits);

        Assert.Equal(People.Length + 3, (await BulkIndexer.ReindexLeftoversAsync(_store.Get<SqliteDatabase>(), _store.Get<Writer>())).Value);

        Assert.Equal(ids[0], Assert.Single(Search("sarah lim").Hits).Customer.Id);
        Assert.Equal(0, (await BulkIndexer.ReindexLeftoversAsync(_store.Get<SqliteDatabase>(), _store.Get<Writer>())).Value);
    }

    [Fact]
    public async Task A_customer_amended_while_the_rows_wait_is_found_as_amended()
    {
        var ids = People.Select(_ => CustomerId.New(DateTimeOffset.UtcNow)).ToList();
        var amended = new RawDetails { Name = "Sarah Tan", Mobile = "019-111 2222" };
        await KeepAsync(_store.Tenant, Indexing.Now, ids);
        await AmendAsync(_store.Tenant, ids[0], amended);

        var indexer = new BulkIndexer(_store.Get<Writer>(), _store.OtherTenant);
        (await KeepAsync(_store.OtherTenant, Indexing.Later, ids)).ForEach(indexer.Add);
        await AmendAsync(_store.OtherTenant, ids[0], amended);
        Assert.Null((await indexer.FlushAsync()).Refusal);

        Assert.Equal(Rows(_store.Tenant), Rows(_store.OtherTenant));
        Assert.Contains(Rows(_store.OtherTenant), row => row.StartsWith("former", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_gets_in_between_the_commits_of_a_bulk_load()
    {
        var indexer = new BulkIndexer(_store.Get<Writer>(), _store.Tenant);
        for (var i = 0; i < 2_000; i++)
        {
            var (customer, _) = Registration(_store.Tenant, CustomerId.New(DateTimeOffset.UtcNow), new RawDetails { Name = $"Very Long Name Of Some{i} Custo{i} Mer{i} Num{i}", ExternalId = $"E{i}" });
            indexer.Add(customer);
        }

        var flush = indexer.FlushAsync();
        var change = _store.RegisterAsync("Sarah Lim");

        Assert.Same(change, await Task.WhenAny(flush, change));
        Assert.Null((await flush).Refusal);
    }

    private SearchResult Search(string typed) => _store.Get<SearchCustomers>().Run(typed, 10, _store.Actor(Role.Agent)).Value;

    private (Customer Customer, Core.Domain.Events.CustomerEvent Event) Registration(TenantId tenant, CustomerId id, RawDetails raw)
    {
        var now = DateTimeOffset.UtcNow;
        var label = _store.Get<Catalogues>().Of(tenant).SystemLabel(CustomerStatus.Active);
        return Customer.Register(id, tenant, CustomerDetails.Read(raw, "MY", now).Value, label, _store.Actor(Role.Agent, tenant), now);
    }

    private async Task<List<Customer>> KeepAsync(TenantId tenant, Indexing indexing, IEnumerable<CustomerId> ids) =>
        (await _store.Get<Writer>().RunAsync<List<Customer>>(tenant, transaction =>
        {
            var kept = new List<Customer>();
            foreach (var (id, raw) in ids.Zip(People))
            {
                var (customer, happened) = Registration(tenant, id, raw);
                transaction.Add(customer, happened, indexing);
                kept.Add(customer);
            }

            return kept;
        })).Value;

    private async Task AmendAsync(TenantId tenant, CustomerId id, RawDetails raw)
    {
        var outcome = await _store.Get<Writer>().RunAsync<Done>(tenant, transaction =>
        {
            var customer = transaction.Find(id)!;
            var details = CustomerDetails.Read(raw, "MY", transaction.Now).Value;
            Assert.NotNull(transaction.SaveDetails(customer, () => customer.Amend(details, _store.Actor(Role.Agent, tenant), transaction.Now)));
            return new Done();
        });
        Assert.Null(outcome.Refusal);
    }

    // Read by EF Core, which holds the hand-written statements against the model. In the order of the keys, without the organisation.
    private List<string> Rows(TenantId tenant)
    {
        using var scope = _store.Get<SqliteDatabase>().Read(tenant);
        return
        [
            .. scope.Db.Identifiers.AsEnumerable().Select(row => $"{(row.Former ? "former" : "current")} {row.Kind} {row.Value} {row.CustomerId}"),
            .. scope.Db.Set<MobileTailRow>().AsEnumerable().Select(row => $"tail {row.Reversed} {row.CustomerId}"),
            .. scope.Db.Set<NameWordRow>().AsEnumerable().Select(row => $"word {row.Word} {row.CustomerId}"),
            .. scope.Db.Set<NamePairRow>().AsEnumerable().Select(row => $"pair {row.Pair} {row.CustomerId}"),
            .. scope.Db.Set<WordSpellingRow>().AsEnumerable().Select(row => $"spelling {row.Spelling} {row.Word}"),
            .. scope.Db.Set<UnindexedRow>().AsEnumerable().Select(row => $"unindexed {row.CustomerId}"),
        ];
    }
}
