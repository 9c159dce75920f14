using System.Text.RegularExpressions;

namespace MemberCare.Tests.Architecture;

/// <summary>Holds the rooms of the house and their arrows against the source itself.</summary>
public sealed partial class RoomsTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Kernel"] = [],
        ["Domain"] = ["Kernel"],
        ["Store"] = ["Kernel", "Domain"],
        ["Operations"] = ["Kernel", "Domain", "Store"],
        ["Queries"] = ["Kernel", "Domain", "Store"],
    };

    [Fact]
    public void No_arrow_between_rooms_runs_back()
    {
        var faults = from file in SourceFiles.Of("MemberCare.Core")
                     let room = file.Path.Split('/')[1]
                     where MayUse.ContainsKey(room)
                     from used in Named(file.Text).Select(name => name.Split('.')[0]).Distinct()
                     where used != room && !MayUse[room].Contains(used)
                     select $"{file.Path} uses {used}";
        Assert.Empty(faults);
    }

    [Fact]
    public void No_circle_runs_through_the_folders_of_a_room()
    {
        var arrows = SourceFiles.Of("MemberCare.Core")
            .Where(file => file.Path.Split('/').Length > 2)
            .SelectMany(file => Named(file.Text).Select(used => (From: string.Join('.', file.Path.Split('/')[1..^1]), To: used)))
            .Where(arrow => arrow.From.Length > 0)
            .Where(arrow => arrow.From != arrow.To && arrow.To.Split('.')[0] == arrow.From.Split('.')[0])
            .Distinct()
            .ToLookup(arrow => arrow.From, arrow => arrow.To);
        foreach (var start in arrows.Select(group => group.Key))
        {
            var reached = new HashSet<string>();
            var open = new Stack<string>(arrows[start]);
            while (open.TryPop(out var folder))
            {
                if (reached.Add(folder))
                {
                    foreach (var next in arrows[folder])
                    {
                        open.Push(next);
                    }
                }
            }

            Assert.DoesNotContain(start, reached);
        }
    }

    [Fact]
    public void The_domain_knows_no_store_no_web_and_no_clock()
    {
        var faults = SourceFiles.Of("MemberCare.Core")
            .Where(file => file.Path.StartsWith("MemberCare.Core/Domain/", StringComparison.Ordinal))
            .Where(file => Foreign().IsMatch(file.Text))
            .Select(file => file.Path);
        Assert.Empty(faults);
    }

    [Fact]
    public void Nobody_reads_the_clock_but_through_the_injected_one()
    {
        var faults = SourceFiles.Of("MemberCare.Core", "MemberCare.Web").Where(file => ClockReads().IsMatch(file.Text)).Select(file => file.Path);
        Assert.Empty(faults);
    }

    [Fact]
    public void Only_the_writer_begins_and_commits_transactions()
    {
        var faults = SourceFiles.Of("MemberCare.Core", "MemberCare.Web")
            .Where(file => !file.Path.EndsWith("/Writer.cs", StringComparison.Ordinal) && !file.Path.Contains("/Migrations/", StringComparison.Ordinal) && Commits().IsMatch(file.Text))
            .Select(file => file.Path);
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_hand_written_statement_names_the_organisation()
    {
        // The feed passes ids of all organisations on, each to its own subscribers; upkeep tidies for all; a provider ends what it opened, wherever that is;
        // pragmas and transactions have no rows.
        // One webhook belongs to one organisation, and who sends serves all of them.
        string[] forAll = ["outbox WHERE position > @last", "max(position)", "DELETE FROM outbox WHERE position IN", "DELETE FROM idempotency_keys WHERE at <", "DELETE FROM staff_sessions WHERE id IN (SELECT id FROM staff_sessions WHERE expires_at", "DELETE FROM staff_sessions WHERE issuer = @issuer AND", "webhook_id = @webhook", "FROM webhooks WHERE state <> 2 LIMIT 1", "min(id) FROM webhook_deliveries"];
        var statements = SourceFiles.Of("MemberCare.Core")
            .Where(file => !file.Path.Contains("/Migrations/", StringComparison.Ordinal))
            .SelectMany(file => Literals().Matches(file.Text).Select(match => (file.Path, Sql: match.Value)))
            .Where(literal => Statement().IsMatch(literal.Sql))
            .ToList();
        Assert.True(statements.Count > 15, "The test no longer finds the statements.");
        Assert.Empty(statements
            .Where(statement => !statement.Sql.Contains("tenant", StringComparison.Ordinal) && !forAll.Any(known => statement.Sql.Contains(known, StringComparison.Ordinal)))
            .Select(statement => $"{statement.Path}: {statement.Sql}"));
    }

    [Fact]
    public void No_statement_is_put_together_from_values()
    {
        var faults = SourceFiles.Of("MemberCare.Core", "MemberCare.Web")
            .Where(file => FromSqlRaw().IsMatch(file.Text) && !file.Path.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => file.Path);
        Assert.Empty(faults);
    }

    [Fact]
    public void No_component_is_longer_than_two_hundred_lines()
    {
        var faults = SourceFiles.Of("MemberCare.Web", "*.razor").Where(file => file.Text.Count(c => c == '\n') > 200).Select(file => file.Path);
        Assert.Empty(faults);
    }

    private static IEnumerable<string> Named(string text) =>
        CoreNames().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"(?<=using (?:static )?)MemberCare\.Core\.([A-Z]\w*(?:\.[A-Z]\w*)?)(?=[;.])")]
    private static partial Regex CoreNames();

    [GeneratedRegex(@"EntityFrameworkCore|Microsoft\.Data|AspNetCore|TimeProvider|DateTimeOffset\.(Utc)?Now|DateTime\.(Utc)?Now")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"DateTimeOffset\.(Utc)?Now\b|DateTime\.(Utc)?Now\b")]
    private static partial Regex ClockReads();

    [GeneratedRegex("\"(BEGIN|COMMIT)|BeginTransaction|\\.Commit\\(\\)")]
    private static partial Regex Commits();

    [GeneratedRegex("\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"", RegexOptions.Singleline)]
    private static partial Regex Literals();

    [GeneratedRegex(@"^[""\s]*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\b.*\b(customers|events|identifiers|mobile_tails|name_words|name_pairs|word_spellings|unindexed|label_counts|labels|reasons|outbox|idempotency_keys|staff|staff_sessions|api_keys|tenants|activities|activity_days|audiences|webhooks|webhook_deliveries)\b", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"FromSqlRaw|ExecuteSqlRaw|SqlQueryRaw")]
    private static partial Regex FromSqlRaw();
}
