using System.Runtime.CompilerServices;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MemberCare.Tests.Browser;

/// <summary>The collection of tests that share one Chromium and one running application.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>, ICollectionFixture<WebAppFixture>
{
    /// <summary>To be named in <c>[Collection]</c> by each class of browser tests.</summary>
    public const string Name = "Browser";
}

/// <summary>Another such collection with a browser and an application of its own, beside the first at the same time: journeys mostly wait.</summary>
[CollectionDefinition(Name)]
public sealed class SecondBrowserCollection : ICollectionFixture<BrowserFixture>, ICollectionFixture<WebAppFixture>
{
    /// <summary>To be named in <c>[Collection]</c> by the other half of the classes of browser tests.</summary>
    public const string Name = "Browser, second half";
}

/// <summary>
/// One Chromium for each half of the run. Each page comes in a context of its own, so cookies and storage never leak between tests
/// and two pages can be two people.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // The first without windows: the same engine, without a whole desktop program around each context.
    private static readonly string[] Installed = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Git-ignored folder for pictures: <c>artifacts/screens</c> under the repository's root.</summary>
    public static string ScreensFolder { get; } = Path.Combine(RepositoryRoot(), "artifacts", "screens");

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? Installed.First(File.Exists),
            Args = Arguments,
        });
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page for one person on one kind of screen. Dispose it, or the context lives as long as the run.</summary>
    /// <param name="baseAddress">Where relative addresses start, usually <see cref="WebAppFixture.Address"/>.</param>
    /// <param name="width">Width in CSS pixels: 1400 for a desk, 390 for a phone.</param>
    /// <param name="height">Height in CSS pixels.</param>
    /// <param name="scheme">What <c>prefers-color-scheme</c> answers.</param>
    /// <param name="timeZone">IANA name of the reader's zone.</param>
    public async Task<BrowserPage> OpenAsync(
        Uri baseAddress,
        int width = 1400,
        int height = 900,
        ColorScheme scheme = ColorScheme.Light,
        string timeZone = "Asia/Kuala_Lumpur")
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = baseAddress.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = timeZone,

            // What a browser with windows lets a page do at a click without asking.
            Permissions = ["clipboard-write"],
        });
        context.SetDefaultTimeout(15_000);
        return new(context, await context.NewPageAsync());
    }

    private static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}

/// <summary>A page in a context of its own, which remembers what the browser's console complained about.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly string[] WcagTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    private static readonly string[] RulesOfColour = ["color-contrast", "link-in-text-block"];

    private readonly List<string> _complaints = [];

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        Context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complain($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => Complain(error);
    }

    /// <summary>The person's cookies and storage.</summary>
    public IBrowserContext Context { get; }

    /// <summary>The page itself.</summary>
    public IPage Page { get; }

    /// <summary>Errors of the browser's console and uncaught exceptions so far, oldest first.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    /// <summary>
    /// Goes to an address and waits until the circuit stands, so that the first click or key reaches the server and not a
    /// prerendered picture of the page.
    /// </summary>
    /// <param name="address">Relative to the context's base address, or whole.</param>
    public async Task GoToAsync(string address)
    {
        // Blazor marks nothing in the page when it becomes interactive; the first render batch on the circuit's socket is
        // the earliest moment at which handlers are attached.
        var drawn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Watch(object? sender, IWebSocket socket)
        {
            if (socket.Url.Contains("/_blazor", StringComparison.Ordinal))
            {
                socket.FrameReceived += (_, frame) =>
                {
                    if (frame.Binary is { } bytes && bytes.AsSpan().IndexOf("JS.RenderBatch"u8) >= 0)
                    {
                        drawn.TrySetResult();
                    }
                };
            }
        }

        Page.WebSocket += Watch;
        try
        {
            await Page.GotoAsync(address);
            await drawn.Task.WaitAsync(TimeSpan.FromSeconds(30));

            // The first batch may be that of the page's title alone.
            await Page.WaitForFunctionAsync("() => 'stands' in document.documentElement.dataset || !document.querySelector('.mc-search')");
        }
        finally
        {
            Page.WebSocket -= Watch;
        }
    }

    /// <summary>Keeps circuits from starting, so that a page stays the picture that came over HTTP, until <paramref name="released"/> ends.</summary>
    public Task HoldCircuitAsync(Task released) => Page.RouteAsync("**/_blazor/negotiate**", async route =>
    {
        await released;
        await route.ContinueAsync();
    });

    /// <summary>
    /// Runs axe with the tags of WCAG 2.2 AA over the whole page, as it stands and then in the other colours, where only what colours decide is looked at again; fails with each rule,
    /// element and advice in words.
    /// </summary>
    /// <param name="picture">The name of the pictures to take in both, without ending; null for none.</param>
    public async Task ShouldBeAccessibleAsync(string? picture = null)
    {
        await CheckAsync(RunOnlyOptions.Tags(WcagTags), picture is null ? null : picture + "-light");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });

        // What is lit for a moment goes on from the colours before, which nobody sees who does not change them just then.
        await Page.EvaluateAsync("() => document.getAnimations().filter(one => one.effect.getComputedTiming().iterations !== Infinity).forEach(one => one.finish())");
        await CheckAsync(RunOnlyOptions.Rules(RulesOfColour), picture is null ? null : picture + "-dark");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    private async Task CheckAsync(RunOnlyOptions rules, string? picture)
    {
        if (picture is not null)
        {
            await PictureAsync(picture);
        }

        var result = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = rules,

            // Of what is in order the name of the rule is enough; to describe every element of it takes longer than the checks.
            ResultTypes = [ResultType.Violations],
            Iframes = false,
        });

        // A page where no rule ran is a page that was never checked.
        Assert.NotEmpty(result.Passes.Concat(result.Violations));
        var faults = result.Violations.SelectMany(rule => rule.Nodes.Select(node =>
            $"- {rule.Id} ({rule.Impact}): {rule.Help}\n    at {node.Target}\n    {node.Html}\n    "
            + string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))));
        var report = string.Join("\n", faults);
        Assert.True(report.Length == 0, $"{Page.Url} is not accessible:\n{report}");
    }

    /// <summary>Checks that the page says that it copied something, and that pasting it elsewhere gives <paramref name="text"/>.</summary>
    /// <param name="text">What was to be copied.</param>
    public async Task ShouldHaveCopiedAsync(string text)
    {
        await Assertions.Expect(Page.GetByText("Copied.", new() { Exact = true })).ToBeVisibleAsync();
        var elsewhere = await Context.NewPageAsync();
        await elsewhere.SetContentAsync("<textarea></textarea>");
        await elsewhere.Locator("textarea").FocusAsync();
        await elsewhere.Keyboard.PressAsync("Control+V");
        await Assertions.Expect(elsewhere.Locator("textarea")).ToHaveValueAsync(text);
        await elsewhere.CloseAsync();
    }

    /// <summary>Writes a picture of the whole page to <see cref="BrowserFixture.ScreensFolder"/>.</summary>
    /// <param name="name">File name without ending.</param>
    /// <returns>The path of the PNG.</returns>
    public async Task<string> PictureAsync(string name)
    {
        var path = Path.Combine(BrowserFixture.ScreensFolder, name + ".png");
        await Page.ScreenshotAsync(new() { Path = path, FullPage = true });
        return path;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => new(Context.CloseAsync());

    private void Complain(string text)
    {
        lock (_complaints)
        {
            _complaints.Add(text);
        }
    }
}
