using System.Diagnostics;
using Microsoft.Playwright;

namespace MemberCare.Bench;

/// <summary>The console as a browser meets it: how long the first answer takes, and what an open window costs the server while nobody touches it.</summary>
/// <remarks>Starts the program that the solution's build has left, on its demo organisation. Chromium is named by CHROMIUM_PATH or lies in /usr/bin.</remarks>
internal static class PageScenario
{
    private const int Before = 5;
    private const int Windows = 45;

    public static async Task RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("membercare-bench-");
        try
        {
            var started = Stopwatch.GetTimestamp();
            await using var server = await WebProcess.StartAsync(options.Database ?? Path.Combine(folder.FullName, "membercare.db"));
            Figures.Write("page", "start until it listens, demo organisation loaded", "s", Stopwatch.GetElapsedTime(started).TotalSeconds);
            using var http = new HttpClient { BaseAddress = server.Address };
            await AnswersAsync(http, "/sign-in", "first answer of the sign-in page");
            await WindowsAsync(server);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WindowsAsync(WebProcess server)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.First(File.Exists),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var context = await browser.NewContextAsync(new() { BaseURL = server.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.Locator(".mc-person").Filter(new() { HasText = "Agent" }).First.ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var first = new Figures("page", "first answer of the desk, signed in", "ms");
        for (var i = 0; i < 50; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = await context.APIRequest.GetAsync("/");
            first.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        first.Write();
        await OpenAsync(context, Before);
        var few = await LowestMemoryAsync(server);
        await OpenAsync(context, Windows - Before);
        var many = await LowestMemoryAsync(server);
        Figures.Write("page", $"memory of the server with {Before} open windows", "MB", few / 1e6);
        Figures.Write("page", $"memory of an idle window, over {Windows - Before} of them on the desk", "KB", (many - few) / 1e3 / (Windows - Before));
    }

    private static async Task OpenAsync(IBrowserContext context, int windows)
    {
        for (var i = 0; i < windows; i++)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        }
    }

    private static async Task AnswersAsync(HttpClient http, string path, string what)
    {
        var figures = new Figures("page", what, "ms");
        for (var i = 0; i < 50; i++)
        {
            var start = Stopwatch.GetTimestamp();
            (await http.GetAsync(path)).EnsureSuccessStatusCode();
            figures.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        figures.Write();
    }

    // The collector gives memory back a moment after the work; the lowest of several looks is what stays.
    private static async Task<double> LowestMemoryAsync(WebProcess server)
    {
        var lowest = double.MaxValue;
        for (var i = 0; i < 8; i++)
        {
            await Task.Delay(500);
            lowest = Math.Min(lowest, server.Memory);
        }

        return lowest;
    }
}
