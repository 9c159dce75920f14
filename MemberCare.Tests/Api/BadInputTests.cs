using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Whatever comes, the API answers with a clear refusal, keeps nothing half-done, and never with a fault of its own.</summary>
[Collection(ApiTests.Name)]
public sealed class BadInputTests(WebAppFixture app)
{
    private const int TenMegabytes = 10_000_000;

    /// <summary>Text that is strange and allowed.</summary>
    public static TheoryData<string> StrangeText() =>
    [
        "👩‍👩‍👧 Ng 🙂",
        "محمد بن سلمان",
        "שלום עולם",
        "'; DROP TABLE customers; --",
        "\" OR 1=1 --",
        "<script>alert('x')</script>",
        "{{constructor}} ${7*7} %00 \\u0000",
        "0",
        "=HYPERLINK(\"http://x\")",
    ];

    [Theory]
    [MemberData(nameof(StrangeText))]
    public async Task Strange_text_is_kept_as_it_is(string text)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var made = await api.PostAsync("/customers", new JsonObject { ["name"] = text, ["externalId"] = "x" + text, ["source"] = text });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var changed = await api.ChangeAsync((string)made.Body["id"]!, "Suspended", note: text);

        var read = (await api.GetAsync($"/customers/{made.Body["id"]}")).Body;
        Assert.Equal((text, "x" + text, text), ((string)read["name"]!, (string)read["externalId"]!, (string)read["source"]!));
        Assert.Equal(text, (string)changed.Body["event"]!["note"]!);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/customers?q={Uri.EscapeDataString(text)}")).Status);
        Assert.Equal((1, 2), api.Kept());
    }

    [Fact]
    public async Task Marks_that_turn_the_direction_of_a_line_are_taken_off()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var made = await api.PostAsync("/customers", new JsonObject { ["name"] = "Ali \u202Eabc\u202C", ["externalId"] = "1" });

        Assert.Equal("Ali abc", (string)made.Body["name"]!);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("mobile")]
    [InlineData("email")]
    [InlineData("externalId")]
    [InlineData("cardNumber")]
    [InlineData("source")]
    public async Task Control_characters_and_overlong_text_are_refused_in_every_field(string field)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        foreach (var text in (string[])["1@a.b\u0007c", "1@a\u0000b.c", "1@a.b\u001b[31mc", "1@a.b" + new string('c', 300), "1@a.b" + new string('c', 900_000)])
        {
            var body = new JsonObject { ["name"] = "Tan", ["externalId"] = "1" };
            body[field] = text;
            var reply = await api.PostAsync("/customers", body);
            Assert.Equal((HttpStatusCode.BadRequest, "invalid-input"), (reply.Status, reply.Problem));
            Assert.Equal(field, reply.WrongFields);
        }

        Assert.Equal((0, 0), api.Kept());
    }

    [Theory]
    [InlineData("name")]
    [InlineData("mobile")]
    [InlineData("email")]
    [InlineData("externalId")]
    [InlineData("cardNumber")]
    [InlineData("registeredAt")]
    [InlineData("lastActivityAt")]
    [InlineData("source")]
    public async Task Ten_megabytes_of_any_field_are_too_large(string field)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var body = new JsonObject { ["name"] = "Tan", ["externalId"] = "1" };
        body[field] = new string('x', TenMegabytes);

        var reply = await api.PostAsync("/customers", body);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (reply.Status, reply.Problem));
        Assert.Equal((0, 0), api.Kept());
    }

    [Theory]
    [InlineData("label", true)]
    [InlineData("reasonCode", false)]
    [InlineData("note", true)]
    public async Task Ten_megabytes_of_a_change_are_too_large_announced_or_not(string field, bool announced)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        var body = new JsonObject { ["label"] = "Suspended", ["note"] = "x" };
        body[field] = new string('x', TenMegabytes);
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (!announced)
        {
            content.Headers.ContentLength = null;
        }

        using var piecemeal = announced ? null : new StreamContent(new Unannounced(await content.ReadAsByteArrayAsync()));
        piecemeal?.Headers.Add("Content-Type", "application/json");
        var reply = await api.SendAsync(HttpMethod.Post, $"/customers/{id}/status-changes", piecemeal ?? (HttpContent)content);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (reply.Status, reply.Problem));
        Assert.Equal((1, 1), api.Kept());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"label\"")]
    [InlineData("{")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"x\",}")]
    [InlineData("{'label':'Suspended','note':'x'}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"x\"} {}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"x\",\"expectedVersin\":1}")]
    [InlineData("{\"Label\":\"Suspended\",\"note\":\"x\"}")]
    [InlineData("{\"label\":\"Active\",\"label\":\"Suspended\",\"note\":\"x\"}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"x\",\"expectedVersion\":\"1\"}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"x\",\"expectedVersion\":1.5}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"x\",\"expectedVersion\":99999999999999999999}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":7}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":{\"x\":1}}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"\\ud800\"}")]
    [InlineData("{\"label\":\"Suspended\",\"note\":\"a\nb\"}")]
    public async Task A_body_that_is_not_just_what_it_should_be_is_refused(string body)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await api.PostTextAsync($"/customers/{id}/status-changes", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input"), (reply.Status, reply.Problem));
        Assert.DoesNotContain("System.", reply.Text);
        Assert.DoesNotContain("MemberCare.", reply.Text);
        Assert.Equal((1, 1), api.Kept());
    }

    [Fact]
    public async Task A_misspelt_member_is_named_with_those_there_are()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await api.PostTextAsync($"/customers/{id}/status-changes", """{"label":"Suspended","note":"x","expectedVersin":1}""");

        Assert.Contains("“expectedVersin”", (string)reply.Body["detail"]!);
        Assert.Contains("expectedVersion", (string)reply.Body["detail"]!);
    }

    [Fact]
    public async Task Broken_UTF8_is_refused()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xff, 0xfe, .. "\",\"externalId\":\"1\"}"u8]);
        content.Headers.Add("Content-Type", "application/json");

        var reply = await api.SendAsync(HttpMethod.Post, "/customers", content);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input"), (reply.Status, reply.Problem));
        Assert.Equal((0, 0), api.Kept());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var reply = await api.PostTextAsync("/customers", """{"name":"Tan","externalId":"1"}""", contentType: contentType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "content-type-unknown"), (reply.Status, reply.Problem));
        Assert.Equal((0, 0), api.Kept());
    }

    [Theory]
    [InlineData("registeredAt", "2999-01-01T00:00:00Z")]
    [InlineData("lastActivityAt", "2999-01-01")]
    [InlineData("registeredAt", "1899-12-31")]
    [InlineData("registeredAt", "2024-02-30")]
    [InlineData("registeredAt", "2024-05-01T10:00:00")]
    [InlineData("registeredAt", "01/05/2024")]
    [InlineData("lastActivityAt", "yesterday")]
    public async Task A_date_in_the_future_or_none_at_all_is_refused(string field, string value)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var body = new JsonObject { ["name"] = "Tan", ["externalId"] = "1" };
        body[field] = value;

        var reply = await api.PostAsync("/customers", body);

        Assert.Equal((HttpStatusCode.BadRequest, field), (reply.Status, reply.WrongFields));
        Assert.Equal((0, 0), api.Kept());
    }

    [Fact]
    public async Task Everything_wrong_with_a_customer_is_said_at_once()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var reply = await api.PostTextAsync("/customers", """{"name":"Ta\u0007n","email":"nobody","mobile":"none"}""");
        var nothing = await api.PostTextAsync("/customers", "{}");

        Assert.Equal("email,mobile,name", reply.WrongFields);
        Assert.Equal("name", nothing.WrongFields);
    }

    [Theory]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("status=asleep", "status")]
    [InlineData("status=0", "status")]
    [InlineData("label=No+such", "label")]
    [InlineData("activity=maybe", "activity")]
    [InlineData("sort=mobile", "sort")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=%F0%9F%99%82", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("statsu=active", "statsu")]
    [InlineData("status=active&status=blocked", "status")]
    [InlineData("limit=x&status=y&activity=z", "activity,limit,status")]
    public async Task A_bad_parameter_is_named(string query, string fields)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var reply = await api.GetAsync($"/customers?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input", fields), (reply.Status, reply.Problem, reply.WrongFields));
    }

    [Theory]
    [InlineData("kind=other", "kind")]
    [InlineData("cursor=-3", "cursor")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("before=3", "before")]
    public async Task A_bad_parameter_of_a_history_is_named(string query, string field)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();

        var reply = await api.GetAsync($"/customers/{id}/events?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, field), (reply.Status, reply.WrongFields));
    }

    [Theory]
    [InlineData("01a20031-310d-74cf-b453-0b4c62748dbc")]
    [InlineData("1")]
    [InlineData("'%20OR%201=1")]
    [InlineData("..%2f..%2fetc")]
    public async Task An_unknown_id_is_not_found(string id)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        foreach (var reply in (Reply[])[await api.GetAsync($"/customers/{id}"), await api.GetAsync($"/customers/{id}/events"), await api.ChangeAsync(id, "Suspended")])
        {
            Assert.Equal(HttpStatusCode.NotFound, reply.Status);
            Assert.NotEmpty(reply.Problem);
        }
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_are_problems_too()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var (nowhere, method) = (await api.GetAsync("/customer"), await api.SendAsync(HttpMethod.Delete, "/labels"));

        Assert.Equal((HttpStatusCode.NotFound, "address-unknown"), (nowhere.Status, nowhere.Problem));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method-not-allowed"), (method.Status, method.Problem));
    }

    [Fact]
    public async Task A_header_that_comes_twice_or_in_another_script_is_refused()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        const string Body = """{"name":"Tan","externalId":"1"}""";
        string Request(string twice) =>
            $"""
            POST /api/v1/customers HTTP/1.1
            Host: localhost
            Connection: close
            Content-Type: application/json
            Content-Length: {Body.Length}
            {twice}

            {Body}
            """;

        var keys = await api.SendRawAsync(Request($"Authorization: Bearer {api.Secret}\nIdempotency-Key: a\nIdempotency-Key: b"));
        var foreign = await api.SendRawAsync(Request($"Authorization: Bearer {api.Secret}\nIdempotency-Key: schlüssel"));
        var secrets = await api.SendRawAsync(Request($"Authorization: Bearer {api.Secret}\nAuthorization: Bearer {api.Secret}"));

        Assert.Contains(" 400 ", keys.StatusLine);
        Assert.Contains("Idempotency-Key once", keys.Body);
        Assert.Contains(" 400 ", foreign.StatusLine);
        Assert.Contains("visible ASCII", foreign.Body);
        Assert.Contains(" 401 ", secrets.StatusLine);
        Assert.Equal((0, 0), api.Kept());
    }

    [Fact]
    public async Task A_search_for_anything_long_is_answered()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var reply = await api.GetAsync($"/customers?q={new string('x', 4000)}");
        var tooLong = await api.GetAsync($"/customers?q={new string('x', 1_000_000)}");

        Assert.Equal((HttpStatusCode.OK, 0), (reply.Status, (int)reply.Body["total"]!));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, tooLong.Status);
    }

    /// <summary>A stream that does not know its length, so that it is sent in chunks.</summary>
    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
