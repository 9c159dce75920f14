using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>Sign-ins, new passwords and contact preferences through the API.</summary>
[Collection(ApiTests.Name)]
public sealed class SignInTests(WebAppFixture app)
{
    [Fact]
    public async Task A_portal_reports_failures_until_sign_in_is_locked_and_a_new_password_opens_it_again()
    {
        using var office = await ApiClient.NewOrganisationAsync(app);
        using var portal = await office.WithScopesAsync("sign-ins:write");
        var id = await office.RegisterAsync(mobile: "012-345 6789");
        Reply answer = null!;
        for (var i = 1; i <= 5; i++)
        {
            answer = await FailAsync(portal);
            Assert.Equal((HttpStatusCode.OK, i, i == 5), (answer.Status, (int)answer.Body["failuresInARow"]!, (bool)answer.Body["locked"]!));
        }

        Assert.Equal((id, false, "deny"), ((string)answer.Body["customerId"]!, (bool)answer.Body["allowed"]!, (string)answer.Body["effect"]!));
        Assert.Contains("temporarily locked due to multiple incorrect password attempts", (string)answer.Body["message"]!, StringComparison.Ordinal);
        Assert.Equal(["locked", "lockedUntil", "failuresInARow", "allowed", "effect", "message", "customerId"], answer.Body.AsObject().Select(member => member.Key));
        Assert.Equal((string)answer.Body["lockedUntil"]!, (string)(await office.GetAsync($"/customers/{id}")).Body["loginLockedUntil"]!);
        var locked = (await office.GetAsync($"/customers/{id}/events?kind=status")).Body["items"]![0]!;
        Assert.Equal(("loginLocked", "5"), ((string)locked["kind"]!, (string)locked["data"]!["failures"]!));

        var reset = await portal.PostAsync("/password-resets", new JsonObject { ["mobile"] = "+60123456789" });

        Assert.Equal((false, true, 0), ((bool)reset.Body["locked"]!, (bool)reset.Body["allowed"]!, (int)reset.Body["failuresInARow"]!));
        Assert.Null((await office.GetAsync($"/customers/{id}")).Body["loginLockedUntil"]);
    }

    [Fact]
    public async Task A_stranger_and_another_organisations_customer_are_answered_alike()
    {
        using var office = await ApiClient.NewOrganisationAsync(app);
        using var other = await ApiClient.NewOrganisationAsync(app);
        using var portal = await office.WithScopesAsync("sign-ins:write");
        var theirs = await other.RegisterAsync(mobile: "012-345 6789");
        var before = (office.Kept(), other.Kept());

        for (var i = 0; i < 7; i++)
        {
            Assert.Equal("""{"locked":false,"lockedUntil":null,"failuresInARow":0,"allowed":true,"effect":"allow","message":null,"customerId":null}""", (await FailAsync(portal)).Text);
            var byId = await portal.PostAsync("/sign-in-attempts", new JsonObject { ["customerId"] = theirs, ["succeeded"] = false });
            Assert.Equal((HttpStatusCode.OK, 0), (byId.Status, (int)byId.Body["failuresInARow"]!));
        }

        Assert.Equal(before, (office.Kept(), other.Kept()));
        Assert.Null((await other.GetAsync($"/customers/{theirs}")).Body["loginLockedUntil"]);
    }

    [Theory]
    [InlineData("""{"mobile":"012-345 6789"}""", "succeeded")]
    [InlineData("""{"succeeded":true}""", "identifier")]
    [InlineData("""{"succeeded":true,"mobile":"1","email":"a@b"}""", "identifier")]
    [InlineData("""{"succeeded":"yes","mobile":"1"}""", "succeeded")]
    [InlineData("""{"succeeded":1,"mobile":"1"}""", "succeeded")]
    [InlineData("""{"succeeded":true,"customerId":"siti"}""", "customerId")]
    [InlineData("""{"succeeded":true,"mobile":"1","at":"yesterday"}""", "at")]
    [InlineData("""{"succeeded":true,"mobile":"1","place":"a\u0000b"}""", "place")]
    [InlineData("""{"succeeded":true,"mobile":"1","suceeded":true}""", "body")]
    [InlineData("""[]""", "body")]
    public async Task What_is_wrong_with_a_report_is_said_by_field(string body, string field)
    {
        using var office = await ApiClient.NewOrganisationAsync(app);
        using var portal = await office.WithScopesAsync("sign-ins:write");

        var reply = await portal.PostTextAsync("/sign-in-attempts", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input", field), (reply.Status, reply.Problem, reply.WrongFields));
    }

    [Fact]
    public async Task A_key_without_the_scope_is_refused_with_the_scope_it_lacks()
    {
        using var office = await ApiClient.NewOrganisationAsync(app);
        using var portal = await office.WithScopesAsync("sign-ins:write");
        var id = await office.RegisterAsync(mobile: "012-345 6789");

        var reported = await FailAsync(office);
        var preferred = await PreferAsync(portal, id, """{"doNotContact":true}""");

        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (reported.Status, reported.Problem));
        Assert.Contains("sign-ins:write", reported.Message.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (preferred.Status, preferred.Problem));
        Assert.Equal((1, 1), office.Kept());
    }

