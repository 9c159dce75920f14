using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Register;

/// <summary>Registering a customer at the console.</summary>
[Collection(SecondBrowserCollection.Name)]
public sealed class NewCustomerJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_customer_is_registered_by_keyboard_from_a_search_that_found_nobody()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Agent, "/");
        var page = person.Page;
        await page.Keyboard.TypeAsync("Nobody Known");
        await page.GetByRole(AriaRole.Link, new() { Name = "Register a new customer" }).ClickAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await person.ShouldBeAccessibleAsync();

        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByText("Give the customer’s name.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Tan Mei Ling");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("012-345 6789");
        await page.Keyboard.PressAsync("Control+Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Tan Mei Ling" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Became a customer")).ToBeVisibleAsync();
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_listed_number_is_told_while_it_is_typed_and_a_supervisor_goes_over_it_with_a_reason()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        Assert.Null((await own.Get<ManageBlockList>().BlockAsync(new BlockRequest("+60123456789", Reason: "Books and never comes"), own.Colleague)).Refusal);
        await using var agent = await browser.OpenAsync(app.Address, width: 390, height: 844, scheme: ColorScheme.Dark);
        await own.SignInAsync(agent, Role.Agent, "/customers/new");
        await agent.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Tan Mei Ling");
        await agent.Page.GetByLabel("Mobile number").FillAsync("012-345 6789");
        await Expect(agent.Page.GetByText("This mobile number is on the block list")).ToBeVisibleAsync();
        await Expect(agent.Page.GetByLabel("Reason for registering the person all the same")).ToHaveCountAsync(0);
        await agent.ShouldBeAccessibleAsync();
        await agent.PictureAsync("new-customer-listed-phone-dark");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(agent.Page.Locator(".mc-refusal")).ToContainTextAsync("is on the block list");

        await using var supervisor = await browser.OpenAsync(app.Address);
        await own.SignInAsync(supervisor, Role.Supervisor, "/customers/new");
        var page = supervisor.Page;
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Tan Mei Ling");
        await page.GetByLabel("Mobile number").FillAsync("012-345 6789");
        await page.GetByLabel("Reason for registering the person all the same").FillAsync("She came in person");
        await supervisor.ShouldBeAccessibleAsync();
        await supervisor.PictureAsync("new-customer-override");
        await page.Keyboard.PressAsync("Control+Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Tan Mei Ling" })).ToBeVisibleAsync();
        await Expect(page.GetByText("in spite of the block list")).ToBeVisibleAsync();
        await Expect(page.GetByText("She came in person")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_has_the_number_already_and_who_had_it_is_hinted_at_with_the_way_there()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var gone = await RegisterAsync(own, "Siti Aminah");
        var change = new ChangeStatusRequest(gone, LabelChoice.Named("Deleted"), null, "As she asked", null, null);
        Assert.Null((await own.Get<ChangeStatus>().RunAsync(change, own.Colleague)).Refusal);
        var sister = await RegisterAsync(own, "Her sister");
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Agent, "/customers/new");
        await person.Page.GetByLabel("Mobile number").FillAsync("0123456789");

        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Her sister" })).ToHaveAttributeAsync("href", $"/customers/{sister}");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Siti Aminah" })).ToHaveAttributeAsync("href", $"/customers/{gone}");
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Siti Aminah");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(person.Page.GetByText("Became a customer again")).ToBeVisibleAsync();
    }

    private static async Task<CustomerId> RegisterAsync(OwnOrganisation own, string name) =>
        (await own.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(new RawDetails { Name = name, Mobile = "012-345 6789" }, null), own.Colleague)).Value.Customer.Id;
}
