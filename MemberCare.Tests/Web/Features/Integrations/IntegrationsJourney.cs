using System.Diagnostics;
using System.Text.RegularExpressions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using MemberCare.Web.Features.Integrations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Features.Integrations;

[Collection(SecondBrowserCollection.Name)]
public sealed class IntegrationsJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_key_is_made_by_keyboard_shown_once_and_withdrawn()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Administrator, "/integrations");
        var (page, keys) = (person.Page, person.Page.Keyboard);

        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(page.GetByLabel("System", new() { Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(page.Locator("#key-name-error")).ToContainTextAsync("Give the key the name");
        await Expect(page.GetByLabel("System", new() { Exact = true })).ToBeFocusedAsync();
        await person.ShouldBeAccessibleAsync();
        await keys.TypeAsync("Till in Bangsar");
        await keys.PressAsync("Enter");

        // The focus stands on the secret: Tab and Enter copy it, and the way back leads to where one began.
        var field = page.GetByLabel("API key of Till in Bangsar");
        await Expect(field).ToBeFocusedAsync();
        var secret = await field.InputValueAsync();
        Assert.StartsWith("mck_", secret);
        await person.ShouldBeAccessibleAsync();
        await person.PictureAsync("integrations-key-made");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await person.ShouldHaveCopiedAsync(secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(page.GetByText(secret)).ToHaveCountAsync(0);
        await Expect(field).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New key" })).ToBeFocusedAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Till in Bangsar" });
        await Expect(row).ToContainTextAsync("decisions:read");
        Assert.NotNull(own.Get<ActorDirectory>().Client(secret));

        await row.GetByRole(AriaRole.Button, new() { Name = "Withdraw the key" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Leave it as it is" })).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw", Exact = true }).ClickAsync();
        await Expect(row).ToContainTextAsync("Withdrawn");
        Assert.Null(own.Get<ActorDirectory>().Client(secret));
        Assert.Empty(person.Complaints);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_page_is_accessible_and_fits_the_screen(int width)
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var keys = own.Get<ManageApiKeys>();
        await keys.CreateAsync("Campaign sender of the marketing department", [.. Grants.Scopes.Keys], own.Colleague);
        await keys.CreateAsync("Till", ["decisions:read"], own.Colleague);
        await keys.RevokeAsync(own.Get<ListApiKeys>().Run(own.Colleague).Value[0].Id, own.Colleague);
        await using var person = await browser.OpenAsync(app.Address, width, width == 390 ? 844 : 900);
        await own.SignInAsync(person, Role.Administrator, "/integrations");
        await Expect(person.Page.GetByText("Till", new() { Exact = true })).ToBeVisibleAsync();

        await person.ShouldBeAccessibleAsync();
        Assert.Equal(0, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await person.PictureAsync($"integrations-{width}");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task Others_see_no_entry_and_are_told_whom_to_ask()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        await using var person = await browser.OpenAsync(app.Address);
        await own.SignInAsync(person, Role.Supervisor, "/integrations");

        await Expect(person.Page.GetByText("Integrations are managed by administrators.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Integrations" })).ToHaveCountAsync(0);
        await Expect(person.Page.Locator("pre, table")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Every_example_runs_as_it_stands_with_the_scopes_that_it_names()
    {
        var own = await OwnOrganisation.MakeAsync(app);
        var examples = Examples.Of(app.Address);
        var scopes = examples.Select(example => example.Scope).OfType<string>().Distinct().ToList();
        var key = (await own.Get<ManageApiKeys>().CreateAsync("Examples", scopes, own.Colleague)).Value;

        // As a person would: one shell, one example after the other. What curl is told no makes the shell stop.
        var script = "set -euo pipefail\ncurl() { command curl --fail-with-body \"$@\"; }\n" + string.Join("\necho ==\n", examples.Select(example => example.Command));
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KEY"] = key;
        using var shell = Process.Start(start)!;
        var (said, complained) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(shell.ExitCode == 0, await said + await complained);
        var answers = Regex.Split(await said, @"^==\s*$", RegexOptions.Multiline);
        Assert.Equal(examples.Count, answers.Length);
        Assert.Contains("204", answers[0]);
        Assert.Contains("\"allowed\":true", answers[2]);
        Assert.Contains("\"effect\":\"allow\"", answers[5]);
    }
}
