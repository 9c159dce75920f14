using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Desk;

[Collection(BrowserCollection.Name)]
public sealed class DeskJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_change_by_somebody_else_appears_on_the_desk_marked_as_new_and_the_numbers_follow()
    {
        var customer = await app.RegisterAsync("Deskwatch Rahman");
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Viewer");
        var suspended = person.Page.Locator(".mc-standing-item", new() { HasText = "Suspended" }).Locator("strong");
        var before = int.Parse(await suspended.InnerTextAsync(), System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
        await Expect(person.Page.Locator(".mc-new")).ToHaveCountAsync(0);

        await app.ChangeAsync(customer.Id, "Suspended", "Called about a stolen bag");

        var line = person.Page.Locator(".mc-new", new() { HasText = "Deskwatch Rahman" });
        await Expect(line).ToContainTextAsync("Called about a stolen bag", new() { Timeout = 2000 });
        await Expect(line).ToContainTextAsync("Suspended");
        await Expect(suspended).ToHaveTextAsync((before + 1).ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Whom_one_opened_stands_on_the_desk_with_their_status_of_now()
    {
        var customer = await app.RegisterAsync("Lastopened Wong");
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent", $"/customers/{customer.Id}");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Lastopened Wong");
        await person.Page.WaitForFunctionAsync("id => JSON.stringify(localStorage).includes(id)", customer.Id.ToString());

        await person.GoToAsync("/");
        var opened = person.Page.GetByRole(AriaRole.Region, new() { Name = "Opened last" });
        await Expect(opened.GetByRole(AriaRole.Link)).ToContainTextAsync("Lastopened Wong");
        await Expect(opened.GetByRole(AriaRole.Link)).ToContainTextAsync("Active");

        await app.ChangeAsync(customer.Id, "Suspended", "Lost phone");
        await Expect(opened.GetByRole(AriaRole.Link)).ToContainTextAsync("Suspended");
        Assert.DoesNotContain("Lastopened", await person.Page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bar_leads_to_the_lists()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Viewer");

        await person.Page.Locator(".mc-standing-item", new() { HasText = "Blocked" }).ClickAsync();

        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, "/customers?status=blocked").ToString());
    }
}
