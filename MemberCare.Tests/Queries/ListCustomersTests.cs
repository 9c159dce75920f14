using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class ListCustomersTests : IAsyncLifetime
{
    private static readonly CustomerFilter Everybody = new();

    private readonly StandingClock _clock = new(ManyCustomers.Now);
    private TestStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_clock);
        foreach (var tenant in new[] { _store.Tenant, _store.OtherTenant })
        {
            await ManyCustomers.AddLabelsAsync(_store, tenant);
            await ManyCustomers.AddAsync(_store, tenant, 400, new Random(tenant.Value));
        }
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public void Every_filter_and_order_agrees_with_plain_LINQ_page_by_page()
    {
        var all = All();
        var labels = _store.Get<Catalogues>().Of(_store.Tenant).Labels;
        var random = new Random(42);
        var (shown, empty) = (0, 0);
        for (var i = 0; i < 600; i++)
        {
            var filter = i == 0 ? Everybody : ManyCustomers.Filter(random, labels);
            var (sort, descending) = ((CustomerSort)(i % 4), i % 8 < 4);

            var (listed, total) = ReadAll(filter, sort, descending, random.Next(1, 120));

            var expected = ManyCustomers.Reference(all, filter, sort, descending, ActivityPeriod.Default);
            Assert.Equal(expected.Select(c => c.Id), listed.Select(c => c.Id));
            Assert.Equal(expected.Count, total);
            (shown, empty) = (shown + Math.Min(expected.Count, 1), empty + (expected.Count == 0 ? 1 : 0));
        }

        // The draw has to have met lists that show somebody, and lists that are empty.
        Assert.True(shown > 300 && empty > 20, $"{shown} lists with customers, {empty} without");
    }

    [Fact]
    public void Every_road_through_the_indexes_leads_to_the_same_customers()
    {
        // Small organisations never make the list choose the long road, so each road is taken here by hand.
        var filter = new CustomerFilter { Inactive = true, Source = "app", RegisteredFrom = ManyCustomers.Now.AddDays(-300) };
        foreach (var overlay in new CustomerOverlay?[] { null, CustomerOverlay.Locked, CustomerOverlay.DoNotContact })
        {
            TakeEachRoad(overlay is null ? filter : new CustomerFilter { Inactive = true, Overlay = overlay });
        }
    }

    private void TakeEachRoad(CustomerFilter filter)
    {
        var all = All();
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        var criteria = CustomerCriteria.Of(filter, _store.Get<Catalogues>().Of(_store.Tenant), ManyCustomers.Now);
        var roads = from driver in Enum.GetValues<ListDriver>()
                    where driver != ListDriver.Locked || criteria.LockedAfter is not null
                    where driver != ListDriver.Source || criteria.Source is not null
                    where driver != ListDriver.DoNotContact || criteria.DoNotContact
                    from sort in Enum.GetValues<CustomerSort>()
                    from reversed in new[] { false, true }
                    select (driver, sort, reversed);
        foreach (var (driver, sort, reversed) in roads)
        {
            var expected = ManyCustomers.Reference(all, filter, sort, reversed, ActivityPeriod.Default);
            Assert.NotEmpty(expected);

            var order = new CustomerOrder(sort, reversed);
            var found = driver == ListDriver.Order
                ? CustomerListSql.Walk(scope, criteria, order, null, 1000, 1000).Found
                : CustomerListSql.Gather(scope, driver, criteria, order, null, 1000);

            Assert.Equal(expected.Select(c => c.Id), found);
            if (driver != ListDriver.Order)
            {
                Assert.Equal((expected.Count, false), CustomerListSql.Count(scope, driver, criteria, 1000));
                Assert.True(CustomerListSql.Count(scope, driver, criteria, 2).GivenUp);
            }
        }
    }

    [Fact]
    public void A_walk_against_the_order_is_given_up_and_the_list_is_whole_nevertheless()
    {
        // Nobody fits at the beginning of this order, and many fit later.
        var filter = new CustomerFilter { RegisteredBefore = ManyCustomers.Now.AddDays(-100) };
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        var criteria = CustomerCriteria.Of(filter, _store.Get<Catalogues>().Of(_store.Tenant), ManyCustomers.Now);

        var (found, givenUp) = CustomerListSql.Walk(scope, criteria, new CustomerOrder(CustomerSort.LastActivity, false), null, 50, 20);

        Assert.True(givenUp);
        Assert.InRange(found.Count, 0, 19);
    }

    [Theory]
    [InlineData(CustomerSort.Name)]
    [InlineData(CustomerSort.Registered)]
    [InlineData(CustomerSort.LastActivity)]
    [InlineData(CustomerSort.StatusUpdated)]
    public void A_query_is_narrowed_by_the_filter_and_ordered_and_paged_like_any_list(CustomerSort sort)
    {
        var filter = new CustomerFilter { Query = "siti am", Inactive = false };
        var expected = ManyCustomers.Reference(
            All().Where(c => c.Name.StartsWith("Siti", StringComparison.Ordinal)), filter with { Query = null }, sort, true, ActivityPeriod.Default);
        Assert.NotEmpty(expected);

        var (listed, total) = ReadAll(filter, sort, true, 3);

        Assert.Equal(expected.Select(c => c.Id), listed.Select(c => c.Id));
        Assert.Equal(expected.Count, total);
    }

    [Theory]
    [InlineData(CustomerSort.Name)]
    [InlineData(CustomerSort.Registered)]
    [InlineData(CustomerSort.LastActivity)]
    [InlineData(CustomerSort.StatusUpdated)]
    public async Task Whoever_was_there_from_the_start_is_seen_exactly_once_while_others_join(CustomerSort sort)
    {
        var before = All().Select(c => c.Id).ToHashSet();
        var seen = new List<CustomerId>();
        var random = new Random(7);
        string? cursor = null;
        do
        {
            var page = Run(Everybody, sort, false, cursor, 50).Value;
            seen.AddRange(page.Items.Select(c => c.Id));
            cursor = page.NextCursor;
            await ManyCustomers.AddAsync(_store, _store.Tenant, 5, random);
        }
        while (cursor is not null);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(before, seen.ToHashSet());
        Assert.True(All().Count > before.Count);
    }

    [Fact]
    public void A_cursor_of_another_order_or_organisation_or_none_at_all_is_refused()
    {
        var cursor = Run(Everybody, CustomerSort.Name, false, null, 10).Value.NextCursor!;
        var broken = cursor[..10] + (cursor[10] == 'A' ? 'B' : 'A') + cursor[11..];

        Assert.Null(Run(Everybody, CustomerSort.Name, false, cursor, 10).Refusal);
        Assert.IsType<InvalidInput>(Run(Everybody, CustomerSort.Registered, false, cursor, 10).Refusal);
        Assert.IsType<InvalidInput>(Run(Everybody, CustomerSort.Name, true, cursor, 10).Refusal);
        Assert.IsType<InvalidInput>(Run(Everybody, CustomerSort.Name, false, cursor, 10, _store.OtherTenant).Refusal);
        foreach (var text in new[] { "", "x", "no cursor", broken, cursor[..^4], cursor + "AAAA", "\0", "🙂", new string('A', 100_000) })
        {
            Assert.IsType<InvalidInput>(Run(Everybody, CustomerSort.Name, false, text, 10).Refusal);
        }
    }

    [Fact]
    public void A_list_shows_its_own_organisation_alone_even_by_the_label_of_another()
    {
        var own = All().Select(c => c.Id).ToHashSet();
        var foreign = _store.Get<Catalogues>().Of(_store.OtherTenant).Labels[0].Id;

        var (listed, total) = ReadAll(Everybody, CustomerSort.Registered, false, 200);

        Assert.Equal(own, listed.Select(c => c.Id).ToHashSet());
        Assert.Equal(400, total);
        Assert.Empty(Run(new CustomerFilter { Label = foreign }, CustomerSort.Registered, false, null, 10).Value.Items);
    }

    [Fact]
    public void Contact_details_are_masked_at_the_console()
    {
        var page = Run(Everybody, CustomerSort.Registered, false, null, 200).Value;

        Assert.All(page.Items, customer => Assert.True(customer.IsMasked));
        Assert.All(page.Items.Where(customer => customer.Mobile is not null), customer => Assert.Contains('•', customer.Mobile!));
    }

    [Fact]
    public void Whoever_may_not_see_customers_gets_no_list()
    {
        var nobody = _store.Actor(Role.Viewer) with { Permissions = Permissions.None };

        Assert.IsType<NotPermitted>(_store.Get<ListCustomers>().Run(Everybody, CustomerSort.Name, false, null, 10, nobody).Refusal);
    }

    private List<Customer> All()
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return [.. scope.Db.Customers];
    }

    private (List<CustomerView> Listed, long Total) ReadAll(CustomerFilter filter, CustomerSort sort, bool descending, int limit)
    {
        var listed = new List<CustomerView>();
        CustomerPage page;
        string? cursor = null;
        do
        {
            page = Run(filter, sort, descending, cursor, limit).Value;
            Assert.True(page.Items.Count == limit || page.NextCursor is null);
            listed.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return (listed, page.Total);
    }

    private Outcome<CustomerPage> Run(CustomerFilter filter, CustomerSort sort, bool descending, string? cursor, int limit, TenantId? tenant = null) =>
        _store.Get<ListCustomers>().Run(filter, sort, descending, cursor, limit, _store.Actor(Role.Viewer, tenant));
}
