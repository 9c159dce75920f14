using AngleSharp.Dom;
using Bunit;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;
using MemberCare.Web.Features.Customer;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Tests.Web.Features.Customer;

public sealed class ChangeStatusPanelTests : CustomerComponents
{
    [Fact]
    public async Task What_cannot_be_chosen_is_listed_disabled_with_the_sentence_why()
    {
        await ChangeAsync("Suspended");
        var panel = Open();

        var blocked = panel.FindAll("[role=option]").Single(option => option.TextContent.Contains("Blocked", StringComparison.Ordinal) && option.HasAttribute("aria-disabled"));

        Assert.Contains("Only active customers can be blocked. Lift the suspension first.", blocked.TextContent, StringComparison.Ordinal);
        blocked.Click();
        Assert.Empty(panel.FindAll(".impact"));
        Assert.False(panel.FindAll("[role=option]").Single(option => option.TextContent.Trim().EndsWith("Active", StringComparison.Ordinal)).HasAttribute("aria-disabled"));
    }

    [Fact]
    public void Typing_narrows_the_labels_and_Enter_takes_the_first_that_can_be_chosen()
    {
        var panel = Open();

        Type(panel, "fraud");

        Assert.Equal(2, panel.FindAll("[role=option]").Count);
        Assert.Equal("Fraud suspected", panel.Find("[role=option][aria-selected=true] .mc-badge-name").TextContent);
        panel.Find("[role=combobox]").KeyDown("Enter");
        Assert.Equal("Fraud suspected", panel.Find(".chosen .mc-badge-name").TextContent);
    }

