using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Shell;

[Collection(SecondBrowserCollection.Name)]
public sealed class ShellJourney(BrowserFixture browser, WebAppFixture app)
{
    [Theory]
    [InlineData("/", 1400)]
    [InlineData("/", 390)]
    [InlineData("/sign-in", 1400)]
    [InlineData("/sign-in", 390)]
    [InlineData("/customer#search", 1400)]
    [InlineData("/customer#search", 390)]
    [InlineData("/#keys", 1400)]
    [InlineData("/#keys", 390)]
    public async Task Pages_of_the_shell_are_accessible_in_light_and_dark_on_a_desk_and_on_a_phone(string page, int width)
    {
        var word = "axe" + width;
        var customer = await app.RegisterAsync($"Siti {word}", "+60 12 345 6789", "siti@example.test");
        await app.ChangeAsync(customer.Id, "Suspended", "Lost mobile phone on the bus");
        await using var person = await browser.OpenAsync(app.Address, width);
        var name = $"{(page == "/" ? "desk" : page.Trim('/').Replace("#", "-", StringComparison.Ordinal).Trim('-'))}-{width}";
        if (page == "/sign-in")
        {
            await person.Page.GotoAsync(page);
        }
        else
        {
            await person.SignInAsync("Supervisor", page == "/customer#search" ? $"/customers/{customer.Id}" : page.Split('#')[0]);
            if (page == "/customer#search")
            {
                await person.Page.Keyboard.PressAsync("/");
                await Expect(person.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
                await person.Page.Keyboard.TypeAsync("siti");
                await Expect(person.Page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
            }
            else if (page == "/#keys")
            {
                await Expect(person.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
                await person.Page.Keyboard.PressAsync("Escape");
                await person.Page.Keyboard.PressAsync("?");
                await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            }
        }

        await person.ShouldBeAccessibleAsync(name);
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Keys_pressed_before_the_circuit_stands_are_not_lost()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");
        var stands = new TaskCompletionSource();
        await person.HoldCircuitAsync(stands.Task);
        var search = person.Page.GetByRole(AriaRole.Combobox);

        await person.Page.GotoAsync("/");
        await Expect(search).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Escape");
        await person.Page.Keyboard.PressAsync("?");
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        stands.SetResult();

        await Expect(person.Page.GetByText("Loading")).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(person.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(search).Not.ToBeFocusedAsync();
        await Expect(search).ToHaveValueAsync("");
    }
}