    [Fact]
    public async Task The_same_key_sent_again_counts_once()
    {
        using var office = await ApiClient.NewOrganisationAsync(app);
        using var portal = await office.WithScopesAsync("sign-ins:write");
        await office.RegisterAsync(mobile: "012-345 6789");
        var body = new JsonObject { ["mobile"] = "012-345 6789", ["succeeded"] = false };

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => portal.PostAsync("/sign-in-attempts", body, "try-1")));

        Assert.All(replies, reply => Assert.Equal(1, (int)reply.Body["failuresInARow"]!));
        Assert.Equal("idempotency-key-reused", (await portal.PostAsync("/password-resets", new JsonObject { ["mobile"] = "012-345 6789" }, "try-1")).Problem);
    }

    [Fact]
    public async Task A_contact_preference_is_put_told_and_put_again_without_a_second_event()
    {
        using var office = await ApiClient.NewOrganisationAsync(app);
        using var crm = await office.WithScopesAsync("preferences:write");
        var id = await office.RegisterAsync();

        var put = await PreferAsync(crm, id, """{"doNotContact":true,"note":"By e-mail"}""");
        var again = await PreferAsync(crm, id, """{"doNotContact":true}""");

        Assert.Equal((HttpStatusCode.OK, true), (put.Status, (bool)put.Body["doNotContact"]!));
        Assert.Equal((HttpStatusCode.OK, true), (again.Status, (bool)again.Body["doNotContact"]!));
        Assert.Equal((1, 2), office.Kept());
        var happened = (await office.GetAsync($"/customers/{id}/events")).Body["items"]![0]!;
        Assert.Equal(("contactPreferenceChanged", "yes", "By e-mail"), ((string)happened["kind"]!, (string)happened["data"]!["do_not_contact"]!, (string)happened["note"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await PreferAsync(crm, Guid.NewGuid().ToString(), """{"doNotContact":true}""")).Status);
        Assert.Equal("doNotContact", (await PreferAsync(crm, id, "{}")).WrongFields);
    }

    [Fact]
    public async Task Related_accounts_are_read_with_why_and_masked_like_any_customer()
    {
        using var office = await ApiClient.NewOrganisationAsync(app);
        using var reader = await office.WithScopesAsync("customers:read");
        using var nobody = await office.WithScopesAsync("sign-ins:write");
        var first = await RegisterAsync("siti+shop@mail.example");
        var second = await RegisterAsync("siti@mail.example");

        var related = (await reader.GetAsync($"/customers/{first}/related")).Body;

        Assert.Equal((1, false), ((int)related["total"]!, (bool)related["totalIsCapped"]!));
        var other = related["items"]![0]!;
        Assert.Equal((second, "s•••@mail.example", "1987"), ((string)other["customer"]!["id"]!, (string)other["customer"]!["email"]!, (string)other["customer"]!["birthDate"]!));
        Assert.Equal(["sameEmail", "sameNameAndBirthDate"], other["relations"]!.AsArray().Select(why => (string)why!));
        Assert.Equal("1987-05-31", (string)(await office.GetAsync($"/customers/{second}")).Body["birthDate"]!);
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync($"/customers/{first}/related")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"/customers/{Guid.NewGuid()}/related")).Status);

        async Task<string> RegisterAsync(string email) =>
            (string)(await office.PostAsync("/customers", new JsonObject { ["name"] = "Siti Aminah", ["email"] = email, ["birthDate"] = "1987-05-31" })).Body["id"]!;
    }

    [Theory]
    [InlineData("31.05.1987")]
    [InlineData("1899-12-31")]
    [InlineData("2999-01-01")]
    [InlineData("1987-02-30")]
    public async Task A_date_of_birth_that_cannot_be_is_refused_at_its_field(string born)
    {
        using var office = await ApiClient.NewOrganisationAsync(app);

        var reply = await office.PostAsync("/customers", new JsonObject { ["name"] = "Siti Aminah", ["email"] = "siti@mail.example", ["birthDate"] = born });

        Assert.Equal((HttpStatusCode.BadRequest, "birthDate"), (reply.Status, reply.WrongFields));
    }

    private static Task<Reply> FailAsync(ApiClient portal) =>
        portal.PostAsync("/sign-in-attempts", new JsonObject { ["mobile"] = "012-345 6789", ["succeeded"] = false });

    private static Task<Reply> PreferAsync(ApiClient client, string id, string body) =>
        client.SendAsync(HttpMethod.Put, $"/customers/{id}/contact-preference", new StringContent(body, Encoding.UTF8, "application/json"));
}
