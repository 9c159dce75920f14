using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Settings;

[Collection(SecondBrowserCollection.Name)]
public sealed class SettingsJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task Name_region_and_activity_period_are_changed_by_keyboard_and_the_page_says_what_was_saved()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var (page, keys) = (person.Page, person.Page.Keyboard);

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Kopi & Co");
        await page.GetByLabel("Region").FocusAsync();
        await keys.PressAsync("Tab");
        await Expect(page.GetByLabel("Region")).ToHaveValueAsync("Malaysia (+60)");
        await page.GetByLabel("Region").FocusAsync();
        await keys.TypeAsync("singap");
        await Expect(page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await keys.PressAsync("Enter");
        await Expect(page.GetByLabel("Region")).ToHaveValueAsync("Singapore (+65)");
        await Expect(page.GetByText("Numbers recorded before keep the form they have.")).ToBeVisibleAsync();
        await page.GetByLabel("How many").FillAsync("90");
        await page.GetByLabel("Months or days").SelectOptionAsync("days");
        await page.GetByLabel("How many").FocusAsync();
        await keys.PressAsync("Enter");

        await Expect(page.GetByText("Saved: name from “Kopi & Roti” to “Kopi & Co”; region from “Malaysia” to “Singapore”; activity period from “6 months” to “90 days”.")).ToBeVisibleAsync();
        var saved = own.Get<ReadSettings>().Run(own.Colleague).Value;
        Assert.Equal(("Kopi & Co", "SG", new ActivityPeriod(90, false)), (saved.Title, saved.Region, saved.ActivityPeriod));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task The_region_is_found_by_arrows_calling_code_and_unaccented_name_and_leaving_keeps_it()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var (page, keys, region) = (person.Page, person.Page.Keyboard, person.Page.GetByLabel("Region"));

        await region.FocusAsync();
        await keys.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("Malaysia");
        await keys.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("Maldives");
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("settings-region");
        await keys.PressAsync("Escape");
        await Expect(region).ToHaveValueAsync("Malaysia (+60)");
        await region.FillAsync("+49");
        await Expect(page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option)).ToContainTextAsync(["Germany"]);
        await region.FillAsync("cote d");
        await Expect(page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option)).ToContainTextAsync(["Côte d’Ivoire"]);
        await region.FillAsync("Atlantis");
        await Expect(page.GetByText("No country is called that.")).ToBeVisibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FocusAsync();
        await Expect(region).ToHaveValueAsync("Malaysia (+60)");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task The_preview_counts_before_anything_is_saved_and_wrong_numbers_are_refused_in_words()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var now = DateTimeOffset.UtcNow;
        foreach (var days in new[] { 10, 100, 400 })
        {
            var details = new RawDetails { Name = "Siti", ExternalId = $"s{days}", RegisteredAt = now.AddDays(-500), LastActivityAt = now.AddDays(-days) };
            Assert.Null((await own.Get<RegisterCustomer>().RunAsync(new(details, null), own.Colleague)).Refusal);
        }

        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var preview = person.Page.GetByText("would count as inactive:");
        await Expect(preview).ToContainTextAsync("inactive: 1");

        await person.Page.GetByLabel("How many").FillAsync("3");
        await Expect(preview).ToContainTextAsync("inactive: 2");
        foreach (var wrong in new[] { "0", "121", "six", "-1", "1.5", "999999999999999999999" })
        {
            await person.Page.GetByLabel("How many").FillAsync(wrong);
            await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(person.Page.GetByText("The activity period is 1 to 120 months, or 1 to 3,650 days.")).ToBeVisibleAsync();
            await Expect(person.Page.GetByLabel("How many")).ToBeFocusedAsync();
            await Expect(person.Page.GetByLabel("How many")).ToHaveValueAsync(wrong);
        }

        await person.ShouldBeAccessibleAsync();
        Assert.Equal(ActivityPeriod.Default, own.Get<ReadSettings>().Run(own.Colleague).Value.ActivityPeriod);
    }

    [Fact]
    public async Task Unsaved_changes_are_guarded_against_links_and_nothing_is_asked_without_them()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var page = person.Page;
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Kopi & Co");

        await page.GetByRole(AriaRole.Link, new() { Name = "Labels" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Alertdialog, new() { Name = "Leave without saving?" });
        await Expect(question.GetByRole(AriaRole.Button, new() { Name = "Stay here" })).ToBeFocusedAsync();
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("settings-unsaved");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page).ToHaveURLAsync(new Uri(app.Address, "/settings").ToString());
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Kopi & Co");
        await page.GetByRole(AriaRole.Link, new() { Name = "Labels" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Leave without saving" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Labels", Level = 1 })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Kopi & Roti");
        await page.GetByRole(AriaRole.Link, new() { Name = "Labels" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Labels", Level = 1 })).ToBeVisibleAsync();
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task The_lock_and_what_customers_are_told_are_set_in_words_and_emptied_messages_come_back()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var page = person.Page;
        foreach (var wrong in new[] { "2", "21", "five" })
        {
            await page.GetByLabel("Wrong passwords in a row").FillAsync(wrong);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
            await Expect(page.GetByText("Sign-in is locked after 3 to 20 failed tries")).ToBeVisibleAsync();
            await Expect(page.GetByLabel("Wrong passwords in a row")).ToBeFocusedAsync();
        }

        await page.GetByLabel("Wrong passwords in a row").FillAsync("4");
        await page.GetByLabel("Hours", new() { Exact = true }).FillAsync("12");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved: failed tries before the lock from “5” to “4”; hours of the lock from “24” to “12”.")).ToBeVisibleAsync();

        await page.GetByLabel("Sign-in is locked").FillAsync("Too many tries. Ring us.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use these words" }).ClickAsync();
        await Expect(page.GetByText("Saved. Customers are told so from now on.")).ToBeVisibleAsync();
        var saved = own.Get<ReadSettings>().Run(own.Colleague).Value;
        Assert.Equal((4, 12, "Too many tries. Ring us."), (saved.LockAfterFailures, saved.LockHours, saved.Messages[PublicMessage.LoginLock]));

        await page.GetByLabel("Sign-in is locked").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use these words" }).ClickAsync();
        await Expect(page.GetByLabel("Sign-in is locked")).ToHaveValueAsync(PublicMessages.Usual(PublicMessage.LoginLock));
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("settings-messages");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Two_administrators_at_once_lose_nothing_of_each_other()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var page = person.Page;
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Mine");

        var seen = own.Get<ReadSettings>().Run(own.Colleague).Value;
        Assert.Null((await own.Get<ChangeSettings>().RunAsync(new("Theirs", "SG", seen.ActivityPeriod, seen.LockAfterFailures, seen.LockHours, seen.Version), own.Colleague)).Refusal);

        await Expect(page.GetByText("A colleague changed the settings meanwhile.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take theirs over, keep mine" })).ToBeFocusedAsync();
        await person.PictureAsync("settings-meanwhile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take theirs over, keep mine" }).ClickAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Mine");
        await Expect(page.GetByLabel("Region")).ToHaveValueAsync("Singapore (+65)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved: name from “Theirs” to “Mine”.")).ToBeVisibleAsync();
        var saved = own.Get<ReadSettings>().Run(own.Colleague).Value;
        Assert.Equal(("Mine", "SG"), (saved.Title, saved.Region));
    }

    [Fact]
    public async Task Reasons_are_added_reworded_taken_off_the_offer_and_put_back()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        var page = person.Page;

        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("Moved abroad – für immer");
        await Expect(page.GetByLabel("Code", new() { Exact = true })).ToHaveValueAsync("moved-abroad-fur-immer");
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync("lost-phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add reason" }).ClickAsync();
        await Expect(page.GetByText("The code “lost-phone” is taken. Choose another one.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Code", new() { Exact = true })).ToBeFocusedAsync();
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync("moved");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("“Moved abroad – für immer” was added and is on offer at once.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reword: Moved abroad – für immer" }).ClickAsync();
        await page.Locator("#reason-edit").FillAsync("Moved abroad");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("The reason now reads “Moved abroad”.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take off the offer: Moved abroad" }).ClickAsync();
        await Expect(page.GetByText("“Moved abroad” is off the offer.")).ToBeVisibleAsync();
        Assert.Equal(new ReasonRow("moved", "Moved abroad", false), Reason(own, "moved"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Put back on offer: Moved abroad" }).ClickAsync();
        await Expect(page.GetByText("“Moved abroad” is on offer again.")).ToBeVisibleAsync();
        Assert.True(Reason(own, "moved").Offered);
        await own.LabelAsync(new() { Name = "Phone gone", Colour = "red", Icon = "lock", OwnWordsAllowed = false, ReasonCodes = ["lost-phone"] });
        await page.GetByRole(AriaRole.Button, new() { Name = "Take off the offer: Lost mobile phone" }).ClickAsync();
        await Expect(page.GetByText("It is the last reason on offer for “Phone gone”")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync();
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    [InlineData(Role.Approver)]
    [InlineData(Role.Supervisor)]
    public async Task Whoever_is_no_administrator_reads_whom_to_ask(Role role)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, role, "/settings");

        await Expect(person.Page.GetByText("Settings are changed by administrators.")).ToBeVisibleAsync();
        await Expect(person.Page.Locator("main").GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
        await person.ShouldBeAccessibleAsync();
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_page_is_accessible(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.Get<ChangeSettings>().OfferReasonAsync("test-account", false, own.Colleague);
        await using var person = await browser.OpenAsync(app.Address, width);
        await own.SignInAsync(person, Role.Administrator, "/settings");
        await Expect(person.Page.GetByText("would count as inactive:")).ToBeVisibleAsync();

        await person.ShouldBeAccessibleAsync($"settings-{width}");
        Assert.Equal(width, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Reword: Customer asked for it" }).ClickAsync();
        await Expect(person.Page.Locator("#reason-edit")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync($"settings-reword-{width}");
        Assert.Empty(person.Complaints);
    }

    private static ReasonRow Reason(OwnOrganisation own, string code) =>
        own.Get<ReadSettings>().Run(own.Colleague).Value.Reasons.Single(reason => reason.Code == code);
}
