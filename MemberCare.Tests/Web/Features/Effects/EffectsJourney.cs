using MemberCare.Core.Kernel;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Effects;

[Collection(SecondBrowserCollection.Name)]
public sealed class EffectsJourney(BrowserFixture browser, WebAppFixture app)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task An_administrator_sees_whom_a_change_of_rules_would_touch_saves_it_and_the_open_page_of_a_customer_follows(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var customer = await own.CustomerAsync("Siti Aminah", await own.LostPhoneAsync());
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{customer}");
        var coupons = agent.Page.Locator(".abilities li").Filter(new() { HasText = "use coupons" });
        await Expect(coupons).ToContainTextAsync("no");
        await using var person = await browser.OpenAsync(app.Address, width);
        await own.SignInAsync(person, Role.Administrator, "/effects");
        var page = person.Page;

        await page.GetByLabel("use coupons").SelectOptionAsync("yes");
        await Expect(page.GetByText("1 customer gains by it")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Active" }).FocusAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Blocked" }).PressAsync(" ");
        await Expect(page.GetByText("no, always").First).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Suspended" }).PressAsync(" ");
        await Expect(page.GetByText("was: no")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync($"effects-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.GetByText("Saved, and in force from now on.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Suspended: use coupons, from “no” to “yes”")).ToBeVisibleAsync();
        await Expect(coupons).ToContainTextAsync("yes");
        Assert.Empty(person.Complaints);
        Assert.Empty(agent.Complaints);
    }
}
