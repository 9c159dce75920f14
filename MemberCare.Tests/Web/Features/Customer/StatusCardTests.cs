using Bunit;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Web.Features.Customer;

namespace MemberCare.Tests.Web.Features.Customer;

public sealed class StatusCardTests : CustomerComponents
{
    [Fact]
    public async Task The_card_names_its_facts_in_the_words_of_the_field()
    {
        await ChangeAsync("Suspended", "Lost her phone");

        var card = Show(Role.Agent);

        Assert.Equal("Customer Status", card.Find("h2").TextContent);
        Assert.Equal(["Status Label", "Status", "Last Updated On", "Last Updated By", "Reason"], card.FindAll(".facts dt").Select(term => term.TextContent));
        Assert.Equal("Lost her phone", card.Find(".reason").TextContent);
        Assert.Equal("Supervisor of the test", card.FindAll(".facts dd")[3].TextContent);
    }

    [Theory]
    [InlineData(Role.Viewer, 0)]
    [InlineData(Role.Approver, 0)]
    [InlineData(Role.Agent, 1)]
    [InlineData(Role.Supervisor, 1)]
    public void Only_who_may_change_a_status_sees_Edit(Role role, int buttons)
    {
        Assert.Equal(buttons, Show(role).FindAll("[data-edit-status]").Count);
    }

    [Fact]
    public async Task While_the_panel_is_open_the_facts_above_it_stand_still()
    {
        var card = Show(Role.Agent);
        card.Find("[data-edit-status]").Click();

        await ChangeAsync("Suspended");
        card.Render(parameters => parameters.Add(shown => shown.Customer, View));

        Assert.Equal("Active", card.Find(".facts .mc-badge-name").TextContent);
        card.Find("[data-look-again]").Click();
        Assert.Equal("Suspended", card.Find(".facts .mc-badge-name").TextContent);
    }

    [Fact]
    public async Task Undo_is_offered_only_where_there_is_a_way_back()
    {
        Assert.NotNull(WayBack(await ChangeAsync("Suspended")));
        await ChangeAsync("Fraud suspected");
        var confirmed = await ChangeAsync("Fraud confirmed");
        Assert.Null(WayBack(confirmed));
        Assert.Null(WayBack(await ChangeAsync("Active")));
        Assert.NotNull(WayBack(await ChangeAsync("Blocked")));
        await ChangeAsync("Active");
        Assert.Null(WayBack(await ChangeAsync("Deleted")));
    }

    [Fact]
    public async Task There_is_no_way_back_to_a_retired_label_and_there_is_one_to_a_label_that_takes_templates_only()
    {
        var own = await AddLabelAsync("Trending", Core.Domain.Statuses.CustomerStatus.Active);
        await ChangeAsync("Trending");
        var away = await ChangeAsync("Suspended");
        Assert.NotNull(WayBack(away));
        _ = (await Store.Get<ManageLabels>().RetireAsync(own, Store.Actor(Role.Administrator))).Value;
        Assert.Null(WayBack(away));

        await AddLabelAsync("By the book", Core.Domain.Statuses.CustomerStatus.Suspended, ownWords: false, "lost-phone");
        _ = (await Store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(Id, LabelChoice.Named("By the book"), "lost-phone", null, null, null), Store.Actor(Role.Agent))).Value;
        Assert.NotNull(WayBack(await ChangeAsync("Active")));
    }

    [Fact]
    public async Task Undo_makes_an_ordinary_change_back_and_says_so_in_the_history()
    {
        var change = await ChangeAsync("Suspended");
        var undone = false;
        var toast = Render<UndoToast>(parameters => parameters.Add(t => t.Change, change).Add(t => t.Customer, View).Add(t => t.OnUndone, () => undone = true));

        await toast.FindAll("button").Single(button => button.TextContent == "Undo").ClickAsync();

        Assert.True(undone);
        Assert.Equal("Active", View.Label.Name);
        Assert.Equal($"Undone: the change to “Suspended” by {change.Event.ActorName}", History[0].Note);
    }

    [Fact]
    public async Task An_undo_after_somebody_went_on_is_refused_in_words()
    {
        var change = await ChangeAsync("Suspended");
        var toast = Render<UndoToast>(parameters => parameters.Add(t => t.Change, change).Add(t => t.Customer, View));
        await ChangeAsync("Fraud suspected");

        await toast.FindAll("button").Single(button => button.TextContent == "Undo").ClickAsync();

        Assert.Contains("has changed this customer to “Fraud suspected” since", toast.Find(".text").TextContent, StringComparison.Ordinal);
        Assert.Equal("Fraud suspected", View.Label.Name);
    }

    private LabelOption? WayBack(CustomerChange change) =>
        UndoToast.WayBack(change.Event, Store.Get<ReadCustomer>().Options(View, Store.Actor(Role.Agent)).Value);

    private IRenderedComponent<StatusCard> Show(Role role)
    {
        SignIn(role);
        return Render<StatusCard>(parameters => parameters.Add(card => card.Customer, View).Add(card => card.May, Grants.Of(role)));
    }
}
