using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MemberCare.Tests.Browser;

/// <summary>The application in a process of its own, as people start it, which a test can stop and start again.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(string folder, string environment, string urls)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(Program).Assembly.Location, "--urls", urls, "--Demo:Customers", "20" },
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        start.Environment["ConnectionStrings__MemberCare"] = $"Data Source={Path.Combine(folder, "membercare.db")}";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All that the process has written so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="folder">The folder of its data.</param>
    /// <param name="urls">Where it listens.</param>
    public static async Task<AppProcess> StartAsync(string folder, string urls)
    {
        var app = new AppProcess(folder, "Development", urls);
        var ended = app._process.WaitForExitAsync();
        if (await Task.WhenAny(app._listening.Task, ended).WaitAsync(TimeSpan.FromSeconds(60)) == ended)
        {
            throw new InvalidOperationException("The application ended: " + app.Said);
        }

        return app;
    }

    /// <summary>Starts it in an environment in which it should refuse to, and waits for its end.</summary>
    /// <returns>The exit code and all that it said.</returns>
    public static async Task<(int ExitCode, string Said)> RefusedAsync(string folder, string environment)
    {
        await using var app = new AppProcess(folder, environment, "http://127.0.0.1:0");
        await app._process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (app._process.ExitCode, app.Said);
    }

    /// <summary>A port of loopback that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.Add(line ?? "");
        }

        if (line?.Contains("Application started", StringComparison.Ordinal) == true)
        {
            _listening.TrySetResult();
        }
    }
}
