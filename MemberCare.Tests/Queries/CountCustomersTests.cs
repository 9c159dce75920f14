using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class CountCustomersTests
{
    [Fact]
    public async Task The_numbers_equal_a_recount_after_random_changes()
    {
        var clock = new StandingClock(ManyCustomers.Now);
        await using var store = await TestStore.OpenAsync(clock);
        await ManyCustomers.AddLabelsAsync(store, store.Tenant);
        await ManyCustomers.AddAsync(store, store.OtherTenant, 50, new Random(2));
        var random = new Random(1);
        for (var round = 0; round < 5; round++)
        {
            await ManyCustomers.AddAsync(store, store.Tenant, 60, random);
            await ChangeSomeAsync(store, random);
            clock.Now += CountCustomers.InactiveKept;

            var counts = store.Get<CountCustomers>().Run(store.Actor(Role.Viewer)).Value;

            using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
            var all = scope.Db.Customers.ToList();
            Assert.All(StatusWords.All, status => Assert.Equal(all.Count(c => c.Status == status), counts.ByStatus[status]));
            Assert.All(store.Get<Catalogues>().Of(store.Tenant).Labels, label => Assert.Equal(all.Count(c => c.LabelId == label.Id), counts.ByLabel[label.Id]));
            Assert.Equal(all.Count(c => c.Status != CustomerStatus.Deleted && c.IsInactive(ActivityPeriod.Default, clock.Now)), counts.Inactive);
            Assert.Equal(all.Count(c => c.LoginLockedUntil > clock.Now), counts.Locked);
            Assert.Equal(all.Count(c => c.DoNotContact), counts.DoNotContact);
            Assert.True(counts.Locked > 0 && counts.DoNotContact > 0);
            Assert.Equal(all.Count, counts.Total);
            Assert.True(counts.Inactive > 0);
        }
    }

    [Fact]
    public async Task Whoever_may_not_see_customers_gets_no_numbers()
    {
        await using var store = await TestStore.OpenAsync();

        Assert.IsType<NotPermitted>(store.Get<CountCustomers>().Run(store.Actor(Role.Viewer) with { Permissions = Permissions.None }).Refusal);
    }

    private static async Task ChangeSomeAsync(TestStore store, Random random)
    {
        List<CustomerId> ids;
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            ids = [.. scope.Db.Customers.Select(c => c.Id)];
        }

        var labels = store.Get<Catalogues>().Of(store.Tenant).Labels;
        var changed = 0;
        foreach (var id in random.GetItems(ids.ToArray(), 40))
        {
            var label = labels[random.Next(labels.Count)];
            var request = new ChangeStatusRequest(id, LabelChoice.Of(label.Id), "customer-request", null, null, null);

            // Some of these are against the rules, which must not count either.
            var outcome = await store.Get<ChangeStatus>().RunAsync(request, store.Actor(Role.Agent));
            changed += outcome.Refusal is null ? 1 : 0;
        }

        Assert.InRange(changed, 1, 39);
    }
}
