using System.Text;
using System.Text.RegularExpressions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Jobs;

[Collection(BrowserCollection.Name)]
public sealed class JobsJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task Ticked_rows_are_changed_by_a_job_that_a_colleague_watches_and_undoes()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.LostPhoneAsync();
        var people = new List<CustomerId>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await own.CustomerAsync($"Person {i}"));
        }

        await using var supervisor = await browser.OpenAsync(app.Address);
        await own.SignInAsync(supervisor, Role.Supervisor, "/customers?sort=name");
        var page = supervisor.Page;
        await page.GetByLabel("Select Person 0").CheckAsync();
        await page.GetByLabel("Select Person 1").CheckAsync();
        await Expect(page.GetByText("2 records selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select all 5" }).ClickAsync();
        await Expect(page.GetByText("5 records selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deselect all" }).ClickAsync();
        await Expect(page.GetByText("selected")).ToHaveCountAsync(0);
        await page.GetByLabel("Select Person 0").CheckAsync();
        await page.GetByLabel("Select Person 1").CheckAsync();
        await page.GetByLabel("Select Person 2").CheckAsync();
        await own.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(people[2], LabelChoice.Named("Deleted"), null, "Asked to go.", null, null), own.Colleague);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change Status" }).ClickAsync();
        await supervisor.ShouldBeAccessibleAsync();

        await page.GetByLabel("To be changed to").SelectOptionAsync("Lost phone");
        await page.GetByLabel("Reason").SelectOptionAsync(new SelectOptionValue { Value = "lost-phone" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByText("2 of 3 customers will change.")).ToBeVisibleAsync();
        await Expect(page.GetByText("A deleted customer stays deleted.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change 2 customers" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/jobs/[0-9a-f-]{36}$"));
        await Expect(page.Locator(".state")).ToContainTextAsync("Done");
        await Expect(page.Locator("[data-changed]")).ToHaveTextAsync("2");
        await supervisor.ShouldBeAccessibleAsync();

        await using var administrator = await browser.OpenAsync(app.Address);
        await own.SignInAsync(administrator, Role.Administrator, new Uri(page.Url).AbsolutePath);
        var other = administrator.Page;
        var download = await other.RunAndWaitForDownloadAsync(() => other.GetByText("Download results").ClickAsync());
        var results = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains($"{people[2]},", results, StringComparison.Ordinal);
        Assert.Contains(",refused,", results, StringComparison.Ordinal);
        await other.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await other.GetByLabel("Own words").FillAsync("The wrong people.");
        await other.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Undo 2 customers" }).ClickAsync();
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Undo for 2 customers" })).ToBeVisibleAsync();
        await Expect(other.Locator(".state")).ToContainTextAsync("Done");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "By another job" })).ToBeVisibleAsync();
        Assert.Equal("Active", own.Get<ReadCustomer>().Run(people[0], own.Colleague).Value.Label.Name);
        await supervisor.GoToAsync("/jobs");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Lost phone for 3 customers" })).ToBeVisibleAsync();
        await supervisor.ShouldBeAccessibleAsync();
        Assert.Empty(supervisor.Complaints);
        Assert.Empty(administrator.Complaints);
    }

    [Fact]
    public async Task A_file_of_identifiers_is_read_without_changing_anything_and_then_changed()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var siti = await own.CustomerAsync("Siti Aminah");
        await using var supervisor = await browser.OpenAsync(app.Address);
        await own.SignInAsync(supervisor, Role.Supervisor, "/jobs/from-file");
        var page = supervisor.Page;

        await page.GetByLabel("File").SetInputFilesAsync(new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"id\r\n{siti}\r\n{Guid.NewGuid()}\r\n") });
        await Expect(page.GetByText("1 customer found by 2 lines.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Nobody of this organisation has this.")).ToBeVisibleAsync();
        await supervisor.ShouldBeAccessibleAsync();
        Assert.Equal("Active", own.Get<ReadCustomer>().Run(siti, own.Colleague).Value.Label.Name);

        await page.GetByLabel("To be changed to").SelectOptionAsync("Suspended");
        await page.GetByLabel("Own words").FillAsync("From the bank’s list.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change 1 customer" }).ClickAsync();
        await Expect(page.Locator(".state")).ToContainTextAsync("Done");
        Assert.Equal("Suspended", own.Get<ReadCustomer>().Run(siti, own.Colleague).Value.Label.Name);
        Assert.Empty(supervisor.Complaints);
    }

    [Fact]
    public async Task Whoever_may_not_change_many_is_offered_nothing_to_tick()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, "/customers");

        await Expect(agent.Page.GetByRole(AriaRole.Link, new() { Name = "Siti Aminah" })).ToBeVisibleAsync();
        await Expect(agent.Page.Locator("input[type=checkbox]")).ToHaveCountAsync(0);
        await agent.GoToAsync("/jobs/from-file");
        await Expect(agent.Page.GetByText("changed by supervisors and administrators")).ToBeVisibleAsync();
    }
}