    [Fact]
    public void Arrows_go_round_the_list_and_a_word_that_fits_nothing_says_so()
    {
        var panel = Open();
        var box = panel.Find("[role=combobox]");
        var first = box.GetAttribute("aria-activedescendant");

        box.KeyDown("ArrowDown");
        Assert.NotEqual(first, panel.Find("[role=combobox]").GetAttribute("aria-activedescendant"));
        box.KeyDown("ArrowUp");
        Assert.Equal(first, panel.Find("[role=combobox]").GetAttribute("aria-activedescendant"));

        Type(panel, "zzz");
        Assert.Contains("No label fits “zzz”", panel.Find(".nothing").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_proceeding_it_says_what_the_customer_loses_and_keeps()
    {
        var panel = Open();

        Choose(panel, "Blocked");

        var impact = panel.Find(".impact").TextContent;
        Assert.Contains("Loses sign in", impact, StringComparison.Ordinal);
        Assert.Contains("redeem points", impact, StringComparison.Ordinal);
        Assert.DoesNotContain("Gains", impact, StringComparison.Ordinal);
        Assert.Contains("Keeps points, rewards and history", impact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_reason_is_refused_in_place_and_the_label_stays_chosen()
    {
        var panel = Open();
        Choose(panel, "Suspended");

        await panel.Find(".change-panel").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", CtrlKey = true });

        Assert.Contains("A change to “Suspended” needs a reason.", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Suspended", panel.Find(".chosen .mc-badge-name").TextContent);
        Assert.Single(History);
    }

    [Fact]
    public async Task Proceeding_without_a_label_asks_for_one()
    {
        var panel = Open();

        await panel.Find(".change-panel").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", CtrlKey = true });

        Assert.Contains("Choose the label to change to first.", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_chooses_the_template_and_own_words_stand_beside_it()
    {
        CustomerChange? made = null;
        var panel = Open(change => made = change);
        Choose(panel, "Suspended");
        var template = panel.FindAll(".chip")[1].TextContent.Trim()[1..].Trim();

        panel.Find("[data-chips]").KeyDown(new KeyboardEventArgs { Key = "2", Code = "Digit2" });
        panel.Find("[data-words]").Input("on the bus");
        Assert.Equal("true", panel.FindAll(".chip")[1].GetAttribute("aria-pressed"));
        await panel.Find(".change-panel").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", CtrlKey = true });

        Assert.NotNull(made);
        Assert.Equal($"{template}: on the bus", History[0].Note);
        Assert.Equal(CustomerStatus.Suspended, View.Status);
    }

    [Fact]
    public void With_Alt_a_number_chooses_a_template_from_within_the_text()
    {
        var panel = Open();
        Choose(panel, "Suspended");

        panel.Find("[data-words]").KeyDown(new KeyboardEventArgs { Key = "3", Code = "Digit3" });
        Assert.Empty(panel.FindAll(".chip[aria-pressed=true]"));
        panel.Find("[data-words]").KeyDown(new KeyboardEventArgs { Key = "£", Code = "Digit3", AltKey = true });

        Assert.Equal("true", panel.FindAll(".chip")[2].GetAttribute("aria-pressed"));
    }

    [Fact]
    public async Task A_label_that_takes_templates_only_offers_no_own_words()
    {
        await AddLabelAsync("Checked", CustomerStatus.Suspended, ownWords: false, "unusual-activity");
        var panel = Open();

        Choose(panel, "Checked");

        Assert.Single(panel.FindAll(".chip"));
        Assert.Empty(panel.FindAll("[data-words]"));
    }

    [Fact]
    public async Task A_stale_save_shows_both_versions_and_keeps_what_was_typed()
    {
        var panel = Open();
        Choose(panel, "Blocked");
        panel.Find("[data-words]").Input("Sold points twice");
        await ChangeAsync("Suspended", "Looks into it");

        await panel.Find(".change-panel").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", CtrlKey = true });

        var versions = panel.FindAll(".version");
        Assert.Contains("Active", versions[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Suspended", versions[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Looks into it", versions[1].TextContent, StringComparison.Ordinal);
        Assert.Equal("Sold points twice", panel.Find("[data-words]").GetAttribute("value"));
        Assert.Equal(CustomerStatus.Suspended, View.Status);

        // From Suspended, Blocked is out of reach: going on says so, and still keeps the words for the next choice.
        panel.Find("[data-look-again]").Click();
        Assert.Contains("Lift the suspension first", panel.Find(".mc-refusal").TextContent, StringComparison.Ordinal);
        Choose(panel, "Active");
        Assert.Equal("Sold points twice", panel.Find("[data-words]").GetAttribute("value"));
        await panel.Find(".change-panel").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", CtrlKey = true });
        Assert.Equal(CustomerStatus.Active, View.Status);
    }

    [Fact]
    public async Task A_change_seen_on_the_feed_is_told_at_once()
    {
        var panel = Open();
        Assert.Empty(panel.FindAll(".stale"));

        await ChangeAsync("Suspended");
        panel.Render(parameters => parameters.Add(open => open.Customer, View));

        Assert.Contains("changed this customer to “Suspended”", panel.Find(".stale").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_lost_access_with_the_panel_open_changes_nothing()
    {
        var panel = Open();
        Choose(panel, "Blocked");
        panel.Find("[data-words]").Input("Forged");
        await Store.Get<Writer>().RunAsync<Done>(Store.Tenant, transaction =>
        {
            transaction.Db.Staff.ExecuteUpdate(set => set.SetProperty(person => person.DisabledAt, transaction.Now));
            return new Done();
        });

        await panel.Find(".change-panel").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", CtrlKey = true });

        Assert.Contains("You are not allowed to change a customer's status.", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(EventKind.Registered, Assert.Single(History).Kind);
    }

    private static void Type(IRenderedComponent<ChangeStatusPanel> panel, string text) => panel.Find("[role=combobox]").Input(text);

    private static void Choose(IRenderedComponent<ChangeStatusPanel> panel, string label)
    {
        Type(panel, label);
        panel.Find("[role=combobox]").KeyDown("Enter");
        Assert.Equal(label, panel.Find(".chosen .mc-badge-name").TextContent);
    }

    private IRenderedComponent<ChangeStatusPanel> Open(Action<CustomerChange>? changed = null) =>
        Render<ChangeStatusPanel>(parameters => parameters.Add(panel => panel.Customer, View).Add(panel => panel.OnChanged, changed ?? (_ => { })));
}
