using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Samples;

/// <summary>An agent in one window and a customer at the sample portal in another: two programs, joined by HTTP alone.</summary>
[Collection(SecondBrowserCollection.Name)]
public sealed class PortalJourney(BrowserFixture browser, WebAppFixture app) : IAsyncLifetime
{
    private const string Mobile = "012-345 6789";

    private OwnOrganisation _own = null!;
    private SampleProcess _portal = null!;
    private CustomerId _customer;

    public async Task InitializeAsync()
    {
        _own = await OwnOrganisation.MakeAsync(app);
        var details = new RawDetails { Name = "Siti Aminah binti Abdullah", Mobile = Mobile };
        _customer = (await _own.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), _own.Colleague)).Value.Customer.Id;
        var key = (await _own.Get<CreateOrganisation>().AddApiKeyAsync(_own.Tenant, "Portal", ["decisions:read", "sign-ins:write", "activities:write"])).Value;
        _portal = await SampleProcess.StartAsync("Portal", app.Address, key);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Blocked_in_one_window_the_customer_is_out_of_the_portal_with_the_next_click_and_back_once_unblocked()
    {
        await using var agent = await browser.OpenAsync(app.Address);
        await _own.SignInAsync(agent, Role.Administrator, $"/customers/{_customer}");
        await using var customer = await browser.OpenAsync(_portal.Address);
        await SignInAsync(customer, "6789");
        await Expect(customer.Page.GetByText("You have 1,200 points.")).ToBeVisibleAsync();

        await ChangeAsync(agent, "blocked");
        await customer.Page.ReloadAsync();
        await Expect(customer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("restricted by the program administrator");
        await SignInAsync(customer, "6789");
        await Expect(customer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("restricted by the program administrator");

        await ChangeAsync(agent, "active");
        await SignInAsync(customer, "6789");
        await Expect(customer.Page.GetByText("You have 1,200 points.")).ToBeVisibleAsync();
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "Redeem 100 points" }).ClickAsync();
        await Expect(customer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Done");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task A_suspended_customer_may_sign_in_to_pay_what_is_due_and_nothing_else()
    {
        await using var agent = await browser.OpenAsync(app.Address);
        await _own.SignInAsync(agent, Role.Agent, $"/customers/{_customer}");
        await ChangeAsync(agent, "suspended");

        await using var customer = await browser.OpenAsync(_portal.Address);
        await SignInAsync(customer, "6789");

        await Expect(customer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("You can sign in to pay what is due");
        await Expect(customer.Page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(customer.Page.GetByRole(AriaRole.Link, new() { Name = "Pay" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_portal_the_agent_sees_why_and_lifts_it()
    {
        await using var agent = await browser.OpenAsync(app.Address);
        await _own.SignInAsync(agent, Role.Agent, $"/customers/{_customer}");
        await using var customer = await browser.OpenAsync(_portal.Address);
        for (var i = 0; i < 4; i++)
        {
            await SignInAsync(customer, "0000");
            await Expect(customer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("do not belong together");
        }

        await SignInAsync(customer, "0000");
        await Expect(customer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("multiple incorrect password attempts");
        await SignInAsync(customer, "6789");
        await Expect(customer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("multiple incorrect password attempts");

        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Lift the lock" }).ClickAsync();
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Lift" }).Last.ClickAsync();
        await Expect(agent.Page.GetByRole(AriaRole.Button, new() { Name = "Lift the lock" })).ToHaveCountAsync(0);
        await SignInAsync(customer, "6789");
        await Expect(customer.Page.GetByText("You have 1,200 points.")).ToBeVisibleAsync();
    }

    private static async Task SignInAsync(BrowserPage customer, string password)
    {
        await customer.Page.GotoAsync("/");
        await customer.Page.GetByLabel("Mobile number").FillAsync(Mobile);
        await customer.Page.GetByLabel("Password").FillAsync(password);
        await customer.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static async Task ChangeAsync(BrowserPage agent, string label)
    {
        // The page's own keys are followed once it is live.
        await Expect(agent.Page.Locator(".customer[data-keys]")).ToBeVisibleAsync();
        await agent.Page.Keyboard.PressAsync("e");
        await agent.Page.Keyboard.TypeAsync(label);
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Page.Keyboard.PressAsync("1");
        await agent.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(agent.Page.Locator(".facts .mc-badge")).ToContainTextAsync(label, new() { IgnoreCase = true });
    }
}
