using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.People;

[Collection(SecondBrowserCollection.Name)]
public sealed class PeopleJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task By_keyboard_access_is_taken_away_which_closes_an_open_window_and_given_back()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, "/customers");
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/people");
        var (page, keys) = (person.Page, person.Page.Keyboard);
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Agent" });
        await Expect(row.Locator(".open")).ToContainTextAsync("1");
        await Expect(page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "People" })).ToHaveAttributeAsync("aria-current", "page");

        await row.GetByRole(AriaRole.Button, new() { Name = "Take access away" }).FocusAsync();
        await keys.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Alertdialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Leave it as it is" })).ToBeFocusedAsync();
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("people-take-away");
        await keys.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Take access away" })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Leave it as it is" })).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "has no access any more" })).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync("Taken away");
        await Expect(row.Locator(".open")).ToContainTextAsync("0");
        await Expect(agent.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await row.GetByRole(AriaRole.Button, new() { Name = "Give access back" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give access back" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Given");
        await own.SignInAsync(agent, Role.Agent, "/customers");
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_page_is_accessible_and_fits_the_screen(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var staff = own.Get<ListStaff>().Run(own.Colleague).Value;
        await own.Get<ManageStaff>().DisableAsync(staff.Single(row => row.Roles.Contains(Role.Viewer)).Id, own.Colleague);
        var name = $"own-{staff[0].Name.Split(' ')[1]}";
        var refused = await own.Get<AdmitStaff>().RunAsync(name, new("https://login.example", "1", "Nur Aisyah binti Abdul Rahman-Wickramasinghe", []));
        Assert.Equal("no-role", refused.Refusal!.Code);
        await using var person = await browser.OpenAsync(app.Address, width, width == 390 ? 844 : 900);
        await own.SignInAsync(person, Role.Administrator, "/people");
        await Expect(person.Page.GetByText("you", new() { Exact = true })).ToBeVisibleAsync();

        await person.ShouldBeAccessibleAsync();
        var overflow = await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overflow);
        await person.PictureAsync($"people-{width}");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Others_see_no_entry_and_are_told_whom_to_ask()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/people");

        await Expect(person.Page.GetByText("People’s access is managed by administrators.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "People" })).ToHaveCountAsync(0);
        await Expect(person.Page.Locator("table")).ToHaveCountAsync(0);
    }
}
