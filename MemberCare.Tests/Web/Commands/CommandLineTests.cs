using System.Net;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Web.Commands;

/// <summary>Starting the real application, with commands and without.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("membercare-cli-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("exprot", "exprot")]
    [InlineData("import file.csv", "--tenant")]
    [InlineData("import --tenant kopi-house", "file")]
    [InlineData("import file.csv --tenant", "--tenant")]
    [InlineData("import file.csv --tenant kopi-house --speed 9", "--speed")]
    [InlineData("tenant create kopi-house spare --region MY", "spare")]
    public async Task Words_that_make_no_command_get_the_usage_and_exit_code_2(string words, string named)
    {
        await using var app = await AppProcess.RunAsync(_folder, words.Split(' '));

        Assert.Equal(2, await app.EndedAsync());
        Assert.Contains(named, app.Errors, StringComparison.Ordinal);
        Assert.Contains("usage:", app.Errors, StringComparison.Ordinal);
        Assert.Empty(app.Output);
    }

    [Fact]
    public async Task Help_is_no_mistake()
    {
        await using var app = await AppProcess.RunAsync(_folder, "help");

        Assert.Equal(0, await app.EndedAsync());
        Assert.Contains("usage:", app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisation_is_made_gets_a_key_and_a_file_of_customers()
    {
        await using var made = await AppProcess.RunAsync(_folder, "tenant", "create", "kopi-house", "--title", "Kopi House", "--region", "MY");
        Assert.Equal(0, await made.EndedAsync());
        await using var again = await AppProcess.RunAsync(_folder, "tenant", "create", "kopi-house", "--region", "MY");
        Assert.Equal(1, await again.EndedAsync());

        await using var key = await AppProcess.RunAsync(_folder, "api-key", "create", "--tenant", "kopi-house", "--name", "Till", "--scope", "customers:read", "--scope", "status:write");
        Assert.Equal(0, await key.EndedAsync());
        Assert.Matches(@"^mck_[A-Za-z0-9_-]{43}\s*$", key.Output);

        await File.WriteAllTextAsync(Path.Combine(_folder, "customers.csv"), "name,mobile\nSarah Tan,012-345 6789\nNobody,\n");
        await using var import = await AppProcess.RunAsync(_folder, "import", "customers.csv", "--tenant", "kopi-house");
        Assert.True(await import.EndedAsync() == 0, import.Errors);
        Assert.Matches(@"1\s+new customers", import.Output);
        var rejects = await File.ReadAllLinesAsync(Path.Combine(_folder, "customers.rejects.csv"));
        Assert.Equal("line,field,reason", rejects[0]);
        Assert.StartsWith("3,identifier,", Assert.Single(rejects[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_is_taken_away_and_given_back_by_name_or_where_two_have_it_by_id()
    {
        await using (var store = await TestStore.OpenAsync())
        {
            await store.Get<CreateOrganisation>().AddStaffAsync(store.Tenant, [("Ravi K.", [Role.Agent]), ("Mei", [Role.Agent]), ("Mei", [Role.Viewer])]);
            using var copy = store.Get<SqliteDatabase>().Copy();
            File.Copy(copy.Database.Path, Path.Combine(_folder, "membercare.db"));
        }

        await using var ravi = await AppProcess.RunAsync(_folder, "staff", "disable", "--tenant", "kopi-house", "--name", "Ravi K.");
        await using var two = await AppProcess.RunAsync(_folder, "staff", "disable", "--tenant", "kopi-house", "--name", "Mei");
        await using var one = await AppProcess.RunAsync(_folder, "staff", "disable", "--tenant", "kopi-house", "--id", "3");
        await using var back = await AppProcess.RunAsync(_folder, "staff", "enable", "--tenant", "kopi-house", "--id", "3");
        await using var nobody = await AppProcess.RunAsync(_folder, "staff", "enable", "--tenant", "teh-house", "--id", "3");
        await using var list = await AppProcess.RunAsync(_folder, "staff", "list", "--tenant", "kopi-house");

        AssertRefused(two, "--id");
        AssertRefused(nobody, "no such person");
        foreach (var app in new[] { ravi, one, back, list })
        {
            Assert.True(await app.EndedAsync() == 0, app.Errors);
        }

        Assert.Equal(
            ["2\tMei\tAgent\tnever signed in\t", "3\tMei\tViewer\tnever signed in\t", "1\tRavi K.\tAgent\tnever signed in\taccess taken away"],
            list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
    }

    [Fact]
    public async Task A_key_is_revoked_by_its_name_while_the_server_runs_and_stops_at_once()
    {
        await using var server = AppProcess.Serve(_folder);
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };
        await using var made = await AppProcess.RunAsync(_folder, "tenant", "create", "kopi-house", "--region", "MY");
        await using var key = await AppProcess.RunAsync(_folder, "api-key", "create", "--tenant", "kopi-house", "--name", "Till", "--scope", "customers:read");
        http.DefaultRequestHeaders.Authorization = new("Bearer", key.Output.Trim());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/api/v1/labels", UriKind.Relative))).StatusCode);

        await using var elsewhere = await AppProcess.RunAsync(_folder, "api-key", "revoke", "--tenant", "teh-house", "--name", "Till");
        await using var misspelt = await AppProcess.RunAsync(_folder, "api-key", "revoke", "--tenant", "kopi-house", "--name", "till");
        AssertRefused(elsewhere, "kopi-house");
        AssertRefused(misspelt, "working API key");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/api/v1/labels", UriKind.Relative))).StatusCode);

        await using var revoked = await AppProcess.RunAsync(_folder, "api-key", "revoke", "--tenant", "kopi-house", "--name", "Till");
        Assert.Equal((0, "The key is revoked."), (await revoked.EndedAsync(), revoked.Output.Trim()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/api/v1/labels", UriKind.Relative))).StatusCode);
        await using var again = await AppProcess.RunAsync(_folder, "api-key", "revoke", "--tenant", "kopi-house", "--name", "Till");
        AssertRefused(again, "working API key");
    }

    [Fact]
    public async Task A_file_or_an_organisation_that_is_not_there_is_one_sentence_and_exit_code_1()
    {
        await using var made = await AppProcess.RunAsync(_folder, "tenant", "create", "kopi-house", "--region", "MY");
        await using var noFile = await AppProcess.RunAsync(_folder, "import", "missing.csv", "--tenant", "kopi-house");
        await using var noTenant = await AppProcess.RunAsync(_folder, "import", "missing.csv", "--tenant", "teh-house");

        AssertRefused(noFile, "missing.csv");
        AssertRefused(noTenant, "kopi-house");
    }

    [Fact]
    public async Task Outside_development_without_an_identity_provider_it_does_not_start_and_says_why()
    {
        await using var app = await AppProcess.RunAsync(_folder, "--urls=http://127.0.0.1:0");

        AssertRefused(app, "identity provider");
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task A_database_made_by_a_newer_version_is_left_alone_by_everything()
    {
        await using var made = await AppProcess.RunAsync(_folder, "tenant", "create", "kopi-house", "--region", "MY");
        var path = Path.Combine(_folder, "membercare.db");
        Sqlite(path, "INSERT INTO __EFMigrationsHistory VALUES ('29991231235959_Hologram', '99.0.0')");
        var before = StoreDump.Of(path);

        await using var server = await AppProcess.RunAsync(_folder, "--environment=Development", "--urls=http://127.0.0.1:0");
        await using var command = await AppProcess.RunAsync(_folder, "tenant", "create", "teh-house", "--region", "MY");

        AssertRefused(server, "newer version");
        AssertRefused(command, "Hologram");
        Assert.Equal(before, StoreDump.Of(path));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_kept()
    {
        var path = Path.Combine(_folder, "membercare.db");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("Dear diary, ", 1000)));

        await using var server = await AppProcess.RunAsync(_folder, "--environment=Development", "--urls=http://127.0.0.1:0");

        AssertRefused(server, "no database");
        Assert.StartsWith("Dear diary, ", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_tells_that_it_lives_and_is_ready_and_no_more()
    {
        await using var server = AppProcess.Serve(_folder);
        using var http = new HttpClient { BaseAddress = await server.AddressAsync() };

        foreach (var address in new[] { "/health/live", "/health/ready" })
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
    }

    internal static void AssertRefused(AppProcess app, string word)
    {
        Assert.Equal(1, app.EndedAsync().GetAwaiter().GetResult());
        Assert.Contains(word, app.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", app.Errors, StringComparison.Ordinal);
    }

    private static void Sqlite(string path, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
