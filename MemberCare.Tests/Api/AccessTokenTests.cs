using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Api;

/// <summary>Access tokens of an identity provider at the API of the real application (RFC 9068, RFC 6750). Of each token one thing is wrong, and that is named.</summary>
public sealed class AccessTokenTests(AccessTokenTests.World world) : IClassFixture<AccessTokenTests.World>
{
    private FakeIssuer Issuer => world.Issuer;

    [Fact]
    public async Task A_good_token_reads_what_its_scope_allows()
    {
        var reply = await world.GetAsync(Issuer.Token());

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(1, (int)reply.Body["total"]!);
    }

    [Fact]
    public async Task A_change_by_token_stands_in_the_history_under_the_clients_name_and_as_by_a_key()
    {
        var id = await world.RegisterAsync();

        var body = new JsonObject { ["label"] = "Suspended", ["note"] = "As the customer asked" };
        var reply = await world.SendAsync(HttpMethod.Post, $"/customers/{id}/status-changes", body, $"Bearer {Issuer.Token(claims => claims["scope"] = "status:write")}");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var happened = reply.Body["event"]!;
        Assert.Equal(("apiClient", "till-7", "api"), ((string)happened["actorKind"]!, (string)happened["actorName"]!, (string)happened["channel"]!));
    }

    [Theory]
    [InlineData("customers:read")]
    [InlineData("customers:read customers:write")]
    [InlineData("status:write labels:write")]
    [InlineData("customers:read-unmasked customers:write status:write")]
    public async Task A_token_is_of_the_very_power_of_a_key_with_the_same_scopes(string scopes)
    {
        var token = await world.ActorOfAsync(Issuer.Token(claims => claims["scope"] = scopes));

        var secret = (await world.Get<CreateOrganisation>().AddApiKeyAsync(world.Tenant, "Till 7", scopes.Split(' '))).Value;
        var key = world.Get<ActorDirectory>().Client(secret)!;
        Assert.Equal((key.Kind, key.Tenant, key.Permissions, key.Channel), (token.Kind, token.Tenant, token.Permissions, token.Channel));
    }

    [Theory]
    [InlineData("""["customers:read","status:write"]""")]
    [InlineData("\"customers:read status:write\"")]
    public async Task Scopes_are_read_from_scp_too(string scp)
    {
        var actor = await world.ActorOfAsync(Issuer.Token(claims =>
        {
            claims.Remove("scope");
            claims["scp"] = JsonNode.Parse(scp);
        }));

        Assert.Equal(Permissions.ViewCustomers | Permissions.ChangeStatus, actor.Permissions);
    }

