using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Customers, histories and labels as the API answers them.</summary>
[Collection(ApiTests.Name)]
public sealed class ReadingTests(WebAppFixture app)
{
    private static readonly string[] CustomerMembers =
    [
        "id", "name", "mobile", "email", "externalId", "cardNumber", "status", "label", "loginLockedUntil", "doNotContact", "statusUpdatedAt", "statusUpdatedBy", "registeredAt", "lastActivityAt",
        "source", "birthDate", "version",
    ];

    [Fact]
    public async Task A_new_customer_has_exactly_the_members_that_were_promised_and_stands_at_its_location()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);

        var made = await api.PostAsync("/customers", new JsonObject
        {
            ["name"] = " Nurul ‘Aisyah 黃 ",
            ["mobile"] = "012-345 6789",
            ["email"] = "Nurul@Example.com",
            ["externalId"] = "crm-1",
            ["cardNumber"] = "98 76",
            ["registeredAt"] = "2024-02-29T23:30:00+08:00",
            ["lastActivityAt"] = "2025-01-31",
            ["source"] = "Shop 4",
        });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(CustomerMembers, made.Body.AsObject().Select(member => member.Key));
        Assert.Equal("Nurul ‘Aisyah 黃", (string)made.Body["name"]!);
        Assert.Equal(("active", "Active", 1L), ((string)made.Body["status"]!, (string)made.Body["label"]!, (long)made.Body["version"]!));
        Assert.Equal(("012-345 6789", "Nurul@Example.com", "crm-1", "98 76", "Shop 4"),
            ((string)made.Body["mobile"]!, (string)made.Body["email"]!, (string)made.Body["externalId"]!, (string)made.Body["cardNumber"]!, (string)made.Body["source"]!));
        Assert.Equal(("2024-02-29T15:30:00Z", "2025-01-31T00:00:00Z"), ((string)made.Body["registeredAt"]!, (string)made.Body["lastActivityAt"]!));
        Assert.EndsWith("Z", (string)made.Body["statusUpdatedAt"]!);
        Assert.Equal($"/api/v1/customers/{made.Body["id"]}", made.Message.Headers.Location!.ToString());
        Assert.Equal(made.Text, (await api.GetAsync($"/customers/{made.Body["id"]}")).Text);
    }

    [Fact]
    public async Task A_registration_sent_twice_with_one_key_makes_one_customer()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var body = new JsonObject { ["name"] = "Tan", ["externalId"] = "crm-1" };

        var first = await api.PostAsync("/customers", body, "r-1");
        var again = await api.PostAsync("/customers", body, "r-1");
        var other = await api.PostAsync("/customers", new JsonObject { ["name"] = "Lim", ["externalId"] = "crm-2" }, "r-1");

        Assert.Equal((HttpStatusCode.Created, first.Text), (again.Status, again.Text));
        Assert.Equal("idempotency-key-reused", other.Problem);
        Assert.Equal((1, 1), api.Kept());
    }

    [Fact]
    public async Task An_identifier_that_is_taken_names_its_holder()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var first = await api.PostAsync("/customers", new JsonObject { ["name"] = "Tan", ["externalId"] = "crm-1" });

        var second = await api.PostAsync("/customers", new JsonObject { ["name"] = "Lim", ["externalId"] = "CRM-1" });

        Assert.Equal((HttpStatusCode.Conflict, "identifier-taken"), (second.Status, second.Problem));
        Assert.Equal((string)first.Body["id"]!, (string)second.Body["customerId"]!);
        Assert.Equal((1, 1), api.Kept());
    }

    [Theory]
    [InlineData("")]
    [InlineData("&sort=name")]
    [InlineData("&sort=-name")]
    [InlineData("&sort=registeredAt")]
    [InlineData("&sort=-lastActivityAt")]
    [InlineData("&sort=statusUpdatedAt")]
    [InlineData("&q=tan")]
    [InlineData("&q=tan&status=active")]
    [InlineData("&q=tan&sort=name")]
    public async Task Paging_by_cursor_visits_each_customer_once(string order)
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var all = await Task.WhenAll(Enumerable.Range(0, 23).Select(i => api.RegisterAsync($"Tan {(char)('A' + (i % 5))}")));

        var (seen, pages, cursor) = (new List<string>(), 0, (string?)null);
        do
        {
            var page = (await api.GetAsync($"/customers?limit=5{order}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Body;
            Assert.Equal(["items", "nextCursor", "total", "totalIsCapped"], page.AsObject().Select(member => member.Key));
            Assert.Equal((23, false), ((int)page["total"]!, (bool)page["totalIsCapped"]!));
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null && ++pages < 23);

        Assert.Equal(all.Order(), seen.Order());
    }

    [Fact]
    public async Task A_list_is_ordered_as_asked()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        foreach (var (name, day) in ((string, int)[])[("Chong", 2), ("Ali", 3), ("Bala", 1)])
        {
            await api.PostAsync("/customers", new JsonObject { ["name"] = name, ["externalId"] = name, ["registeredAt"] = $"2024-05-0{day}" });
        }

        Assert.Equal("Ali Chong Bala", await Names(""));
        Assert.Equal("Bala Chong Ali", await Names("?sort=registeredAt"));
        Assert.Equal("Ali Bala Chong", await Names("?sort=name"));
        Assert.Equal("Chong Bala Ali", await Names("?sort=-name"));

        async Task<string> Names(string query) => string.Join(" ", (await api.GetAsync($"/customers{query}")).Body["items"]!.AsArray().Select(item => item!["name"]));
    }

    [Fact]
    public async Task A_search_answers_the_best_match_first()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        foreach (var name in (string[])["Tan Mei Lin", "Tan Mei Ling", "Mei Ling Chua", "Tam Mei Ling"])
        {
            await api.RegisterAsync(name);
        }

        var found = (await api.GetAsync("/customers?q=tan+mei+ling")).Body["items"]!.AsArray().Select(item => (string)item!["name"]!).ToList();

        Assert.Equal("Tan Mei Ling", found[0]);
    }

    [Fact]
    public async Task Filters_by_status_label_activity_and_words_narrow_the_list()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var (ali, bala) = (await api.RegisterAsync("Ali bin Abu", "012-345 6789"), await api.RegisterAsync("Bala", "013-333 4444"));
        await api.ChangeAsync(bala, "Fraud suspected");
        await api.PostAsync("/customers", new JsonObject { ["name"] = "Chong", ["externalId"] = "3", ["registeredAt"] = "2019-01-01" });

        Assert.Equal("Bala", await Names("status=fraudSuspected"));
        Assert.Equal("Bala", await Names("label=fraud+suspected"));
        Assert.Equal("Chong", await Names("activity=inactive"));
        Assert.Equal("Ali bin Abu Bala", await Names("activity=active&sort=name"));
        Assert.Equal("Ali bin Abu", await Names("q=60123456789"));
        Assert.Equal("Bala", await Names("q=4444"));
        Assert.Equal("", await Names("q=ali&status=blocked"));
        Assert.NotEqual(ali, bala);

        async Task<string> Names(string query) => string.Join(" ", (await api.GetAsync($"/customers?{query}")).Body["items"]!.AsArray().Select(item => item!["name"]));
    }

    [Fact]
    public async Task A_history_is_read_page_by_page_newest_first_and_by_kind()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await api.ChangeAsync(id, i % 2 == 0 ? "Suspended" : "Active")).Status);
        }

        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = (await api.GetAsync($"/customers/{id}/events?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).Body;
            Assert.Equal(7, (int)page["total"]!);
            seen.AddRange(page["items"]!.AsArray().Select(item => (long)item!["sequence"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
        var record = (await api.GetAsync($"/customers/{id}/events?kind=record")).Body;
        Assert.Equal(("registered", 1, false), ((string)record["items"]!.AsArray().Single()!["kind"]!, (int)record["total"]!, (bool)record["totalIsCapped"]!));
        Assert.Equal(6, (int)(await api.GetAsync($"/customers/{id}/events?kind=status")).Body["total"]!);
        Assert.Equal(0, (int)(await api.GetAsync($"/customers/{id}/events?kind=activity")).Body["total"]!);
    }

    [Fact]
    public async Task Labels_say_what_a_change_needs_and_how_many_carry_them()
    {
        using var api = await ApiClient.NewOrganisationAsync(app);
        var id = await api.RegisterAsync();
        await api.RegisterAsync();
        await api.ChangeAsync(id, "Suspended");

        var reply = await api.GetAsync("/labels");

        var labels = reply.Body["items"]!.AsArray().Select(label => label!).ToDictionary(label => (string)label["name"]!);
        Assert.Equal((7, (string?)null, false), ((int)reply.Body["total"]!, (string?)reply.Body["nextCursor"], (bool)reply.Body["totalIsCapped"]!));
        Assert.Equal(["Active", "Suspended", "Fraud suspected", "Fraud confirmed", "Blocked", "Internal", "Deleted"], labels.Keys);
        Assert.Equal((1, 1, 0), ((int)labels["Active"]["customers"]!, (int)labels["Suspended"]["customers"]!, (int)labels["Blocked"]["customers"]!));
        Assert.Equal(("fraudSuspected", true, false), ((string)labels["Fraud suspected"]["status"]!, (bool)labels["Suspended"]["reasonRequired"]!, (bool)labels["Active"]["retired"]!));
        Assert.Contains("lost-phone", labels["Suspended"]["reasonCodes"]!.AsArray().Select(code => (string)code!));
        Assert.Equal(
            ["id", "name", "status", "colour", "icon", "reasonRequired", "ownWordsAllowed", "reasonCodes", "publicMessage", "defaultMinutes", "customers", "retired"],
            labels["Active"].AsObject().Select(member => member.Key));
    }
}
