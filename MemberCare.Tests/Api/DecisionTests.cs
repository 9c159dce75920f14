using System.Net;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;

namespace MemberCare.Tests.Api;

/// <summary>What tills, portals, booking pages and campaign senders are answered.</summary>
[Collection(ApiTests.Name)]
public sealed class DecisionTests(WebAppFixture app)
{
    private const string Mobile = "012-345 6789";

    [Fact]
    public async Task A_blocked_customer_is_refused_to_sign_in_earn_redeem_and_transfer_by_whatever_identifier_is_asked()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile, email: "Mei@Mail.my", card: "6011 0001");
        await api.ChangeAsync(id, "Blocked");

        foreach (var (name, value) in new[] { ("customerId", id), ("mobile", "+60 12 3456789"), ("mobile", Mobile), ("email", " mei@mail.MY"), ("cardNumber", "60110001") })
        {
            foreach (var action in new[] { "signIn", "earn", "redeemPoints", "redeemCoupon", "transfer", "receiveMarketing", "book" })
            {
                var answer = await AskAsync(api, action, (name, value));
                Assert.Equal((false, "deny", "status", "blocked", "Blocked", id), Told(answer));
                Assert.Equal("Your membership has been restricted by the program administrator. Please contact us.", (string)answer["message"]!);
            }

            Assert.Equal((true, "noAward", "status", "blocked", "Blocked", id), Told(await AskAsync(api, "transact", (name, value))));
            Assert.Equal((true, "allow", "none", "blocked", "Blocked", id), Told(await AskAsync(api, "payInvoice", (name, value))));
        }
    }

    [Fact]
    public async Task A_suspended_customer_signs_in_only_to_pay_what_is_due()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile);
        await api.ChangeAsync(id, "Suspended");

        var signIn = await AskAsync(api, "signIn", ("mobile", Mobile));

        Assert.Equal((true, "limited", "status", "suspended", "Suspended", id), Told(signIn));
        Assert.Equal("Your membership is on hold. You can sign in to pay what is due.", (string)signIn["message"]!);
        Assert.Equal("deny", (string)(await AskAsync(api, "beInvoiced", ("mobile", Mobile)))["effect"]!);
        Assert.Equal("allow", (string)(await AskAsync(api, "payInvoice", ("mobile", Mobile)))["effect"]!);
    }

    [Fact]
    public async Task A_locked_sign_in_lets_earning_go_on_and_redeeming_stop()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile);
        var portal = new Actor(ActorKind.ApiClient, "key", "Portal", api.Tenant, Permissions.ReportSignIns, Channel.Api);
        for (var i = 0; i < 5; i++)
        {
            await api.Get<ReportSignIns>().RunAsync(new SignInReport(new NamedCustomer(null, Mobile, null, null, null), SignInReportKind.Failed, null, null, null), portal);
        }

        foreach (var action in new[] { "signIn", "redeemPoints", "redeemCoupon" })
        {
            var answer = await AskAsync(api, action, ("mobile", Mobile));
            Assert.Equal((false, "deny", "loginLock", "active", "Active", id), Told(answer));
            Assert.StartsWith("Your account is temporarily locked due to multiple incorrect password attempts", (string)answer["message"]!, StringComparison.Ordinal);
            Assert.InRange((DateTime)answer["until"]!, DateTime.UtcNow.AddHours(23), DateTime.UtcNow.AddHours(24));
        }

        Assert.Equal((true, "allow", "none", "active", "Active", id), Told(await AskAsync(api, "earn", ("mobile", Mobile))));
        Assert.True((bool)(await AskAsync(api, "transfer", ("mobile", Mobile)))["allowed"]!);
    }

    [Fact]
    public async Task Whether_points_or_coupons_may_be_redeemed_while_suspended_are_two_settings()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile);
        await api.ChangeAsync(id, "Suspended");
        var administrator = new Actor(ActorKind.Person, "1", "Administrator", api.Tenant, Permissions.All, Channel.Console);

        Assert.Equal(["deny", "deny"], await EffectsAsync("redeemPoints", "redeemCoupon"));
        Assert.Null((await api.Get<ChangePolicy>().SetMatrixAsync([new EffectCell(CustomerStatus.Suspended, CustomerAction.RedeemCoupon, Effect.Allow)], 0, administrator)).Refusal);
        Assert.Equal(["deny", "allow"], await EffectsAsync("redeemPoints", "redeemCoupon"));

        async Task<string[]> EffectsAsync(params string[] actions)
        {
            var effects = new List<string>();
            foreach (var action in actions)
            {
                effects.Add((string)(await AskAsync(api, action, ("customerId", id)))["effect"]!);
            }

            return [.. effects];
        }
    }

    [Fact]
    public async Task Internal_accounts_may_do_everything_and_are_not_counted_in_reports()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile);
        await api.ChangeAsync(id, "Internal");

        foreach (var action in EffectMatrix.Actions)
        {
            var answer = await AskAsync(api, char.ToLowerInvariant($"{action}"[0]) + $"{action}"[1..], ("mobile", Mobile));
            Assert.Equal(action != CustomerAction.CountInReports, (bool)answer["allowed"]!);
            Assert.Equal("internal", (string)answer["status"]!);
        }
    }

    [Fact]
    public async Task A_stranger_and_a_customer_with_nothing_against_them_are_answered_alike()
    {
        using var api = await OrganisationAsync();
        await RegisterAsync(api, mobile: Mobile);

        var customer = await AskAsync(api, "redeemPoints", ("mobile", Mobile));
        var stranger = await AskAsync(api, "redeemPoints", ("mobile", "012-345 6700"));
        var nobody = await AskAsync(api, "redeemPoints", ("customerId", Guid.NewGuid().ToString()));

        foreach (var answer in new[] { customer, stranger, nobody })
        {
            answer.AsObject().Remove("at");
            Assert.Equal("""{"allowed":true,"effect":"allow","layer":"none","status":null,"label":null,"message":null,"until":null,"customerId":null,"because":null}""", answer.ToJsonString());
        }
    }

    [Fact]
    public async Task A_deleted_customer_s_number_may_register_again_and_a_blocked_customer_s_may_not()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile);
        await api.ChangeAsync(id, "Blocked");

        var held = await AskAsync(api, "register", ("mobile", Mobile));
        Assert.Equal((false, "deny", "hold", null, null, null), Told(held));
        Assert.Equal("You cannot register with this phone number or e-mail address. Please contact us.", (string)held["message"]!);

        var other = await RegisterAsync(api, mobile: "012-345 6700");
        await api.ChangeAsync(other, "Deleted");
        Assert.Equal("deny", (string)(await AskAsync(api, "signIn", ("mobile", "012-345 6700")))["effect"]!);
        Assert.True((bool)(await AskAsync(api, "register", ("mobile", "012-345 6700")))["allowed"]!);

        await RegisterAsync(api, mobile: "012-345 6700");
        Assert.True((bool)(await AskAsync(api, "signIn", ("mobile", "012-345 6700")))["allowed"]!);
        Assert.False((bool)(await AskAsync(api, "transfer", ("customerId", other)))["allowed"]!);
    }

    [Theory]
    [InlineData("012-345 6789")]
    [InlineData("99 not a number 99")]
    public async Task A_number_on_the_block_list_is_refused_whether_or_not_a_customer_has_it(string asked)
    {
        using var api = await OrganisationAsync();
        var until = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await ListAsync(api, IdentifierKind.Mobile, asked, until);

        foreach (var action in new[] { "signIn", "redeemPoints", "receiveMarketing", "register" })
        {
            var answer = await AskAsync(api, action, ("mobile", asked));
            Assert.Equal((false, "deny", "blockList", null, null, null), Told(answer));
            Assert.Equal("This phone number or e-mail address is blocked. Please contact us.", (string)answer["message"]!);
            Assert.Equal(until.UtcDateTime, (DateTime)answer["until"]!);
        }

        Assert.Equal("You are not able to book an appointment. Please contact us.", (string)(await AskAsync(api, "book", ("mobile", asked)))["message"]!);
        Assert.True((bool)(await AskAsync(api, "transact", ("mobile", asked)))["allowed"]!);
    }

    [Fact]
    public async Task A_customer_whose_address_is_on_the_block_list_is_refused_by_the_card_too()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile, email: "mei@mail.my", card: "6011");
        await ListAsync(api, IdentifierKind.Email, "Mei@mail.my", null);

        Assert.Equal((false, "deny", "blockList", "active", "Active", id), Told(await AskAsync(api, "redeemCoupon", ("cardNumber", "6011"))));
        Assert.True((bool)(await AskAsync(api, "register", ("mobile", Mobile)))["allowed"]!);
    }

    [Fact]
    public async Task Of_several_customers_with_one_number_the_strictest_decides()
    {
        using var api = await OrganisationAsync();
        await RegisterAsync(api, mobile: Mobile);
        var suspended = await RegisterAsync(api, mobile: Mobile);
        var fraud = await RegisterAsync(api, mobile: Mobile);
        await api.ChangeAsync(suspended, "Suspended");
        await api.ChangeAsync(fraud, "Fraud suspected");

        Assert.Equal(suspended, Told(await AskAsync(api, "earn", ("mobile", Mobile))).Customer);
        Assert.Equal((true, "flag", "status", "suspended", "Suspended", suspended), Told(await AskAsync(api, "transact", ("mobile", Mobile))));
        Assert.Equal((false, "deny", "status", "suspended", "Suspended", suspended), Told(await AskAsync(api, "book", ("mobile", Mobile))));
        Assert.Equal("allow", (string)(await AskAsync(api, "book", ("customerId", fraud)))["effect"]!);
        Assert.Equal("deny", (string)(await AskAsync(api, "book", ("customerId", fraud), ("mobile", Mobile)))["effect"]!);
    }

    [Fact]
    public async Task A_batch_is_answered_in_order_and_names_the_question_that_is_wrong()
    {
        using var api = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile);
        await api.ChangeAsync(id, "Blocked");
        var questions = Enumerable.Range(0, 1000).Select(i => Question("earn", i % 7 == 0 ? ("mobile", Mobile) : ("externalId", $"x{i}"))).ToArray();

        var reply = await api.PostAsync("/decisions/batch", new JsonObject { ["questions"] = new JsonArray(questions) });
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i % 7 != 0), reply.Body["answers"]!.AsArray().Select(answer => (bool)answer!["allowed"]!));

        foreach (var (body, field) in new[]
        {
            ("""{"questions":[]}""", "questions"), ("{}", "questions"), ("""{"questions":[null]}""", "questions[0]"),
            ("""{"questions":[{"mobile":"1","action":"earn"},{"mobile":"1","action":"fly"}]}""", "questions[1].action"),
            ("""{"questions":[{"mobile":"1","action":"earn"},{"action":"earn"}]}""", "questions[1].identifier"),
            ("""{"questions":[{"mobile":"1","action":"earn","place":"a\u0007"}]}""", "questions[0].place"),
            ("""{"questions":[{"mobil":"1","action":"earn"}]}""", "questions[0].mobil"), ("""{"questions":[{"mobile":1,"action":"earn"}]}""", "questions[0].mobile"),
        })
        {
            var refused = await api.PostTextAsync("/decisions/batch", body);
            Assert.Equal((HttpStatusCode.BadRequest, "invalid-input", field), (refused.Status, refused.Problem, refused.WrongFields));
        }

        var many = await api.PostAsync("/decisions/batch", new JsonObject { ["questions"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(_ => Question("earn", ("mobile", "1")))]) });
        Assert.Equal((HttpStatusCode.BadRequest, "questions"), (many.Status, many.WrongFields));
    }

    [Theory]
    [InlineData("""{"mobile":"1"}""", "action")]
    [InlineData("""{"mobile":"1","action":"SignIn"}""", "action")]
    [InlineData("""{"action":"signIn"}""", "identifier")]
    [InlineData("""{"action":"signIn","mobile":" ","email":"","cardNumber":"-- --"}""", "identifier")]
    [InlineData("""{"customerId":"17","action":"signIn"}""", "customerId")]
    [InlineData("""{"customerId":"01936a3e-0000-7000-8000-000000000000","action":"register"}""", "customerId")]
    [InlineData("""{"mobile":"1","action":"signIn","channel":"fax"}""", "channel")]
    [InlineData("""{"mobile":"1","action":"signIn","at":"2999-01-01"}""", "at")]
    [InlineData("""{"mobile":"1","action":"signIn","at":"yesterday"}""", "at")]
    public async Task What_cannot_be_understood_is_refused_by_its_field(string body, string field)
    {
        using var api = await OrganisationAsync();
        var reply = await api.PostTextAsync("/decisions", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-input", field), (reply.Status, reply.Problem, reply.WrongFields));
    }

    [Fact]
    public async Task Asking_takes_its_scope_and_large_bodies_are_refused_and_another_organisation_knows_nothing()
    {
        using var api = await OrganisationAsync();
        using var reader = await api.WithScopesAsync("customers:read");
        using var other = await OrganisationAsync();
        var id = await RegisterAsync(api, mobile: Mobile);
        await api.ChangeAsync(id, "Blocked");

        var lacking = await reader.PostAsync("/decisions", Question("signIn", ("mobile", Mobile)));
        Assert.Equal((HttpStatusCode.Forbidden, "not-permitted"), (lacking.Status, lacking.Problem));
        Assert.Contains("decisions:read", lacking.Message.Headers.WwwAuthenticate.Single().Parameter, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await reader.GetAsync("/ping")).Status);
        Assert.Equal("body-too-large", (await api.PostTextAsync("/decisions", $$"""{"action":"signIn","mobile":"{{new string('1', 10_000_000)}}"}""")).Problem);
        Assert.True((bool)(await AskAsync(api, "signIn", ("mobile", new string('1', 900_000))))["allowed"]!);
        Assert.True((bool)(await AskAsync(other, "signIn", ("mobile", Mobile)))["allowed"]!);
        Assert.True((bool)(await AskAsync(other, "signIn", ("customerId", id)))["allowed"]!);
    }

    private async Task<ApiClient> OrganisationAsync()
    {
        using var owner = await ApiClient.NewOrganisationAsync(app);
        return await owner.WithScopesAsync([.. ApiClient.Full, "decisions:read"]);
    }

    private static async Task<string> RegisterAsync(ApiClient api, string? mobile = null, string? email = null, string? card = null)
    {
        var reply = await api.PostAsync("/customers", new JsonObject { ["name"] = "Tan Mei Ling", ["mobile"] = mobile, ["email"] = email, ["cardNumber"] = card });
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return (string)reply.Body["id"]!;
    }

    private static async Task ListAsync(ApiClient api, IdentifierKind kind, string value, DateTimeOffset? until)
    {
        var actor = new Actor(ActorKind.Person, "1", "Agent", api.Tenant, Permissions.All, Channel.Console);
        Assert.Null((await api.Get<ManageBlockList>().BlockAsync(new BlockRequest(value, kind, "Tested", until), actor)).Refusal);
    }

    private static JsonObject Question(string action, params (string Name, string Value)[] who)
    {
        var question = new JsonObject { ["action"] = action, ["channel"] = "till", ["place"] = "Till 7" };
        foreach (var (name, value) in who)
        {
            question[name] = value;
        }

        return question;
    }

    private static async Task<JsonNode> AskAsync(ApiClient api, string action, params (string Name, string Value)[] who)
    {
        var reply = await api.PostAsync("/decisions", Question(action, who));
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return reply.Body;
    }

    private static (bool Allowed, string Effect, string Layer, string? Status, string? Label, string? Customer) Told(JsonNode answer) =>
        ((bool)answer["allowed"]!, (string)answer["effect"]!, (string)answer["layer"]!, (string?)answer["status"], (string?)answer["label"], (string?)answer["customerId"]);
}
