using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

/// <summary>Reading what customers did, across all of them.</summary>
public sealed class ActivityQueriesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly SetTime _time = new(Noon.AddDays(-60));
    private readonly List<Customer> _customers = [];
    private TestStore _store = null!;

    private Actor Reader => _store.Actor(Role.Supervisor);

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_time);
        foreach (var (name, label) in new[] { ("Siti", null), ("Lim", "Suspended"), ("Till test", "Internal"), ("Mei", "Blocked") })
        {
            var customer = await _store.RegisterAsync(name);
            _customers.Add(customer);
            if (label is not null)
            {
                Assert.Null((await _store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer.Id, LabelChoice.Named(label), null, "For the test", null, null), _store.Actor(Role.Agent))).Refusal);
            }
        }

        _time.Now = Noon;
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_report_leaves_internal_accounts_out_and_says_how_many_activities_that_were()
    {
        await KeepAsync(Purchase(0, "10.50"), Purchase(0, "0.25", "SGD"), Purchase(1, "7"), Purchase(2, "1000"), Purchase(2, "1000"), Purchase(3, "3"), Redemption(0, 40), Redemption(1, 90), Purchase(0, "5") with { At = Noon.AddDays(-40) });

        var report = _store.Get<ReportActivities>().Run(null, null, ReportStep.Day, Reader).Value;

        Assert.Equal((new DateOnly(2026, 10, 22), new DateOnly(2026, 11, 21), 2L), (report.From, report.Before, report.LeftOut));
        Assert.Equal(2, report.Rows.Count);
        var (sales, redemptions) = (report.Rows[0], report.Rows[1]);
        Assert.Equal(("2026-11-20", ActivityKind.Transaction, 4L, 1L, 1L, 0L), (sales.Period, sales.Kind, sales.Count, sales.Outliers, sales.WithoutAward, sales.Refused));
        Assert.Equal([("MYR", "20.50"), ("SGD", "0.25")], sales.Amounts.Select(amount => (amount.Currency, amount.Amount)));
        Assert.Equal((1L, 40L, 1L), (redemptions.Count, redemptions.Points, redemptions.Refused));

        var months = _store.Get<ReportActivities>().Run(new DateOnly(2026, 1, 1), null, ReportStep.Month, Reader).Value;
        Assert.Equal(["2026-11", "2026-11", "2026-10"], months.Rows.Select(row => row.Period));
        Assert.Empty(_store.Get<ReportActivities>().Run(null, null, ReportStep.Day, _store.Actor(Role.Supervisor, _store.OtherTenant)).Value.Rows);
    }

    [Fact]
    public async Task A_list_read_page_by_page_agrees_with_plain_LINQ_for_every_filter()
    {
        var random = new Random(5);
        await KeepAsync([.. Enumerable.Range(0, 300).Select(i => (random.Next(3) == 0 ? Redemption(random.Next(4), 5) : Purchase(random.Next(4), "2.00")) with { At = Noon.AddMinutes(-random.Next(200)) })]);
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        var all = scope.Db.Activities.AsEnumerable().OrderByDescending(row => row.At).ThenByDescending(row => row.Position).ToList();
        ActivityFilter[] filters =
        [
            new(),
            new() { Effect = Effect.Flag },
            new() { Effect = Effect.Deny, Kind = ActivityKind.PointsRedemption },
            new() { Effect = Effect.NoAward, From = Noon.AddMinutes(-100) },
            new() { Kind = ActivityKind.Transaction, Before = Noon.AddMinutes(-50) },
            new() { Customer = _customers[1].Id },
            new() { Customer = _customers[1].Id, Effect = Effect.Flag, From = Noon.AddMinutes(-150), Before = Noon.AddMinutes(-20) },
        ];
        foreach (var filter in filters)
        {
            var expected = all.Where(row => (filter.Kind is null || row.Kind == filter.Kind) && (filter.Effect is null || row.Effect == filter.Effect)
                && (filter.Customer is null || row.CustomerId == filter.Customer) && (filter.From is null || row.At >= filter.From) && (filter.Before is null || row.At < filter.Before));
            var read = new List<long>();
            string? cursor = null;
            do
            {
                var page = _store.Get<ListActivities>().Run(filter, cursor, 37, Reader).Value;
                read.AddRange(page.Items.Select(row => row.Position));
                cursor = page.NextCursor;
            }
            while (cursor is not null);
            Assert.NotEmpty(read);
            Assert.Equal(expected.Select(row => row.Position), read);
        }
    }

    [Fact]
    public async Task Only_who_may_see_reports_reads_and_only_their_own_organisations()
    {
        await KeepAsync(Purchase(0, "1"));
        Assert.IsType<NotPermitted>(_store.Get<ListActivities>().Run(new(), null, 10, _store.Actor(Role.Agent)).Refusal);
        Assert.IsType<NotPermitted>(_store.Get<ReportActivities>().Run(null, null, ReportStep.Day, _store.Actor(Role.Agent)).Refusal);
        Assert.Empty(_store.Get<ListActivities>().Run(new(), null, 10, _store.Actor(Role.Supervisor, _store.OtherTenant)).Value.Items);
        Assert.IsType<InvalidInput>(_store.Get<ListActivities>().Run(new(), "x", 10, Reader).Refusal);
        Assert.IsType<InvalidInput>(_store.Get<ReportActivities>().Run(new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 2), ReportStep.Day, Reader).Refusal);
    }

    private static int _ids;

    private RawActivity Purchase(int customer, string amount, string currency = "MYR") =>
        new() { Id = $"q{++_ids}", Kind = "transaction", Customer = new RawParty(_customers[customer].Id.ToString(), null, null, null, null), Amount = amount, Currency = currency };

    private RawActivity Redemption(int customer, long points) =>
        new() { Id = $"q{++_ids}", Kind = "pointsRedemption", Customer = new RawParty(_customers[customer].Id.ToString(), null, null, null, null), Points = points };

    private async Task KeepAsync(params RawActivity[] raw)
    {
        var till = new Actor(ActorKind.ApiClient, "till", "Till", _store.Tenant, Permissions.RecordActivities, Channel.Api);
        var answers = (await _store.Get<RecordActivities>().RunAsync([.. raw.Select(one => (Outcome<RawActivity>)one)], till)).Value;
        Assert.All(answers, answer => Assert.Null(answer.Fault));
    }
}
