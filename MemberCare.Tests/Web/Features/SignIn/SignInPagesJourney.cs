using System.Net;
using System.Text.RegularExpressions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using MemberCare.Web.Auth;
using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.SignIn;

/// <summary>The pages around sign-in where a provider is configured; none of them asks it anything, and there is none.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SignInPagesJourney(BrowserFixture browser, SignInPagesJourney.UnreachableApp unreachable) : IClassFixture<SignInPagesJourney.UnreachableApp>
{
    private Uri Address => unreachable.App.Address;

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_pages_are_accessible_in_light_and_dark_on_a_desk_and_on_a_phone(int width)
    {
        await using var person = await browser.OpenAsync(Address, width);
        (string Name, string At)[] pages =
        [
            ("sign-in-provider", Addresses.SignedOut),
            ("sign-in-provider-down", Addresses.SignInProblem(SignInFault.ProviderDown, "/customers", "0HNB3K2L1M4P7-0001")),
            ("sign-in-no-role", Addresses.SignInProblem(SignInFault.NoRole, "/customers", "0HNB3K2L1M4P7-0001")),
        ];
        foreach (var (name, at) in pages)
        {
            await person.Page.GotoAsync(at);
            await Expect(person.Page.Locator(".mc-button-primary")).ToBeFocusedAsync();
            await person.ShouldBeAccessibleAsync($"{name}-{width}");
        }

        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_provider_that_is_down_stops_no_start_and_sign_in_says_so()
    {
        await using var person = await browser.OpenAsync(Address);
        await person.Page.GotoAsync("/sign-in?return=/customers");

        await person.Page.Keyboard.PressAsync("Enter");

        await Expect(person.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("The identity provider does not answer", new() { Timeout = 60_000 });
        await Expect(person.Page.Locator(".mc-reference")).ToHaveTextAsync(new Regex("^[A-Za-z0-9:._-]+$"));
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Try again" })).ToHaveAttributeAsync("href", "/sign-in/start?return=%2Fcustomers");
        Assert.DoesNotContain("IDX", await person.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_out_works_while_the_provider_is_down()
    {
        var agent = unreachable.App.Services.GetRequiredService<ActorDirectory>().Everybody().First(one => one.Person.Roles.SequenceEqual([Role.Agent]));
        var context = new DefaultHttpContext { RequestServices = unreachable.App.Services.CreateScope().ServiceProvider };
        (context.Request.Scheme, context.Request.Host) = ("http", new HostString(Address.Authority));
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            CurrentActor.PrincipalOf(agent.Tenant.Id, agent.Person.Id, agent.Person.Name),
            new AuthenticationProperties(new Dictionary<string, string?> { [SessionTickets.Issuer] = unreachable.App.Services.GetRequiredService<OidcSettings>().Authority }));
        var session = context.Response.Headers.SetCookie.ToString().Split('=', 2)[1].Split(';')[0];
        await using var person = await browser.OpenAsync(Address);
        await person.Context.AddCookiesAsync([new() { Name = "membercare", Value = session, Url = Address.ToString() }]);
        await person.GoToAsync("/customers");

        await person.Page.Locator(".mc-who").ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(person.Page.GetByText("You are signed out.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await person.Page.GotoAsync("/customers");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_link_of_a_stranger_puts_no_words_and_no_foreign_address_onto_the_page()
    {
        await using var person = await browser.OpenAsync(Address);

        await person.Page.GotoAsync("/sign-in/problem?why=%3Cb%3Ehello&ref=%3Cscript%3Ealert(1)%3C/script%3E&return=https://evil.example/");

        await Expect(person.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign-in did not work");
        var content = await person.Page.ContentAsync();
        Assert.DoesNotContain("evil.example", content, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", content, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_provider_is_configured_nobody_picks_a_person()
    {
        using var client = new HttpClient { BaseAddress = Address };
        var page = await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["person"] = "1.1" });
        using var answer = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form);

        Assert.DoesNotContain("mc-person", page, StringComparison.Ordinal);
        Assert.Contains("Sign in with Kopi &amp; Roti", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(cookie => cookie.Contains("membercare=", StringComparison.Ordinal)));
    }

    /// <summary>The application, set up for a provider that nobody runs.</summary>
    public sealed class UnreachableApp : IAsyncLifetime
    {
        /// <summary>The application.</summary>
        public ProviderApp App { get; } = new(new Uri($"http://127.0.0.1:{AppProcess.FreePort()}"));

        /// <inheritdoc/>
        public Task InitializeAsync() => Task.FromResult(App.Started());

        /// <inheritdoc/>
        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
