using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Approvals;

/// <summary>Changes that take two people, each at a window of their own.</summary>
[Collection(SecondBrowserCollection.Name)]
public sealed class ApprovalsJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task An_agent_blocks_with_a_reason_and_an_approver_in_another_window_lets_it_happen()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var siti = await own.CustomerAsync("Siti Aminah");
        await own.AskForApprovalAsync();
        await using var checker = await browser.OpenAsync(app.Address);
        await own.SignInAsync(checker, Role.Approver, "/approvals");
        await Expect(checker.Page.GetByText("Nothing waits for a decision")).ToBeVisibleAsync();
        await checker.ShouldBeAccessibleAsync();
        await using var maker = await browser.OpenAsync(app.Address);
        await own.SignInAsync(maker, Role.Agent, $"/customers/{siti}");
        await Expect(maker.Page.Locator(".customer[data-keys]")).ToBeVisibleAsync();

        await maker.Page.Keyboard.TypeAsync("eblock");
        await maker.Page.Keyboard.PressAsync("Enter");
        await Expect(maker.Page.Locator(".impact")).ToContainTextAsync("Needs approval");
        await maker.Page.Keyboard.TypeAsync("Sold points to strangers");
        await maker.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(maker.Page.GetByText("Sent for approval:")).ToBeVisibleAsync();
        var banner = maker.Page.GetByRole(AriaRole.Region, new() { Name = "Waits for approval" });
        await Expect(banner).ToContainTextAsync("Sold points to strangers");
        await Expect(banner.GetByRole(AriaRole.Button, new() { Name = "Withdraw" })).ToBeVisibleAsync();
        await Expect(banner.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        await maker.ShouldBeAccessibleAsync();
        await maker.PictureAsync("approvals-banner");

        var request = checker.Page.Locator("[data-request]");
        await Expect(request).ToContainTextAsync("Siti Aminah");
        await Expect(request).ToContainTextAsync("Sold points to strangers");
        await Expect(checker.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Approvals" })).ToContainTextAsync("1");
        await checker.ShouldBeAccessibleAsync();
        await checker.PictureAsync("approvals-queue");
        await request.GetByRole(AriaRole.Button, new() { Name = "Approve" }).FocusAsync();
        await checker.Page.Keyboard.PressAsync("Enter");
        await Expect(checker.Page.GetByLabel("Comment")).ToBeFocusedAsync();
        await checker.ShouldBeAccessibleAsync();
        await checker.Page.Keyboard.TypeAsync("Checked with the branch");
        await checker.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(checker.Page.GetByText("Approved: Siti Aminah is now “Blocked”.")).ToBeVisibleAsync();
        await Expect(checker.Page.GetByText("Nothing waits for a decision")).ToBeVisibleAsync();
        await Expect(maker.Page.Locator(".facts .mc-badge")).ToContainTextAsync("Blocked");
        await Expect(banner).ToHaveCountAsync(0);
        await Expect(maker.Page.Locator(".timeline")).ToContainTextAsync("asked for by Agent");
        await checker.Page.GetByRole(AriaRole.Link, new() { Name = "Decided" }).ClickAsync();
        await Expect(request).ToContainTextAsync("Checked with the branch");
        Assert.Equal(CustomerStatus.Blocked, own.Get<ReadCustomer>().Run(siti, own.Colleague).Value.Status);
        Assert.Empty(maker.Complaints);
        Assert.Empty(checker.Complaints);
    }

    [Fact]
    public async Task A_rejection_needs_a_comment_and_the_loser_of_two_checkers_is_told_in_place()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.AskForApprovalAsync();
        var (first, second) = (await own.CustomerAsync("Tan Wei Ming"), await own.CustomerAsync("Priya Raman"));
        await AskAsync(own, first);
        await AskAsync(own, second);
        await using var checker = await browser.OpenAsync(app.Address, width: 390, height: 844);
        await own.SignInAsync(checker, Role.Approver, "/approvals");
        var page = checker.Page;
        await Expect(page.Locator("[data-request]")).ToHaveCountAsync(2);
        await checker.ShouldBeAccessibleAsync();
        await checker.PictureAsync("approvals-queue-narrow");

        await page.GetByRole(AriaRole.Button, new() { Name = "Reject Tan Wei Ming" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Alertdialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await Expect(dialog.GetByText("Say why, so that")).ToBeVisibleAsync();
        await dialog.GetByLabel("Why").FillAsync("Look at the other account first");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await Expect(page.GetByText("Nothing was changed, and")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-request]")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Approve Priya Raman" }).ClickAsync();
        await Expect(dialog).ToBeVisibleAsync();
        var request = Assert.Single(own.Get<ListApprovals>().OpenOf(second, own.Colleague).Value);
        var administrator = own.Get<ActorDirectory>().Everybody().Single(one => one.Person.TenantId == own.Tenant && one.Person.Roles.SequenceEqual([Role.Administrator])).Person;
        Assert.Null((await own.Get<DecideApproval>().RejectAsync(request.Id, "No", administrator.AsActor())).Refusal);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(dialog.Locator(".mc-refusal")).ToContainTextAsync($"{administrator.Name} was faster and rejected it.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).Last.ClickAsync();
        await Expect(page.GetByText("Nothing waits for a decision")).ToBeVisibleAsync();
        Assert.Empty(checker.Complaints);
    }

    [Fact]
    public async Task An_administrator_switches_approvals_on_and_the_settings_hold()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var page = person.Page;
        await page.GetByLabel("Changes take two people").CheckAsync();
        await page.GetByLabel("To Suspended").CheckAsync();
        await page.GetByLabel("Hours to decide").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this policy" }).ClickAsync();
        await Expect(page.GetByText("Give a deadline from one hour to thirty days.")).ToBeVisibleAsync();
        await page.GetByLabel("Hours to decide").FillAsync("24");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this policy" }).ClickAsync();

        await Expect(page.GetByText("Saved. From now on these changes take two people.")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync();
        var saved = own.Get<ReadSettings>().Run(own.Colleague).Value.Approvals;
        Assert.Equal((true, TimeSpan.FromHours(24)), (saved.IsOn, saved.Deadline));
        Assert.Equal([CustomerStatus.Active, CustomerStatus.Suspended, CustomerStatus.Blocked, CustomerStatus.Deleted], saved.Targets.Order());
        Assert.Empty(person.Complaints);
    }

    private static async Task AskAsync(OwnOrganisation own, CustomerId customer)
    {
        var request = new ChangeStatusRequest(customer, LabelChoice.Named("Blocked"), null, "Sold points to strangers", null, null);
        Assert.Null((await own.Get<ChangeStatus>().RunAsync(request, own.Colleague)).Refusal);
    }
}
