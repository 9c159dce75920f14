using System.Net;
using MemberCare.Web.Auth.Provider;
using Microsoft.AspNetCore.WebUtilities;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>What the browser brings back from the provider, bent in one point.</summary>
[Collection(HostileCollection.Name)]
public sealed class AnswerRefusals(HostileApp app)
{
    [Fact]
    public Task An_answer_of_another_provider_is_refused() => app.RefusesAsync(SignInFault.Refused, bend => bend.Answer = answer => answer["iss"] = "https://login.example.com");

    [Fact]
    public Task An_answer_that_does_not_say_whose_it_is_is_refused_where_the_provider_always_says_so() =>
        app.RefusesAsync(SignInFault.Refused, bend => bend.Answer = answer => answer.Remove("iss"));

    [Fact]
    public Task An_answer_without_a_code_is_refused() => app.RefusesAsync(SignInFault.Refused, bend => bend.Answer = answer => answer.Remove("code"));

    [Fact]
    public Task An_answer_without_our_state_is_refused() => app.RefusesAsync(SignInFault.Refused, bend => bend.Answer = answer => answer.Remove("state"));

    [Fact]
    public Task A_code_that_the_provider_never_gave_is_refused() => app.RefusesAsync(SignInFault.Refused, bend => bend.Answer = answer => answer["code"] = "made-up");

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(-5)]
    public async Task A_state_that_was_tampered_with_is_refused(int at)
    {
        using var visitor = app.Visitor();
        var back = await visitor.OnTheWayBackAsync();
        var state = QueryHelpers.ParseQuery(back.Query)["state"].ToString();
        var place = at < 0 ? state.Length + at : at;
        var tampered = state[..place] + (state[place] == 'A' ? 'B' : 'A') + state[(place + 1)..];

        await visitor.IsToldAsync(SignInFault.Refused, await visitor.GoAsync(back.OriginalString.Replace(state, tampered, StringComparison.Ordinal)));
        await visitor.EntersAsync(await visitor.GoAsync(back.OriginalString));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("code")]
    [InlineData("iss")]
    public async Task An_answer_that_carries_something_twice_is_refused(string parameter)
    {
        using var visitor = app.Visitor();
        var back = await visitor.OnTheWayBackAsync();
        var value = QueryHelpers.ParseQuery(back.Query)[parameter].ToString();

        await visitor.IsToldAsync(SignInFault.Refused, await visitor.GoAsync($"{back.OriginalString}&{parameter}={Uri.EscapeDataString(value)}"));
        await visitor.EntersAsync(await visitor.GoAsync(back.OriginalString));
    }

    [Fact]
    public async Task An_answer_that_is_posted_is_refused()
    {
        using var visitor = app.Visitor();
        var back = await visitor.OnTheWayBackAsync();
        using var form = new FormUrlEncodedContent(QueryHelpers.ParseQuery(back.Query).Select(pair => new KeyValuePair<string, string>(pair.Key, pair.Value.ToString())));

        await visitor.IsToldAsync(SignInFault.Refused, await visitor.PostAsync("/signin-oidc", form));
        await visitor.EntersAsync(await visitor.GoAsync(back.OriginalString));
    }

    [Theory]
    [InlineData("id_token")]
    [InlineData("access_token")]
    public async Task Tokens_in_the_address_are_refused(string parameter)
    {
        using var visitor = app.Visitor();
        var back = await visitor.OnTheWayBackAsync();

        await visitor.IsToldAsync(SignInFault.Refused, await visitor.GoAsync($"{back.OriginalString}&{parameter}=whatever"));
        await visitor.EntersAsync(await visitor.GoAsync(back.OriginalString));
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        using var visitor = app.Visitor();
        var back = await visitor.OnTheWayBackAsync();
        await visitor.EntersAsync(await visitor.GoAsync(back.OriginalString));
        using var thief = app.Visitor();

        using var again = await visitor.GoAsync(back.OriginalString);
        Assert.Contains("why=cookie-lost", again.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await thief.IsToldAsync(SignInFault.CookieLost, await thief.GoAsync(back.OriginalString));
    }

    [Fact]
    public async Task An_answer_counts_once_even_for_a_browser_that_kept_its_cookies()
    {
        using var visitor = app.Visitor();
        var back = await visitor.OnTheWayBackAsync();
        using var copy = app.Visitor();
        foreach (Cookie cookie in visitor.Cookies.GetAllCookies())
        {
            copy.Cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        }

        await visitor.EntersAsync(await visitor.GoAsync(back.OriginalString));
        await copy.IsToldAsync(SignInFault.Refused, await copy.GoAsync(back.OriginalString));
    }

    [Fact]
    public async Task The_answer_to_one_browser_signs_no_other_in()
    {
        using var attacker = app.Visitor();
        var planted = await attacker.OnTheWayBackAsync();
        using var victim = app.Visitor();
        await victim.SetOutAsync();

        await victim.IsToldAsync(SignInFault.CookieLost, await victim.GoAsync(planted.OriginalString));
        await attacker.EntersAsync(await attacker.GoAsync(planted.OriginalString));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stolen_code_signs_no_thief_in_even_where_the_provider_forgets_its_verifier(bool forgets)
    {
        using var victim = app.Visitor();
        var stolen = QueryHelpers.ParseQuery((await victim.OnTheWayBackAsync()).Query)["code"].ToString();
        using var thief = app.Visitor(bend => bend.ForgetsPkce = forgets);
        var own = await thief.OnTheWayBackAsync();
        var code = QueryHelpers.ParseQuery(own.Query)["code"].ToString();

        await thief.IsToldAsync(SignInFault.Refused, await thief.GoAsync(own.OriginalString.Replace(code, stolen, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("access_denied", SignInFault.Cancelled)]
    [InlineData("login_required", SignInFault.Cancelled)]
    [InlineData("interaction_required", SignInFault.Cancelled)]
    [InlineData("consent_required", SignInFault.Cancelled)]
    [InlineData("server_error", SignInFault.ProviderDown)]
    [InlineData("temporarily_unavailable", SignInFault.ProviderDown)]
    [InlineData("unauthorized_client", SignInFault.WrongClient)]
    [InlineData("invalid_request", SignInFault.WrongClient)]
    [InlineData("invalid_scope", SignInFault.WrongClient)]
    [InlineData("something_new", SignInFault.Refused)]
    public Task An_error_of_the_provider_is_told_by_its_kind(string error, SignInFault told) => app.RefusesAsync(told, bend => bend.Answer = answer =>
    {
        answer.Remove("code");
        answer["error"] = error;
        answer["error_description"] = "aisyah.secret@example.com was <script>alert(1)</script>\nWRN forged line";
    });

    [Fact]
    public async Task An_error_that_another_browser_is_led_to_says_nothing_but_that_its_cookie_is_missing()
    {
        using var attacker = app.Visitor(bend => bend.Answer = answer => answer["error"] = "unauthorized_client");
        var planted = await attacker.OnTheWayBackAsync();
        using var victim = app.Visitor();

        await victim.IsToldAsync(SignInFault.CookieLost, await victim.GoAsync(planted.OriginalString));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("evil.example")]
    [InlineData("")]
    public async Task A_foreign_address_to_return_to_becomes_the_desk(string address)
    {
        using var visitor = app.Visitor();

        await visitor.EntersAsync(await visitor.SignInAsync(address), goal: "/");
    }

    [Fact]
    public async Task The_page_of_problems_holds_nothing_of_what_was_met()
    {
        using var visitor = app.Visitor(bend => bend.Claims = claims => claims["aud"] = "somebody-else");
        using var answer = await visitor.SignInAsync();
        using var page = await visitor.GoAsync(answer.Headers.Location!.OriginalString);
        var text = await page.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("IDX", text, StringComparison.Ordinal);
        Assert.DoesNotContain("audience", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
