using System.Text;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;
using Microsoft.Data.Sqlite;

namespace MemberCare.Tests.Queries;

public sealed class ExportCustomersTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync(new StandingClock(ManyCustomers.Now));
        await ManyCustomers.AddLabelsAsync(_store, _store.Tenant);
        await ManyCustomers.AddAsync(_store, _store.Tenant, 4100, new Random(3));
        await ManyCustomers.AddAsync(_store, _store.OtherTenant, 20, new Random(4));
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_file_holds_every_customer_once_as_they_were_given()
    {
        var (lines, rows) = await ExportAsync(new CustomerFilter(), _store.Actor(Role.Supervisor));

        var all = All();
        var labels = _store.Get<Catalogues>().Of(_store.Tenant);
        Assert.Equal(all.Count, rows);
        Assert.Equal(CustomerCsv.Columns, lines[0]);
        Assert.All([10, 11, 12], column => Assert.Contains(lines.Skip(1), line => line[column].Length > 0));
        Assert.Equal(
            all.OrderBy(c => c.Id.ToString(), StringComparer.Ordinal).Select(c => string.Join('|', Fields(c, labels.Label(c.LabelId)!.Name))),
            lines.Skip(1).Select(line => string.Join('|', line.Select(CustomerCsv.Unguard))));
    }

    [Fact]
    public async Task A_file_begins_with_the_mark_of_UTF_8_and_no_cell_of_it_is_a_formula()
    {
        using var output = new MemoryStream();
        await _store.Get<ExportCustomers>().RunAsync(new CustomerFilter(), output, _store.Actor(Role.Supervisor));

        Assert.Equal([0xEF, 0xBB, 0xBF], output.ToArray()[..3]);
        var cells = Parse(Encoding.UTF8.GetString(output.ToArray()[3..])).SelectMany(line => line).ToList();
        Assert.Contains("'=SUM(A1)", cells);
        Assert.DoesNotContain(cells, cell => cell.Length > 0 && "=-@\t\r".Contains(cell[0], StringComparison.Ordinal));
        Assert.All(cells.Where(cell => cell.StartsWith('+')), cell => Assert.Matches(@"^\+\d+$", cell));
    }

    [Fact]
    public async Task A_filter_of_the_list_leaves_the_same_customers_in_the_file()
    {
        var all = All();
        var labels = _store.Get<Catalogues>().Of(_store.Tenant).Labels;
        var random = new Random(5);
        for (var i = 0; i < 25; i++)
        {
            var filter = ManyCustomers.Filter(random, labels);

            var (lines, rows) = await ExportAsync(filter, _store.Actor(Role.Supervisor));

            var expected = ManyCustomers.Reference(all, filter, CustomerSort.Name, false, ActivityPeriod.Default);
            Assert.Equal(expected.Select(c => c.ExternalId).Order(StringComparer.Ordinal), lines.Skip(1).Select(line => line[3]).Order(StringComparer.Ordinal)!);
            Assert.Equal(expected.Count, rows);
        }
    }

    [Fact]
    public async Task A_query_takes_away_whom_it_finds()
    {
        var (lines, rows) = await ExportAsync(new CustomerFilter { Query = "aminah", Fraud = true }, _store.Actor(Role.Supervisor));

        var expected = All().Where(c => c.Name.Contains("Aminah", StringComparison.Ordinal) && c.Status is CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed);
        Assert.Equal(expected.Count(), rows);
        Assert.All(lines.Skip(1), line => Assert.StartsWith("Siti Aminah", line[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Contact_details_are_masked_for_whoever_may_not_see_them()
    {
        var masked = _store.Actor(Role.Supervisor) with { Permissions = Permissions.ViewCustomers | Permissions.ExportCustomers };

        var (lines, _) = await ExportAsync(new CustomerFilter(), masked);

        var raw = All().SelectMany(c => new[] { c.Mobile, c.Email, c.CardNumber }).OfType<string>().ToHashSet();
        Assert.DoesNotContain(lines.Skip(1).SelectMany(line => line), cell => raw.Contains(CustomerCsv.Unguard(cell)));
        Assert.All(lines.Skip(1), line => Assert.True(line[10].Length is 0 or 4, line[10]));
        Assert.Contains(lines.Skip(1), line => line[1].Contains('•', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_may_not_export_takes_nothing_away()
    {
        using var output = new MemoryStream();

        var outcome = await _store.Get<ExportCustomers>().RunAsync(new CustomerFilter(), output, _store.Actor(Role.Agent));

        Assert.IsType<NotPermitted>(outcome.Refusal);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task No_reader_is_held_while_the_other_side_is_slow()
    {
        using var output = new SlowStream(_store.Get<SqliteDatabase>().Path);

        var rows = await _store.Get<ExportCustomers>().RunAsync(new CustomerFilter(), output, _store.Actor(Role.Supervisor));

        Assert.Equal(All().Count, rows.Value);
        Assert.Equal([0L, 0L, 0L], output.Busy);
    }

    private static string[] Fields(Customer c, string label) =>
    [
        c.Name, c.Mobile ?? "", c.Email ?? "", c.ExternalId ?? "", c.CardNumber ?? "",
        Iso(c.RegisteredAt), Iso(c.LastActivityAt), c.Source ?? "", c.Status.Title(), label,
        c.BirthDate?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "", c.DoNotContact ? "yes" : "",
        c.LoginLockedUntil > ManyCustomers.Now ? Iso(c.LoginLockedUntil.Value) : "",
    ];

    private static string Iso(DateTimeOffset moment) => moment.ToString(moment.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ");

    private async Task<(List<List<string>> Lines, long Rows)> ExportAsync(CustomerFilter filter, Actor actor)
    {
        using var output = new MemoryStream();
        var rows = await _store.Get<ExportCustomers>().RunAsync(filter, output, actor);
        return (Parse(Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF')), rows.Value);
    }

    private List<Customer> All()
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return [.. scope.Db.Customers];
    }

    // RFC 4180 read by the letter: an independent witness of what was written.
    private static List<List<string>> Parse(string text)
    {
        var lines = new List<List<string>>();
        var (line, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted)
            {
                if (text[i] != '"')
                {
                    cell.Append(text[i]);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[i++]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (text[i] == '"')
            {
                Assert.Equal(0, cell.Length);
                quoted = true;
            }
            else if (text[i] is ',' or '\r')
            {
                line.Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\r')
                {
                    Assert.Equal('\n', text[++i]);
                    lines.Add(line);
                    line = [];
                }
            }
            else
            {
                cell.Append(text[i]);
            }
        }

        Assert.Empty(line);
        return lines;
    }

    /// <summary>Asks before each write whether anybody keeps the log of the store from being emptied.</summary>
    private sealed class SlowStream(string path) : MemoryStream
    {
        public List<long> Busy { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            Busy.Add((long)checkpoint.ExecuteScalar()!);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
