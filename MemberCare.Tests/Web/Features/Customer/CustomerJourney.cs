using System.Net;
using System.Text.RegularExpressions;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Customer;

[Collection(BrowserCollection.Name)]
public sealed class CustomerJourney(BrowserFixture browser, WebAppFixture app)
{
    private readonly CustomerScene _scene = new(app.Services);

    [Fact]
    public async Task The_whole_change_takes_six_key_presses_beside_the_reason()
    {
        var id = await _scene.CustomerAsync("Siti Aminah binti Abdullah");
        await using var agent = await OpenAsync("Agent", id);
        var presses = 0;
        foreach (var key in new[] { "e", "l", "o", "s", "Enter", "1", "Control+Enter" })
        {
            // As fast as the keyboard can: nothing here waits for the server, and no key may be lost.
            await agent.Page.Keyboard.PressAsync(key);
            presses += key == "1" ? 0 : 1;
        }

        await Expect(Card(agent).Locator(".facts .mc-badge")).ToHaveTextAsync(new Regex("Lost phone"));
        Assert.Equal(6, presses);
        var changed = _scene.History(id)[0];
        Assert.Equal("Lost phone", changed.ToLabel);
        Assert.NotNull(changed.ReasonCode);
        await Expect(Card(agent)).ToBeFocusedAsync();
        await Expect(Entries(agent).First).ToContainTextAsync("Active → Lost phone (Suspended)");
        await Expect(Entries(agent).First).ToHaveClassAsync(new Regex(@"\bnew\b"));
        await agent.PictureAsync("customer-changed");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task What_is_pressed_before_the_page_has_its_keys_is_not_lost()
    {
        var id = await _scene.CustomerAsync("Earlier Than Most");
        await using var agent = await browser.OpenAsync(app.Address);
        await agent.SignInAsync("Agent");
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await agent.Page.RouteAsync("**/CustomerPage.razor*.js*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await agent.Page.GotoAsync($"/customers/{id}");
        await Expect(agent.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();

        await agent.Page.Keyboard.TypeAsync("elost");
        await Expect(agent.Page.Locator(".customer[data-keys]")).ToHaveCountAsync(0);
        held.SetResult();

        await Expect(agent.Page.Locator(".change-panel [role=combobox]")).ToHaveValueAsync("lost");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task What_is_typed_while_drawing_waits_for_a_slow_browser_is_not_lost()
    {
        var id = await _scene.CustomerAsync("Slower Than Most");
        await using var agent = await browser.OpenAsync(app.Address);
        await agent.SignInAsync("Agent");
        await using var line = await SlowLine.BetweenAsync(agent.Page);
        await agent.Page.GotoAsync($"/customers/{id}");
        await agent.Page.Locator(".customer[data-keys=ready]").WaitForAsync();

        // All is typed before the panel is there. From the focus of its first field on nothing that is drawn is confirmed: after ten
        // drawings the server waits, and what the choice brings is not there when it hears that the first field has its focus.
        line.HoldDrawings();
        await agent.Page.Keyboard.TypeAsync("elost phone");
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Page.Keyboard.PressAsync("1");
        line.LetDrawingsCome();
        await line.Focused;
        await Task.Delay(500);
        line.LetConfirmationsGo();

        await Expect(agent.Page.Locator(".change-panel .chip.pressed")).ToHaveCountAsync(1);
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task Letters_typed_on_the_templates_become_own_words()
    {
        var id = await _scene.CustomerAsync("Tan Wei Ming");
        await using var agent = await OpenAsync("Agent", id);

        await agent.Page.Keyboard.TypeAsync("elost");
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Page.Keyboard.TypeAsync("Left it on the bus 2 days ago");
        await agent.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(Card(agent).Locator(".reason")).ToHaveTextAsync("Left it on the bus 2 days ago");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task Before_proceeding_the_panel_says_what_the_customer_loses_gains_and_keeps()
    {
        var id = await _scene.CustomerAsync("Priya a/p Raman");
        await using var agent = await OpenAsync("Agent", id);

        await agent.Page.Keyboard.TypeAsync("elost");
        await agent.Page.Keyboard.PressAsync("Enter");

        var impact = agent.Page.Locator(".impact");
        await Expect(impact).ToContainTextAsync("Loses");
        await Expect(impact).ToContainTextAsync("redeem points");
        await Expect(impact).ToContainTextAsync("Keeps points, rewards and history");
        await agent.PictureAsync("customer-change-chosen");
    }

    [Fact]
    public async Task An_undo_is_an_ordinary_change_back()
    {
        var id = await _scene.CustomerAsync("Ahmad Fauzi");
        await using var agent = await OpenAsync("Agent", id);
        await agent.Page.Keyboard.TypeAsync("elost");
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Page.Keyboard.PressAsync("1");
        await agent.Page.Keyboard.PressAsync("Control+Enter");

        await agent.Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(Card(agent).Locator(".facts .mc-badge")).ToHaveTextAsync(new Regex("Active"));
        await Expect(agent.Page.Locator(".toast")).ToHaveCountAsync(0);
        var history = _scene.History(id);
        Assert.Equal(EventKind.StatusChanged, history[0].Kind);
        Assert.StartsWith("Undone", history[0].Note, StringComparison.Ordinal);
        Assert.Equal(3, history.Count);
    }

    [Fact]
    public async Task What_a_colleague_changes_appears_within_a_second_and_without_a_reload()
    {
        var id = await _scene.CustomerAsync("Lim Mei Ling");
        await using var first = await OpenAsync("Agent", id);
        await using var second = await OpenAsync("Supervisor", id);
        await first.Page.EvaluateAsync("window.neverReloaded = true");
        await Change(second, "lost", "Called from a friend's phone");

        var began = TimeProvider.System.GetTimestamp();
        await Expect(Entries(first).First).ToContainTextAsync("Called from a friend's phone", new() { Timeout = 1000 });
        await Expect(Card(first).Locator(".facts .mc-badge")).ToHaveTextAsync(new Regex("Lost phone"), new() { Timeout = 1000 });

        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
        Assert.True(await first.Page.EvaluateAsync<bool>("window.neverReloaded"));
        await Expect(first.Page.Locator(".timeline [role=status]")).ToContainTextAsync("Active → Lost phone");
        Assert.Empty(first.Complaints);
        Assert.Empty(second.Complaints);
    }

    [Fact]
    public async Task A_stale_save_shows_both_versions_keeps_what_was_typed_and_goes_on_by_one_key()
    {
        var id = await _scene.CustomerAsync("Rajesh Kumar");
        await using var agent = await OpenAsync("Agent", id);
        await agent.Page.Keyboard.TypeAsync("elost");
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Page.Keyboard.TypeAsync("Called in person");
        await Expect(agent.Page.Locator("[data-words]")).ToHaveValueAsync("Called in person");
        var before = (await agent.Page.Locator("[data-words]").BoundingBoxAsync())!.Y;

        await _scene.ChangeAsync(id, "Suspended", "Checks his bill");

        // The notice comes by itself, at once, and takes the focus from nobody.
        var stale = agent.Page.Locator(".stale");
        await Expect(stale).ToContainTextAsync("Nurul H. changed this customer to “Suspended”", new() { Timeout = 1000 });
        await Expect(agent.Page.Locator("[data-words]")).ToBeFocusedAsync();
        await Expect(stale).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal(before, (await agent.Page.Locator("[data-words]").BoundingBoxAsync())!.Y, 1.0);
        await Expect(stale.Locator(".version").Nth(0)).ToContainTextAsync("Active");
        await Expect(stale.Locator(".version").Nth(1)).ToContainTextAsync("Suspended");
        await Expect(stale.Locator(".version").Nth(1)).ToContainTextAsync("Checks his bill");
        await agent.PictureAsync("customer-stale");
        await agent.ShouldBeAccessibleAsync();

        // Proceeding all the same is refused by the core; the focus goes to the way on, which one key takes.
        await agent.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(agent.Page.Locator("[data-look-again]")).ToBeFocusedAsync();
        Assert.Equal("Suspended", _scene.Read(id).Label.Name);
        await agent.Page.Keyboard.PressAsync("Enter");
        await Expect(stale).ToHaveCountAsync(0);
        await Expect(agent.Page.Locator("[data-words]")).ToHaveValueAsync("Called in person");

        // The focus goes back to the panel once the choices are read again.
        await Expect(agent.Page.Locator(".change-panel :focus")).ToHaveCountAsync(1);
        await agent.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(Card(agent).Locator(".reason")).ToHaveTextAsync("Called in person");
        Assert.Equal("Lost phone", _scene.Read(id).Label.Name);
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task Whoever_reads_further_down_is_not_moved_and_told_how_many_are_new()
    {
        var id = await _scene.CustomerAsync("Noor Azman");
        await _scene.BuyAsync(id, 60);
        await using var agent = await OpenAsync("Agent", id);
        var list = agent.Page.Locator(".timeline .list");
        await list.EvaluateAsync("list => list.scrollTop = 400");
        await Expect(agent.Page.Locator("[data-further-down]")).ToHaveCountAsync(1);
        var seen = Entries(agent).Nth(15);
        var before = (await seen.BoundingBoxAsync())!.Y;

        await _scene.BuyAsync(id);
        await _scene.ChangeAsync(id, "Suspended", "Asked for it");

        var pill = agent.Page.Locator(".pill");
        await Expect(pill).ToContainTextAsync("2 new", new() { Timeout = 1500 });
        Assert.Equal(before, (await seen.BoundingBoxAsync())!.Y, 1.0);
        await agent.PictureAsync("customer-timeline-pill");
        await pill.ClickAsync();
        await Expect(Entries(agent).First).ToContainTextAsync("Active → Suspended");
        Assert.Equal(0, await list.EvaluateAsync<double>("list => list.scrollTop"));
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task A_history_of_ten_thousand_events_scrolls_and_is_filtered()
    {
        var id = await _scene.CustomerAsync("Wong Kar Fai");
        await _scene.BuyAsync(id, 10_000);
        await using var agent = await OpenAsync("Agent", id);
        await Expect(Entries(agent)).ToHaveCountAsync(50);
        var list = agent.Page.Locator(".timeline .list");
        for (var wanted = 150; wanted <= 1050; wanted += 100)
        {
            await list.EvaluateAsync("list => list.scrollTop = list.scrollHeight");
            await Expect(Entries(agent)).ToHaveCountAsync(wanted);
        }

        var sequences = await Entries(agent).EvaluateAllAsync<long[]>("entries => entries.map(entry => Number(entry.dataset.sequence))");
        Assert.Equal(Enumerable.Range(0, sequences.Length).Select(i => 10_001L - i), sequences);

        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Record" }).ClickAsync();
        await Expect(Entries(agent)).ToHaveCountAsync(1);
        await Expect(Entries(agent).First).ToContainTextAsync("Became a customer");
        Assert.EndsWith("?show=record", agent.Page.Url, StringComparison.Ordinal);
        await agent.Page.ReloadAsync();
        await Expect(Entries(agent)).ToHaveCountAsync(1);
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task A_look_at_the_contact_details_leaves_an_entry()
    {
        var id = await _scene.CustomerAsync("Farah Hanim", "013-987 6543", "farah.hanim@mail.example");
        await using var agent = await OpenAsync("Agent", id);
        await Expect(agent.Page.GetByText("farah.hanim@mail.example")).ToHaveCountAsync(0);

        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Show in full" }).ClickAsync();

        await Expect(agent.Page.GetByText("farah.hanim@mail.example")).ToBeVisibleAsync();
        await Expect(agent.Page.GetByText("013-987 6543")).ToBeVisibleAsync();
        await Expect(agent.Page.GetByRole(AriaRole.Button, new() { Name = "Copy the mobile number" })).ToBeVisibleAsync();
        await Expect(Entries(agent).First).ToContainTextAsync("Contact details were looked at in full");
        await agent.PictureAsync("customer-revealed");
    }

    [Fact]
    public async Task A_viewer_sees_no_edit_and_no_way_to_the_full_details()
    {
        var id = await _scene.CustomerAsync("Chong Siew Lan");
        await using var viewer = await OpenAsync("Viewer", id);

        await viewer.Page.Keyboard.PressAsync("e");

        await Expect(viewer.Page.GetByRole(AriaRole.Heading, new() { Name = "Customer Status" })).ToBeVisibleAsync();
        await Expect(viewer.Page.Locator("[data-edit-status]")).ToHaveCountAsync(0);
        await Expect(viewer.Page.Locator(".change-panel")).ToHaveCountAsync(0);
        await Expect(viewer.Page.GetByRole(AriaRole.Button, new() { Name = "Show in full" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Leaving_asks_only_where_own_words_would_be_lost()
    {
        var id = await _scene.CustomerAsync("Hafiz Rahman");
        await using var agent = await OpenAsync("Agent", id);
        var panel = agent.Page.Locator(".change-panel");
        await agent.Page.Keyboard.PressAsync("e");
        await Expect(agent.Page.Locator("#change-label")).ToBeFocusedAsync();
        await agent.Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(Card(agent)).ToBeFocusedAsync();

        await agent.Page.Keyboard.TypeAsync("elost");
        await agent.Page.Keyboard.PressAsync("Enter");
        await agent.Page.Keyboard.TypeAsync("Half a reas");
        await agent.Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToContainTextAsync("What you wrote will be lost");
        await agent.Page.Keyboard.PressAsync("Escape");
        await Expect(agent.Page.Locator("[data-words]")).ToHaveValueAsync("Half a reas");
        await agent.Page.Keyboard.PressAsync("Escape");
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Leave without changing" }).ClickAsync();
        await Expect(panel).ToHaveCountAsync(0);
        Assert.Single(_scene.History(id));
    }

    [Fact]
    public async Task Escape_goes_back_to_where_the_person_came_from()
    {
        var id = await _scene.CustomerAsync("Kavitha Devi");
        await using var agent = await OpenAsync("Agent", id, arriveFrom: "/?from=desk");

        await agent.Page.Keyboard.PressAsync("Escape");

        await Expect(agent.Page).ToHaveURLAsync(new Regex(@"/\?from=desk$"));
    }

    [Theory]
    [InlineData("0197c0de-0000-7000-8000-000000000000")]
    [InlineData("nobody")]
    public async Task An_unknown_customer_is_a_helpful_page_with_status_404(string id)
    {
        await using var agent = await browser.OpenAsync(app.Address);
        await agent.SignInAsync("Agent");

        var answer = await agent.Page.GotoAsync("/customers/" + id);

        Assert.Equal((int)HttpStatusCode.NotFound, answer!.Status);
        await Expect(agent.Page.GetByRole(AriaRole.Heading, new() { Name = "No such customer" })).ToBeVisibleAsync();
        await Expect(agent.Page.GetByRole(AriaRole.Link, new() { Name = "All customers" })).ToBeVisibleAsync();
        await agent.PictureAsync("customer-missing");
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_page_is_accessible_with_the_panel_closed_and_open(int width)
    {
        var id = await _scene.CustomerAsync("Siti Aminah binti Abdullah");
        await _scene.BuyAsync(id, 30);
        await _scene.ChangeAsync(id, "Lost phone", "Lost mobile phone, called from her sister's number");
        await _scene.BuyAsync(id);
        await using var agent = await OpenAsync("Agent", id, width);
        await agent.ShouldBeAccessibleAsync($"customer-{width}");
        Assert.False(await agent.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "The page scrolls sideways.");

        await agent.Page.Keyboard.PressAsync("e");
        await Expect(agent.Page.Locator("#change-label")).ToBeFocusedAsync();
        await agent.ShouldBeAccessibleAsync($"customer-{width}-panel");
        await agent.Page.Keyboard.TypeAsync("act");
        await agent.Page.Keyboard.PressAsync("Enter");
        await Expect(agent.Page.Locator(".impact")).ToContainTextAsync("Gains");
        await agent.ShouldBeAccessibleAsync($"customer-{width}-chosen");
        Assert.Empty(agent.Complaints);
    }

    [Fact]
    public async Task On_a_phone_the_sheet_keeps_the_focus_inside()
    {
        var id = await _scene.CustomerAsync("Nadia Osman");
        await using var agent = await OpenAsync("Agent", id, 390);
        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Expect(agent.Page.Locator("#change-label")).ToBeFocusedAsync();

        for (var i = 0; i < 8; i++)
        {
            await agent.Page.Keyboard.PressAsync("Tab");
            Assert.True(await agent.Page.EvaluateAsync<bool>("document.activeElement === document.body || !!document.activeElement.closest('.change-panel')"));
        }

        await agent.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(agent.Page.Locator("[inert]")).ToHaveCountAsync(0);
    }

    private static ILocator Card(BrowserPage person) => person.Page.Locator(".status-card");

    private static ILocator Entries(BrowserPage person) => person.Page.Locator(".timeline .entry");

    private static async Task Change(BrowserPage person, string label, string words)
    {
        await person.Page.Keyboard.TypeAsync("e" + label);
        await person.Page.Keyboard.PressAsync("Enter");
        await person.Page.Keyboard.TypeAsync(words);
        await person.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(person.Page.Locator(".toast")).ToBeVisibleAsync();
    }

    private async Task<BrowserPage> OpenAsync(string role, CustomerId id, int width = 1400, string? arriveFrom = null)
    {
        var person = await browser.OpenAsync(app.Address, width);
        await person.SignInAsync(role, arriveFrom ?? $"/customers/{id}");
        if (arriveFrom is not null)
        {
            await person.GoToAsync($"/customers/{id}");
        }

        await Expect(person.Page.Locator(".customer[data-keys]")).ToBeVisibleAsync();
        return person;
    }
}
