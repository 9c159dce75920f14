using System.Net;
using System.Net.Sockets;
using System.Text;
using MemberCare.Web.Security;

namespace MemberCare.Tests.Web.Security;

/// <summary>Requests that are too long, too large or too slow.</summary>
[Collection(ProductionTests.Name)]
public sealed class RequestSizesTests(ProductionSite site)
{
    [Fact]
    public async Task An_address_over_eight_kilobytes_is_refused_in_words()
    {
        var query = new string('q', RequestSizes.LongestAddress);
        using var page = await site.SendAsync("/customers?q=" + query);
        using var api = await site.SendAsync("/api/v1/customers?q=" + query);

        Assert.Equal(HttpStatusCode.RequestUriTooLong, page.StatusCode);
        Assert.Contains("<h1>That address is too long</h1>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, api.StatusCode);
        Assert.Contains("address-too-long", await api.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_almost_eight_kilobytes_is_answered()
    {
        using var answer = await site.SendAsync("/not-found?q=" + new string('q', RequestSizes.LongestAddress - 100));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_larger_than_any_of_ours_is_refused_and_nothing_is_done()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = new string('x', RequestSizes.LargestForm) });
        using var answer = await site.SendAsync("/sign-out", change: request => (request.Method, request.Content) = (HttpMethod.Post, form));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("<h1>That is too large</h1>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_over_thirty_two_kilobytes_are_refused()
    {
        var status = await RawAsync($"GET / HTTP/1.1\r\nHost: desk.example\r\nX-Long: {new string('x', 33 * 1024)}\r\n\r\n");

        Assert.Contains(" 431 ", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_who_dribbles_headers_is_cut_off()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(site.Address.Host, site.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: desk.example\r\n"u8.ToArray());

        // The server waits fifteen seconds for the rest and then answers 408 and closes; without the limit this would stand.
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(status is null || status.Contains(" 408 ", StringComparison.Ordinal), status);
    }

    private async Task<string> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(site.Address.Host, site.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "";
    }
}
