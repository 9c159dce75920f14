using System.Globalization;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Model;

namespace MemberCare.Web.Commands;

/// <summary><c>import FILE.csv --tenant NAME [--dry-run] [--rejects FILE]</c>: progress on standard error, the summary on standard output, rejected lines into a CSV file.</summary>
internal static class ImportCommand
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(IServiceProvider core, Words words)
    {
        var path = words.Operand("the file to load");
        var (tenant, dryRun) = (CommandLine.Tenant(core, words), words.Has("--dry-run"));
        var actor = Actor.System(tenant, $"Import of {Path.GetFileName(path)}", Channel.Import);
        using var stop = new CancellationTokenSource();
        void Stop(object? sender, ConsoleCancelEventArgs interrupt)
        {
            interrupt.Cancel = true;
            stop.Cancel();
        }

        Console.CancelKeyPress += Stop;
        using var rejects = new RejectsFile(words.Optional("--rejects") ?? Path.ChangeExtension(path, ".rejects.csv"));
        try
        {
            await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            var request = new ImportRequest(content, dryRun, rejects.Add, new Reporter().Report);
            var outcome = await core.GetRequiredService<ImportCustomers>().RunAsync(request, actor, stop.Token);
            if (!outcome.TryGet(out var summary, out var refusal))
            {
                return await CommandLine.RefusedAsync(refusal is StoreUnavailable broken
                    ? $"The import stopped because {broken.Why}. What was loaded until then is whole and stays; run the same file again to go on."
                    : refusal.Sentence);
            }

            await Console.Out.WriteLineAsync(Words(summary, dryRun, rejects));
            return summary.Stopped ? CommandLine.Failed : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"A file could not be read or written: {fault.Message}", fault);
        }
        finally
        {
            Console.CancelKeyPress -= Stop;
        }
    }

    private static string Words(ImportSummary summary, bool dryRun, RejectsFile rejects)
    {
        var perSecond = summary.Lines / Math.Max(summary.Elapsed.TotalSeconds, 0.001);
        var text = new List<string>
        {
            (dryRun, summary.Stopped) switch
            {
                (true, _) => "A trial: nothing was kept.",
                (_, true) => "Stopped before the end of the file. What was loaded stays; run it again to go on.",
                _ => "Done.",
            },
            string.Create(CultureInfo.InvariantCulture, $"{summary.Lines,12:N0}  lines in {summary.Elapsed.TotalSeconds:N1} s ({perSecond:N0} a second)"),
            Line(summary.Registered, "new customers"),
            Line(summary.Amended, "amended"),
            Line(summary.Unchanged, "known and unchanged"),
            Line(summary.Rejected, summary.Rejected == 0 ? "rejected" : $"rejected: see {rejects.Name}"),
        };
        if (summary.Listed > 0)
        {
            text.Add(Line(summary.Listed, "of the new ones are on the block list; they were recorded, and the list holds for them still"));
        }

        if (summary.StatusLeftAsIs > 0)
        {
            text.Add(Line(summary.StatusLeftAsIs, "of them name another status or label than the customer has; it was left as it is"));
        }

        if (summary.UnknownColumns.Count > 0)
        {
            text.Add($"Columns left out, because they mean nothing here: {string.Join(", ", summary.UnknownColumns)}.");
        }

        text.Add($"Events of this import carry the batch {summary.Batch:D}.");
        return string.Join(Environment.NewLine, text);

        static string Line(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count,12:N0}  {what}");
    }

    /// <summary>Writes how far it is to standard error, once a second.</summary>
    private sealed class Reporter
    {
        private TimeSpan _next = BetweenReports;

        public void Report(ImportProgress progress)
        {
            if (progress.Elapsed >= _next)
            {
                _next = progress.Elapsed + BetweenReports;
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{progress.Elapsed:hh\\:mm\\:ss}  {progress.Lines:N0} lines, {progress.Rejected:N0} rejected, {progress.Lines / progress.Elapsed.TotalSeconds:N0} lines/s"));
            }
        }
    }

    /// <summary>The file of rejected lines: line, field, reason. Made with the first of them.</summary>
    private sealed class RejectsFile(string path) : IDisposable
    {
        private StreamWriter? _file;

        public string Name => path;

        public void Add(RejectedLine rejected)
        {
            if (_file is null)
            {
                _file = new StreamWriter(path, append: false, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
                _file.WriteLine("line,field,reason");
            }

            _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rejected.Line},{rejected.Field},\"{rejected.Reason.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        }

        public void Dispose() => _file?.Dispose();
    }
}
