using Bunit;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Web.Features.Customer;

namespace MemberCare.Tests.Web.Features.Customer;

public sealed class CustomerWhoTests : CustomerComponents
{
    [Fact]
    public async Task A_look_shows_everything_in_full_and_leaves_one_event()
    {
        var who = Show(Role.Agent);
        Assert.DoesNotContain("siti@mail.example", who.Markup, StringComparison.Ordinal);

        await who.Find(".look button").ClickAsync();

        Assert.Contains("siti@mail.example", who.Markup, StringComparison.Ordinal);
        Assert.Contains("012-345 6789", who.Markup, StringComparison.Ordinal);
        Assert.Equal(EventKind.ContactRevealed, History[0].Kind);
        Assert.Equal(2, History.Count);

        await who.Find(".look button").ClickAsync();
        Assert.DoesNotContain("siti@mail.example", who.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Details_amended_meanwhile_are_masked_again()
    {
        var who = Show(Role.Agent);
        await who.Find(".look button").ClickAsync();

        who.Render(parameters => parameters.Add(shown => shown.Customer, View with { Email = "n•••@mail.example" }));

        Assert.DoesNotContain("siti@mail.example", who.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_viewer_has_no_way_to_the_full_details()
    {
        Assert.Empty(Show(Role.Viewer).FindAll("button"));
    }

    private IRenderedComponent<CustomerWho> Show(Role role)
    {
        SignIn(role);
        return Render<CustomerWho>(parameters => parameters.Add(who => who.Customer, View).Add(who => who.May, Grants.Of(role)));
    }
}
