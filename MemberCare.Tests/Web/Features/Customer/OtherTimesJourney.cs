using System.Text.RegularExpressions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Customer;

/// <summary>Changes with an end, changes for later, and stopping at once, as two people live through them.</summary>
[Collection(SecondBrowserCollection.Name)]
public sealed class OtherTimesJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task From_the_keyboard_a_customer_is_suspended_at_once_confirmed_and_undone()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var id = await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{id}");
        await using var supervisor = await browser.OpenAsync(app.Address);
        await own.SignInAsync(supervisor, Role.Supervisor, "/comes-due");
        await agent.Page.Locator(".customer[data-keys=ready]").WaitForAsync();

        await agent.Page.Keyboard.PressAsync("p");
        await Expect(agent.Page.Locator("[data-panic-sure]")).ToBeFocusedAsync();
        await agent.ShouldBeAccessibleAsync();
        await agent.Page.Keyboard.PressAsync("Enter");

        await Expect(agent.Page.Locator(".status-card .facts")).ToContainTextAsync("Suspended, until ");
        await Expect(supervisor.Page.Locator(".due tbody tr")).ToContainTextAsync(["unless confirmed"]);
        await agent.Page.Locator("[data-cancel-plan]").ClickAsync();
        await Expect(agent.Page.Locator(".timeline .entry").First).ToContainTextAsync("The suspension was confirmed");
        await Expect(agent.Page.Locator(".status-card .facts")).Not.ToContainTextAsync("until ");
        await Expect(supervisor.Page.Locator(".mc-empty, .empty").First).ToContainTextAsync("Nothing comes due");

        await agent.Page.Locator(".timeline [data-undo]").ClickAsync();
        await Expect(agent.Page.Locator(".timeline .entry").First).ToContainTextAsync("Undone: the change to “Suspended”");
        Assert.Equal(CustomerStatus.Active, own.Get<ReadCustomer>().Run(id, own.Colleague).Value.Status);
        Assert.Empty(agent.Complaints.Concat(supervisor.Complaints));
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task A_change_gets_its_end_by_a_chip_and_comes_due(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var id = await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address, width);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{id}");
        var page = agent.Page;
        await page.Locator(".customer[data-keys=ready]").WaitForAsync();

        await page.Keyboard.TypeAsync("e");
        await page.Keyboard.TypeAsync("suspended");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("1");
        await page.Locator("[data-end=threedays]").ClickAsync();
        await Expect(page.Locator(".when")).ToContainTextAsync("then back to “Active”");
        await agent.ShouldBeAccessibleAsync($"until-{width}");
        await page.Keyboard.PressAsync("Control+Enter");

        await Expect(page.Locator(".status-card .facts")).ToContainTextAsync("Suspended, until ");
        await Expect(page.Locator(".plans .plan")).ToContainTextAsync(new Regex("Back to Active"));
        await Expect(page.Locator(".timeline .entry").First).ToContainTextAsync("until");
        await agent.ShouldBeAccessibleAsync();
        await agent.GoToAsync("/comes-due");
        await Expect(page.Locator(".due tbody tr")).ToContainTextAsync(["Siti Aminah"]);
        await agent.ShouldBeAccessibleAsync($"comes-due-{width}");
        Assert.Empty(agent.Complaints);
    }
}
