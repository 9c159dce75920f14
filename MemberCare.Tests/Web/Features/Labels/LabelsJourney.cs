using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Labels;

[Collection(SecondBrowserCollection.Name)]
public sealed class LabelsJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_label_made_by_keyboard_alone_can_be_chosen_by_an_agent_at_once()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var siti = await own.CustomerAsync("Siti Aminah");
        await using var agent = await browser.OpenAsync(app.Address);
        await own.SignInAsync(agent, Role.Agent, $"/customers/{siti}");
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        var (page, keys) = (person.Page, person.Page.Keyboard);

        await page.GetByRole(AriaRole.Button, new() { Name = "New label" }).FocusAsync();
        await keys.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "New label" });
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await keys.TypeAsync("Phone stolen");
        await keys.PressAsync("Tab");
        await Expect(dialog.GetByLabel("Predefined status")).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "Amber" })).ToBeFocusedAsync();
        await keys.PressAsync("ArrowRight");
        await Expect(dialog.Locator(".mc-badge.mc-colour-orange").Filter(new() { HasText = "Phone stolen" })).ToHaveCountAsync(2);
        await keys.PressAsync("Tab");
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "Pause" })).ToBeFocusedAsync();
        await keys.PressAsync("ArrowRight");
        await Expect(dialog.GetByText("Icon: Magnifier")).ToBeVisibleAsync();
        await keys.PressAsync("Enter");

        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "“Phone stolen” was created" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New label" })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "Phone stolen" })).ToBeVisibleAsync();
        await agent.Page.Keyboard.PressAsync("e");
        await Expect(agent.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Phone stolen" })).ToBeVisibleAsync();
        Assert.Equal(("orange", "search", CustomerStatus.Suspended), (own.Label("Phone stolen").Label.Colour, own.Label("Phone stolen").Label.Icon, own.Label("Phone stolen").Label.Status));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_duplicate_name_is_refused_at_its_field_and_nothing_typed_is_lost()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.LostPhoneAsync();
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        var dialog = await NewAsync(person.Page);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("LOST  phone");
        await dialog.GetByLabel("Public message").FillAsync("Call us.\nWe are there.");
        await dialog.GetByText("Customer asked for it").ClickAsync();

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        await Expect(dialog.GetByText("There is already a label “Lost phone”. Choose another name, or edit that one.")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await Expect(dialog.GetByLabel("Public message")).ToHaveValueAsync("Call us.\nWe are there.");
        await Expect(dialog.GetByLabel("Customer asked for it")).ToBeCheckedAsync();
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("labels-duplicate");
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Phone at repair");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(("Call us.\nWe are there.", "customer-request"), (own.Label("Phone at repair").PublicMessage, own.Label("Phone at repair").ReasonCodes.Single()));
    }

    [Fact]
    public async Task Escape_leaves_at_once_where_nothing_was_changed_and_asks_where_something_was()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        var dialog = await NewAsync(person.Page);
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "New label" })).ToBeFocusedAsync();

        dialog = await NewAsync(person.Page);
        await person.Page.Keyboard.TypeAsync("Phone");
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog.GetByText("What you typed is not saved.")).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep editing" })).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Phone");
        await person.Page.Keyboard.PressAsync("Escape");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Retiring_says_what_happens_and_the_label_stays_with_its_customers()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var label = await own.LostPhoneAsync();
        await own.CustomerAsync("Siti Aminah", label);
        await own.CustomerAsync("Ravi Kumar", label);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        var page = person.Page;
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Retire Suspended" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "2 customers carry Lost phone" })).ToHaveAttributeAsync("href", $"/customers?label={label}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Retire Lost phone" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Alertdialog);
        await Expect(dialog.GetByText("2 customers keep it until somebody changes their label.")).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" })).ToBeFocusedAsync();
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("labels-retire");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Null(own.Label("Lost phone").RetiredAt);
        await page.GetByRole(AriaRole.Button, new() { Name = "Retire Lost phone" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Retire", Exact = true }).ClickAsync();

        await Expect(page.GetByText("“Lost phone” was retired.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await page.GetByText("1 retired label").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Retired labels" }).GetByText("Lost phone")).ToHaveCountAsync(2);
        await person.PictureAsync("labels-retired");
        Assert.NotNull(own.Label("Lost phone").RetiredAt);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_colleague_s_edit_meanwhile_is_shown_and_joined_with_what_was_typed()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var label = await own.LostPhoneAsync();
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Edit Lost phone" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Phone lost");

        Assert.Null((await own.Get<ManageLabels>().EditAsync(label, own.Label("Lost phone").ToDraft() with { Colour = "pink", PublicMessage = "Call us." }, own.Colleague)).Refusal);

        var notice = dialog.GetByRole(AriaRole.Alert).Filter(new() { HasText = "A colleague changed this label meanwhile." });
        await Expect(notice).ToContainTextAsync("Colour: Amber");
        await person.PictureAsync("labels-meanwhile");
        await person.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Take theirs over, keep mine" })).ToBeFocusedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take theirs over, keep mine" }).ClickAsync();
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Phone lost");
        await Expect(dialog.GetByLabel("Public message")).ToHaveValueAsync("Call us.");
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "Pink" })).ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(("pink", "Call us."), (own.Label("Phone lost").Label.Colour, own.Label("Phone lost").PublicMessage));
    }

    [Fact]
    public async Task Quick_typing_loses_no_letter()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        var dialog = await NewAsync(person.Page);
        var words = string.Concat(Enumerable.Repeat("Phone stolen in a taxi. ", 8));

        await dialog.GetByLabel("Public message").FocusAsync();
        await person.Page.Keyboard.TypeAsync(words);
        await Expect(dialog.GetByText($"{words.Trim().Length} of 300")).ToBeVisibleAsync();

        await Expect(dialog.GetByLabel("Public message")).ToHaveValueAsync(words);
    }

    [Fact]
    public async Task The_list_follows_what_others_do()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/labels");
        await Expect(person.Page.GetByRole(AriaRole.Rowheader, new() { Name = "Blocked" }).First).ToBeVisibleAsync();

        var label = await own.LostPhoneAsync();
        await own.CustomerAsync("Siti Aminah", label);

        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "1 customer carries Lost phone" })).ToBeVisibleAsync();
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Ten_kilobytes_of_markup_in_every_field_are_refused_and_stay_in_the_form()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        var dialog = await NewAsync(person.Page);
        var markup = string.Concat(Enumerable.Repeat("<img src=x onerror=alert(1)>", 200));
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(markup);
        await dialog.GetByLabel("Public message").FillAsync(markup);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        await Expect(dialog.GetByText("The name is too long: 40 characters at most.")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("The public message is too long: 300 characters at most.")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Public message")).ToHaveValueAsync(markup);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("<b>מושעה</b> ⭐");
        await dialog.GetByLabel("Public message").FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Rowheader, new() { Name = "<b>מושעה</b> ⭐" })).ToBeVisibleAsync();
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    [InlineData(Role.Approver)]
    public async Task Whoever_may_not_manage_labels_reads_whom_to_ask(Role role)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, role, "/labels");

        await Expect(person.Page.GetByText("Labels are managed by supervisors and administrators.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "New label" })).ToHaveCountAsync(0);
        await person.ShouldBeAccessibleAsync();
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_page_and_the_editor_are_accessible(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await own.CustomerAsync("Siti Aminah", await own.LostPhoneAsync());
        await own.LabelAsync(new() { Name = "Trending this quarter and likely longer", Status = CustomerStatus.Active, Colour = "purple", Icon = "trending_up", OwnWordsAllowed = false });
        await using var person = await browser.OpenAsync(app.Address, width);
        await own.SignInAsync(person, Role.Supervisor, "/labels");
        await Expect(person.Page.GetByRole(AriaRole.Rowheader, new() { Name = "Lost phone" })).ToBeVisibleAsync();

        await person.ShouldBeAccessibleAsync($"labels-{width}");
        Assert.Equal(width, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Edit Lost phone" }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Dialog).GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await person.ShouldBeAccessibleAsync($"labels-edit-{width}");
        Assert.Empty(person.Complaints);
    }

    private static async Task<ILocator> NewAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "New label" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "New label" });
        await Expect(dialog.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        return dialog;
    }
}
