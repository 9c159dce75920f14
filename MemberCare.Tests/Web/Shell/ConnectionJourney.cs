using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Shell;

[Collection(BrowserCollection.Name)]
public sealed class ConnectionJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_dropped_connection_says_so_keeps_what_was_typed_and_comes_back_by_itself()
    {
        await app.RegisterAsync("Wiremend Quxley");
        await using var wire = new Wire(app.Address);
        await using var person = await browser.OpenAsync(wire.Address);
        await person.SignInAsync("Agent");
        await person.Page.EvaluateAsync("window.sameWindow = true");
        var box = person.Page.GetByRole(AriaRole.Combobox);
        await box.FillAsync("wiremend");
        await Expect(person.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Wiremend Quxley");
        var note = person.Page.Locator("#mc-connection");

        wire.Cut();
        await Expect(note).ToContainTextAsync("The connection dropped. It comes back by itself");
        await Expect(person.Page.GetByText("Reconnecting", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(box).ToHaveValueAsync("wiremend");
        await person.PictureAsync("connection-dropped");

        wire.Mend();
        await Expect(note).ToHaveTextAsync("Connected again.");
        await box.FillAsync("quxley");
        await Expect(person.Page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Wiremend Quxley");
        Assert.True(await person.Page.EvaluateAsync<bool>("window.sameWindow === true"), "The window was loaded anew.");
    }

    [Fact]
    public async Task After_a_restart_of_the_server_the_window_loads_anew_and_the_person_is_still_signed_in()
    {
        var folder = Directory.CreateTempSubdirectory("membercare-restart-").FullName;
        var address = new Uri($"http://127.0.0.1:{AppProcess.FreePort()}/");
        var first = await AppProcess.StartAsync(folder, address.ToString());
        await using var person = await browser.OpenAsync(address);
        await person.SignInAsync("Agent");
        await person.Page.EvaluateAsync("window.sameWindow = true");

        await first.DisposeAsync();
        await Expect(person.Page.Locator("#mc-connection")).ToContainTextAsync("The connection dropped.");
        await using var second = await AppProcess.StartAsync(folder, address.ToString());

        await person.Page.WaitForFunctionAsync("() => window.sameWindow === undefined");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Just changed" })).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("Reconnecting", new() { Exact = true })).ToBeHiddenAsync();
    }
}
