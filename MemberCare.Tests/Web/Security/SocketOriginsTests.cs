using System.Net;
using System.Net.WebSockets;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Web.Security;

/// <summary>The connection of an open page, begun by a page of another site.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SocketOriginsTests(WebAppFixture app)
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    [InlineData("file://")]
    public async Task A_foreign_page_opens_no_connection_even_with_the_cookie_of_a_person(string origin)
    {
        using var person = await SignedIn.Async(app.Address, "Agent");
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = person.Cookies;
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Socket(), CancellationToken.None));

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await NegotiateAsync(person, origin));
    }

    [Fact]
    public async Task The_sites_own_page_opens_one()
    {
        using var person = await SignedIn.Async(app.Address, "Agent");
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = person.Cookies;
        socket.Options.SetRequestHeader("Origin", app.Address.GetLeftPart(UriPartial.Authority));

        await socket.ConnectAsync(Socket(), CancellationToken.None);

        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(person, app.Address.GetLeftPart(UriPartial.Authority)));
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_opens_one()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", app.Address.GetLeftPart(UriPartial.Authority));

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Socket(), CancellationToken.None));
    }

    private Uri Socket() => new UriBuilder(app.Address) { Scheme = "ws", Path = "/_blazor" }.Uri;

    private static async Task<HttpStatusCode> NegotiateAsync(SignedIn person, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await person.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
