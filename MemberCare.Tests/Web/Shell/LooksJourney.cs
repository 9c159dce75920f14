using MemberCare.Core.Domain.Labels;
using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Shell;

[Collection(SecondBrowserCollection.Name)]
public sealed class LooksJourney(BrowserFixture browser, WebAppFixture app)
{
    private const string Ground = "getComputedStyle(document.body).backgroundColor";

    [Fact]
    public async Task Dark_is_kept_and_stands_in_the_very_first_answer_after_a_reload()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Viewer");
        var light = await person.Page.EvaluateAsync<string>(Ground);

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        var dark = await person.Page.EvaluateAsync<string>(Ground);
        Assert.NotEqual(light, dark);

        var answer = await person.Page.ReloadAsync();
        Assert.Contains("data-theme=\"dark\"", await answer!.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(dark, await person.Page.EvaluateAsync<string>(Ground));
    }

    [Fact]
    public async Task Whoever_never_chose_sees_what_the_system_prefers()
    {
        await using var light = await browser.OpenAsync(app.Address, scheme: ColorScheme.Light);
        await using var dark = await browser.OpenAsync(app.Address, scheme: ColorScheme.Dark);
        await light.Page.GotoAsync("/sign-in");
        await dark.Page.GotoAsync("/sign-in");

        Assert.NotEqual(await light.Page.EvaluateAsync<string>(Ground), await dark.Page.EvaluateAsync<string>(Ground));
    }

    [Fact]
    public async Task A_narrow_navigation_is_kept()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Viewer");
        var list = person.Page.Locator(".mc-nav-sub", new() { HasText = "Suspended" });
        await Expect(list).ToBeVisibleAsync();

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Navigation" }).ClickAsync();
        await Expect(list).ToBeHiddenAsync();
        await person.GoToAsync("/");

        await Expect(list).ToBeHiddenAsync();
    }

    [Fact]
    public async Task On_a_phone_the_navigation_is_a_menu_that_Escape_closes()
    {
        await using var person = await browser.OpenAsync(app.Address, width: 390);
        await person.SignInAsync("Administrator");
        var settings = person.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" });
        var button = person.Page.GetByRole(AriaRole.Button, new() { Name = "Navigation" });
        await Expect(settings).ToBeHiddenAsync();

        await button.ClickAsync();
        await Expect(settings).ToBeVisibleAsync();
        await person.PictureAsync("menu-390");
        await person.ShouldBeAccessibleAsync();
        await person.Page.Keyboard.PressAsync("Escape");

        await Expect(settings).ToBeHiddenAsync();
        await Expect(button).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Every_icon_that_a_label_may_have_is_one_sign_of_the_font_that_is_served_from_here()
    {
        await using var person = await browser.OpenAsync(app.Address);
        var asked = new List<string>();
        person.Page.Request += (_, request) => asked.Add(request.Url);
        await person.SignInAsync("Viewer");

        // An unknown name stays a word, many times as wide as it is high.
        var widths = await person.Page.EvaluateAsync<Dictionary<string, double>>(
            """
            async names => {
              await document.fonts.load('20px "Material Symbols"');
              const widths = {};
              for (const name of names) {
                const span = Object.assign(document.createElement("span"), { className: "mc-icon", textContent: name });
                span.style.width = "auto";
                document.body.append(span);
                widths[name] = span.getBoundingClientRect().width;
                span.remove();
              }
              return widths;
            }
            """,
            LabelLooks.Icons.Append("no_such_icon_at_all").ToArray());

        Assert.True(widths["no_such_icon_at_all"] > 60);
        Assert.All(LabelLooks.Icons, icon => Assert.InRange(widths[icon], 19, 21));
        Assert.All(asked, address => Assert.StartsWith(app.Address.ToString(), address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_keys_are_shown_by_a_question_mark_and_go_with_Escape()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Viewer");
        await Expect(person.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Escape");

        await person.Page.Keyboard.PressAsync("?");
        await Expect(person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await person.Page.Keyboard.PressAsync("Escape");

        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }
}
