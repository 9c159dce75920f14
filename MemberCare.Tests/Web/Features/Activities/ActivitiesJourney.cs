using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Activities;

[Collection(SecondBrowserCollection.Name)]
public sealed class ActivitiesJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task Outliers_come_first_refused_ones_are_a_key_press_away_and_new_ones_appear_by_themselves()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var siti = await own.CustomerAsync("Siti Aminah", await own.LostPhoneAsync());
        await ReportAsync(own, siti, "transaction", 2);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/activities");
        var page = person.Page;
        var rows = page.Locator("table.activities tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("Purchase, MYR 42.10, 12 points");
        await Expect(rows.First).ToContainTextAsync("Went through, marked: status");

        await ReportAsync(own, siti, "transaction", 1);
        await Expect(rows).ToHaveCountAsync(3);
        await ReportAsync(own, siti, "pointsRedemption", 1);
        await page.GetByRole(AriaRole.Link, new() { Name = "Refused", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("Refused: status");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Purchases" })).ToContainTextAsync("MYR 126.30");

        await rows.First.GetByRole(AriaRole.Link, new() { Name = "Siti Aminah" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Siti Aminah" })).ToBeVisibleAsync();
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_page_is_accessible_and_fits_the_screen(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var siti = await own.CustomerAsync("Siti Aminah binti Abdullah", await own.LostPhoneAsync());
        await ReportAsync(own, siti, "transaction", 3);
        await using var person = await browser.OpenAsync(app.Address, width, width == 390 ? 844 : 900);
        await own.SignInAsync(person, Role.Supervisor, "/activities?show=all&by=month");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Report" })).ToBeVisibleAsync();

        await person.ShouldBeAccessibleAsync();
        Assert.Equal(0, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await person.PictureAsync($"activities-{width}");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task The_file_holds_what_the_list_shows_and_nobody_else_gets_it()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var siti = await own.CustomerAsync("Siti Aminah", await own.LostPhoneAsync());
        await ReportAsync(own, siti, "transaction", 2);
        await ReportAsync(own, siti, "pointsRedemption", 1);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/activities?show=refused");

        var download = await person.Page.RunAndWaitForDownloadAsync(() => person.Page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());

        Assert.Matches(@"^activities-\d{4}-\d\d-\d\d\.csv$", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Contains("pointsRedemption", Assert.Single(lines[1..]), StringComparison.Ordinal);

        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, "/");
        var refused = await agent.Context.APIRequest.GetAsync("/activities/export?show=refused");
        Assert.Equal((403, "text/plain; charset=utf-8"), (refused.Status, refused.Headers["content-type"]));
        Assert.DoesNotContain("content-disposition", refused.Headers.Keys);
        Assert.DoesNotContain("pointsRedemption", await refused.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_are_told_whom_to_ask()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Agent, "/activities");
        await Expect(person.Page.GetByText("Activities are looked at by supervisors and administrators.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Activities" })).ToHaveCountAsync(0);
    }

    private static async Task ReportAsync(OwnOrganisation own, CustomerId customer, string kind, int times)
    {
        var till = own.Colleague with { Kind = ActorKind.ApiClient, Id = "till", Name = "Till", Permissions = Permissions.RecordActivities, Channel = Channel.Api };
        var batch = Enumerable.Range(0, times).Select(_ => (Outcome<RawActivity>)new RawActivity
        {
            Id = Guid.NewGuid().ToString(),
            Kind = kind,
            Customer = new RawParty(customer.ToString(), null, null, null, null),
            Amount = kind == "transaction" ? "42.10" : null,
            Currency = kind == "transaction" ? "MYR" : null,
            Points = 12,
            Place = "Till 7",
        }).ToList();
        Assert.All((await own.Get<RecordActivities>().RunAsync(batch, till)).Value, answer => Assert.Null(answer.Fault));
    }
}
