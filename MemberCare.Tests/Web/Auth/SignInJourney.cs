using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Auth;

[Collection(BrowserCollection.Name)]
public sealed class SignInJourney(BrowserFixture browser, WebAppFixture app)
{
    [Theory]
    [InlineData("Viewer", false, false)]
    [InlineData("Agent", false, false)]
    [InlineData("Supervisor", true, false)]
    [InlineData("Approver", false, false)]
    [InlineData("Administrator", true, true)]
    public async Task Each_role_is_shown_only_the_pages_it_may_use(string role, bool labels, bool settings)
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync(role);

        var navigation = person.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await Expect(navigation.GetByRole(AriaRole.Link, new() { Name = "Desk" })).ToBeVisibleAsync();
        await Expect(navigation.GetByRole(AriaRole.Link, new() { Name = "Labels" })).ToHaveCountAsync(labels ? 1 : 0);
        await Expect(navigation.GetByRole(AriaRole.Link, new() { Name = "Settings" })).ToHaveCountAsync(settings ? 1 : 0);
        await Expect(navigation.GetByRole(AriaRole.Link, new() { Name = "People" })).ToHaveCountAsync(settings ? 1 : 0);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_led_to_sign_in_and_from_there_to_where_they_wanted()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.Page.GotoAsync("/?seen=1");

        await Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in\\?return="));
        await person.Page.Locator(".mc-person").First.ClickAsync();

        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, "/?seen=1").ToString());
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");

        await person.Page.Locator(".mc-who").ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await person.Page.GotoAsync("/");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }
}
