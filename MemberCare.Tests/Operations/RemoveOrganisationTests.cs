using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;
using Microsoft.Data.Sqlite;

namespace MemberCare.Tests.Operations;

/// <summary>Removing an organisation with all that it has.</summary>
public sealed class RemoveOrganisationTests
{
    // What nobody has at rest: open sessions and customers whose search rows are on their way, both of which a removal waits for.
    private static readonly string[] Rarely = ["staff_sessions", "unindexed"];

    [Fact]
    public async Task All_that_an_organisation_has_goes_and_nothing_of_any_other()
    {
        await using var store = await TestStore.OpenAsync();
        await FillAsync(store, store.Tenant);
        var (before, schema) = (StoreDump.Of(store), Schema(store));
        var going = (await store.Get<CreateOrganisation>().RunAsync("mamak", "Mamak", "MY")).Value;
        await FillAsync(store, going);
        foreach (var table in Tables(store).Except(Rarely).Where(table => Count(store, table, going) == 0))
        {
            PutSomethingInto(store, table, going);
            Assert.Equal(1, Count(store, table, going));
        }

        var removed = (await store.Get<RemoveOrganisation>().RunAsync(going)).Value;

        Assert.Equal(3, removed.Customers);
        Assert.Equal(before, StoreDump.Of(store));
        Assert.Equal(schema, Schema(store));
        Assert.Equal(["kopi-house", "teh-house"], store.Get<CreateOrganisation>().Names());

        // The others go on as before, and a second removal finds nothing.
        await store.RegisterAsync("Somebody else");
        Assert.IsType<NotFound>((await store.Get<RemoveOrganisation>().RunAsync(going)).Refusal);
    }

    [Fact]
    public async Task An_organisation_of_the_same_name_made_afterwards_begins_empty()
    {
        await using var store = await TestStore.OpenAsync();
        await FillAsync(store, store.Tenant);
        Assert.Null((await store.Get<RemoveOrganisation>().RunAsync(store.Tenant)).Refusal);

        var again = (await store.Get<CreateOrganisation>().RunAsync("kopi-house", "Kopi House", "MY")).Value;

        Assert.NotEqual(store.Tenant, again);
        using var scope = store.Get<SqliteDatabase>().Read(again);
        Assert.Empty(scope.Db.Customers);
        Assert.Null((await store.RegisterAsync("Tan Mei Ling", "012-345 6789", tenant: again)).StatusReason);
    }

    [Fact]
    public async Task An_organisation_in_which_somebody_is_signed_in_stays()
    {
        await using var store = await TestStore.OpenAsync();
        await store.Get<CreateOrganisation>().AddStaffAsync(store.Tenant, [("Ravi K.", [Role.Agent])]);
        string[] changing = ["staff_sessions", "staff"];
        var before = StoreDump.Of(store, changing);
        using (var scope = store.Get<SqliteDatabase>().Read(store.Tenant))
        {
            store.SignIn(scope.Db.Staff.Single());
        }

        var refusal = Assert.IsType<OrganisationInUse>((await store.Get<RemoveOrganisation>().RunAsync(store.Tenant)).Refusal);

        Assert.Equal(1, refusal.Sessions);
        Assert.Contains("sign out", refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(before, StoreDump.Of(store, changing));
    }

    private static async Task FillAsync(TestStore store, TenantId tenant)
    {
        var actor = store.Actor(Role.Administrator, tenant);
        await store.Get<CreateOrganisation>().AddStaffAsync(tenant, [("Ravi K.", [Role.Agent])]);
        Assert.Null((await store.Get<ChangePolicy>().SetMatrixAsync([new EffectCell(CustomerStatus.Suspended, CustomerAction.Book, Effect.Allow)], 0, actor)).Refusal);
        await store.Get<CreateOrganisation>().AddApiKeyAsync(tenant, "Till", ["customers:read"]);
        foreach (var (name, mobile) in new[] { ("Tan Mei Ling", "012-345 6789"), ("Siti Aminah", "013-456 7890"), ("Ravi Kumar", "014-567 8901") })
        {
            var customer = await store.RegisterAsync(name, mobile, $"{mobile[^4..]}@mail.my", Guid.NewGuid().ToString("N"), tenant: tenant);
            var change = new ChangeStatusRequest(customer.Id, LabelChoice.Named("Suspended"), "lost-phone", null, null, $"key-{mobile[^4..]}");
            Assert.Null((await store.Get<ChangeStatus>().RunAsync(change, actor)).Refusal);
        }
    }

    // So that a table that a later release adds is looked at too, without anybody thinking of this test.
    private static void PutSomethingInto(TestStore store, string table, TenantId tenant)
    {
        var columns = Rows(store, $"SELECT name || '|' || type FROM pragma_table_info('{table}') WHERE NOT (pk > 0 AND type = 'INTEGER' AND name = 'id')").Select(column => column.Split('|')).ToList();
        var values = columns.Select(column => column[0] == "tenant_id" ? tenant.ToString() : column[1] switch { "TEXT" => "'x'", "BLOB" => "x'01'", _ => "1" });
        using var connection = Open(store, SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => $"\"{column[0]}\""))}) VALUES ({string.Join(", ", values)})";
        command.ExecuteNonQuery();
    }

    private static List<string> Tables(TestStore store) => Rows(store, "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'tenant_id')");

    private static int Count(TestStore store, string table, TenantId tenant) => int.Parse(Rows(store, $"SELECT CAST(count(*) AS TEXT) FROM {table} WHERE tenant_id = {tenant}").Single());

    private static string Schema(TestStore store) => string.Join('\n', Rows(store, "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"));

    private static List<string> Rows(TestStore store, string sql)
    {
        using var connection = Open(store, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        var rows = new List<string>();
        while (row.Read())
        {
            rows.Add(row.GetString(0));
        }

        return rows;
    }

    private static SqliteConnection Open(TestStore store, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store.Get<SqliteDatabase>().Path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
