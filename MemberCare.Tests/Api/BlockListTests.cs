using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>The block list over HTTP, and registrations that meet it.</summary>
[Collection(ApiTests.Name)]
public sealed class BlockListTests(WebAppFixture app)
{
    private const string Path = "/blocked-contacts";

    [Fact]
    public async Task A_blocked_contact_is_listed_turns_registrations_away_and_lets_them_through_once_it_is_off()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write", "customers:read-unmasked");

        var made = await BlockAsync(list, "012-987 6543", "Never comes", "2031-12-31");
        var refused = await RegisterAsync(api, "+60 12-987 6543");
        var off = await list.SendAsync(HttpMethod.Delete, $"{Path}/{made.Body["id"]}");
        var let = await RegisterAsync(api, "+60 12-987 6543");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.EndsWith($"/api/v1{Path}/{made.Body["id"]}", made.Message.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(("mobile", "012-987 6543", "Never comes", "2031-12-31T00:00:00Z"), ((string)made.Body["kind"]!, (string)made.Body["value"]!, (string)made.Body["reason"]!, (string)made.Body["expiresAt"]!));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "registration-refused"), (refused.Status, refused.Problem));
        Assert.Equal((PublicMessages.Usual(PublicMessage.BlockList), "2031-12-31T00:00:00Z"), ((string)refused.Body["publicMessage"]!, (string)refused.Body["until"]!));
        Assert.DoesNotContain("9876543", refused.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, off.Status);
        Assert.NotNull(off.Body["removedAt"]);
        Assert.Equal(HttpStatusCode.Created, let.Status);
        Assert.Equal(HttpStatusCode.OK, (await list.SendAsync(HttpMethod.Delete, $"{Path}/{made.Body["id"]}")).Status);
    }

    [Fact]
    public async Task A_registration_goes_over_the_list_with_a_scope_of_its_own_and_a_reason()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write");
        using var desk = await api.WithScopesAsync("customers:write", "block-list:override");
        await BlockAsync(list, "guest@example.com");
        var person = new JsonObject { ["name"] = "Tan Mei Ling", ["email"] = "Guest@Example.com", ["overrideReason"] = "Came in person" };

        var without = await api.PostAsync("/customers", person);
        var made = await desk.PostAsync("/customers", person);
        var history = await api.GetAsync($"/customers/{made.Body["id"]}/events");

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (without.Status, without.Problem));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(("Came in person", "block-list"), ((string)history.Body["items"]![0]!["note"]!, (string)history.Body["items"]![0]!["data"]!["override"]!));
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_sorted_searched_and_masked()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write", "customers:read-unmasked");
        using var reader = await api.WithScopesAsync("block-list:read");
        string[] values = ["012-345 6780", "spam@mail.my", "012-345 6781", "bot@mail.my", "call 1300 then 7"];
        foreach (var value in values)
        {
            Assert.Equal(HttpStatusCode.Created, (await BlockAsync(list, value, value.Contains('@') ? "Müll per E-Mail" : null)).Status);
        }

        Assert.Equal(values.Reverse(), await ValuesAsync(list, "limit=2"));
        Assert.Equal(values, await ValuesAsync(list, "sort=id&limit=1"));
        Assert.Equal(values, await ValuesAsync(list, "sort=blockedAt&limit=2"));
        Assert.Equal(["call 1300 then 7", "012-345 6781", "012-345 6780", "bot@mail.my", "spam@mail.my"], await ValuesAsync(list, "sort=kind&limit=2"));
        Assert.Equal(["bot@mail.my", "spam@mail.my"], await ValuesAsync(list, "kind=email"));
        Assert.Equal(["bot@mail.my", "spam@mail.my"], await ValuesAsync(list, "q=MULL+per"));
        Assert.Equal(["spam@mail.my"], await ValuesAsync(list, "q=SPAM"));
        Assert.Equal(["012-345 6781"], await ValuesAsync(list, "q=%2B60123456781"));
        Assert.Equal(["012-345 6781", "012-345 6780"], await ValuesAsync(list, "q=345+678"));
        Assert.Equal([], await ValuesAsync(list, "q=%25"));
        Assert.Equal([], await ValuesAsync(list, "state=removed"));

        // Masked: found by the whole value or by what the mask shows, and by nothing between.
        Assert.Equal(["+60 •• ••• 6781"], await ValuesAsync(reader, "q=012+345+6781"));
        Assert.Equal(["+60 •• ••• 6781"], await ValuesAsync(reader, "q=6781"));
        Assert.Equal([], await ValuesAsync(reader, "q=56781"));
        Assert.Equal([], await ValuesAsync(reader, "q=spam"));
        Assert.Equal(["s•••@mail.my"], await ValuesAsync(reader, "q=Spam%40mail.my"));
    }

    [Fact]
    public async Task A_booking_page_asks_early_and_the_hit_is_counted()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write");
        using var page = await api.WithScopesAsync("decisions:read");
        var entry = (await BlockAsync(list, "012-987 6543")).Body["id"]!;

        var blocked = await page.PostAsync($"{Path}/check", new JsonObject { ["mobile"] = "(012) 9876543", ["email"] = "guest@example.com" });
        var free = await page.PostAsync($"{Path}/check", new JsonObject { ["mobile"] = "no number", ["email"] = "guest@example.com" });
        var neither = await page.PostAsync($"{Path}/check", new JsonObject { ["mobile"] = " " });
        await api.Get<MemberCare.Core.Store.BlockListHits>().FlushAsync();

        Assert.Equal("""{"blocked":true,"message":"You are not able to book an appointment. Please contact us.","until":null}""", blocked.Text);
        Assert.Equal("""{"blocked":false,"message":null,"until":null}""", free.Text);
        Assert.Equal((HttpStatusCode.BadRequest, "mobile"), (neither.Status, neither.WrongFields));
        Assert.Equal(1, (int)(await list.GetAsync($"{Path}/{entry}")).Body["hits"]!);
    }

    [Fact]
    public async Task A_blocked_number_is_told_so_at_sign_in_and_gets_neither_messages_nor_rewards_but_goes_on_buying()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write");
        using var portal = await api.WithScopesAsync("decisions:read");
        var customer = await api.RegisterAsync(mobile: "012-987 6543");
        await BlockAsync(list, "+60 12 987 6543");
        async Task<JsonNode> Ask(string action, params (string Name, string Value)[] who)
        {
            var question = new JsonObject { ["action"] = action };
            foreach (var (name, value) in who)
            {
                question[name] = value;
            }

            return (await portal.PostAsync("/decisions", question)).Body;
        }

        foreach (var action in new[] { "signIn", "redeemPoints", "redeemCoupon", "receiveMarketing", "book", "register" })
        {
            var answer = await Ask(action, ("mobile", "(012) 9876543"));
            Assert.Equal((action, false, "blockList"), (action, (bool)answer["allowed"]!, (string)answer["layer"]!));
            Assert.Equal(PublicMessages.Usual(action == "book" ? PublicMessage.BookingRefused : PublicMessage.BlockList), (string)answer["message"]!);
        }

        Assert.False((bool)(await Ask("signIn", ("customerId", customer)))["allowed"]!);
        Assert.True((bool)(await Ask("transact", ("customerId", customer)))["allowed"]!);
        Assert.True((bool)(await Ask("signIn", ("mobile", "012-987 6544")))["allowed"]!);
    }

    [Fact]
    public async Task Each_organisation_has_a_list_of_its_own()
    {
        using var here = await ApiClient.NewOrganisationAsync(app);
        using var there = await ApiClient.NewOrganisationAsync(app);
        using var list = await here.WithScopesAsync("block-list:write");
        using var other = await there.WithScopesAsync("block-list:write", "decisions:read");
        var entry = (await BlockAsync(list, "012-987 6543")).Body["id"]!;

        Assert.Equal([], await ValuesAsync(other, ""));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"{Path}/{entry}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.SendAsync(HttpMethod.Delete, $"{Path}/{entry}")).Status);
        Assert.False((bool)(await other.PostAsync($"{Path}/check", new JsonObject { ["mobile"] = "012-987 6543" })).Body["blocked"]!);
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(there, "012-987 6543")).Status);
        Assert.Equal(HttpStatusCode.Created, (await BlockAsync(other, "012-987 6543")).Status);
        Assert.Null((await list.GetAsync($"{Path}/{entry}")).Body["removedAt"]);
    }

    [Theory]
    [InlineData("GET", "", "customers:read-unmasked")]
    [InlineData("GET", "/1", "decisions:read")]
    [InlineData("POST", "", "block-list:read")]
    [InlineData("POST", "", "block-list:override")]
    [InlineData("DELETE", "/1", "block-list:read")]
    [InlineData("POST", "/check", "customers:read")]
    public async Task The_wrong_scope_is_told_and_changes_nothing(string method, string path, string scope)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var wrong = await api.WithScopesAsync(scope);
        var body = method == "POST" ? new StringContent("""{"value":"012-987 6543"}""", System.Text.Encoding.UTF8, "application/json") : null;
        if (path == "/check")
        {
            body = new StringContent("""{"mobile":"012-987 6543"}""", System.Text.Encoding.UTF8, "application/json");
        }

        var reply = await wrong.SendAsync(new HttpMethod(method), Path + path, body);

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (reply.Status, reply.Problem));
        Assert.Contains("insufficient_scope", reply.Message.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"value":""}""", "value")]
    [InlineData("""{}""", "value")]
    [InlineData("""{"value":"nobody"}""", "value")]
    [InlineData("""{"value":"a@b@c"}""", "value")]
    [InlineData("""{"value":"012-987 6543","kind":"fax"}""", "kind")]
    [InlineData("""{"value":"012-987 6543","kind":"email"}""", "value")]
    [InlineData("""{"value":"012-987 6543","expiresAt":"2001-01-01"}""", "expiresAt")]
    [InlineData("""{"value":"012-987 6543","expiresAt":"tomorrow"}""", "expiresAt")]
    [InlineData("""{"value":"012-987 6543","reason":"\u0000"}""", "reason")]
    [InlineData("""{"value":12}""", "value")]
    [InlineData("""{"value":"012-987 6543","until":"2031-01-01"}""", "body")]
    [InlineData("""{"value":"012-987 6543","value":"013"}""", "value")]
    public async Task What_cannot_be_an_entry_is_refused_with_the_field_at_fault(string body, string field)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write");

        var reply = await list.PostTextAsync(Path, body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input", field), (reply.Status, reply.Problem, reply.WrongFields));
        Assert.Equal([], await ValuesAsync(list, ""));
    }

    [Fact]
    public async Task The_same_entry_twice_is_a_conflict_that_names_the_first_and_the_same_request_twice_is_one()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write");
        var body = new JsonObject { ["value"] = "012-987 6543" };

        var first = await list.PostAsync(Path, body, "k1");
        var again = await list.PostAsync(Path, body, "k1");
        var double_ = await list.PostAsync(Path, body);

        Assert.Equal((HttpStatusCode.Created, (long)first.Body["id"]!), (again.Status, (long)again.Body["id"]!));
        Assert.Equal((HttpStatusCode.Conflict, "already-blocked", (long)first.Body["id"]!), (double_.Status, double_.Problem, (long)double_.Body["blockedContactId"]!));
    }

    [Theory]
    [InlineData("?state=gone", "state")]
    [InlineData("?kind=card", "kind")]
    [InlineData("?sort=value", "sort")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=0.1.2", "cursor")]
    [InlineData("?cursor=1.1.1.1&sort=kind", "cursor")]
    [InlineData("?statsu=live", "statsu")]
    public async Task A_list_that_was_asked_for_wrongly_says_what_is_wrong(string query, string field)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:read");

        var reply = await list.GetAsync(Path + query);

        Assert.Equal((HttpStatusCode.BadRequest, field), (reply.Status, reply.WrongFields));
    }

    [Fact]
    public async Task The_examples_of_the_document_work()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        using var list = await api.WithScopesAsync("block-list:write");
        using var http = new HttpClient { BaseAddress = app.Address };
        var schemas = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!["components"]!["schemas"]!;

        var made = await list.PostAsync(Path, schemas["NewBlockedContact"]!["examples"]![0]!);
        var check = await list.PostAsync($"{Path}/check", schemas["ContactCheckRequest"]!["examples"]![0]!);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, true), (made.Status, check.Status, (bool)check.Body["blocked"]!));
    }

    private static Task<Reply> BlockAsync(ApiClient api, string value, string? reason = null, string? expiresAt = null) =>
        api.PostAsync(Path, new JsonObject { ["value"] = value, ["reason"] = reason, ["expiresAt"] = expiresAt });

    private static Task<Reply> RegisterAsync(ApiClient api, string mobile) => api.PostAsync("/customers", new JsonObject { ["name"] = "Tan Mei Ling", ["mobile"] = mobile });

    // All pages, one after the other; each says the same total.
    private static async Task<List<string>> ValuesAsync(ApiClient api, string query)
    {
        var values = new List<string>();
        var total = -1;
        for (string? cursor = null, next = ""; next is not null; cursor = next)
        {
            var page = await api.GetAsync($"{Path}?{query}{(cursor is null ? "" : (query.Length > 0 ? "&" : "") + $"cursor={cursor}")}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            values.AddRange(page.Body["items"]!.AsArray().Select(item => (string)item!["value"]!));
            Assert.True(total == -1 || total == (int)page.Body["total"]!);
            total = (int)page.Body["total"]!;
            next = (string?)page.Body["nextCursor"];
        }

        Assert.Equal(total, values.Count);
        return values;
    }
}
