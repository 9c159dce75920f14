using System.Text.Json.Nodes;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Web.Auth.Provider;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>Whom the provider vouches for gets in, with what it says of them, and what may differ between good providers makes no difference.</summary>
[Collection(HostileCollection.Name)]
public sealed class GoodRoads(HostileApp app)
{
    [Fact]
    public async Task The_challenge_carries_all_that_protects_it()
    {
        using var visitor = app.Visitor();
        var one = QueryHelpers.ParseQuery((await visitor.SetOutAsync()).Query);
        var two = QueryHelpers.ParseQuery((await visitor.SetOutAsync()).Query);

        Assert.Equal("code", one["response_type"]);
        Assert.Equal("S256", one["code_challenge_method"]);
        Assert.Equal("openid profile email", one["scope"]);
        Assert.Equal("1800", one["max_age"]);
        Assert.Equal(new Uri(app.Address, "/signin-oidc").ToString(), one["redirect_uri"]);
        Assert.DoesNotContain(one.Keys, key => key.StartsWith("x-client", StringComparison.OrdinalIgnoreCase) || key == "client_secret");
        Assert.All(["state", "nonce", "code_challenge"], name => Assert.NotEqual(one[name], two[name]));
        Assert.DoesNotContain("customers", one["state"].ToString(), StringComparison.Ordinal);
        Assert.All(visitor.Cookies.GetAllCookies(), cookie =>
        {
            Assert.True(cookie.HttpOnly);
            Assert.Equal("/signin-oidc", cookie.Path);
            Assert.InRange(cookie.Expires, DateTime.Now.AddMinutes(5), DateTime.Now.AddMinutes(20));
        });
    }

    [Fact]
    public async Task Somebody_else_is_asked_for_name_and_password()
    {
        using var visitor = app.Visitor();
        using var answer = await visitor.GoAsync("/sign-in/start?other=1");

        Assert.Equal("login", QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["prompt"]);
    }

    [Fact]
    public async Task Whoever_signs_in_is_who_the_provider_says()
    {
        using var visitor = app.Visitor();
        app.Provider.Person["groups"] = new JsonArray("owners", "desk");
        await visitor.EntersAsync(await visitor.SignInAsync());

        var person = Person(app, app.Provider.Subject);
        Assert.Equal("Aisyah Secret-Name", person.Name);
        Assert.Equal([Role.Agent, Role.Administrator], person.Roles);
        Assert.Equal(app.Provider.Issuer, person.Issuer);
    }

    [Fact]
    public async Task The_same_person_is_known_again_and_has_the_roles_of_today()
    {
        using var visitor = app.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());
        var before = Person(app, app.Provider.Subject);
        app.Provider.Person["groups"] = "chiefs";
        app.Provider.Person["name"] = "Another Secret-Name";
        await visitor.EntersAsync(await visitor.SignInAsync());

