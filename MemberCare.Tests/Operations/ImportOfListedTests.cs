using System.Text;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations;

/// <summary>Files of customers, some of whom are on the block list.</summary>
public sealed class ImportOfListedTests
{
    private const string File = "name,mobile,email\nTan Mei Ling,012-345 6789,mei@mail.my\nSiti Aminah,,SPAM@mail.my\nRavi Kumar,013-456 7890,\n";

    [Fact]
    public async Task A_file_brings_people_in_spite_of_the_list_counts_them_and_the_list_holds_for_them_still()
    {
        await using var store = await TestStore.OpenAsync();
        await store.BlockAsync("+60 12 345 6789");
        await store.BlockAsync("spam@mail.my");
        await store.BlockAsync("013-456 7890", tenant: store.OtherTenant);

        var first = await ImportAsync(store);
        var second = await ImportAsync(store);

        Assert.Equal((3, 2, 0), (first.Registered, first.Listed, first.Rejected));
        Assert.Equal((0, 0, 3), (second.Registered, second.Listed, second.Unchanged));
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        var events = scope.Db.Events.Where(happened => happened.Kind == EventKind.Registered).AsEnumerable().ToList();
        Assert.Equal(2, events.Count(happened => happened.Data?.GetValueOrDefault(EventData.Override) == "block-list" && happened.Note == "From a file of customers"));
        var question = new MemberCare.Core.Queries.DecisionQuestion { Mobile = "012-345 6789", Action = CustomerAction.Book };
        var answer = store.Get<MemberCare.Core.Queries.AskDecision>().Run(question, store.Actor(Role.Administrator)).Value;
        Assert.Equal(DecidingLayer.BlockList, answer.Decision.Layer);
        Assert.Equal([0L, 0L], store.Live().Select(entry => entry.Hits));
    }

    [Fact]
    public async Task Without_a_list_a_file_leaves_no_word_of_it()
    {
        await using var store = await TestStore.OpenAsync();
        var entry = (await store.BlockAsync("+60 12 345 6789")).Value;
        await store.UnblockAsync([entry.Id]);

        Assert.Equal(0, (await ImportAsync(store)).Listed);

        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        Assert.All(scope.Db.Events, happened => Assert.Null(happened.Note));
    }

    private static async Task<ImportSummary> ImportAsync(TestStore store) =>
        (await store.Get<ImportCustomers>().RunAsync(new ImportRequest(new MemoryStream(Encoding.UTF8.GetBytes(File)), false, fault => Assert.Fail(fault.Reason)), store.Actor(Role.Supervisor))).Value;
}
