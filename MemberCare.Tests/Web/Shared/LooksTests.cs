using System.Globalization;
using System.Text.RegularExpressions;
using Bunit;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using MemberCare.Web.Shared;

namespace MemberCare.Tests.Web.Shared;

public sealed partial class LooksTests : BunitContext
{
    private static readonly Dictionary<string, (string Light, string Dark)> Tokens = Token()
        .Matches(File.ReadAllText(Path.Combine(BrowserFixture.ScreensFolder, "..", "..", "MemberCare.Web", "wwwroot", "app.css")))
        .ToDictionary(match => match.Groups[1].Value, match => (match.Groups[2].Value, match.Groups[3].Value));

    public static TheoryData<string, string> Pairs { get; } = AllPairs();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_is_readable_on_its_ground_in_light_and_in_dark(string text, string ground)
    {
        Assert.InRange(Contrast(Tokens[text].Light, Tokens[ground].Light), 4.5, 21);
        Assert.InRange(Contrast(Tokens[text].Dark, Tokens[ground].Dark), 4.5, 21);
    }

    [Fact]
    public void Lines_that_bound_a_control_are_visible() =>
        Assert.All(new[] { "page", "surface" }, ground =>
        {
            Assert.InRange(Contrast(Tokens["line-strong"].Light, Tokens[ground].Light), 3, 21);
            Assert.InRange(Contrast(Tokens["line-strong"].Dark, Tokens[ground].Dark), 3, 21);
        });

    [Theory]
    [InlineData(CustomerStatus.Deleted, true)]
    [InlineData(CustomerStatus.Blocked, false)]
    public void A_badge_has_colour_icon_and_words_and_only_deleted_is_struck_through(CustomerStatus status, bool struck)
    {
        var label = new LabelView(new LabelId(1), status.Title(), status, LabelLooks.ColourOf(status), LabelLooks.IconOf(status));

        var badge = Render<StatusBadge>(of => of.Add(b => b.Label, label).Add(b => b.WithStatus, true));

        Assert.Equal(struck, badge.Find(".mc-badge").ClassList.Contains("mc-badge-deleted"));
        Assert.Contains($"mc-colour-{label.Colour}", badge.Find(".mc-badge").ClassList);
        Assert.Equal(label.Icon, badge.Find(".mc-icon").TextContent);
        Assert.Equal("true", badge.Find(".mc-icon").GetAttribute("aria-hidden"));
        Assert.Equal(status.Title(), badge.Find(".mc-badge-name").TextContent);

        // The label says it already; saying it twice would be noise.
        Assert.Empty(badge.FindAll(".mc-badge-status"));
    }

    [Fact]
    public void A_badge_names_the_status_where_the_label_does_not()
    {
        var label = new LabelView(new LabelId(9), "Lost <phone>", CustomerStatus.Suspended, "amber", "phone_locked");

        var with = Render<StatusBadge>(of => of.Add(b => b.Label, label).Add(b => b.WithStatus, true));
        var without = Render<StatusBadge>(of => of.Add(b => b.Label, label));

        Assert.Equal("Lost <phone>", with.Find(".mc-badge-name").TextContent);
        Assert.Equal("Suspended", with.Find(".mc-badge-status").TextContent);
        Assert.Empty(without.FindAll(".mc-badge-status"));
    }

    [Fact]
    public void A_refusal_is_spoken_and_nothing_is_shown_without_one()
    {
        var shown = Render<RefusalMessage>(of => of.Add(m => m.Refusal, new NotPermitted(Permissions.ManageLabels)));
        var none = Render<RefusalMessage>(of => of.Add(m => m.Refusal, null));

        Assert.Contains("You are not allowed to manage status labels.", shown.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("", none.Find("[role=alert]").TextContent.Trim());
    }

    private static TheoryData<string, string> AllPairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var colour in LabelLooks.Colours)
        {
            pairs.Add(colour, colour + "-ground");
        }

        foreach (var ground in new[] { "page", "surface", "raised", "hover", "selected" })
        {
            pairs.Add("text", ground);
            pairs.Add("text-quiet", ground);
        }

        pairs.Add("accent", "surface");
        pairs.Add("accent", "page");
        pairs.Add("accent", "accent-soft");
        pairs.Add("on-accent", "accent");
        pairs.Add("on-accent", "accent-hover");
        pairs.Add("danger", "surface");
        return pairs;
    }

    // WCAG 2.2, definitions of relative luminance and contrast ratio.
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(0)) + (0.7152 * Part(2)) + (0.0722 * Part(4));
    }

    [GeneratedRegex("(?m)^\\s*--mc-([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\);")]
    private static partial Regex Token();
}
