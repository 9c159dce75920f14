using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MemberCare.Tests.Web.Commands;

/// <summary>The real application in a process of its own, over a database in a folder, so that a test can read what it says and kill it.</summary>
public sealed partial class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _ended;

    private AppProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _ended = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _errors), _process.WaitForExitAsync());
    }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => Text(_errors);

    /// <summary>Completes with the first report of an import's progress.</summary>
    public Task Progress => _progress.Task;

    /// <summary>Starts the application with <paramref name="args"/> on the database <c>membercare.db</c> of a folder.</summary>
    /// <param name="folder">The folder, which is also the current one.</param>
    /// <param name="args">The words of the command line.</param>
    public static AppProcess Start(string folder, params string[] args) => new(Prepare(folder, "dotnet", ["exec", Program, .. args]));

    /// <summary>The same in a shell that first runs <paramref name="shell"/>, for limits and other accounts.</summary>
    public static AppProcess StartUnder(string folder, string shell, params string[] args) =>
        new(Prepare(folder, "bash", ["-c", $"{shell} dotnet exec \"$0\" \"$@\"", Program, .. args]));

    /// <summary>Starts it as a server on a free port of loopback, in Development, without a demo.</summary>
    public static AppProcess Serve(string folder) => Start(folder, "--environment=Development", "--urls=http://127.0.0.1:0", "--Demo:Customers=0");

    /// <summary>Runs the application to its end.</summary>
    public static async Task<AppProcess> RunAsync(string folder, params string[] args)
    {
        var app = Start(folder, args);
        await app.EndedAsync();
        return app;
    }

    /// <summary>Where the server listens, as soon as it does.</summary>
    public async Task<Uri> AddressAsync() =>
        await Task.WhenAny(_listening.Task, _ended) == _listening.Task ? await _listening.Task : throw new InvalidOperationException("It ended instead of serving: " + Errors);

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndedAsync()
    {
        await _ended.WaitAsync(TimeSpan.FromMinutes(2));
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed. No harm where it has ended.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "MemberCare.Web.dll");

    private static ProcessStartInfo Prepare(string folder, string file, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(file, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ConnectionStrings__MemberCare"] = "Data Source=" + Path.Combine(folder, "membercare.db");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";

        // The runtime's double mapping of code is a file as well, and would count against a limit on the size of files.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return start;
    }

    private async Task ReadAsync(StreamReader from, StringBuilder into)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (into)
            {
                into.AppendLine(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                _listening.TrySetResult(new Uri(match.Groups[1].Value));
            }

            if (line.Contains(" lines/s", StringComparison.Ordinal))
            {
                _progress.TrySetResult();
            }
        }
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder)
        {
            return builder.ToString();
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
