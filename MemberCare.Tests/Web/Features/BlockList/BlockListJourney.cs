using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.BlockList;

/// <summary>The block list as people keep it.</summary>
[Collection(SecondBrowserCollection.Name)]
public sealed class BlockListJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task Contacts_are_blocked_in_place_found_sorted_taken_off_together_and_put_back()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.CustomerAsync("Somebody else");
        var details = new MemberCare.Core.Domain.Customers.RawDetails { Name = "Tan Mei Ling", Mobile = "+60123456789" };
        Assert.Null((await own.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), own.Colleague)).Refusal);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/");
        var page = person.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Block list" }).ClickAsync();
        await Expect(page.GetByText("Nothing is blocked")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync();

        var value = page.GetByLabel("Mobile number or e-mail address");
        await value.FillAsync("012-345 6789");
        await Expect(page.GetByText("Mobile number +60 12 345 6789")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Tan Mei Ling" })).ToBeVisibleAsync();
        await page.GetByLabel("Reason, for your people alone").FillAsync("Books and never comes");
        await page.GetByRole(AriaRole.Button, new() { Name = "7 days" }).ClickAsync();
        await person.PictureAsync("block-list-form");
        await person.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Block number" }).ClickAsync();

        await Expect(page.GetByText("012-345 6789 is blocked.")).ToBeVisibleAsync();
        await Expect(value).ToHaveValueAsync("");
        await value.FillAsync("+60 12-345 6789");
        await Expect(page.GetByText("This mobile number is on the block list already")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".mc-refusal")).ToContainTextAsync("on the block list already");
        foreach (var address in new[] { "Spam@mail.my", "bot@mail.my" })
        {
            await value.FillAsync(address);
            await page.GetByRole(AriaRole.Button, new() { Name = "Block address" }).ClickAsync();
            await Expect(page.GetByText($"{address} is blocked.")).ToBeVisibleAsync();
        }

        await value.FillAsync("extension 4471");
        await Expect(page.GetByText("It would match only where it is given in exactly these characters.")).ToBeVisibleAsync();
        await value.FillAsync("");
        Assert.Equal(["bot@mail.my", "Spam@mail.my", "012-345 6789"], await ValuesAsync(page));

        await page.GetByRole(AriaRole.Link, new() { Name = "No." }).ClickAsync();
        await Expect(page.Locator("td.value").First).ToContainTextAsync("012-345 6789");
        await page.GetByLabel("Value or reason").FillAsync("NEVER");
        await Expect(page.GetByText("1 entry")).ToBeVisibleAsync();
        Assert.Contains("q=NEVER", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Value or reason").FillAsync("mail.my");
        await Expect(page.GetByText("2 entries")).ToBeVisibleAsync();

        await page.GetByLabel("Select Spam@mail.my").CheckAsync();
        await page.GetByLabel("Select bot@mail.my").CheckAsync();
        await Expect(page.GetByText("2 selected")).ToBeVisibleAsync();
        await person.PictureAsync("block-list-selected");
        await person.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Selected entries" }).GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(page.GetByText("2 contacts are no longer blocked.")).ToBeVisibleAsync();
        await Expect(page.GetByText("No entry fits")).ToBeVisibleAsync();
        Assert.Single(Live(own));

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("2 entries")).ToBeVisibleAsync();
        Assert.Equal(3, Live(own).Count);
        await page.GetByRole(AriaRole.Button, new() { Name = "Taken off" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("tbody tr").First.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_colleagues_entry_comes_into_the_open_page_marked_as_new_and_an_agent_sees_it_masked()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await BlockAsync(own, "012-345 6780");
        await using var agent = await browser.OpenAsync(app.Address, width: 390, height: 844, scheme: ColorScheme.Dark);
        await own.SignInAsync(agent, Role.Agent, "/block-list");
        await Expect(agent.Page.Locator("td.value")).ToHaveTextAsync(["+60 •• ••• 6780"]);
        await Expect(agent.Page.GetByLabel("Mobile number or e-mail address")).ToHaveCountAsync(0);
        await Expect(agent.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);

        await BlockAsync(own, "spam@mail.my", "Sends advertising");

        await Expect(agent.Page.Locator("td.value").First).ToContainTextAsync("s•••@mail.my");
        await Expect(agent.Page.Locator("td.value").First).ToContainTextAsync("new");
        await agent.ShouldBeAccessibleAsync();
        await agent.PictureAsync("block-list-phone-dark");
        Assert.True(await agent.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        Assert.DoesNotContain("spam@mail.my", await agent.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_see_the_list_is_told_whom_to_ask()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await BlockAsync(own, "spam@mail.my");
        await using var viewer = await browser.OpenAsync(app.Address);
        await own.SignInAsync(viewer, Role.Viewer, "/block-list");

        await Expect(viewer.Page.GetByText("The block list is seen by agents, supervisors and administrators.")).ToBeVisibleAsync();
        await Expect(viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Block list" })).ToHaveCountAsync(0);
        Assert.DoesNotContain("mail.my", await viewer.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customers_number_is_blocked_and_freed_from_their_own_page()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var details = new MemberCare.Core.Domain.Customers.RawDetails { Name = "Tan Mei Ling", Mobile = "012-345 6789" };
        var customer = (await own.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), own.Colleague)).Value.Customer;
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, $"/customers/{customer.Id}");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Block number" }).ClickAsync();
        await Expect(person.Page.GetByText("The mobile number is blocked")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("your phone number or e-mail address is blocked").First).ToBeVisibleAsync();
        Assert.Equal("012-345 6789", Assert.Single(Live(own)).Value);
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("customer-blocked-number");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(person.Page.GetByText("The mobile number is not on the list.")).ToBeVisibleAsync();
        Assert.Empty(Live(own));
    }

    private static async Task BlockAsync(OwnOrganisation own, string value, string? reason = null) =>
        Assert.Null((await own.Get<ManageBlockList>().BlockAsync(new BlockRequest(value, Reason: reason), own.Colleague)).Refusal);

    private static IReadOnlyList<BlockedContactView> Live(OwnOrganisation own) =>
        own.Get<ListBlockedContacts>().Run(new BlockListFilter(), BlockListSort.Id, false, null, 200, own.Colleague).Value.Items;

    private static async Task<IEnumerable<string>> ValuesAsync(IPage page) => await page.Locator("td.value .what").AllInnerTextsAsync();
}
