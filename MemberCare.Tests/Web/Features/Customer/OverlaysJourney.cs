using System.Text.RegularExpressions;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Customer;

/// <summary>What is over a customer, as an agent sees it and deals with it.</summary>
[Collection(SecondBrowserCollection.Name)]
public sealed class OverlaysJourney(BrowserFixture browser, WebAppFixture app)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task A_customer_with_everything_at_once_is_told_in_words_and_signs_and_is_accessible(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var id = await EverythingAsync(own);
        await using var agent = await browser.OpenAsync(app.Address, width);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{id}");
        var page = agent.Page;

        await Expect(page.Locator(".facts .mc-overlay")).ToHaveTextAsync([new Regex("Login lock"), new Regex("Do not contact")]);
        var redeem = page.Locator(".abilities li").Filter(new() { HasText = "redeem points" });
        await Expect(redeem).ToContainTextAsync(new Regex("You cannot redeem points: (sign-in is locked until .* after five wrong passwords|your membership is on hold)"));
        await Expect(page.Locator(".refusals li").First).ToHaveTextAsync(new Regex(@"^\W*(do_not_disturb_on)?\s*Today \d\d:\d\d, till 7, redeem points: refused, login lock$"));
        await Expect(page.Locator(".related li")).ToHaveCountAsync(2);
        await Expect(page.Locator(".related")).ToContainTextAsync("same mobile number");
        await Expect(page.Locator(".who")).ToContainTextAsync("1987");
        await Expect(page.Locator(".who")).Not.ToContainTextAsync("31 May");
        await agent.ShouldBeAccessibleAsync($"customer-overlays-{width}");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task Do_not_contact_is_set_and_undone_by_the_same_switch_from_the_keyboard()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var id = await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{id}");
        var page = agent.Page;
        await page.Locator(".customer[data-keys=ready]").WaitForAsync();

        await page.Keyboard.TypeAsync("dToo many messages");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("[data-contact-switch]")).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(page.Locator(".facts .mc-overlay")).ToContainTextAsync("Do not contact");
        await Expect(page.Locator(".abilities li").Filter(new() { HasText = "receive marketing" })).ToContainTextAsync("You get no offers from us, as you asked. I can change that.");
        await Expect(page.Locator(".timeline .entry").First).ToContainTextAsync("Wants no messages: do not contact");
        await Expect(page.Locator(".timeline .entry").First).ToContainTextAsync("Too many messages");

        await page.Keyboard.PressAsync("d");
        await Expect(page.Locator("#contact-note")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#contact-note")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-contact-switch]")).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(page.Locator(".facts .mc-overlay")).ToHaveCountAsync(0);
        await Expect(page.Locator(".timeline .entry").First).ToContainTextAsync("May be contacted again");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task A_lock_appears_by_itself_and_is_lifted_where_it_is_shown()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var id = await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{id}");
        await using var viewer = await browser.OpenAsync(app.Address);
        await own.SignInAsync(viewer, Role.Viewer, $"/customers/{id}");
        await Expect(agent.Page.Locator(".lock")).ToHaveTextAsync("Not locked");

        await LockAsync(own, id);

        await Expect(agent.Page.Locator(".facts .mc-overlay")).ToContainTextAsync("Login lock");
        await Expect(viewer.Page.Locator(".lock")).ToContainTextAsync("after 5 wrong passwords");
        await Expect(viewer.Page.Locator("[data-lift-lock], [data-contact-switch]")).ToHaveCountAsync(0);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Lift the lock" }).ClickAsync();
        await Expect(agent.Page.GetByRole(AriaRole.Button, new() { Name = "Lift it" })).ToBeFocusedAsync();
        await agent.Page.Keyboard.PressAsync("Enter");

        await Expect(agent.Page.Locator(".lock")).ToHaveTextAsync("Not locked");
        await Expect(agent.Page.Locator(".timeline .entry").First).ToContainTextAsync("The lock of sign-in was lifted");
        await Expect(viewer.Page.Locator(".facts .mc-overlay")).ToHaveCountAsync(0);
        Assert.Empty(agent.Complaints);
        Assert.Empty(viewer.Complaints);
    }

    [Fact]
    public async Task A_lock_that_ends_by_time_leaves_the_page_by_itself()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var id = await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{id}");

        await own.Get<Writer>().RunAsync<Done>(own.Tenant, transaction =>
        {
            var customer = transaction.Find(id)!;
            transaction.Save(customer, customer.FailSignIn(new LockRule(1, TimeSpan.FromSeconds(4)), own.Colleague, transaction.Now, transaction.Now)!);
            return new Done();
        });

        await Expect(agent.Page.Locator(".facts .mc-overlay")).ToContainTextAsync("Login lock");
        await Expect(agent.Page.Locator(".lock")).ToContainTextAsync("The last lock ended by itself", new() { Timeout = 15_000 });
        await Expect(agent.Page.Locator(".facts .mc-overlay")).ToHaveCountAsync(0);
        await Expect(agent.Page.Locator(".abilities li").Filter(new() { HasText = "sign in" })).ToContainTextAsync("yes");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task The_list_shows_and_filters_by_what_is_over_customers()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var locked = await own.CustomerAsync("Locked Lim");
        var quiet = await own.CustomerAsync("Quiet Tan");
        await own.CustomerAsync("Plain Wong");
        await LockAsync(own, locked);
        _ = (await own.Get<ManageOverlays>().SetContactPreferenceAsync(quiet, true, null, own.Colleague)).Value;
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, "/customers");
        var rows = agent.Page.Locator("table.list tbody tr");

        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.Filter(new() { HasText = "Locked Lim" }).Locator(".mc-overlay")).ToContainTextAsync("Login lock");
        await agent.Page.Locator("#f-overlay").SelectOptionAsync("DoNotContact");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("Quiet Tan");
        Assert.EndsWith("?overlay=do-not-contact", agent.Page.Url, StringComparison.Ordinal);
        await agent.Page.GetByRole(AriaRole.Main).Locator(".mc-ready-link").Filter(new() { HasText = "Login lock" }).ClickAsync();
        await Expect(rows).ToContainTextAsync("Locked Lim");
        await agent.ShouldBeAccessibleAsync();
        await agent.PictureAsync("customers-overlays");
        Assert.Empty(agent.Complaints);
    }

    private static async Task LockAsync(OwnOrganisation own, CustomerId id)
    {
        for (var i = 0; i < 5; i++)
        {
            var report = new SignInReport(new NamedCustomer(id, null, null, null, null), SignInReportKind.Failed, null, null, null);
            Assert.Null((await own.Get<ReportSignIns>().RunAsync(report, own.Colleague)).Refusal);
        }
    }

    // Suspended, locked, not to be contacted, refused at a till, and with two accounts that may be the same person.
    private static async Task<CustomerId> EverythingAsync(OwnOrganisation own)
    {
        var ids = new List<CustomerId>();
        foreach (var (name, mobile, born) in new[] { ("Siti Aminah binti Abdullah", "012-345 6789", new DateOnly(1987, 5, 31)), ("Siti A.", "+60123456789", new DateOnly(1990, 1, 1)), ("Siti Aminah binti Abdullah", "019-999 1111", new DateOnly(1987, 5, 31)) })
        {
            var details = new RawDetails { Name = name, Mobile = mobile, Email = $"{Guid.NewGuid():N}@mail.example", BirthDate = born };
            ids.Add((await own.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), own.Colleague)).Value.Customer.Id);
        }

        var label = await own.LostPhoneAsync();
        Assert.Null((await own.Get<ChangeStatus>().RunAsync(new(ids[0], LabelChoice.Of(label), "lost-phone", null, null, null), own.Colleague)).Refusal);
        await LockAsync(own, ids[0]);
        _ = (await own.Get<ManageOverlays>().SetContactPreferenceAsync(ids[0], true, "Too many messages", own.Colleague)).Value;
        await own.Get<Writer>().RunAsync<Done>(own.Tenant, transaction =>
        {
            var customer = transaction.Find(ids[0])!;
            var data = new EventData { [EventData.Action] = nameof(CustomerAction.RedeemPoints), [EventData.Layer] = nameof(DecidingLayer.LoginLock), [EventData.Place] = "till 7" };
            transaction.Save(customer, customer.Note(EventKind.DecisionRefused, data, Actor.System(own.Tenant, "Till", Channel.Till), transaction.Now));
            return new Done();
        });
        return ids[0];
    }
}
