using System.Net;
using MemberCare.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MemberCare.Tests.Web.Security;

/// <summary>The page of faults outside the Development environment, around addresses that fail.</summary>
public sealed class FaultPageTests : IAsyncLifetime
{
    private const string Secret = "Password=hunter2 at /home/somebody/Program.cs";

    private WebApplication _web = null!;
    private HttpClient _http = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        _web.UseFaultPage();
        _web.MapGet("/bug", string () => throw new InvalidOperationException(Secret));
        _web.MapGet("/disk", string () => throw new InvalidOperationException("Wrapped", new Microsoft.Data.Sqlite.SqliteException(Secret, 10)));
        _web.MapGet("/bad", string () => throw new BadHttpRequestException(Secret, StatusCodes.Status400BadRequest));
        _web.MapGet("/api/v1/bug", string () => throw new InvalidOperationException(Secret));
        await _web.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_web.Urls.First()) };
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _web.DisposeAsync();
    }

    [Theory]
    [InlineData("/bug", HttpStatusCode.InternalServerError, "This page met a fault")]
    [InlineData("/disk", HttpStatusCode.ServiceUnavailable, "MemberCare cannot read its store just now")]
    [InlineData("/bad", HttpStatusCode.BadRequest, "That request was not well formed")]
    [InlineData("/api/v1/bug", HttpStatusCode.InternalServerError, "\"code\":\"unexpected\"")]
    public async Task A_fault_is_told_in_words_and_without_detail(string path, HttpStatusCode status, string words)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(words, text, StringComparison.Ordinal);
        foreach (var detail in (string[])["hunter2", "/home/", "Exception", "Sqlite", "Wrapped", "   at "])
        {
            Assert.DoesNotContain(detail, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_bug_has_a_reference_for_whoever_reads_the_log()
    {
        using var answer = await _http.GetAsync(new Uri("/bug", UriKind.Relative));

        Assert.Matches("Reference: <code>[0-9A-Z]+:[0-9A-F]+</code>", await answer.Content.ReadAsStringAsync());
    }
}
