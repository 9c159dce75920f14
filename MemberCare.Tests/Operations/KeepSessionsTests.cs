using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Queries;
using MemberCare.Tests.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Tests.Operations;

public sealed class KeepSessionsTests : IAsyncLifetime
{
    private const string Issuer = "https://login.example";
    private static readonly SessionLimits Limits = new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(12));

    private readonly StandingClock _clock = new(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
    private TestStore _store = null!;

    private KeepSessions Sessions => _store.Get<KeepSessions>();

    private ActorDirectory Directory => _store.Get<ActorDirectory>();

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync(_clock);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task An_open_session_answers_for_its_person_with_the_rights_of_the_moment()
    {
        var ravi = await AdmittedAsync("ravi", [Role.Agent, Role.Approver]);
        var id = await OpenAsync(ravi, "key", [1, 2, 3]);

        var byKey = Directory.Session(StaffSession.HashOf("key"))!;
        var byId = Directory.Session(id)!;

        Assert.Equal((id, ravi, 3, 0), (byKey.Id, byKey.Actor, byKey.Ticket.Length, byId.Ticket.Length));
        Assert.Equal(ravi, byId.Actor);
        Assert.Equal(_clock.Now, Row("ravi").LastSignInAt);
        Assert.Null(Directory.Session(StaffSession.HashOf("KEY")));
        Assert.Null(Directory.Session(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Each_look_at_a_session_goes_along_an_index()
    {
        await OpenAsync(await AdmittedAsync("ravi", [Role.Agent]), "key");
        foreach (var (column, index) in new[] { ("id", "sqlite_autoindex_staff_sessions_1"), ("key_hash", "IX_staff_sessions_key_hash") })
        {
            var plan = Plan($"SELECT s.ticket FROM staff_sessions s JOIN staff p ON p.tenant_id = s.tenant_id AND p.id = s.staff_id "
                + $"WHERE s.expires_at > 1 AND p.disabled_at IS NULL AND p.roles = s.roles AND p.roles <> '[]' AND s.{column} = x'00'");

            Assert.Equal(2, plan.Count);
            Assert.Contains(index, plan[0], StringComparison.Ordinal);
            Assert.Contains("INTEGER PRIMARY KEY", plan[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_left_alone_is_over_after_its_idle_time()
    {
        var id = await OpenAsync(await AdmittedAsync("ravi", [Role.Agent]), "key");

        _clock.Now += TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1);
        Assert.NotNull(Directory.Session(id));
        _clock.Now += TimeSpan.FromMilliseconds(1);

        Assert.Null(Directory.Session(id));
        Assert.Null((await Sessions.UseAsync(_store.Tenant, id, Limits.Idle)).Refusal);
        Assert.Null(Directory.Session(id));
    }

    [Fact]
    public async Task A_session_in_use_goes_on_until_its_longest()
    {
        var id = await OpenAsync(await AdmittedAsync("ravi", [Role.Agent]), "key");
        for (var minutes = 20; minutes < 12 * 60; minutes += 20)
        {
            _clock.Now += TimeSpan.FromMinutes(20);
            Assert.NotNull(Directory.Session(id));
            Assert.Null((await Sessions.UseAsync(_store.Tenant, id, Limits.Idle)).Refusal);
        }

        _clock.Now += TimeSpan.FromMinutes(20);

        Assert.Null(Directory.Session(id));
    }

    [Fact]
    public async Task A_session_that_ended_is_no_longer_there_and_cannot_be_used_again()
    {
        var ravi = await AdmittedAsync("ravi", [Role.Agent]);
        var id = await OpenAsync(ravi, "key");
        var other = await OpenAsync(ravi, "other browser");

        Assert.Equal(0, (await Sessions.EndAsync(_store.OtherTenant, id)).Value);
        Assert.NotNull(Directory.Session(id));
        Assert.Equal(1, (await Sessions.EndAsync(_store.Tenant, id)).Value);
        Assert.Equal(0, (await Sessions.EndAsync(_store.Tenant, id)).Value);

        Assert.Null(Directory.Session(StaffSession.HashOf("key")));
        Assert.IsType<NotFound>((await Sessions.UseAsync(_store.Tenant, id, Limits.Idle)).Refusal);
        Assert.NotNull(Directory.Session(other));
    }

    [Fact]
    public async Task Of_too_many_sessions_of_one_person_the_one_not_used_for_longest_ends()
    {
        var ravi = await AdmittedAsync("ravi", [Role.Agent]);
        var colleague = await OpenAsync(await AdmittedAsync("mei", [Role.Agent]), "colleague");
        var ids = new List<Guid>();
        for (var i = 0; i < StaffSession.MostOfOnePerson; i++)
        {
            _clock.Now += TimeSpan.FromSeconds(1);
            ids.Add(await OpenAsync(ravi, $"key {i}"));
        }

        _clock.Now += TimeSpan.FromSeconds(1);
        await Sessions.UseAsync(_store.Tenant, ids[0], Limits.Idle);
        await OpenAsync(ravi, "one more");

        Assert.NotNull(Directory.Session(ids[0]));
        Assert.Null(Directory.Session(ids[1]));
        Assert.All(ids.Skip(2), id => Assert.NotNull(Directory.Session(id)));
        Assert.NotNull(Directory.Session(colleague));
    }

    [Fact]
    public async Task Nobody_without_access_gets_a_session()
    {
        var ravi = await AdmittedAsync("ravi", [Role.Agent]);
        Assert.Null((await _store.Get<ManageStaff>().DisableAsync(Id(ravi), _store.Actor(Role.Administrator))).Refusal);

        Assert.IsType<AccessTakenAway>((await TryAsync(ravi, "key")).Refusal);
        Assert.IsType<NotFound>((await TryAsync(ravi with { Tenant = _store.OtherTenant }, "key")).Refusal);
        Assert.IsType<NotFound>((await TryAsync(ravi with { Id = "999" }, "key")).Refusal);
        Assert.Equal(0, Count());
    }

    [Fact]
    public async Task A_session_is_over_once_the_roles_are_others_even_where_nobody_ended_it()
    {
        var id = await OpenAsync(await AdmittedAsync("ravi", [Role.Agent]), "key");

        Tell("UPDATE staff SET roles = '[1]'");

        Assert.Null(Directory.Session(id));
        Assert.Null(Directory.Session(StaffSession.HashOf("key")));
    }

    [Fact]
    public async Task A_provider_ends_one_session_of_its_own_or_all_of_a_person_and_none_of_another_provider()
    {
        var (ravi, mei) = (await AdmittedAsync("ravi", [Role.Agent]), await AdmittedAsync("mei", [Role.Agent]));
        var first = await OpenAsync(ravi, "1", from: new(Issuer, "ravi", "sid-1"));
        var second = await OpenAsync(ravi, "2", from: new(Issuer, "ravi", "sid-2"));
        var third = await OpenAsync(ravi, "3", from: new(Issuer, "ravi", null));
        var other = await OpenAsync(mei, "4", from: new(Issuer, "mei", "sid-4"));
        var elsewhere = await OpenAsync(ravi, "5", from: new("https://other.example", "ravi", "sid-1"));
        var development = await OpenAsync(ravi, "6");

        Assert.Equal(0, (await Sessions.EndOfProviderAsync(Issuer, null, null)).Value);
        Assert.Equal(0, (await Sessions.EndOfProviderAsync(Issuer, "mei", "sid-1")).Value);
        Assert.Equal(0, (await Sessions.EndOfProviderAsync(Issuer, null, "sid-9")).Value);
        Assert.All([first, second, third, other, elsewhere, development], id => Assert.NotNull(Directory.Session(id)));

        Assert.Equal(1, (await Sessions.EndOfProviderAsync(Issuer, "ravi", "sid-1")).Value);
        Assert.Null(Directory.Session(first));
        Assert.Equal(1, (await Sessions.EndOfProviderAsync(Issuer, null, "sid-4")).Value);
        Assert.Null(Directory.Session(other));
        Assert.Equal(2, (await Sessions.EndOfProviderAsync(Issuer, "ravi", null)).Value);
        Assert.All([second, third], id => Assert.Null(Directory.Session(id)));
        Assert.All([elsewhere, development], id => Assert.NotNull(Directory.Session(id)));
    }

    [Fact]
    public async Task A_provider_ends_a_persons_sessions_in_every_organisation()
    {
        var here = await OpenAsync(await AdmittedAsync("ravi", [Role.Agent]), "1", from: new(Issuer, "ravi", "sid"));
        var there = await OpenAsync(await AdmittedAsync("ravi", [Role.Viewer], "teh-house"), "2", from: new(Issuer, "ravi", "sid"));

        Assert.Equal(2, (await Sessions.EndOfProviderAsync(Issuer, "ravi", "sid")).Value);

        Assert.Null(Directory.Session(here));
        Assert.Null(Directory.Session(there));
    }

    [Fact]
    public async Task What_is_over_is_swept_away_in_time()
    {
        var ravi = await AdmittedAsync("ravi", [Role.Agent]);
        await OpenAsync(ravi, "key");
        _clock.Now += TimeSpan.FromHours(1);
        await OpenAsync(ravi, "fresh");

        // Upkeep follows when the writer has nothing else to do.
        for (var wait = 0; Count() != 1 && wait < 300; wait++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(1, Count());
        Assert.NotNull(Directory.Session(StaffSession.HashOf("fresh")));
    }

    [Fact]
    public async Task Sessions_outlive_the_process()
    {
        var id = await OpenAsync(await AdmittedAsync("ravi", [Role.Agent]), "key");

        await using var another = _store.Another();

        Assert.Equal(id, another.Get<ActorDirectory>().Session(StaffSession.HashOf("key"))!.Id);
    }

    private static StaffId Id(Actor person) => new(int.Parse(person.Id));

    private async Task<Actor> AdmittedAsync(string subject, Role[] roles, string tenant = "kopi-house") =>
        (await _store.Get<AdmitStaff>().RunAsync(tenant, new(Issuer, subject, subject, roles))).Value;

    private async Task<Guid> OpenAsync(Actor person, string key, byte[]? ticket = null, ProviderOrigin? from = null) => (await TryAsync(person, key, ticket, from)).Value;

    private Task<Outcome<Guid>> TryAsync(Actor person, string key, byte[]? ticket = null, ProviderOrigin? from = null) =>
        Sessions.OpenAsync(new(person.Tenant, Id(person), StaffSession.HashOf(key), from, ticket ?? []), Limits);

    private StaffRow Row(string name) => _store.Get<ListStaff>().Run(_store.Actor(Role.Administrator)).Value.Single(row => row.Name == name);

    private int Count()
    {
        using var scope = _store.Get<SqliteDatabase>().Read(default);
        return scope.Db.StaffSessions.IgnoreQueryFilters().Count();
    }

    private void Tell(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_store.Get<SqliteDatabase>().Path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<string> Plan(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_store.Get<SqliteDatabase>().Path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        using var rows = command.ExecuteReader();
        var plan = new List<string>();
        while (rows.Read())
        {
            plan.Add(rows.GetString(3));
        }

        return plan;
    }
}
