using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Browser;

/// <summary>What the other browser tests rest on.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HarnessTests(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_picture_without_words_fails_the_accessibility_check_by_name()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.Page.SetContentAsync("<html lang='en'><title>Faulty</title><main><h1>Faulty</h1><img src='data:,'></main></html>");

        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => person.ShouldBeAccessibleAsync());

        Assert.Contains("image-alt", failure.Message, StringComparison.Ordinal);
        Assert.Contains("<img src=", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_only_dark_colours_hide_fails_the_accessibility_check()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.Page.SetContentAsync(
            "<html lang='en'><title>Faulty</title><meta name='color-scheme' content='light dark'><body style='background:light-dark(#fff,#000)'><main><p style='color:#333'>Dim</p></main></body></html>");

        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => person.ShouldBeAccessibleAsync());

        Assert.Contains("color-contrast", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_application_under_test_has_a_database_of_its_own()
    {
        var configuration = app.Services.GetRequiredService<IConfiguration>();

        Assert.Equal($"Data Source={app.DatabasePath}", configuration.GetConnectionString("MemberCare"));
    }

    [Theory]
    [InlineData("_framework/blazor.web.js")]
    [InlineData("_content/Radzen.Blazor/Radzen.Blazor.js")]
    [InlineData("_content/Radzen.Blazor/css/software-base.css")]
    [InlineData("_content/Radzen.Blazor/css/software-dark-base.css")]
    public async Task Scripts_and_styles_are_served(string path)
    {
        using var client = new HttpClient { BaseAddress = app.Address };

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        answer.EnsureSuccessStatusCode();
        Assert.True((await answer.Content.ReadAsByteArrayAsync()).Length > 10_000);
    }
}
