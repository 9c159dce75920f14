using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Tests.Operations;

/// <summary>The demo organisations.</summary>
public sealed class LoadDemoTests
{
    private const int Few = 1500;

    [Fact]
    public async Task Every_status_and_label_is_there_and_about_a_quarter_is_inactive()
    {
        await using var store = await TestStore.OpenEmptyAsync();
        Assert.Equal(Few + (Few / 40), await store.Get<LoadDemo>().RunAsync(Few));

        var tenant = store.Get<CreateOrganisation>().Find("kopi-house")!.Value;
        using var scope = store.Get<SqliteDatabase>().Read(tenant);
        var customers = scope.Db.Customers.ToList();
        Assert.Equal(Few, customers.Count);
        Assert.Equal(StatusWords.All, customers.Select(customer => customer.Status).Distinct().Order());
        Assert.Equal(scope.Db.Labels.Count(), customers.Select(customer => customer.LabelId).Distinct().Count());
        Assert.InRange(customers.Count(customer => customer.Status == CustomerStatus.Active) / (double)Few, 0.88, 0.96);
        Assert.InRange(customers.Count(customer => customer.IsInactive(ActivityPeriod.Default, DateTimeOffset.UtcNow)) / (double)Few, 0.18, 0.32);
        Assert.DoesNotContain(customers, customer => customer.RegisteredAt > DateTimeOffset.UtcNow || customer.LastActivityAt > DateTimeOffset.UtcNow);
        Assert.All(customers.Where(customer => customer.Mobile is not null), customer => Assert.StartsWith("+", customer.MobileKey, StringComparison.Ordinal));
        Assert.Equal(
            [Role.Viewer, Role.Agent, Role.Supervisor, Role.Approver, Role.Administrator],
            scope.Db.Staff.AsEnumerable().SelectMany(person => person.Roles).Distinct().Order());
    }

    [Fact]
    public async Task Every_history_is_whole_and_in_order_and_one_is_very_long()
    {
        await using var store = await TestStore.OpenEmptyAsync();
        await store.Get<LoadDemo>().RunAsync(400);

        foreach (var name in store.Get<CreateOrganisation>().Names())
        {
            using var scope = store.Get<SqliteDatabase>().Read(store.Get<CreateOrganisation>().Find(name)!.Value);
            foreach (var history in scope.Db.Events.AsEnumerable().GroupBy(happened => happened.CustomerId))
            {
                var events = history.OrderBy(happened => happened.Sequence).ToList();
                Assert.Null(EventChain.FirstBreak(events));
                Assert.Equal(events.Select(happened => happened.At), events.Select(happened => happened.At).Order());
                var customer = scope.Db.Customers.Single(customer => customer.Id == history.Key);
                Assert.Equal((events.Count, customer.Status), ((int)customer.LastSequence, events.Last(happened => happened.ToStatus is not null).ToStatus));
            }
        }

        using var large = store.Get<SqliteDatabase>().Read(store.Get<CreateOrganisation>().Find("kopi-house")!.Value);
        Assert.True(large.Db.Customers.Max(customer => customer.LastSequence) >= 10_000);
    }

    [Fact]
    public async Task The_people_are_the_same_every_time()
    {
        await using var first = await TestStore.OpenEmptyAsync();
        await using var second = await TestStore.OpenEmptyAsync();
        await first.Get<LoadDemo>().RunAsync(300);
        await second.Get<LoadDemo>().RunAsync(300);

        Assert.Equal(People(first), People(second));
    }

    [Fact]
    public async Task An_interrupted_loading_is_taken_up_again_and_ends_with_the_same_people()
    {
        await using var whole = await TestStore.OpenEmptyAsync();
        await whole.Get<LoadDemo>().RunAsync(Few);
        await using var broken = await TestStore.OpenEmptyAsync();
        using var stop = new CancellationTokenSource();
        using var feed = broken.Get<Core.Store.Feed>().Subscribe(new TenantId(1), notice => stop.CancelAfter(notice.Customers.Count > 0 ? 0 : Timeout.Infinite));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken.Get<LoadDemo>().RunAsync(Few, stop.Token));
        Assert.NotEqual(People(whole), People(broken));

        await broken.Get<LoadDemo>().RunAsync(Few);

        Assert.Equal(People(whole), People(broken));
        Assert.Equal(["Bergblick Outdoor", "Kopi House"], Titles(broken));
        Assert.Equal(0, await broken.Get<LoadDemo>().RunAsync(Few));
        var agent = broken.Actor(Role.Agent, new TenantId(1));
        using var scope = broken.Get<SqliteDatabase>().Read(agent.Tenant);
        Assert.All(
            scope.Db.Customers.Where(customer => customer.ExternalId != null).Take(50).ToList(),
            customer => Assert.Contains(broken.Get<SearchCustomers>().Run(customer.ExternalId!, 20, agent).Value.Hits, hit => hit.Customer.Id == customer.Id));
    }

    [Fact]
    public async Task A_database_in_use_gets_no_demo()
    {
        await using var store = await TestStore.OpenAsync();

        Assert.Equal(0, await store.Get<LoadDemo>().RunAsync(100));
        Assert.Equal(2, store.Get<CreateOrganisation>().Names().Count);
    }

    private static List<string> People(TestStore store)
    {
        var people = new List<string>();
        foreach (var name in store.Get<CreateOrganisation>().Names())
        {
            using var scope = store.Get<SqliteDatabase>().Read(store.Get<CreateOrganisation>().Find(name)!.Value);
            people.AddRange(scope.Db.Customers.AsEnumerable().Select(customer =>
                $"{name}|{customer.Name}|{customer.Mobile}|{customer.Email}|{customer.ExternalId}|{customer.CardNumber}|{customer.Status}|{customer.StatusUpdatedBy}|{customer.LastSequence}"));
        }

        return [.. people.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Titles(TestStore store)
    {
        using var scope = store.Get<SqliteDatabase>().Read(default);
        return [.. scope.Db.Tenants.IgnoreQueryFilters().OrderBy(tenant => tenant.Name).Select(tenant => tenant.Title)];
    }
}
