using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MemberCare.Tests.Architecture;

namespace MemberCare.Tests.Browser;

/// <summary>
/// A real OpenID Connect provider on loopback: <c>MemberCare.Tests/Provider/provider.mjs</c> on Node.js, where the tests' people, clients and keys are changed
/// from outside while it runs.
/// </summary>
public sealed class ProviderProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _control;

    private ProviderProcess(Process process, Uri issuer)
    {
        (_process, Issuer) = (process, issuer);
        _control = new HttpClient { BaseAddress = new Uri(issuer, "/control/") };
    }

    /// <summary>Who it is, such as <c>http://localhost:41234</c>.</summary>
    public Uri Issuer { get; }

    /// <summary>Starts it on a port, a free one by default, and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message says what is missing.</exception>
    public static async Task<ProviderProcess> StartAsync(int port = 0)
    {
        var folder = Path.Combine(SourceFiles.Root(), "MemberCare.Tests", "Provider");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("The provider of the tests is not installed: run ./test, or `npm ci` in MemberCare.Tests/Provider.");
        }

        var start = new ProcessStartInfo("node", ["provider.mjs", $"{port}"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The provider of the tests needs Node.js: run ./test, which installs it.", missing);
        }

        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Split("Listening on ") is [_, var issuer])
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new ProviderProcess(process, new Uri(issuer));
            }
        }

        throw new InvalidOperationException("The provider of the tests did not start: " + await errors);
    }

    /// <summary>Adds or changes a person. Their password is their login backwards.</summary>
    public Task PersonAsync(string login, string name, params string[] groups) =>
        ControlAsync(HttpMethod.Put, "people", new { login, name, email = $"{login}@example.test", groups });

    /// <summary>Makes an application known, with its secret, where people come back to and where back-channel logout goes.</summary>
    public Task ClientAsync(string id, string secret, Uri application) => ControlAsync(HttpMethod.Put, "clients", new
    {
        client_id = id,
        client_secret = secret,
        redirect_uris = new[] { new Uri(application, "/signin-oidc") },
        post_logout_redirect_uris = new[] { new Uri(application, "/signout-callback-oidc") },
        backchannel_logout_uri = new Uri(application, "/signout-backchannel"),
        backchannel_logout_session_required = true,
    });

    /// <summary>Makes a system known that takes access tokens for the API with its own secret.</summary>
    public Task SystemAsync(string id, string secret) => ControlAsync(HttpMethod.Put, "clients", new
    {
        client_id = id,
        client_secret = secret,
        redirect_uris = Array.Empty<string>(),
        response_types = Array.Empty<string>(),
        grant_types = new[] { "client_credentials" },
    });

    /// <summary>From now on signs with a new key.</summary>
    public Task RotateKeysAsync() => ControlAsync(HttpMethod.Post, "rotate-keys", new { });

    /// <summary>Ends a person's sessions here and tells every application (back-channel logout).</summary>
    /// <returns>The applications that were told and said that it is done.</returns>
    public async Task<IReadOnlyList<string>> EndSessionsAsync(string login) =>
        [.. (await ControlAsync(HttpMethod.Post, "end-sessions", new { login })).GetProperty("told").EnumerateArray().Select(client => client.GetString()!)];

    /// <summary>How many sessions a person has here.</summary>
    public async Task<int> SessionsAsync(string login) => (await ControlAsync(HttpMethod.Get, $"sessions?login={Uri.EscapeDataString(login)}", null)).GetProperty("count").GetInt32();

    /// <summary>An access token for the API, for a system, with its own secret (RFC 6749, section 4.4).</summary>
    public async Task<string> AccessTokenAsync(string id, string secret, string scope)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = id,
            ["client_secret"] = secret,
            ["scope"] = scope,
        });
        using var answer = await _control.PostAsync(new Uri(Issuer, "/token"), form);
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, token.ToString());
        return token.GetProperty("access_token").GetString()!;
    }

    /// <summary>An ID token of a person, as an application gets one.</summary>
    public async Task<string> IdTokenAsync(string login, string client) => (await ControlAsync(HttpMethod.Post, "id-token", new { login, client_id = client })).GetProperty("token").GetString()!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _control.Dispose();
    }

    private async Task<JsonElement> ControlAsync(HttpMethod method, string what, object? sent)
    {
        using var request = new HttpRequestMessage(method, what) { Content = sent is null ? null : JsonContent.Create(sent) };
        using var answer = await _control.SendAsync(request);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{method} {what}: {said}");
        return said;
    }
}
