using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MemberCare.Web.Auth.Provider;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>The provider's word that a session is over, and what is no such word.</summary>
[Collection(HostileCollection.Name)]
public sealed class BackChannelLogoutTests(HostileApp app)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    [Theory]
    [InlineData("sid")]
    [InlineData("sub")]
    [InlineData("both")]
    public async Task A_session_that_is_over_at_the_provider_is_over_here(string by)
    {
        using var other = app.Visitor();
        await other.EntersAsync(await other.SignInAsync());
        using var visitor = app.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());

        using var answer = await CallAsync(claims =>
        {
            if (by == "sid")
            {
                claims.Remove("sub");
            }
            else if (by == "sub")
            {
                claims.Remove("sid");
            }
        });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(await visitor.HasSessionAsync());
        Assert.True(await other.HasSessionAsync());
    }

    [Fact]
    public async Task One_session_that_is_over_leaves_the_persons_others_alone_and_all_of_them_end_by_the_persons_name()
    {
        using var home = app.Visitor();
        var subject = app.Provider.Subject;
        await home.EntersAsync(await home.SignInAsync());
        using var work = app.Visitor();
        app.Provider.Subject = subject;
        await work.EntersAsync(await work.SignInAsync());

        Assert.Equal(HttpStatusCode.OK, (await CallAsync()).StatusCode);
        Assert.False(await work.HasSessionAsync());
        Assert.True(await home.HasSessionAsync());

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(claims => claims.Remove("sid"))).StatusCode);
        Assert.False(await home.HasSessionAsync());
    }

    [Fact]
    public async Task A_session_that_nobody_has_here_is_over_all_the_same()
    {
        app.Provider.Behave();

        Assert.Equal(HttpStatusCode.OK, (await CallAsync()).StatusCode);
    }

    [Fact]
    public Task A_word_for_another_audience_is_refused() => RefusedAsync(claims => claims["aud"] = "somebody-else");

    [Fact]
    public Task A_word_for_others_besides_us_is_refused() => RefusedAsync(claims => claims["aud"] = new JsonArray(HostileProvider.ClientId, "somebody-else"));

    [Fact]
    public Task A_word_of_another_issuer_is_refused() => RefusedAsync(claims => claims["iss"] = "https://login.example.com");

    [Fact]
    public Task A_word_that_expired_is_refused() => RefusedAsync(claims => claims["exp"] = HostileProvider.At(TimeSpan.FromSeconds(-75)));

    [Fact]
    public Task A_word_of_the_future_is_refused() => RefusedAsync(claims => claims["iat"] = HostileProvider.At(TimeSpan.FromSeconds(75)));

    [Theory]
    [InlineData("exp")]
    [InlineData("iat")]
    [InlineData("jti")]
    [InlineData("events")]
    [InlineData("aud")]
    [InlineData("iss")]
    public Task A_word_that_lacks_what_it_must_say_is_refused(string claim) => RefusedAsync(claims => claims.Remove(claim));

    [Fact]
    public Task A_word_about_no_session_and_nobody_is_refused() => RefusedAsync(claims =>
    {
        claims.Remove("sid");
        claims.Remove("sub");
    });

    [Theory]
    [InlineData("""{"https://example.com/other":{}}""")]
    [InlineData("""{"http://schemas.openid.net/event/backchannel-logout":"yes"}""")]
    [InlineData("\"http://schemas.openid.net/event/backchannel-logout\"")]
    [InlineData("[]")]
    public Task A_word_of_another_event_is_refused(string events) => RefusedAsync(claims => claims["events"] = JsonNode.Parse(events));

    [Fact]
    public Task A_word_with_a_nonce_is_an_id_token_and_refused() => RefusedAsync(claims => claims["nonce"] = "n");

    [Fact]
    public Task An_id_token_is_no_word_of_logout() => RefusedAsync(claims =>
    {
        claims.Remove("events");
        claims["nonce"] = "n";
    });

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("secevent+jwt")]
    public Task A_token_of_another_kind_is_refused(string type) => RefusedAsync(bend: new Bend { Header = header => header["typ"] = type });

    [Fact]
    public Task A_word_without_a_signature_is_refused() => RefusedAsync(bend: new Bend { Header = header => header["alg"] = "none", Signature = _ => [] });

    [Fact]
    public Task A_word_signed_with_the_secret_is_refused() => RefusedAsync(bend: new Bend
    {
        Header = header => header["alg"] = "HS256",
        Signature = text => System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(HostileProvider.Secret), Encoding.ASCII.GetBytes(text)),
    });

    [Fact]
    public Task A_word_of_a_rogue_key_is_refused() => RefusedAsync(bend: new Bend { Signature = new SigningKey("rogue").Sign });

    [Fact]
    public Task A_word_that_names_an_unknown_key_is_refused() => RefusedAsync(bend: new Bend { Header = header => header["kid"] = "unknown" });

    [Theory]
    [InlineData("logout+jwt")]
    [InlineData("application/logout+jwt")]
    [InlineData("JWT")]
    public async Task A_word_may_say_what_it_is_in_each_usual_way(string type)
    {
        app.Provider.Behave();

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(bend: new Bend { Header = header => header["typ"] = type })).StatusCode);
    }

    [Fact]
    public async Task A_word_counts_once()
    {
        app.Provider.Behave();
        var token = Token();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(token)).StatusCode);
        using var visitor = new Visitor(app);
        await visitor.EntersAsync(await visitor.SignInAsync());

        using var again = await PostAsync(token);

        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.True(await visitor.HasSessionAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("logout_token=")]
    [InlineData("logout_token=a.b.c")]
    [InlineData("logout_token=x&logout_token=y")]
    [InlineData("something=else")]
    public async Task A_call_without_a_word_is_refused(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        await IsRefusedAsync(await PostAsync(content));
    }

    [Fact]
    public async Task A_call_that_is_no_form_is_refused()
    {
        using var content = new StringContent("{\"logout_token\":\"x\"}", Encoding.UTF8, "application/json");
        await IsRefusedAsync(await PostAsync(content));
    }

    [Fact]
    public async Task A_call_longer_than_any_is_not_read()
    {
        using var content = new StringContent("logout_token=" + new string('x', 200_000), Encoding.UTF8, "application/x-www-form-urlencoded");
        await IsRefusedAsync(await PostAsync(content));
    }

    [Fact]
    public async Task A_browser_cannot_open_it()
    {
        using var visitor = app.Visitor();
        using var page = await visitor.GoAsync("/signout-backchannel");

        Assert.NotEqual(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public void Words_are_remembered_as_long_as_they_live_and_no_more_of_them_than_there_is_room_for()
    {
        var time = new FakeTime();
        var replays = new LogoutReplays(time, most: 10);
        Assert.True(replays.Remember(Order("short", time.GetUtcNow().AddMinutes(1))));
        Assert.False(replays.Remember(Order("short", time.GetUtcNow().AddMinutes(1))));
        Assert.All(Enumerable.Range(0, 9), i => Assert.True(replays.Remember(Order("long" + i, time.GetUtcNow().AddMinutes(10 + i)))));

        time.Now += TimeSpan.FromMinutes(2);
        Assert.True(replays.Remember(Order("new", time.GetUtcNow().AddMinutes(60))));
        Assert.True(replays.Remember(Order("newer", time.GetUtcNow().AddMinutes(60))));

        // The short one went for its age, the first of the long ones for want of room; the rest are known.
        Assert.False(replays.Remember(Order("long1", time.GetUtcNow().AddMinutes(10))));
        Assert.False(replays.Remember(Order("newer", time.GetUtcNow().AddMinutes(60))));
        replays.Forget(Order("newer", default));
        Assert.True(replays.Remember(Order("newer", time.GetUtcNow().AddMinutes(60))));
    }

    private static LogoutOrder Order(string id, DateTimeOffset over) => new("issuer", "subject", null, id, over);

    private string Token(Action<JsonObject>? change = null, Bend? bend = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = app.Provider.Issuer,
            ["aud"] = HostileProvider.ClientId,
            ["iat"] = HostileProvider.At(TimeSpan.Zero),
            ["exp"] = HostileProvider.At(TimeSpan.FromMinutes(2)),
            ["jti"] = Guid.NewGuid().ToString(),
            ["sub"] = app.Provider.Subject,
            ["sid"] = app.Provider.Session,
            ["events"] = new JsonObject { [Event] = new JsonObject() },
        };
        change?.Invoke(claims);
        return app.Provider.Sign(claims, bend ?? new Bend(), "logout+jwt");
    }

    private Task<HttpResponseMessage> CallAsync(Action<JsonObject>? change = null, Bend? bend = null) => PostAsync(Token(change, bend));

    private async Task<HttpResponseMessage> PostAsync(string token)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["logout_token"] = token });
        return await PostAsync(form);
    }

    private async Task<HttpResponseMessage> PostAsync(HttpContent content)
    {
        using var http = new HttpClient();
        return await http.PostAsync(new Uri(app.Address, "/signout-backchannel"), content);
    }

    // The word as it should be ends the session; bent, it is refused and the session goes on.
    private async Task RefusedAsync(Action<JsonObject>? change = null, Bend? bend = null)
    {
        using var visitor = app.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());
        await IsRefusedAsync(await CallAsync(change, bend));
        Assert.True(await visitor.HasSessionAsync());

        Assert.Equal(HttpStatusCode.OK, (await CallAsync()).StatusCode);
        Assert.False(await visitor.HasSessionAsync());
    }

    private async Task IsRefusedAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal("invalid_request", JsonDocument.Parse(body).RootElement.GetProperty("error").GetString());
        Assert.DoesNotContain("IDX", body, StringComparison.Ordinal);
        app.HasQuietLog();
    }

    private sealed class FakeTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
