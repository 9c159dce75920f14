using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace MemberCare.Bench;

/// <summary>The real application in a process of its own, over a database that is there already, on a free port of loopback. Ends when disposed.</summary>
internal sealed class WebProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WebProcess(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Processor time of the whole process so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that the process holds for itself now, in bytes. Pages of the database that readers map are the system's cache, and each mapping would count them again.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            const string Own = "RssAnon:";
            var status = $"/proc/{_process.Id}/status";
            return File.Exists(status) && File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Own, StringComparison.Ordinal)) is { } line
                ? long.Parse(line[Own.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024
                : _process.WorkingSet64;
        }
    }

    /// <summary>Starts the application that was built beside the bench and waits until it listens.</summary>
    /// <param name="database">The file.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    /// <exception cref="InvalidOperationException">It ended instead; what it said is in the message.</exception>
    public static async Task<WebProcess> StartAsync(string database, IReadOnlyDictionary<string, string>? settings = null)
    {
        var program = typeof(WebProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "WebProgram").Value!;
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(program),
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__MemberCare"] = $"Data Source={database}",
                ["MemberCare__Limits__Enabled"] = "false",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.Split("listening on: ") is [_, var address])
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new WebProcess(process, new Uri(address));
            }
        }

        throw new InvalidOperationException($"The application did not start: {string.Join(' ', said)}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
