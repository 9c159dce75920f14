using System.Text.Json;
using MemberCare.Core.Kernel;
using MemberCare.Web.Auth.Provider;

namespace MemberCare.Tests.Web.Auth.Provider;

public sealed class ProviderClaimsTests
{
    private static readonly Dictionary<string, string[]> Groups = new() { ["Agent"] = ["desk"], ["Administrator"] = ["chiefs", "42"] };

    [Theory]
    [InlineData("groups", """{"groups":"desk"}""", "Agent")]
    [InlineData("groups", """{"groups":["desk","chiefs"]}""", "Agent,Administrator")]
    [InlineData("groups", """{"groups":["Desk"," desk","des"]}""", "")]
    [InlineData("groups", """{"groups":[42]}""", "Administrator")]
    [InlineData("groups", """{"groups":[["desk"],{"desk":"desk"},null,true,"x"]}""", "")]
    [InlineData("groups", """{"groups":{"desk":true}}""", "")]
    [InlineData("groups", """{"groups":"desk chiefs"}""", "")]
    [InlineData("groups", """{"groups":null}""", "")]
    [InlineData("groups", "{}", "")]
    [InlineData("realm_access.roles", """{"realm_access":{"roles":["desk"]}}""", "Agent")]
    [InlineData("realm_access.roles", """{"realm_access.roles":"chiefs","realm_access":{"roles":["desk"]}}""", "Administrator")]
    [InlineData("resource_access.my.client.roles", """{"resource_access":{"my.client":{"roles":["desk"]}}}""", "Agent")]
    [InlineData("https://example.com/roles", """{"https://example.com/roles":["desk"]}""", "Agent")]
    [InlineData("a.b", """{"a":"b"}""", "")]
    [InlineData("a.b", """{"a":{"b":{"c":"desk"}}}""", "")]
    public void Roles_come_from_the_claim_in_whatever_form_it_has(string claim, string json, string roles) =>
        Assert.Equal(roles, string.Join(',', Of(json, settings => settings with { RoleClaim = claim }).Roles));

    [Fact]
    public void The_id_token_counts_before_userinfo_and_userinfo_fills_what_it_lacks()
    {
        Assert.Equal([Role.Agent], Of("""{"groups":"desk"}""", more: """{"groups":"chiefs"}""").Roles);
        Assert.Equal([Role.Administrator], Of("{}", more: """{"groups":"chiefs"}""").Roles);
    }

    [Theory]
    [InlineData("""{"name":"Aisyah"}""", "Aisyah")]
    [InlineData("""{"name":" ","preferred_username":"aisyah","email":"a@example.com"}""", "aisyah")]
    [InlineData("""{"email":"a@example.com"}""", "a@example.com")]
    [InlineData("""{"name":{"first":"Aisyah"}}""", "subject")]
    [InlineData("{}", "subject")]
    public void The_name_is_the_first_of_its_claims_that_says_something(string json, string name) => Assert.Equal(name, Of(json).Name);

    [Theory]
    [InlineData("""{"org":"north"}""", "north")]
    [InlineData("""{"org":["north"]}""", "north")]
    [InlineData("""{"org":["north","north"]}""", "north")]
    [InlineData("""{"org":["north","south"]}""", null)]
    [InlineData("""{"org":""}""", null)]
    [InlineData("{}", null)]
    public void An_organisation_is_one_or_none(string json, string? organisation) =>
        Assert.Equal(organisation, Of(json, settings => settings with { Tenant = "", TenantClaim = "org" }).Organisation);

    [Theory]
    [InlineData("""{"org":"N"}""", "north")]
    [InlineData("""{"org":["N","N2","X"]}""", "north")]
    [InlineData("""{"org":["N","S"]}""", null)]
    [InlineData("""{"org":"north"}""", null)]
    public void An_organisation_may_go_by_other_names_at_the_provider(string json, string? organisation) => Assert.Equal(organisation, Of(
        json,
        settings => settings with { Tenant = "", TenantClaim = "org", Tenants = new Dictionary<string, string[]> { ["north"] = ["N", "N2"], ["south"] = ["S"] } }).Organisation);

    [Theory]
    [InlineData("""{"_claim_names":{"groups":"src1"}}""", true)]
    [InlineData("""{"hasgroups":true}""", true)]
    [InlineData("""{"hasgroups":"true"}""", true)]
    [InlineData("""{"_claim_names":{"other":"src1"}}""", false)]
    [InlineData("""{"groups":[]}""", false)]
    public void Groups_left_out_are_noticed(string json, bool leftOut) => Assert.Equal(leftOut, Of(json).GroupsLeftOut);

    [Theory]
    [InlineData("""{"sid":"s1"}""", "s1")]
    [InlineData("""{"sid":""}""", null)]
    [InlineData("""{"sid":7}""", null)]
    [InlineData("{}", null)]
    public void The_session_at_the_provider_is_a_text_or_none(string json, string? session) => Assert.Equal(session, Of(json).Session);

    private static ProviderClaims Of(string json, Func<OidcSettings, OidcSettings>? bend = null, string? more = null)
    {
        var settings = new OidcSettings { Tenant = "north", Roles = Groups };
        using var token = JsonDocument.Parse(json.Length > 2 ? "{\"iss\":\"https://login.example.com\",\"sub\":\"subject\"," + json[1..] : "{\"iss\":\"https://login.example.com\",\"sub\":\"subject\"}");
        using var userInfo = more is null ? null : JsonDocument.Parse(more);
        return new ProviderClaims(bend?.Invoke(settings) ?? settings, token.RootElement.Clone(), userInfo?.RootElement.Clone());
    }
}
