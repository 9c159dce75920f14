using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
        var address = $"http://127.0.0.1:{FreePort()}";
        var started = Stopwatch.GetTimestamp();
        using var server = Start(address, options.Database ?? Path.Combine(folder.FullName, "membercare.db"));
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            await ReadyAsync(http, server);
            Figures.Write("page", "start until ready, demo organisation loaded", "s", Stopwatch.GetElapsedTime(started).TotalSeconds);
            await AnswersAsync(http, "/sign-in", "first answer of the sign-in page");
            await WindowsAsync(address, server);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task WindowsAsync(string address, Process server)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var context = await browser.NewContextAsync(new() { BaseURL = address });
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
        var few = await ResidentAsync(server);
        await OpenAsync(context, Windows - Before);
        var many = await ResidentAsync(server);
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
    private static async Task<double> ResidentAsync(Process server)
    {
        var lowest = double.MaxValue;
        for (var i = 0; i < 8; i++)
        {
            await Task.Delay(500);
            server.Refresh();
            lowest = Math.Min(lowest, server.WorkingSet64);
        }

        return lowest;
    }

    private static async Task ReadyAsync(HttpClient http, Process server)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2); await Task.Delay(100))
        {
            try
            {
                if ((await http.GetAsync("/health/ready")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!server.HasExited)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("The console did not become ready.");
    }

    private static Process Start(string address, string database)
    {
        var start = new ProcessStartInfo("dotnet", [Program(), "--urls", address, "--ConnectionStrings:MemberCare", $"Data Source={database}"]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCConserveMemory"] = "7";
        var server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        return server;
    }

    private static string Program()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var build = folder.Parent!.Name;
        while (!File.Exists(Path.Combine(folder.FullName, "MemberCare.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The bench does not run inside the solution's folder.");
        }

        return Path.Combine(folder.FullName, "MemberCare.Web", "bin", build, "net10.0", "MemberCare.Web.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return int.Parse(listener.LocalEndpoint.ToString()!.Split(':')[^1], CultureInfo.InvariantCulture);
    }
}
