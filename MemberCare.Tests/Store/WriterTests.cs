using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Tests.Store;

public sealed class WriterTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public void No_change_of_the_model_waits_for_a_migration()
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        Assert.False(scope.Db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task What_the_hand_written_statements_keep_is_what_the_model_reads()
    {
        var customer = await FullCustomerAsync();
        await ChangeAsync(customer.Id, "Suspended");
        await Writer.RunAsync<Done>(_store.Tenant, transaction =>
        {
            var found = transaction.Find(customer.Id)!;
            transaction.Save(found, found.Note(EventKind.Transaction, new EventData { ["amount"] = "42.10" }, _store.Actor(Role.Agent), transaction.Now));
            return new Done();
        });

        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        var read = scope.Db.Customers.Single(c => c.Id == customer.Id);
        var found = CustomerRows.Find(scope.Connection, _store.Tenant, customer.Id)!;
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(found), System.Text.Json.JsonSerializer.Serialize(read));
        Assert.Equal(("Siti Aminah", "+60123456789", CustomerStatus.Suspended, 3L), (read.Name, read.MobileKey, read.Status, read.LastSequence));
        var events = scope.Db.Events.Where(e => e.CustomerId == customer.Id).OrderBy(e => e.Sequence).ToList();
        Assert.Null(EventChain.FirstBreak(events));
        Assert.Equal(read.LastHash, events[^1].Hash);
        Assert.Equal("42.10", events[2].Data!["amount"]);
    }

    [Fact]
    public async Task One_command_that_fails_does_not_disturb_the_others_of_its_commit()
    {
        var customers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => _store.RegisterAsync($"Customer {i}")));

        // The first command holds the writer until the others have queued, so that all of them share a commit.
        using var queued = new ManualResetEventSlim();
        var first = Writer.RunAsync<Done>(_store.Tenant, _ =>
        {
            queued.Wait();
            return new Done();
        });
        var good = customers.Select(customer => ChangeAsync(customer.Id, "Suspended")).ToList();
        var bug = Writer.RunAsync<Done>(_store.Tenant, transaction =>
        {
            var customer = transaction.Find(customers[0].Id)!;
            transaction.Save(customer, customer.Note(EventKind.SignedIn, [], _store.Actor(Role.Agent), transaction.Now));
            throw new InvalidOperationException("A bug.");
        });
        var refused = ChangeAsync(customers[1].Id, "No such label");
        queued.Set();

        Assert.Null((await first).Refusal);
        Assert.All(await Task.WhenAll(good), outcome => Assert.Null(outcome.Refusal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bug);
        Assert.NotNull((await refused).Refusal);
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        Assert.Equal(2, scope.Db.Events.Count(e => e.CustomerId == customers[0].Id));
        AssertCountersMatch(scope.Db);
    }

    [Fact]
    public async Task Numbers_per_label_match_a_recount_after_any_changes()
    {
        var random = new Random(7);
        var customers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _store.RegisterAsync($"Customer {i}")));
        await Task.WhenAll(Enumerable.Range(0, 400).Select(_ =>
            ChangeAsync(customers[random.Next(customers.Length)].Id, StatusWords.All[random.Next(StatusWords.All.Count)].Title())));

        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        AssertCountersMatch(scope.Db);
        foreach (var customer in customers)
        {
            Assert.Null(EventChain.FirstBreak(scope.Db.Events.Where(e => e.CustomerId == customer.Id).OrderBy(e => e.Sequence).ToList()));
        }
    }

    [Theory]
    [InlineData("UPDATE events SET actor_name = 'x'")]
    [InlineData("UPDATE events SET hash = x'00'")]
    [InlineData("DELETE FROM events")]
    public async Task History_cannot_be_edited_or_removed_even_by_hand(string sql)
    {
        await FullCustomerAsync();
        using var connection = new SqliteConnection($"Data Source={_store.Get<SqliteDatabase>().Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Contains("events are never", Assert.Throws<SqliteException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_was_queued_before_the_stop_is_finished()
    {
        var customer = await FullCustomerAsync();
        var changes = Enumerable.Range(0, 50).Select(i => ChangeAsync(customer.Id, i % 2 == 0 ? "Suspended" : "Active")).ToList();
        Writer.Dispose();
        Assert.All(await Task.WhenAll(changes), outcome => Assert.Null(outcome.Refusal));
    }

    [Fact]
    public async Task A_subscriber_hears_of_a_commit_with_the_ids_of_its_own_organisation_alone()
    {
        var customer = await FullCustomerAsync();
        var heard = new TaskCompletionSource<FeedNotice>();
        using var own = _store.Get<Feed>().Subscribe(_store.Tenant, notice => heard.TrySetResult(notice));
        using var other = _store.Get<Feed>().Subscribe(_store.OtherTenant, _ => heard.TrySetException(new InvalidOperationException("Heard of another organisation.")));

        await ChangeAsync(customer.Id, "Suspended");

        var notice = await heard.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([customer.Id], notice.Customers);
    }

    [Fact]
    public async Task A_subscriber_hears_of_a_commit_by_another_process()
    {
        var customer = await FullCustomerAsync();
        var heard = new TaskCompletionSource<FeedNotice>();
        using var subscription = _store.Get<Feed>().Subscribe(_store.Tenant, notice => heard.TrySetResult(notice));

        // A second writer on the same file stands for another process: nothing but the file connects the two.
        using var database = new SqliteDatabase(_store.Get<SqliteDatabase>().Path);
        using var writer = new Writer(database, TimeProvider.System);
        await new ChangeStatus(_store.Get<Gate>(), writer).RunAsync(
            new ChangeStatusRequest(customer.Id, LabelChoice.Named("Suspended"), "lost-phone", null, null, null), _store.Actor(Role.Agent));

        Assert.Contains(customer.Id, (await heard.Task.WaitAsync(TimeSpan.FromSeconds(10))).Customers);
    }

    [Fact]
    public async Task A_cancelled_wait_changes_nothing()
    {
        var customer = await FullCustomerAsync();
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var holding = Writer.RunAsync<Done>(_store.Tenant, _ =>
        {
            gate.Wait();
            return new Done();
        });
        var waiting = Writer.RunAsync<Done>(_store.Tenant, transaction =>
        {
            var found = transaction.Find(customer.Id)!;
            transaction.Save(found, found.Note(EventKind.SignedIn, [], _store.Actor(Role.Agent), transaction.Now));
            return new Done();
        }, cancellation.Token);
        await cancellation.CancelAsync();
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await holding;
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        Assert.Equal(1, scope.Db.Events.Count(e => e.CustomerId == customer.Id));
    }

    [Fact]
    public async Task A_short_command_runs_before_long_ones_that_came_earlier()
    {
        var order = new List<string>();
        using var queued = new ManualResetEventSlim();
        var holding = RunAsync("holding", Turn.Short, queued.Wait);
        Task<Outcome<Done>>[] waiting = [RunAsync("long 1", Turn.Long), RunAsync("long 2", Turn.Long), RunAsync("short 1", Turn.Short), RunAsync("short 2", Turn.Short)];
        queued.Set();

        Assert.Null((await holding).Refusal);
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Null(outcome.Refusal));
        Assert.Equal(0, order.IndexOf("holding"));
        Assert.True(order.IndexOf("short 1") < order.IndexOf("short 2") && order.IndexOf("short 1") < order.IndexOf("long 2") && order.IndexOf("long 1") < order.IndexOf("long 2"));

        Task<Outcome<Done>> RunAsync(string name, Turn turn, Action? first = null) => Writer.RunAsync<Done>(
            _store.Tenant,
            _ =>
            {
                first?.Invoke();
                order.Add(name);
                return new Done();
            },
            turn: turn);
    }

    [Fact]
    public async Task The_log_does_not_grow_for_ever_while_the_writer_never_rests()
    {
        var (log, large) = (_store.Get<SqliteDatabase>().Path + "-wal", new string('x', 1 << 20));
        for (var i = 0; i < 120; i++)
        {
            var request = new[] { (byte)i };
            Assert.Null((await Writer.RunAsync<Done>(_store.Tenant, transaction =>
            {
                transaction.Remember(_store.Actor(Role.Agent), large + i, request, default, i);
                return new Done();
            })).Refusal);
        }

        Assert.InRange(new FileInfo(log).Length, 1, 80 << 20);
    }

    private Writer Writer => _store.Get<Writer>();

    private static void AssertCountersMatch(MemberCareContext db)
    {
        var counted = db.LabelCounts.Where(count => count.Customers != 0).ToDictionary(count => count.LabelId, count => count.Customers);
        var recount = db.Customers.GroupBy(customer => customer.LabelId).Select(group => new { group.Key, Count = group.LongCount() }).ToDictionary(row => row.Key, row => row.Count);
        Assert.Equal(recount.OrderBy(pair => pair.Key.Value), counted.OrderBy(pair => pair.Key.Value));
    }

    private Task<Customer> FullCustomerAsync() => _store.RegisterAsync("Siti Aminah", "012-345 6789", "siti@mail.my", "E-1", "6000 4417");

    private Task<Outcome<CustomerChange>> ChangeAsync(CustomerId customer, string label) =>
        _store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named(label), "cleared", null, null, null), _store.Actor(Role.Agent));
}
