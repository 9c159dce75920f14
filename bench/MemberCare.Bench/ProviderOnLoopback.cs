using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;

namespace MemberCare.Bench;

/// <summary>The identity provider of the tests in a process of its own, with one person and the clients of the scenario. Ends when disposed.</summary>
internal sealed class ProviderOnLoopback : IAsyncDisposable
{
    /// <summary>The person's login; the password is it backwards.</summary>
    public const string Login = "bench";

    /// <summary>The group that makes an agent.</summary>
    public const string Group = "Agents";

    private readonly Process _process;
    private readonly HttpClient _http;

    private ProviderOnLoopback(Process process, Uri issuer)
    {
        (_process, Issuer) = (process, issuer);
        _http = new HttpClient { BaseAddress = new Uri(issuer, "/control/") };
    }

    /// <summary>Who it is.</summary>
    public Uri Issuer { get; }

    /// <summary>Starts it. Node.js and the packages must be there, as <c>./test</c> leaves them.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<ProviderOnLoopback> StartAsync()
    {
        var folder = typeof(ProviderOnLoopback).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ProviderFolder").Value!;
        var start = new ProcessStartInfo("node", ["provider.mjs", "0"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split("Listening on ") is [_, var issuer])
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                var provider = new ProviderOnLoopback(process, new Uri(issuer));
                await provider.PutAsync("people", new { login = Login, name = "Bench Agent", email = "bench@example.test", groups = new[] { Group } });
                return provider;
            }
        }

        throw new InvalidOperationException("The provider of the tests did not start; ./test installs what it needs.");
    }

    /// <summary>Makes a client known.</summary>
    public Task ClientAsync(string id, string secret, Uri redirect) => PutAsync("clients", new { client_id = id, client_secret = secret, redirect_uris = new[] { redirect } });

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task PutAsync(string what, object sent)
    {
        using var answer = await _http.PutAsJsonAsync(what, sent);
        answer.EnsureSuccessStatusCode();
    }
}
