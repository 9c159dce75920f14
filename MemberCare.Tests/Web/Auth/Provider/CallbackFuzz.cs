using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>Whatever a stranger sends to the addresses that anybody may call, nothing breaks and nobody gets in.</summary>
[Collection(HostileCollection.Name)]
public sealed class CallbackFuzz(HostileApp app)
{
    private static readonly string[] Names = ["state", "code", "iss", "error", "error_description", "id_token", "access_token", "session_state", "STATE", "state[]", "x", ""];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_query_breaks_the_callback(int seed)
    {
        var random = new Random(seed);
        using var visitor = app.Visitor();
        var real = (await visitor.OnTheWayBackAsync()).Query.TrimStart('?').Split('&');
        for (var i = 0; i < 120; i++)
        {
            var query = string.Join('&', Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(4) == 0 ? real[random.Next(real.Length)] : $"{Names[random.Next(Names.Length)]}={Value(random)}"));
            using var stranger = new Visitor(app);

            var status = await StatusAsync($"/{(random.Next(5) == 0 ? "signout-callback-oidc" : "signin-oidc")}?{query}");

            Assert.True(status == 302, $"{status} for {query}");
        }

        Assert.False(await visitor.HasSessionAsync());
        app.HasQuietLog();
        await visitor.EntersAsync(await visitor.GoAsync("/signin-oidc?" + string.Join('&', real)));
    }

    [Theory]
    [InlineData(6_000, 302)]
    [InlineData(10_000, 414)]
    [InlineData(100_000, 414)]
    public async Task A_state_of_any_length_breaks_nothing(int length, int status) => Assert.Equal(status, await StatusAsync("/signin-oidc?code=a&state=" + new string('A', length)));

    private static string Value(Random random)
    {
        var length = random.Next(5) == 0 ? random.Next(3000) : random.Next(40);
        var value = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            value.Append(random.Next(3) == 0 ? $"%{random.Next(256):X2}" : ((char)random.Next(0x21, 0x7F)).ToString());
        }

        return value.Replace("&", "").Replace("#", "").ToString();
    }

    // By hand: no client would send such addresses as they are.
    private async Task<int> StatusAsync(string target)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, app.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: {app.Address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var line = await reader.ReadLineAsync();
        return int.Parse(line!.Split(' ')[1]);
    }
}
