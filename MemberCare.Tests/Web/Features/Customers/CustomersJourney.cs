using System.Text.RegularExpressions;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using Person = MemberCare.Core.Domain.Customers.Customer;

namespace MemberCare.Tests.Web.Features.Customers;

[Collection(BrowserCollection.Name)]
public sealed class CustomersJourney(BrowserFixture browser, WebAppFixture app) : IAsyncLifetime
{
    private const string Source = "lists-journey";
    private const int Count = 130;

    private static bool _added;

    /// <summary>Customers of a source of their own, whoever else is there.</summary>
    public async Task InitializeAsync()
    {
        if (_added)
        {
            return;
        }

        _added = true;
        var (tenant, _) = app.Services.GetRequiredService<ActorDirectory>().Everybody()[0];
        var (actor, now) = (Actor.System(tenant.Id, "Test", Channel.System), DateTimeOffset.UtcNow);
        var labels = app.Services.GetRequiredService<Catalogues>().Of(tenant.Id).Labels.Where(label => label.IsSystem).ToList();
        var added = await app.Services.GetRequiredService<Writer>().RunAsync<Done>(tenant.Id, transaction =>
        {
            for (var i = 0; i < Count; i++)
            {
                var raw = new RawDetails
                {
                    Name = $"Journey Person {i:D3}",
                    Mobile = $"012-345 {i:D4}",
                    Email = $"journey{i}@mail.my",
                    Source = Source,
                    RegisteredAt = now.AddDays(-i * 5),
                    LastActivityAt = now.AddDays(-i * 3),
                };
                var details = CustomerDetails.Read(raw, "MY", now).Value;
                var (customer, happened) = Person.Register(CustomerId.New(now), tenant.Id, details, i % 2 == 0 ? labels[0] : labels[i / 2 % 7], actor, now);
                transaction.Add(customer, happened);
            }

            return new Done();
        });
        Assert.Null(added.Refusal);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Filter_sort_open_and_Back_to_the_same_row_by_keyboard()
    {
        await using var person = await browser.OpenAsync(app.Address);
        var page = person.Page;
        await person.SignInAsync("Viewer", $"/customers?source={Source}");
        await Expect(page.Locator(".total")).ToHaveTextAsync($"{Count} customers");

        await page.GetByLabel("Activity").SelectOptionAsync("active");
        await Expect(page).ToHaveURLAsync(new Regex("activity=active"));
        await Expect(page.Locator(".total")).Not.ToHaveTextAsync($"{Count} customers");
        await page.GetByRole(AriaRole.Link, new() { Name = "Name" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=name"));
        await Expect(page.Locator("th[aria-sort=ascending]")).ToHaveTextAsync(new Regex("Name"));
        await page.GoBackAsync();
        await page.GoBackAsync();
        await Expect(page.Locator(".total")).ToHaveTextAsync($"{Count} customers");
        await page.GetByRole(AriaRole.Link, new() { Name = "Name" }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Journey Person 000");

        await page.GetByRole(AriaRole.Button, new() { Name = "Show 50 more" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(100);
        await page.GetByRole(AriaRole.Link, new() { Name = "Journey Person 070" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/customers/[0-9a-f-]{36}$"));

        await page.GoBackAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(100);
        var row = page.GetByRole(AriaRole.Link, new() { Name = "Journey Person 071" });
        await Expect(row).ToBeFocusedAsync();
        await Expect(row).ToBeInViewportAsync();
    }

    [Fact]
    public async Task What_is_typed_into_a_filter_before_the_circuit_stands_is_not_lost()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Viewer");
        var stands = new TaskCompletionSource();
        await person.HoldCircuitAsync(stands.Task);
        var (page, filter) = (person.Page, person.Page.GetByLabel("Name, number or address"));

        await page.GotoAsync($"/customers?source={Source}");
        await filter.FillAsync("journey person 04");
        stands.SetResult();

        await Expect(page).ToHaveURLAsync(new Regex("q=journey"));
        await Expect(filter).ToHaveValueAsync("journey person 04");
        await Expect(filter).ToBeFocusedAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Journey Person 04");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task A_click_anywhere_on_a_row_opens_the_customer_and_typing_narrows_the_list()
    {
        await using var person = await browser.OpenAsync(app.Address);
        var page = person.Page;
        await person.SignInAsync("Viewer", $"/customers?source={Source}");

        await page.GetByLabel("Name, number or address").FillAsync("journey person 04");
        await Expect(page).ToHaveURLAsync(new Regex("q=journey"));
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Journey Person 04");
        await page.Locator("tbody tr").First.Locator("td.mail").ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/customers/[0-9a-f-]{36}$"));
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task The_file_holds_what_the_list_shows()
    {
        await using var person = await browser.OpenAsync(app.Address);
        var page = person.Page;
        await person.SignInAsync("Supervisor", $"/customers?source={Source}&activity=active");
        var total = await page.Locator(".total").TextContentAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" }).ClickAsync());

        Assert.Matches(@"^customers-\d{4}-\d\d-\d\d\.csv$", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(string.Join(',', CustomerCsv.Columns), lines[0]);
        Assert.Equal(total, $"{lines.Length - 1} customers");
    }

    [Fact]
    public async Task Whoever_may_not_export_gets_no_file_even_by_its_address()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent", $"/customers?source={Source}");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Export CSV" })).ToHaveCountAsync(0);

        var answer = await person.Context.APIRequest.GetAsync("/customers/export");

        Assert.Equal(403, answer.Status);
        Assert.DoesNotContain("Journey Person", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_a_file_without_signing_in()
    {
        await using var person = await browser.OpenAsync(app.Address);

        var answer = await person.Context.APIRequest.GetAsync("/customers/export");

        Assert.DoesNotContain("Journey Person", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("text/csv", answer.Headers.GetValueOrDefault("content-type") ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public async Task The_list_is_accessible_and_fits_the_screen(int width)
    {
        await using var person = await browser.OpenAsync(app.Address, width);
        var page = person.Page;
        await person.SignInAsync("Supervisor", $"/customers?source={Source}");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        if (width < 720)
        {
            await person.PictureAsync($"customers-{width}-closed");
            await page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
            await Expect(page.GetByLabel("Activity")).ToBeVisibleAsync();
        }

        await person.ShouldBeAccessibleAsync($"customers-{width}");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await page.GotoAsync("/customers?source=nowhere");
        await Expect(page.Locator(".mc-empty")).ToBeVisibleAsync();
        await person.ShouldBeAccessibleAsync($"customers-empty-{width}");
        Assert.Empty(person.Complaints);
    }
}
