using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using MemberCare.Tests.Web.Webhooks;
using MemberCare.Web.Webhooks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Webhooks;

[Collection(SecondBrowserCollection.Name)]
public sealed class WebhooksJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task An_administrator_has_a_till_told_tries_it_out_and_an_agent_sees_the_receipt_live()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var customer = await own.CustomerAsync("Siti Aminah");
        await using var till = await WebhookReceiver.StartAsync();
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/integrations/webhooks");
        var (page, keys) = (person.Page, person.Page.Keyboard);
        await Expect(page.GetByText("No system is told yet.")).ToBeVisibleAsync();

        // What is wrong is said at its field; then all by keyboard.
        await page.GetByRole(AriaRole.Button, new() { Name = "New webhook" }).ClickAsync();
        await Expect(page.GetByLabel("System")).ToBeFocusedAsync();
        await keys.TypeAsync("till");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("https://192.168.1.7/hook");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("192.168.1.7 is a private or local address")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Address")).ToBeFocusedAsync();
        await person.ShouldBeAccessibleAsync();
        await page.GetByLabel("Address").FillAsync(till.Address);
        await keys.PressAsync("Enter");

        var secret = page.GetByRole(AriaRole.Alertdialog);
        await Expect(secret.GetByLabel("Secret")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^whsec_[A-Za-z0-9+/]{43}=$"));
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("webhook-secret");
        await Expect(secret.GetByLabel("Secret")).ToBeFocusedAsync();
        await secret.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await person.ShouldHaveCopiedAsync(await secret.GetByLabel("Secret").InputValueAsync());
        await secret.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "till", Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Expect(page.GetByText("“till” took the test message")).ToBeVisibleAsync();

        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{customer}");
        await own.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named("Suspended"), null, "Lost mobile", null, null), own.Colleague);
        var entry = agent.Page.Locator(".entry[data-sequence='2']");
        await Expect(entry.GetByText(new System.Text.RegularExpressions.Regex(@"till: told at \d\d:\d\d:\d\d"))).ToBeVisibleAsync();
        Assert.Equal(2, till.Messages.Count);
        await Expect(page.GetByText("Status changed").Last).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send no. 2 again" }).ClickAsync();
        await till.WaitAsync(3);

        // The till breaks: the page and the receipt say so, and that it is tried again.
        till.Answer = (_, context) => WebhookReceiver.Say(context, 500);
        await own.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named("Active"), null, "Found again", null, null), own.Colleague);
        await Expect(agent.Page.Locator(".entry[data-sequence='3']").GetByText(new System.Text.RegularExpressions.Regex(@"till: trying again at \d\d:\d\d:\d\d \(answered 500\)"))).ToBeVisibleAsync();
        await agent.ShouldBeAccessibleAsync();
        await agent.PictureAsync("webhook-receipts");
        await Expect(page.GetByText("Failing since")).ToBeVisibleAsync();
        till.Answer = (_, context) => WebhookReceiver.Say(context, 204);

        // On a slow machine the second try, after five seconds, may have failed as well; the third comes after thirty.
        await Expect(agent.Page.Locator(".entry[data-sequence='3']").GetByText(new System.Text.RegularExpressions.Regex(@"till: told at"))).ToBeVisibleAsync(new() { Timeout = 90_000 });

        Assert.Empty(person.Complaints);
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task A_webhook_gets_a_new_secret_is_paused_resumed_edited_and_ended()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var made = (await own.Get<WebhookDesk>().CreateAsync(new WebhookDraft { Name = "campaigns", Address = "https://campaigns.example.com/hook" }, own.Colleague)).Value;
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, $"/integrations/webhooks/{made.Id}");
        var page = person.Page;
        var dialog = page.GetByRole(AriaRole.Alertdialog);

        await page.GetByRole(AriaRole.Button, new() { Name = "New secret" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a new secret" }).ClickAsync();
        await Expect(dialog.GetByLabel("Secret")).Not.ToHaveValueAsync(made.Secret);
        await Expect(dialog.GetByText("The secret before goes on signing for 24 hours.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(page.GetByText("The one before signs too until")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByText("Paused since just now")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByText("It is told again")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("What is ticked").CheckAsync();
        await Expect(page.GetByLabel("Status changed")).ToBeCheckedAsync();
        await page.GetByLabel("Became a customer").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Became a customer, status changed")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Leave it as it is" })).ToBeFocusedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "End webhook" }).ClickAsync();
        await Expect(page.GetByText("It has ended.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send a test" })).ToHaveCountAsync(0);
        Assert.Equal(WebhookState.Ended, own.Get<ReadWebhooks>().One(made.Id, own.Colleague).Value.State);
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_pages_are_accessible_and_fit_the_screen(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var desk = own.Get<WebhookDesk>();
        await using var till = await WebhookReceiver.StartAsync();
        var made = (await desk.CreateAsync(new WebhookDraft { Name = "The till in Gurney Plaza, second floor", Address = till.Address + "?and=" + new string('x', 200) }, own.Colleague)).Value;
        var paused = (await desk.CreateAsync(new WebhookDraft { Name = "booking", Address = "https://booking.example.com/hook" }, own.Colleague)).Value;
        await own.Get<ManageWebhooks>().PauseAsync(paused.Id, own.Colleague);
        var ended = (await desk.CreateAsync(new WebhookDraft { Name = "old till", Address = "https://old.example.com/hook" }, own.Colleague)).Value;
        await own.Get<ManageWebhooks>().EndAsync(ended.Id, own.Colleague);
        var customer = await own.CustomerAsync("Siti Aminah");
        await own.AskForApprovalAsync();
        Assert.Null((await own.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Ticked, [customer], LabelChoice.Named("Blocked"), "terms-breached", null), own.Colleague)).Refusal);
        await till.WaitAsync(2);
        await using var person = await browser.OpenAsync(app.Address, width, width == 390 ? 844 : 900);

        await own.SignInAsync(person, Role.Administrator, "/integrations/webhooks");
        await Expect(person.Page.GetByText("Ended since")).ToBeVisibleAsync();
        await CheckAsync(person, $"webhooks-{width}");
        await person.GoToAsync($"/integrations/webhooks/{made.Id}");
        await Expect(person.Page.GetByText("Became a customer").Last).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("for a bulk change")).ToBeVisibleAsync();
        await CheckAsync(person, $"webhook-{width}");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Expect(person.Page.GetByLabel("System")).ToBeFocusedAsync();
        await CheckAsync(person, $"webhook-edit-{width}");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Others_are_told_whom_to_ask()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var made = (await own.Get<WebhookDesk>().CreateAsync(new WebhookDraft { Name = "till", Address = "https://till.example.com/hook" }, own.Colleague)).Value;
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/integrations/webhooks");
        await Expect(person.Page.GetByText("Webhooks are managed by administrators.")).ToBeVisibleAsync();
        await person.GoToAsync($"/integrations/webhooks/{made.Id}");
        await Expect(person.Page.GetByText("Webhooks are managed by administrators.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("till.example.com")).ToHaveCountAsync(0);
    }

    private static async Task CheckAsync(BrowserPage person, string picture)
    {
        await person.ShouldBeAccessibleAsync(picture);
        Assert.Equal(0, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
