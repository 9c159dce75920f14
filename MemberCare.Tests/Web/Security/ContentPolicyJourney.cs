using MemberCare.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Security;

/// <summary>The content security policy in a real browser: all of ours works under it, and nothing of a stranger's.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ContentPolicyJourney(BrowserFixture browser, WebAppFixture app)
{
    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task No_page_of_the_console_asks_for_more_than_its_policy_grants(int width)
    {
        await using var person = await browser.OpenAsync(app.Address, width);
        await WatchAsync(person);
        var customer = await app.RegisterAsync("Under Policy", "012-987 6543");
        await app.ChangeAsync(customer.Id, "Suspended", "Under a strict policy");

        await person.Page.GotoAsync("/sign-in");
        await person.SignInAsync("Administrator");
        await Expect(person.Page.Locator(".mc-bar-part").First).ToBeVisibleAsync();
        await NothingRefusedAsync(person, "the desk");

        await person.GoToAsync("/customers");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Customers" })).ToBeVisibleAsync();
        await NothingRefusedAsync(person, "the list");

        await person.GoToAsync($"/customers/{customer.Id}");
        await Expect(person.Page.Locator(".customer[data-keys=ready]")).ToHaveCountAsync(1);
        await person.Page.Locator("[data-edit-status]").ClickAsync();
        await Expect(person.Page.Locator(".change-panel")).ToBeVisibleAsync();
        await NothingRefusedAsync(person, "a customer with the panel");

        await person.GoToAsync("/labels");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "New label" }).ClickAsync();
        await Expect(person.Page.Locator("dialog[open]")).ToBeVisibleAsync();
        await NothingRefusedAsync(person, "labels with a dialog");

        foreach (var (page, heading) in new[] { ("/people", "People"), ("/effects", "What statuses allow") })
        {
            await person.GoToAsync(page);
            await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
            await NothingRefusedAsync(person, page);
        }

        await person.GoToAsync("/settings");
        await NothingRefusedAsync(person, "settings");

        await person.Page.Keyboard.PressAsync("Escape");
        await person.Page.Locator("body").PressAsync("?");
        await Expect(person.Page.Locator("#mc-keys")).ToBeVisibleAsync();
        await NothingRefusedAsync(person, "the list of keys");

        await person.Page.GotoAsync("/there-is-no-such-page");
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing at this address" })).ToBeVisibleAsync();
        await NothingRefusedAsync(person, "an unknown address");
    }

    [Fact]
    public async Task A_script_that_got_into_a_page_does_not_run_and_a_foreign_one_is_not_fetched()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await WatchAsync(person);
        await person.Page.RouteAsync("**/sign-in", async route =>
        {
            var answer = await route.FetchAsync();
            var page = (await answer.TextAsync()).Replace(
                "</body>",
                """<script>window.stolen = 1</script><script src="https://evil.example/x.js"></script><img src="x" onerror="window.stolen = 2"><p id="styled" style="color: rgb(1, 2, 3)">x</p></body>""",
                StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = page });
        });

        await person.Page.GotoAsync("/sign-in");
        await person.Page.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.stolen = 3'; document.body.append(script); }");
        await person.Page.EvaluateAsync("() => document.body.insertAdjacentHTML('beforeend', '<a id=lure href=\"javascript:window.stolen=4\">Click</a>')");
        await person.Page.Locator("#lure").ClickAsync();

        Assert.Null(await person.Page.EvaluateAsync<int?>("() => window.stolen ?? null"));
        Assert.NotEqual("rgb(1, 2, 3)", await person.Page.EvaluateAsync<string>("() => getComputedStyle(document.getElementById('styled')).color"));
        var refused = await person.Page.EvaluateAsync<string[]>("() => window.refusedByPolicy");
        Assert.Contains(refused, what => what.StartsWith("script-src-elem https://evil.example/", StringComparison.Ordinal));
        Assert.True(refused.Count(what => what.StartsWith("script-src", StringComparison.Ordinal)) >= 4, string.Join('\n', refused));
    }

    [Fact]
    public async Task No_other_site_can_show_the_console_in_a_frame()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.Page.RouteAsync("http://evil.example/**", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<iframe id='frame' src='{app.Address}sign-in'></iframe>",
        }));

        await person.Page.GotoAsync("http://evil.example/");
        await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var frame = person.Page.Frames.Single(one => one != person.Page.MainFrame);
        Assert.DoesNotContain("Sign in", await frame.ContentAsync(), StringComparison.Ordinal);
    }

    private static Task WatchAsync(BrowserPage person) => person.Context.AddInitScriptAsync(
        "window.refusedByPolicy = []; document.addEventListener('securitypolicyviolation', refused => window.refusedByPolicy.push(`${refused.effectiveDirective} ${refused.blockedURI} at ${refused.sourceFile}:${refused.lineNumber} ${refused.sample}`));");

    private static async Task NothingRefusedAsync(BrowserPage person, string where)
    {
        // Reports come with the next frame.
        await person.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
        var refused = await person.Page.EvaluateAsync<string[]>("() => window.refusedByPolicy");
        Assert.True(refused.Length == 0, $"On {where} the policy refused:\n{string.Join('\n', refused)}");
        Assert.DoesNotContain(person.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase));
    }
}
