using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MemberCare.Bench;

/// <summary>
/// Sign-ins through an identity provider, from the button to the session, beside the same steps at the bare provider in the same run; and what the check of a session adds to
/// a request. An HTTP client plays the browser, each sign-in with cookies of its own.
/// </summary>
internal static class SignInScenario
{
    private const int Rounds = 4;
    private const int PerRound = 100;
    private const int Callers = 4;
    private const int Requests = 20_000;
    private const string Secret = "only-in-the-bench";

    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        await using var provider = await ProviderOnLoopback.StartAsync();
        await using var web = await WebProcess.StartAsync(store.File, new Dictionary<string, string>
        {
            ["MemberCare__Oidc__Authority"] = provider.Issuer.OriginalString,
            ["MemberCare__Oidc__ClientId"] = "membercare",
            ["MemberCare__Oidc__ClientSecret"] = Secret,
            ["MemberCare__Oidc__Tenant"] = "bench",
            ["MemberCare__Oidc__Roles__Agent__0"] = ProviderOnLoopback.Group,
        });
        await provider.ClientAsync("membercare", Secret, new Uri(web.Address, "/signin-oidc"));
        await provider.ClientAsync("bare", Secret, new Uri("http://127.0.0.1:9/callback"));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 32 });

        // Both by turns, so that whatever else the machine does meets both.
        var (ours, bare) = (new Figures("sign-in", "through MemberCare", "ms"), new Figures("sign-in", "the bare provider", "ms"));
        var (ourTime, bareTime, cpu) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        await RoundAsync(() => ThroughUsAsync(http, web.Address), null);
        await RoundAsync(() => BareAsync(http, provider.Issuer), null);
        for (var round = 0; round < Rounds; round++)
        {
            var before = web.Cpu;
            ourTime += await RoundAsync(() => ThroughUsAsync(http, web.Address), ours);
            cpu += web.Cpu - before;
            bareTime += await RoundAsync(() => BareAsync(http, provider.Issuer), bare);
        }

        ours.Write();
        bare.Write();
        Figures.Write("sign-in", "through MemberCare", "1/s", ours.Count / ourTime.TotalSeconds);
        Figures.Write("sign-in", "the bare provider", "1/s", bare.Count / bareTime.TotalSeconds);
        Figures.Write("sign-in", "through MemberCare over the bare provider", "ratio", bareTime / ourTime * ours.Count / bare.Count);
        Figures.Write("sign-in", "processor time of the server for a sign-in", "ms cpu", cpu.TotalMilliseconds / ours.Count);
        await CheckAsync(http, web);
    }

    private static async Task<TimeSpan> RoundAsync(Func<Task> signIn, Figures? figures)
    {
        var began = Stopwatch.GetTimestamp();
        var queue = new ConcurrentQueue<int>(Enumerable.Range(0, PerRound));
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (queue.TryDequeue(out var _))
            {
                var start = Stopwatch.GetTimestamp();
                await signIn();
                lock (queue)
                {
                    figures?.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }));
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<Visitor> ThroughUsAsync(HttpClient http, Uri application)
    {
        var visitor = new Visitor(http);
        var toProvider = await visitor.LedAsync(new Uri(application, "/sign-in/start?return=/customers"));
        var back = await LogInAsync(visitor, toProvider);
        var led = await visitor.LedAsync(back);
        return led.AbsolutePath == "/customers" && visitor.Has("membercare") ? visitor : throw new InvalidOperationException($"The sign-in ended at {led}.");
    }

    // What MemberCare does in between, done by nobody: the code goes for tokens, and those for the person's claims; none of it is checked or kept.
    private static async Task BareAsync(HttpClient http, Uri issuer)
    {
        var visitor = new Visitor(http);
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var ask = $"/auth?client_id=bare&response_type=code&scope=openid%20profile%20email&state=s&nonce=n&code_challenge={challenge}&code_challenge_method=S256&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback";
        var back = await LogInAsync(visitor, new Uri(issuer, ask));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = back.Query.TrimStart('?').Split('&').Single(pair => pair.StartsWith("code=", StringComparison.Ordinal))[5..],
            ["redirect_uri"] = "http://127.0.0.1:9/callback",
            ["code_verifier"] = verifier,
        });
        using var redeem = new HttpRequestMessage(HttpMethod.Post, new Uri(issuer, "/token")) { Content = form };
        redeem.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"bare:{Secret}")));
        using var tokens = await http.SendAsync(redeem);
        tokens.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await tokens.Content.ReadAsStringAsync());
        using var ask2 = new HttpRequestMessage(HttpMethod.Get, new Uri(issuer, "/me"));
        ask2.Headers.Authorization = new AuthenticationHeaderValue("Bearer", json.RootElement.GetProperty("access_token").GetString());
        using var claims = await http.SendAsync(ask2);
        claims.EnsureSuccessStatusCode();
    }

    // The provider's own pages, from the question to the way back.
    private static async Task<Uri> LogInAsync(Visitor visitor, Uri toProvider)
    {
        var form = await visitor.LedAsync(toProvider);
        await visitor.ReadAsync(form);
        var on = await visitor.LedAsync(form, new Dictionary<string, string>
        {
            ["login"] = ProviderOnLoopback.Login,
            ["password"] = new string([.. ProviderOnLoopback.Login.Reverse()]),
            ["answer"] = "login",
        });
        return await visitor.LedAsync(on);
    }

    // An address that does next to nothing itself, with a session and without one, by turns.
    private static async Task CheckAsync(HttpClient http, WebProcess web)
    {
        var visitor = await ThroughUsAsync(http, web.Address);
        var light = new Uri(web.Address, "/health/live");
        var (with, without) = (new Figures("sign-in", "a light request with a session", "µs"), new Figures("sign-in", "a light request without", "µs"));
        var (withCpu, withoutCpu) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var turn = 0; turn < 22; turn++)
        {
            var warm = turn < 2;
            var (start, cookies) = (web.Cpu, turn % 2 == 0);
            for (var i = 0; i < Requests / 10; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, light);
                if (cookies)
                {
                    request.Headers.Add("Cookie", visitor.CookiesFor(light));
                }

                var sent = Stopwatch.GetTimestamp();
                using var answer = await http.SendAsync(request);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException($"{light} answered {answer.StatusCode}.");
                }

                if (!warm)
                {
                    (cookies ? with : without).Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
                }
            }

            if (!warm)
            {
                _ = cookies ? withCpu += web.Cpu - start : withoutCpu += web.Cpu - start;
            }
        }

        with.Write();
        without.Write();
        Figures.Write("sign-in", "what the check of a session adds, at the median", "µs", with.Percentile(0.5) - without.Percentile(0.5));
        Figures.Write("sign-in", "what it adds in processor time of the server, mean", "µs cpu", withCpu.TotalMicroseconds / with.Count - withoutCpu.TotalMicroseconds / without.Count);
    }

    /// <summary>A browser in little: follows one redirect at a time and keeps cookies for each host.</summary>
    private sealed class Visitor(HttpClient http)
    {
        private readonly Dictionary<(string Host, string Name), string> _cookies = [];

        public bool Has(string cookie) => _cookies.Keys.Any(key => key.Name == cookie);

        public string CookiesFor(Uri address) =>
            string.Join("; ", _cookies.Where(cookie => cookie.Key.Host == address.Authority).Select(cookie => string.Create(CultureInfo.InvariantCulture, $"{cookie.Key.Name}={cookie.Value}")));

        public async Task<Uri> LedAsync(Uri address, Dictionary<string, string>? form = null)
        {
            using var answer = await SendAsync(address, form);
            return answer.Headers.Location is { } location ? new Uri(address, location) : throw new InvalidOperationException($"{address.GetLeftPart(UriPartial.Path)} answered {answer.StatusCode} and led nowhere.");
        }

        public async Task ReadAsync(Uri address)
        {
            using var answer = await SendAsync(address, null);
            answer.EnsureSuccessStatusCode();
        }

        private async Task<HttpResponseMessage> SendAsync(Uri address, Dictionary<string, string>? form)
        {
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, address) { Content = form is null ? null : new FormUrlEncodedContent(form) };
            if (CookiesFor(address) is { Length: > 0 } cookies)
            {
                request.Headers.Add("Cookie", cookies);
            }

            var answer = await http.SendAsync(request);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var sets) ? sets : [])
            {
                var (name, value) = set.Split(';')[0].Split('=', 2) is [var left, var right] ? (left, right) : (set, "");
                if (value.Length > 0)
                {
                    _cookies[(address.Authority, name)] = value;
                }
                else
                {
                    _cookies.Remove((address.Authority, name));
                }
            }

            return answer;
        }
    }
}
