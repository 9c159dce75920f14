using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Operations.Approvals;
using Microsoft.Data.Sqlite;

namespace MemberCare.Tests.Store;

/// <summary>A file that an earlier version has left goes on with what stands in it.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task A_request_for_many_that_was_open_before_it_could_be_told_keeps_the_name_of_its_label_and_is_decided()
    {
        await using var store = await TestStore.OpenAsync();
        var (maker, checker) = (await store.StaffAsync("Mei", Role.Supervisor), await store.StaffAsync("Farid", Role.Approver));
        await store.AskForApprovalAsync(true);
        var customer = await store.RegisterAsync("Siti Aminah");
        var wish = new BulkWish(JobChoice.Ticked, [customer.Id], LabelChoice.Named("Blocked"), "terms-breached", null);
        Assert.Null((await store.Get<ChangeMany>().BeginAsync(wish, maker)).Refusal);
        var request = Assert.Single(store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, checker).Value.Items).Id;

        // The file as it was one version ago.
        using (var connection = new SqliteConnection($"Data Source={store.Get<SqliteDatabase>().Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                DELETE FROM outbox WHERE request_id IS NOT NULL;
                ALTER TABLE outbox DROP COLUMN request_id;
                ALTER TABLE change_requests DROP COLUMN to_label;
                DELETE FROM __EFMigrationsHistory WHERE MigrationId LIKE '%RequestsForManyAreTold';
                """;
            command.ExecuteNonQuery();
        }

        await using var later = store.Another();
        later.Get<SqliteDatabase>().Migrate();

        Assert.Equal("Blocked", later.Kept(request).ToLabel);
        Assert.Null((await later.Get<DecideApproval>().ApproveAsync(request, null, checker)).Refusal);
        Assert.Equal(1L, Told(later));
    }

    private static long Told(TestStore store)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        return scope.Db.Outbox.Count(row => row.RequestId != null);
    }
}
