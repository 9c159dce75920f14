using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Auth;

[Collection(BrowserCollection.Name)]
public sealed class SessionJourney(BrowserFixture browser, WebAppFixture app)
{
    // The mechanism's five seconds are asserted where it is alone (OpenWindowTests); a busy machine may take longer to draw.
    private const float Soon = 20_000;

    [Fact]
    public async Task A_cookie_that_was_forged_leads_to_sign_in()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");
        var real = (await person.Context.CookiesAsync()).Single(cookie => cookie.Name == "membercare");
        Assert.True(real.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, real.SameSite);
        Assert.Equal(-1, real.Expires);
        var forged = real.Value[..^8] + (real.Value.EndsWith('A') ? "BBBBBBBB" : "AAAAAAAA");

        await UseAsync(person, forged);
        await person.Page.GotoAsync("/");

        await Expect(SignInHeading(person.Page)).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_loses_access_is_led_out_of_an_open_window_and_cannot_come_back(bool beforeTheCircuitStands)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var leaving = app.Services.GetRequiredService<ActorDirectory>().Everybody().Single(one => one.Tenant.Id == own.Tenant && one.Person.Roles.SequenceEqual([Role.Agent])).Person;
        await using var person = await browser.OpenAsync(app.Address);
        var session = await SessionApp.SignInAsync(app.Services, leaving.AsActor());
        var lost = new TaskCompletionSource();
        await UseAsync(person, session);
        if (beforeTheCircuitStands)
        {
            await person.HoldCircuitAsync(lost.Task);
            await person.Page.GotoAsync("/");
        }
        else
        {
            await person.GoToAsync("/");
        }

        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Just changed" })).ToBeVisibleAsync();

        Assert.Equal(1, (await own.Get<ManageStaff>().DisableAsync(leaving.Id, own.Colleague)).Value);

        lost.SetResult();
        await Expect(SignInHeading(person.Page)).ToBeVisibleAsync(new() { Timeout = Soon });
        await UseAsync(person, session);
        await person.Page.GotoAsync("/");
        await Expect(SignInHeading(person.Page)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_in_another_tab_stops_this_one_whatever_is_unsaved_and_signing_in_leads_back_here()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var title = person.Page.GetByLabel("Name", new() { Exact = true });
        await title.FillAsync("Kopi & Roti & Teh");
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeEnabledAsync();
        var asked = 0;
        person.Page.Dialog += (_, dialog) =>
        {
            asked++;
            _ = dialog.DismissAsync();
        };

        await using var other = new BrowserPage(person.Context, await person.Context.NewPageAsync());
        await other.GoToAsync("/labels");
        await other.Page.Locator(".mc-who").ClickAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(SignInHeading(other.Page)).ToBeVisibleAsync(new() { Timeout = Soon });

        await Expect(SignInHeading(person.Page)).ToBeVisibleAsync(new() { Timeout = Soon });
        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, "/sign-in?return=%2Fsettings").ToString());
        Assert.Equal(0, asked);
        await person.Page.Locator(".mc-person").Filter(new() { HasText = "Administrator" }).Last.ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Settings", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_person_who_types_or_scrolls_is_told_to_the_server_and_an_idle_window_tells_nothing()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.Page.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow });
        await person.SignInAsync("Agent");
        var told = 0;
        person.Page.Request += (_, request) => told += request.Url.EndsWith("/session/used", StringComparison.Ordinal) ? 1 : 0;

        await person.Page.Clock.FastForwardAsync(60_000);
        Assert.Equal(0, told);
        await person.Page.RunAndWaitForResponseAsync(() => person.Page.Mouse.WheelAsync(0, 100), response => response.Url.EndsWith("/session/used", StringComparison.Ordinal) && response.Status == 204);
        await person.Page.Keyboard.PressAsync("Tab");
        await person.Page.Keyboard.PressAsync("Tab");
        Assert.Equal(1, told);
        await person.Page.Clock.FastForwardAsync(21_000);
        await person.Page.RunAndWaitForResponseAsync(() => person.Page.Keyboard.PressAsync("Tab"), response => response.Url.EndsWith("/session/used", StringComparison.Ordinal) && response.Status == 204);
        Assert.Equal(2, told);
    }

    private static ILocator SignInHeading(IPage page) => page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" });

    private async Task UseAsync(BrowserPage person, string session)
    {
        await person.Context.ClearCookiesAsync();
        await person.Context.AddCookiesAsync([new() { Name = "membercare", Value = session, Url = app.Address.ToString() }]);
    }
}