        var after = Person(app, app.Provider.Subject);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal([Role.Administrator], after.Roles);
        Assert.Equal("Another Secret-Name", after.Name);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(-50)]
    public async Task A_clock_fifty_seconds_off_keeps_nobody_out(int seconds)
    {
        using var visitor = app.Visitor(bend => bend.Claims = claims =>
        {
            claims["iat"] = HostileProvider.At(TimeSpan.FromSeconds(seconds));
            claims["nbf"] = HostileProvider.At(TimeSpan.FromSeconds(seconds));
            claims["auth_time"] = HostileProvider.At(TimeSpan.FromSeconds(seconds));
            claims["exp"] = HostileProvider.At(TimeSpan.FromSeconds(seconds + 5));
        });

        await visitor.EntersAsync(await visitor.SignInAsync());
    }

    [Fact]
    public async Task A_token_for_a_list_of_us_alone_issued_to_us_is_good()
    {
        using var visitor = app.Visitor(bend => bend.Claims = claims =>
        {
            claims["aud"] = new JsonArray(HostileProvider.ClientId);
            claims["azp"] = HostileProvider.ClientId;
            claims.Remove("at_hash");
        });

        await visitor.EntersAsync(await visitor.SignInAsync());
    }

    [Fact]
    public async Task A_token_that_names_no_key_is_good_where_a_published_one_signed_it()
    {
        using var visitor = app.Visitor(bend => bend.Header = header => Assert.True(header.Remove("kid") && header.Remove("typ")));

        await visitor.EntersAsync(await visitor.SignInAsync());
    }

    [Fact]
    public async Task Keys_that_rotate_while_somebody_is_at_the_provider_cost_no_sign_in()
    {
        await using var own = await HostileApp.OwnAsync();
        using var first = own.Visitor();
        await first.EntersAsync(await first.SignInAsync());
        using var visitor = own.Visitor();
        var back = await visitor.OnTheWayBackAsync();
        own.Provider.Rotate(keepOld: false);

        await visitor.EntersAsync(await visitor.GoAsync(back.OriginalString));
    }

    [Fact]
    public async Task A_key_that_the_provider_took_back_counts_no_more_and_strangers_do_not_make_us_ask_for_keys_again_and_again()
    {
        await using var own = await HostileApp.OwnAsync();
        using var first = own.Visitor();
        await first.EntersAsync(await first.SignInAsync());
        var old = own.Provider.Key;
        own.Provider.Rotate(keepOld: false);
        using var second = own.Visitor();
        await second.EntersAsync(await second.SignInAsync());
        var asked = own.Provider.Calls.Count(path => path == "/jwks");
        Assert.Equal(2, asked);

        for (var i = 0; i < 5; i++)
        {
            using var thief = own.Visitor(bend =>
            {
                bend.Header = header => header["kid"] = old.Id;
                bend.Signature = old.Sign;
            });
            await thief.IsToldAsync(SignInFault.Refused, await thief.SignInAsync());
        }

        Assert.InRange(own.Provider.Calls.Count(path => path == "/jwks"), asked, asked + 1);
    }

    [Fact]
    public async Task Keys_may_rotate_again_once_the_interval_is_over()
    {
        await using var own = await HostileApp.OwnAsync();
        var manager = (ConfigurationManager<OpenIdConnectConfiguration>)own.Services.GetRequiredService<IConfigurationManager<OpenIdConnectConfiguration>>();
        Assert.Equal(ProviderMetadata.RefreshInterval, manager.RefreshInterval);
        manager.RefreshInterval = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 3; i++)
        {
            using var visitor = own.Visitor();
            await visitor.EntersAsync(await visitor.SignInAsync());
            own.Provider.Rotate(keepOld: false);
            await Task.Delay(TimeSpan.FromSeconds(1.1));
        }
    }

    [Fact]
    public async Task The_secret_may_be_shown_in_the_body()
    {
        await using var own = await HostileApp.OwnAsync(provider => provider.SecretInBody = true, ("ClientAuthentication", "ClientSecretPost"));
        using var visitor = own.Visitor();

        await visitor.EntersAsync(await visitor.SignInAsync());
    }

    [Fact]
    public async Task The_wrong_way_to_show_the_secret_tells_of_a_wrong_client()
    {
        await using var own = await HostileApp.OwnAsync(settings: ("ClientAuthentication", "ClientSecretPost"));
        using var visitor = own.Visitor();

        await visitor.IsToldAsync(SignInFault.WrongClient, await visitor.SignInAsync());
    }

    [Fact]
    public async Task A_provider_that_does_not_promise_to_say_whose_answer_it_is_need_not_say_so_but_if_it_does_it_counts()
    {
        await using var own = await HostileApp.OwnAsync(provider => provider.Bend.Discovery = document => document.Remove("authorization_response_iss_parameter_supported"));
        using var warm = new Visitor(own);
        await warm.SetOutAsync();
        using var silent = own.Visitor(bend => bend.Answer = answer => answer.Remove("iss"));
        await silent.EntersAsync(await silent.SignInAsync());
        using var wrong = own.Visitor(bend => bend.Answer = answer => answer["iss"] = "https://login.example.com");
        await wrong.IsToldAsync(SignInFault.Refused, await wrong.SignInAsync());
    }

    [Fact]
    public async Task Roles_and_organisation_may_come_from_nested_claims_and_from_userinfo_alone()
    {
        await using var own = await HostileApp.OwnAsync(null, ("RoleClaim", "realm_access.roles"), ("Tenant", ""), ("TenantClaim", "https://example.com/org"), ("Tenants:hostile:0", "ORG-7"));
        using var visitor = own.Visitor(bend => bend.UserInfo = claims =>
        {
            claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("desk", "chiefs") };
            claims["https://example.com/org"] = "ORG-7";
        });
        await visitor.EntersAsync(await visitor.SignInAsync());

        Assert.Equal([Role.Agent, Role.Administrator], Person(own, own.Provider.Subject).Roles);
    }

    [Fact]
    public async Task Without_userinfo_nothing_is_asked_there()
    {
        await using var own = await HostileApp.OwnAsync(settings: ("UserInfo", "false"));
        using var visitor = own.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());

        Assert.DoesNotContain("/userinfo", own.Provider.Calls);
    }

    [Fact]
    public async Task Somebody_without_a_role_is_told_so_and_remembered()
    {
        using var visitor = app.Visitor();
        app.Provider.Person["groups"] = new JsonArray("everybody", "Desk");

        await visitor.IsToldAsync(SignInFault.NoRole, await visitor.SignInAsync());
        Assert.Empty(Person(app, app.Provider.Subject).Roles);
    }

    [Fact]
    public async Task Groups_that_the_provider_left_out_stand_in_the_log_in_words()
    {
        using var visitor = app.Visitor();
        app.Provider.Person.Remove("groups");
        app.Provider.Person["_claim_names"] = new JsonObject { ["groups"] = "src1" };

        await visitor.IsToldAsync(SignInFault.NoRole, await visitor.SignInAsync());
        Assert.Contains(app.Log, line => line.Contains("in so many groups that the provider left the claim groups out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_whose_access_was_taken_away_here_is_told_so_until_it_is_given_back()
    {
        using var visitor = app.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());
        var person = Person(app, app.Provider.Subject);
        var chief = new Actor(ActorKind.Person, "chief", "Chief", person.TenantId, Permissions.All, Channel.Console);
        Assert.Null((await app.Services.GetRequiredService<ManageStaff>().DisableAsync(person.Id, chief)).Refusal);

        await visitor.IsToldAsync(SignInFault.Disabled, await visitor.SignInAsync());

        Assert.Null((await app.Services.GetRequiredService<ManageStaff>().EnableAsync(person.Id, chief)).Refusal);
        await visitor.EntersAsync(await visitor.SignInAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nowhere")]
    public async Task Somebody_of_no_organisation_here_is_told_so(string? organisation)
    {
        await using var own = await HostileApp.OwnAsync(null, ("Tenant", ""), ("TenantClaim", "org"));
        using var visitor = own.Visitor();
        own.Provider.Person["org"] = organisation;
        await visitor.IsToldAsync(SignInFault.NoOrganisation, await visitor.SignInAsync());

        using var known = own.Visitor();
        own.Provider.Person["org"] = HostileApp.Organisation;
        await known.EntersAsync(await known.SignInAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=made-up")]
    [InlineData("?state=")]
    public async Task Whoever_comes_back_from_signing_out_without_our_state_meets_the_sign_in_page(string query)
    {
        using var visitor = app.Visitor();
        using var answer = await visitor.GoAsync("/signout-callback-oidc" + query);

        Assert.Equal("/sign-in?out=1", answer.Headers.Location!.OriginalString);
    }

    private static Core.Domain.Tenants.StaffMember Person(HostileApp app, string subject) =>
        Everybody(app).Single(person => person.Subject == subject);

    private static IEnumerable<Core.Domain.Tenants.StaffMember> Everybody(HostileApp app)
    {
        using var scope = app.Services.GetRequiredService<Core.Store.Sqlite.SqliteDatabase>().Read(default);
        return [.. Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.IgnoreQueryFilters(scope.Db.Staff)];
    }
}
