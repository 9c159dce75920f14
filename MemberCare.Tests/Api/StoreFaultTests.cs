using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Api;

/// <summary>Reading while the disk has lost the store.</summary>
public sealed class StoreFaultTests
{
    [Fact]
    public async Task A_store_that_cannot_be_read_is_told_as_a_passing_fault_and_not_as_a_bug()
    {
        await using var app = ConfiguredApp.Start("Development");
        var create = app.Services.GetRequiredService<CreateOrganisation>();
        var tenant = (await create.RunAsync("kopi-house", "Kopi House", "MY")).Value;
        var key = (await create.AddApiKeyAsync(tenant, "Till", ["customers:read"])).Value;
        using var http = new HttpClient { BaseAddress = app.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/api/v1/labels", UriKind.Relative))).StatusCode);

        Ruin(app.DatabasePath);

        using var answer = await http.GetAsync(new Uri("/api/v1/labels", UriKind.Relative));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store-unreadable"), (answer.StatusCode, (string)problem["code"]!));
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain("SQLite", problem.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    // Every page of the file becomes zeros, at the same length: what is mapped stays mapped.
    private static void Ruin(string path)
    {
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(new byte[file.Length]);
    }
}
