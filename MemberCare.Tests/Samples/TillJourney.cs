using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Samples;

/// <summary>An agent in one window and a cashier at the sample till in another.</summary>
[Collection(SecondBrowserCollection.Name)]
public sealed class TillJourney(BrowserFixture browser, WebAppFixture app)
{
    private const string Mobile = "012-345 6789";

    [Fact]
    public async Task What_the_till_is_told_follows_the_status_and_the_agent_sees_what_was_sold_and_refused()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var details = new RawDetails { Name = "Ravi a/l Subramaniam", Mobile = Mobile };
        var customer = (await own.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), own.Colleague)).Value.Customer.Id;
        var key = (await own.Get<CreateOrganisation>().AddApiKeyAsync(own.Tenant, "Till", ["decisions:read", "activities:write"])).Value;
        await using var till = await SampleProcess.StartAsync("Till", app.Address, key);
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{customer}");
        await using var cashier = await browser.OpenAsync(till.Address);
        var (timeline, says) = (agent.Page.Locator(".timeline"), cashier.Page.GetByRole(AriaRole.Status));

        await SellAsync("42.10");
        await Expect(says).ToContainTextAsync("Points are awarded");
        await Expect(timeline).ToContainTextAsync("42.10");

        await own.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named("Suspended"), "lost-phone", null, null, null), own.Colleague);
        await SellAsync("43.20");
        await Expect(says).ToContainTextAsync("Somebody will look at it");
        await RedeemAsync();
        await Expect(says).ToContainTextAsync("Your membership is on hold");
        await Expect(timeline).ToContainTextAsync("43.20");
        await Expect(agent.Page.GetByText("Till 7").First).ToBeVisibleAsync();
        await Expect(agent.Page.Locator("main")).ToContainTextAsync("redeem points");

        await own.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named("Active"), "customer-request", null, null, null), own.Colleague);
        await own.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named("Blocked"), "unusual-activity", null, null, null), own.Colleague);
        await SellAsync("44.30");
        await Expect(says).ToContainTextAsync("No points are awarded");
        await agent.PictureAsync("customer-at-the-till");
        Assert.Empty(agent.Complaints);

        async Task SellAsync(string amount)
        {
            await cashier.Page.GotoAsync("/");
            await cashier.Page.GetByLabel("Customer’s mobile number").First.FillAsync(Mobile);
            await cashier.Page.GetByLabel("Amount").FillAsync(amount);
            await cashier.Page.GetByRole(AriaRole.Button, new() { Name = "Sell" }).ClickAsync();
        }

        async Task RedeemAsync()
        {
            await cashier.Page.GetByLabel("Customer’s mobile number").Last.FillAsync(Mobile);
            await cashier.Page.GetByRole(AriaRole.Button, new() { Name = "May points be redeemed?" }).ClickAsync();
        }
    }
}
