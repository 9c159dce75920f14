using System.Diagnostics;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Operations.Approvals;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class ListApprovalsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    // The one request that there is, a hundred thousand times.
    private const string Multiply =
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO change_requests (id, tenant_id, batch_id, customers, to_label_id, to_status, maker_kind, maker_id, maker_name, made_at, expires_at, state, is_permanent)
        SELECT unhex(printf('0198f0a2%024x', i)), tenant_id, batch_id, customers, to_label_id, to_status, maker_kind, maker_id, maker_name, made_at + i, expires_at + i, state, is_permanent
        FROM change_requests, n
        """;

    [Fact]
    public async Task Every_list_page_by_page_equals_plain_LINQ()
    {
        var time = new SetTime(Noon);
        await using var store = await TestStore.OpenAsync(time);
        Actor[] people = [await store.StaffAsync("Ada", Role.Administrator), await store.StaffAsync("Ben", Role.Approver), await store.StaffAsync("Cho", Role.Agent)];
        var random = new Random(11);
        await FillAsync(store, 400, i => people[random.Next(3)], random);
        time.Now = Noon.AddHours(30);
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var all = scope.Db.ChangeRequests.ToList();

        foreach (var who in people)
        {
            var open = all.Where(one => one.IsOpen(time.Now) && !one.IsBy(who)).OrderBy(one => one.Id.ToString(), StringComparer.Ordinal).Select(one => one.Id);
            var mine = all.Where(one => one.IsBy(who)).OrderByDescending(one => one.Id.ToString(), StringComparer.Ordinal).Select(one => one.Id);
            var ended = all.Where(one => one.EndedAt is not null).OrderByDescending(one => one.EndedAt).ThenByDescending(one => one.Id.ToString(), StringComparer.Ordinal).Select(one => one.Id);
            Assert.Equal(open, Pages(store, ApprovalList.ToDecide, who));
            Assert.Equal(mine, Pages(store, ApprovalList.Mine, who));
            Assert.Equal(ended, Pages(store, ApprovalList.Decided, who));
            var counts = store.Get<ListApprovals>().Count(who).Value;
            Assert.Equal((who.May(Permissions.DecideApprovals) ? open.Count() : 0, all.Count(one => one.IsOpen(time.Now) && one.IsBy(who))), (counts.ToDecide, counts.Mine));
        }
    }

    [Fact]
    public async Task A_hundred_thousand_requests_are_listed_and_counted_along_indexes()
    {
        var time = new SetTime(Noon);
        await using var store = await TestStore.OpenAsync(time);
        var (maker, checker) = (await store.StaffAsync("Ada", Role.Agent), await store.StaffAsync("Ben", Role.Approver));
        await FillAsync(store, 1, _ => maker, new Random(1));
        await store.Get<Writer>().RunAsync<int>(store.Tenant, transaction => transaction.Connection.Execute(Multiply));
        var list = store.Get<ListApprovals>();

        Assert.Equal((10_000L, true), list.Run(ApprovalList.ToDecide, null, 50, checker).Value is var first ? (first.Total, first.TotalIsCapped) : default);
        Assert.Equal(new ApprovalCounts(ListApprovals.MostInBadge, 0), list.Count(checker).Value);
        Assert.Equal(new ApprovalCounts(0, ListApprovals.MostInBadge), list.Count(maker).Value);
        Assert.Empty(list.Run(ApprovalList.ToDecide, null, 50, maker).Value.Items);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            list.Run(ApprovalList.ToDecide, first.NextCursor, 50, checker);
            list.Run(ApprovalList.Mine, null, 50, maker);
            list.Count(maker);
        }

        // No figure to keep, but what reads and sorts all rows each time would take far longer.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"Sixty looks took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_place_that_no_list_gave_out_is_refused()
    {
        await using var store = await TestStore.OpenAsync();
        var checker = await store.StaffAsync("Ben", Role.Approver);
        foreach (var cursor in new[] { "", "x", "0.0.0", "1.0.00000000000000000000000000000000", "0.x.00000000000000000000000000000000" })
        {
            Assert.Equal("cursor", Assert.Single(Assert.IsType<InvalidInput>(store.Get<ListApprovals>().Run(ApprovalList.ToDecide, cursor, 50, checker).Refusal).Fields).Key);
        }
    }

    private static List<Guid> Pages(TestStore store, ApprovalList which, Actor who)
    {
        var (found, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = store.Get<ListApprovals>().Run(which, cursor, 7, who).Value;
            found.AddRange(page.Items.Select(item => item.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    // As bulk requests, which need no customer of their own.
    private static async Task FillAsync(TestStore store, int count, Func<int, Actor> makers, Random random)
    {
        await store.Get<Writer>().RunAsync<Done>(store.Tenant, transaction =>
        {
            var label = transaction.Catalogue.Labels[0];
            var policy = ApprovalPolicy.Default with { Deadline = TimeSpan.FromHours(48) };
            for (var i = 0; i < count; i++)
            {
                var maker = makers(i);
                var at = Noon.AddMinutes(random.Next(0, 28 * 60) - (random.Next(3) * 20 * 60));
                var request = ChangeRequest.ForBatch(Guid.NewGuid(), 100, new RequestedChange(label, null, null, null), maker, policy, Core.Kernel.Clock.Whole(at));
                if (count > 1 && random.Next(3) == 0)
                {
                    _ = random.Next(2) == 0 ? request.Withdraw(maker, request.MadeAt.AddMinutes(random.Next(3))) : request.Reject("No", maker with { Id = "other" }, request.MadeAt.AddMinutes(random.Next(3)));
                }

                transaction.Db.ChangeRequests.Add(request);
            }

            transaction.Db.SaveChanges();
            return new Done();
        });
    }
}
