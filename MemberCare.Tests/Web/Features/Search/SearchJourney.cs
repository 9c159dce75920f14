using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Search;

[Collection(SecondBrowserCollection.Name)]
public sealed class SearchJourney(BrowserFixture browser, WebAppFixture app)
{
    [Theory]
    [InlineData("/")]
    [InlineData("Control+k")]
    public async Task Search_takes_the_focus_from_anywhere_and_Enter_opens_the_first_result(string key)
    {
        var word = Unusual();
        var customer = await app.RegisterAsync($"Zuleikha {word}", "012-345 6789", "z@example.test");
        await using var person = await browser.OpenAsync(app.Address);
        var elsewhere = $"/customers/{(await app.RegisterAsync("Somebody Else")).Id}";
        await person.SignInAsync("Agent", elsewhere);

        await person.Page.Keyboard.PressAsync(key);
        var box = person.Page.GetByRole(AriaRole.Combobox);
        await Expect(box).ToBeFocusedAsync();
        await box.PressSequentiallyAsync(word);
        var option = person.Page.GetByRole(AriaRole.Option).First;
        await Expect(option).ToContainTextAsync($"Zuleikha {word}");
        await Expect(option).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(option).ToContainTextAsync("by name");
        await Expect(option).Not.ToContainTextAsync("345 6789");
        await person.Page.Keyboard.PressAsync("Enter");

        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, $"/customers/{customer.Id}").ToString());
        await person.Page.GoBackAsync();
        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, elsewhere).ToString());
    }

    [Fact]
    public async Task Enter_pressed_before_the_answer_opens_what_was_typed_and_never_an_older_answer()
    {
        var word = Unusual();
        await app.RegisterAsync($"Adam {word}");
        var wanted = await app.RegisterAsync($"Benjamin {word}");
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");
        var box = person.Page.GetByRole(AriaRole.Combobox);
        await box.PressSequentiallyAsync(word);
        await Expect(person.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(2);

        // Nothing lies between the keys, so the answer to the longer text cannot be there when Enter comes.
        await box.EvaluateAsync(
            """
            (input, text) => {
              input.value = text;
              input.dispatchEvent(new Event("input", { bubbles: true }));
              input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
            }
            """,
            $"{word} benjamin");

        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, $"/customers/{wanted.Id}").ToString());
    }

    [Fact]
    public async Task Arrows_Home_and_End_move_and_Escape_closes_then_gives_the_focus_back()
    {
        var word = Unusual();
        foreach (var first in new[] { "Aminah", "Bala", "Chong" })
        {
            await app.RegisterAsync($"{first} {word}");
        }

        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent", $"/customers/{(await app.RegisterAsync("Somebody Else")).Id}");
        var link = person.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Desk" });
        await link.FocusAsync();
        await person.Page.Keyboard.PressAsync("/");
        var box = person.Page.GetByRole(AriaRole.Combobox);
        await box.PressSequentiallyAsync(word);
        var options = person.Page.GetByRole(AriaRole.Option);
        await Expect(options).ToHaveCountAsync(3);
        async Task ActiveIs(int number)
        {
            await Expect(options.Nth(number)).ToHaveAttributeAsync("aria-selected", "true");
            await Expect(box).ToHaveAttributeAsync("aria-activedescendant", (await options.Nth(number).GetAttributeAsync("id"))!);
        }

        await person.Page.Keyboard.PressAsync("ArrowDown");
        await ActiveIs(1);
        await person.Page.Keyboard.PressAsync("End");
        await ActiveIs(2);
        await person.Page.Keyboard.PressAsync("ArrowDown");
        await ActiveIs(0);
        await person.Page.Keyboard.PressAsync("ArrowUp");
        await ActiveIs(2);
        await person.Page.Keyboard.PressAsync("Home");
        await ActiveIs(0);

        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(options.First).ToBeHiddenAsync();
        await Expect(box).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(box).ToHaveValueAsync(word);
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(link).ToBeFocusedAsync();
        await Expect(box).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Whoever_types_before_the_page_is_alive_keeps_their_letters()
    {
        var customer = await app.RegisterAsync("Earlybird Quillfeather");
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await person.Page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });

        await person.Page.GotoAsync("/", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(person.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await person.Page.Keyboard.TypeAsync("earlybird");
        held.SetResult();

        await Expect(person.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Earlybird Quillfeather");
        await Expect(person.Page.GetByRole(AriaRole.Combobox)).ToHaveValueAsync("earlybird");
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, $"/customers/{customer.Id}").ToString());
    }

    [Fact]
    public async Task Escape_on_the_page_goes_back_to_where_one_was()
    {
        var customer = await app.RegisterAsync("Backward Steppes");
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");
        await person.Page.GetByRole(AriaRole.Combobox).FillAsync("backward steppes");
        await Expect(person.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await Expect(person.Page).ToHaveURLAsync(new Uri(app.Address, $"/customers/{customer.Id}").ToString());

        await person.Page.Keyboard.PressAsync("Escape");

        await Expect(person.Page).ToHaveURLAsync(app.Address.ToString());
        await Expect(person.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Slash_types_a_slash_in_a_text_field()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");

        var box = person.Page.GetByRole(AriaRole.Combobox);
        await Expect(box).ToBeFocusedAsync();
        await box.PressAsync("/");
        await Expect(box).ToHaveValueAsync("");
        await box.PressSequentiallyAsync("a/b?");

        await Expect(box).ToHaveValueAsync("a/b?");
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Nobody_found_helps_on()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Viewer");

        await person.Page.GetByRole(AriaRole.Combobox).FillAsync("qxqxqx wvwvwv");

        await Expect(person.Page.GetByText("Nobody fits “qxqxqx wvwvwv”.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("last four digits of the mobile number.")).ToBeVisibleAsync();
    }

    private static string Unusual() => "q" + string.Concat(Guid.NewGuid().ToString("N")[..10].Select(c => (char)('a' + (c % 26))));
}