    [Theory]
    [InlineData("azp")]
    [InlineData("cid")]
    public async Task The_client_is_read_from_other_providers_claims_too(string claim)
    {
        var actor = await world.ActorOfAsync(Issuer.Token(claims =>
        {
            claims.Remove("client_id");
            claims[claim] = "portal";
        }));

        Assert.Equal(("portal", "portal"), (actor.Id, actor.Name));
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    public async Task The_type_of_an_access_token_is_taken_in_either_spelling(string type) =>
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync(Issuer.Token(header: header => header["typ"] = type))).Status);

    [Fact]
    public async Task A_token_signed_with_an_elliptic_curve_needs_a_key_of_that_kind() =>
        await RefusedAsync(Issuer.Token(header: header => header["alg"] = "ES256"), "has a signature that does not fit");

    [Fact]
    public Task A_token_for_another_audience_is_refused() =>
        RefusedAsync(Issuer.Token(claims => claims["aud"] = "https://elsewhere.example/api"), "is not for this API");

    [Fact]
    public Task A_token_for_the_same_audience_with_a_slash_is_refused() =>
        RefusedAsync(Issuer.Token(claims => claims["aud"] = "https://membercare.example/api/"), "is not for this API");

    [Fact]
    public Task A_token_for_others_beside_this_API_is_refused() =>
        RefusedAsync(Issuer.Token(claims => claims["aud"] = new JsonArray("https://membercare.example/api", "account")), "or for others beside it");

    [Fact]
    public Task A_token_without_audience_is_refused() => RefusedAsync(Issuer.Token(claims => claims.Remove("aud")), "is not for this API");

    [Fact]
    public Task A_token_of_another_issuer_is_refused() => RefusedAsync(Issuer.Token(claims => claims["iss"] = "https://login.example"), "comes from another issuer");

    [Fact]
    public Task A_token_of_almost_the_issuer_is_refused() => RefusedAsync(Issuer.Token(claims => claims["iss"] = Issuer.Issuer + "/"), "comes from another issuer");

    [Fact]
    public Task An_expired_token_is_refused() => RefusedAsync(Issuer.Token(claims => claims["exp"] = Now(-65)), "has expired");

    [Fact]
    public async Task A_token_that_expired_within_the_minute_is_taken() =>
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync(Issuer.Token(claims => claims["exp"] = Now(-30)))).Status);

    [Fact]
    public Task A_token_without_end_is_refused() => RefusedAsync(Issuer.Token(claims => claims.Remove("exp")), "has expired");

    [Fact]
    public Task A_token_that_is_not_valid_yet_is_refused() => RefusedAsync(Issuer.Token(claims => claims["nbf"] = Now(90)), "counts from a later time on");

    [Fact]
    public Task A_token_issued_in_the_future_is_refused() => RefusedAsync(Issuer.Token(claims => claims["iat"] = Now(90)), "counts from a later time on");

    [Fact]
    public Task A_token_with_algorithm_none_is_refused() =>
        RefusedAsync(FakeIssuer.Write(new JsonObject { ["typ"] = "at+jwt", ["alg"] = "none" }, Issuer.Claims(), _ => []), "is not signed in a way that is taken");

    [Fact]
    public Task A_token_signed_by_HS256_with_the_public_key_is_refused()
    {
        var secret = Issuer.Key.ExportSubjectPublicKeyInfoPem();
        return RefusedAsync(
            FakeIssuer.Write(new JsonObject { ["typ"] = "at+jwt", ["alg"] = "HS256", ["kid"] = Issuer.KeyId }, Issuer.Claims(), signed => HMACSHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret), signed)),
            "is not signed in a way that is taken");
    }

    [Fact]
    public async Task A_token_signed_by_a_rogue_key_is_refused_under_either_name()
    {
        using var rogue = RSA.Create(2048);

        await RefusedAsync(Issuer.Token(header: header => header["kid"] = "rogue", key: rogue), "a key that the identity provider does not publish");
        await RefusedAsync(Issuer.Token(key: rogue), "has a signature that does not fit");
        await RefusedAsync(Issuer.Token(header: header => header.Remove("kid"), key: rogue), "a key that the identity provider does not publish");
    }

    [Fact]
    public async Task A_key_in_the_header_is_not_taken_for_the_issuers()
    {
        using var rogue = RSA.Create(2048);

        await RefusedAsync(Issuer.Token(header: header => header["jwk"] = FakeIssuer.Published(rogue, Issuer.KeyId), key: rogue), "has a signature that does not fit");
        await RefusedAsync(
            Issuer.Token(
                header: header =>
                {
                    header["kid"] = "rogue";
                    header["jwk"] = FakeIssuer.Published(rogue, "rogue");
                    header["jku"] = "https://rogue.example/keys";
                },
                key: rogue),
            "a key that the identity provider does not publish");
    }

    [Fact]
    public Task A_token_that_demands_an_unknown_extension_is_refused() =>
        RefusedAsync(Issuer.Token(header: header => header["crit"] = new JsonArray("exp2")), "is not signed in a way that is taken");

    [Theory]
    [InlineData("JWT")]
    [InlineData("logout+jwt")]
    [InlineData("secevent+jwt")]
    [InlineData(null)]
    public Task A_token_of_another_type_is_refused(string? type) => RefusedAsync(Issuer.Token(header: header => header["typ"] = type), "is a token of another kind");

    [Theory]
    [InlineData("nonce")]
    [InlineData("at_hash")]
    [InlineData("events")]
    public Task An_ID_token_sent_as_access_token_is_refused_even_under_the_right_type(string claim) =>
        RefusedAsync(Issuer.Token(claims => claims[claim] = "x"), "is a token of another kind");

    [Fact]
    public async Task A_tampered_token_is_refused_wherever_it_was_changed()
    {
        var parts = Issuer.Token().Split('.');
        var claims = Issuer.Claims("customers:read status:write");
        var other = FakeIssuer.Write([], claims, _ => []).Split('.')[1];

        await RefusedAsync($"{parts[0]}.{other}.{parts[2]}", "has a signature that does not fit");
        await RefusedAsync($"{parts[0]}.{parts[1]}.{Flipped(parts[2])}", "has a signature that does not fit");
        await RefusedAsync($"{parts[0]}.{parts[1]}.", "has a signature that does not fit");
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    [InlineData("a.b.c.d.e")]
    [InlineData("only.two")]
    public async Task What_is_no_token_is_refused(string text)
    {
        var reply = await world.GetAsync(text);

        Assert.Equal((HttpStatusCode.Unauthorized, "token-refused"), (reply.Status, reply.Problem));
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("client_id")]
    public Task A_token_that_names_nobody_is_refused(string claim) => RefusedAsync(Issuer.Token(claims => claims.Remove(claim)), "does not say whom it was issued to");

    [Theory]
    [InlineData("")]
    [InlineData("till\u202E7")]
    [InlineData("a very long name that nobody would give to a client of an identity provider, would they")]
    public Task A_client_whose_name_could_not_stand_in_the_history_is_refused(string client) =>
        RefusedAsync(Issuer.Token(claims => claims["client_id"] = client), "does not say whom it was issued to");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("openid profile")]
    [InlineData("CUSTOMERS:READ")]
    [InlineData("customers:read,status:write")]
    public async Task Without_a_scope_that_is_known_nothing_is_allowed_and_the_answer_names_the_scope(string? scope)
    {
        var reply = await world.GetAsync(Issuer.Token(claims => claims["scope"] = scope));

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (reply.Status, reply.Problem));
        var challenge = Assert.Single(reply.Message.Headers.WwwAuthenticate).Parameter!;
        Assert.Contains("error=\"insufficient_scope\", scope=\"customers:read\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scope_that_a_change_needs_is_named_where_the_token_lacks_it()
    {
        var reply = await world.SendAsync(HttpMethod.Post, $"/customers/{await world.RegisterAsync()}/status-changes", new JsonObject { ["label"] = "Suspended", ["note"] = "x" }, $"Bearer {Issuer.Token()}");

        Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
        Assert.Contains("scope=\"status:write\"", Assert.Single(reply.Message.Headers.WwwAuthenticate).Parameter!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_two_headers_is_refused()
    {
        var token = Issuer.Token();
        var (status, _) = await world.SendRawAsync($"GET /api/v1/customers HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer {token}\nAuthorization: Bearer {token}\n\n");
        Assert.Contains(" 401 ", status, StringComparison.Ordinal);

        var reply = await world.SendAsync(HttpMethod.Get, "/customers", null, $"Bearer {token}, Bearer {token}");
        Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
    }

    [Fact]
    public async Task A_token_in_the_query_or_in_a_form_is_not_taken()
    {
        var query = await world.SendAsync(HttpMethod.Get, $"/customers?access_token={Issuer.Token()}", null, null);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["access_token"] = Issuer.Token() });
        using var posted = await world.Http.PostAsync(new Uri("/api/v1/customers", UriKind.Relative), form);

        Assert.Equal((HttpStatusCode.Unauthorized, "key-missing"), (query.Status, query.Problem));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, posted.StatusCode);
        Assert.DoesNotContain("error=", Assert.Single(query.Message.Headers.WwwAuthenticate).Parameter!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    public async Task The_name_of_the_scheme_is_taken_in_any_case(string scheme) =>
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync(HttpMethod.Get, "/customers", null, $"{scheme} {Issuer.Token()}")).Status);

    [Theory]
    [InlineData("Basic")]
    [InlineData("Token")]
    [InlineData("DPoP")]
    public async Task A_token_under_another_scheme_is_refused(string scheme) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Get, "/customers", null, $"{scheme} {Issuer.Token()}")).Status);

    [Fact]
    public async Task A_long_token_is_taken_and_one_over_sixteen_kilobytes_refused()
    {
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync(Issuer.Token(claims => claims["groups"] = new string('g', 11_000)))).Status);

        await RefusedAsync(Issuer.Token(claims => claims["groups"] = new string('g', 13_000)), "is no signed JSON Web Token");
    }

    [Fact]
    public async Task Keys_work_beside_tokens()
    {
        var secret = (await world.Get<CreateOrganisation>().AddApiKeyAsync(world.Tenant, "Beside", ["customers:read"])).Value;

        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync(secret)).Status);
        Assert.Equal("key-refused", (await world.GetAsync(secret[..^1])).Problem);
    }

    [Fact]
    public async Task A_signed_in_persons_cookie_is_no_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/customers");
        request.Headers.Add("Cookie", $"membercare={Issuer.Token()}");

        using var answer = await world.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_document_tells_of_tokens_where_they_are_taken()
    {
        var schemes = JsonNode.Parse(await world.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!["components"]!["securitySchemes"]!.AsObject();

        Assert.Equal(["apiKey", "accessToken"], schemes.Select(scheme => scheme.Key));
        Assert.Equal("JWT", (string)schemes["accessToken"]!["bearerFormat"]!);
    }

    private static long Now(int seconds) => DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds();

    private static string Flipped(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];

    private async Task RefusedAsync(string token, string words)
    {
        var reply = await world.GetAsync(token);

        Assert.Equal((HttpStatusCode.Unauthorized, "token-refused"), (reply.Status, reply.Problem));
        Assert.Contains(words, (string)reply.Body["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("IDX", reply.Text, StringComparison.Ordinal);
        var challenge = Assert.Single(reply.Message.Headers.WwwAuthenticate);
        Assert.Equal(("Bearer", "realm=\"MemberCare API\", error=\"invalid_token\""), (challenge.Scheme, challenge.Parameter));
        Assert.True(reply.Message.Headers.CacheControl!.NoStore);
    }

    /// <summary>One application, one issuer and one organisation with a customer.</summary>
    public sealed class World : IAsyncLifetime
    {
        private ConfiguredApp _app = null!;

        internal FakeIssuer Issuer { get; private set; } = null!;

        internal HttpClient Http { get; private set; } = null!;

        internal TenantId Tenant { get; private set; }

        /// <inheritdoc/>
        public async Task InitializeAsync()
        {
            Issuer = await FakeIssuer.StartAsync();
            _app = ConfiguredApp.Start("Development", ConfiguredApp.Provider(Issuer.Issuer));
            Http = new HttpClient { BaseAddress = _app.Address };
            Tenant = (await Get<CreateOrganisation>().RunAsync("kopi-house", "Kopi House", "MY")).Value;
            await RegisterAsync("First");
        }

        /// <inheritdoc/>
        public async Task DisposeAsync()
        {
            Http.Dispose();
            await _app.DisposeAsync();
            await Issuer.DisposeAsync();
        }

        internal T Get<T>()
            where T : notnull => _app.Services.GetRequiredService<T>();

        internal Task<Reply> GetAsync(string token) => SendAsync(HttpMethod.Get, "/customers?q=First", null, $"Bearer {token}");

        internal async Task<Reply> SendAsync(HttpMethod method, string path, JsonObject? body, string? authorization)
        {
            using var request = new HttpRequestMessage(method, "/api/v1" + path);
            request.Content = body is null ? null : new StringContent(body.ToJsonString(), null, "application/json");
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            var answer = await Http.SendAsync(request);
            return new Reply(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
        }

        internal async Task<Actor> ActorOfAsync(string token) => (await Get<MemberCare.Web.Auth.AccessTokens>().ReadAsync(token)).Value;

        internal async Task<string> RegisterAsync(string name = "Tan")
        {
            var details = new Core.Domain.Customers.RawDetails { Name = name, ExternalId = Guid.NewGuid().ToString("N") };
            var actor = Actor.System(Tenant, "Test", Channel.System);
            return (await Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), actor)).Value.Customer.Id.ToString();
        }

        internal async Task<(string StatusLine, string Body)> SendRawAsync(string request)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(_app.Address.Host, _app.Address.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(request.ReplaceLineEndings("\r\n")));
            using var reader = new StreamReader(stream);
            return (await reader.ReadLineAsync() ?? "", await reader.ReadToEndAsync());
        }
    }
}
