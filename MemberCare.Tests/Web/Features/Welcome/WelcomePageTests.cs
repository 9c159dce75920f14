using Bunit;
using MemberCare.Web.Features.Welcome;
using Radzen;

namespace MemberCare.Tests.Web.Features.Welcome;

public sealed class WelcomePageTests : BunitContext
{
    [Fact]
    public void The_button_reports_that_the_connection_answers()
    {
        Services.AddRadzenComponents();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var page = Render<WelcomePage>();

        page.Find("button").Click();

        page.Find("[role=status]").MarkupMatches("""<p role="status">The connection answers.</p>""");
    }
}
