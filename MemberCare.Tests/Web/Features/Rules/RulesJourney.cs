using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Rules;

[Collection(SecondBrowserCollection.Name)]
public sealed class RulesJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_supervisor_makes_a_rule_sees_whom_it_would_touch_and_an_agent_lifts_what_it_did()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.CustomerAsync("Tan Mei Ling");
        await using var chief = await browser.OpenAsync(app.Address);
        await own.SignInAsync(chief, Role.Supervisor, "/rules");
        var page = chief.Page;

        // What is wrong is said at its field; then whom it would have touched, before anything is kept.
        await page.GetByRole(AriaRole.Button, new() { Name = "New rule" }).ClickAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Newcomers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create, switched off" }).ClickAsync();
        await Expect(page.GetByText("Choose one of the organisation’s live labels.")).ToBeVisibleAsync();
        await page.GetByLabel("Change to").SelectOptionAsync(new SelectOptionValue { Label = "Suspended" });
        await page.GetByLabel("Own words", new() { Exact = true }).FillAsync("To be checked");
        await page.GetByLabel("Most customers a day").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Who would it be?" }).ClickAsync();
        await Expect(page.GetByText("would have been changed to “Suspended” in the last 30 days.")).ToBeVisibleAsync();
        await chief.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create, switched off" }).ClickAsync();
        await Expect(page.GetByText("When somebody becomes a customer, change to “Suspended”, until a person lifts it.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Switch on Newcomers" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Alertdialog);
        await Expect(question.GetByText("1 customer", new() { Exact = true })).ToBeVisibleAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Switch off Newcomers" })).ToBeVisibleAsync();
        await chief.PictureAsync("rules");

        // An agent sees what the rule did, live, and lifts it.
        var siti = await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{siti}");
        await Expect(agent.Page.Locator(".status-card").GetByText("rule “Newcomers”")).ToBeVisibleAsync();
        await Expect(agent.Page.Locator(".entry[data-sequence='2']").GetByText("rule “Newcomers”")).ToBeVisibleAsync();
        await own.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(siti, LabelChoice.Named("Active"), null, "Checked", null, null), own.Colleague);
        await Expect(agent.Page.Locator(".entry[data-sequence='3']")).ToBeVisibleAsync();

        // One more than the limit: it stops and asks, and goes on when it is told to.
        var raj = await own.CustomerAsync("Raj Kumar");
        await Expect(page.GetByText("It has reached its limit of 1 customer a day, and 1 customer waits.")).ToBeVisibleAsync();
        await chief.ShouldBeAccessibleAsync();
        await chief.PictureAsync("rules-asks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it go on Newcomers" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Let it go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Whom it touched Newcomers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Raj Kumar" })).ToBeVisibleAsync();
        await chief.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Raj Kumar" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/customers/{raj}"));
        await Expect(page.Locator(".status-card").GetByText("rule “Newcomers”")).ToBeVisibleAsync();

        Assert.Empty(chief.Complaints);
        Assert.Empty(agent.Complaints);
    }
}
