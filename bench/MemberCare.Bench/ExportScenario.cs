using System.Diagnostics;
using System.Globalization;
using MemberCare.Core.Queries;

namespace MemberCare.Bench;

/// <summary>Takes all customers away as CSV, to a stream that only counts.</summary>
internal static class ExportScenario
{
    public static async Task RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var export = store.Get<ExportCustomers>();
        foreach (var (what, filter) in new[] { ("all", new CustomerFilter()), ("fraud, filtered out of all", new CustomerFilter { Fraud = true }) })
        {
            var output = new CountingStream();
            var (began, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var rows = (await export.RunAsync(filter, output, store.Agent)).Value;
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Figures.Write("export", $"{what}: rows", "rows", rows);
            Figures.Write("export", $"{what}: rows a second", "1/s", rows / seconds);
            Figures.Write("export", $"{what}: seconds", "s", seconds);
            Figures.Write("export", $"{what}: seconds of processor", "s", (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
            Figures.Write("export", $"{what}: bytes", "MB", output.Bytes / 1e6);
        }

        // Pages of the file that the system keeps mapped for the reader are the system's to take back, so they are told apart.
        Figures.Write("export", "memory of its own at most", "MB", CountingStream.PeakPrivate / 1e6);
        using var process = Process.GetCurrentProcess();
        Figures.Write("export", "memory at most, mapped pages of the file included", "MB", process.PeakWorkingSet64 / 1e6);
    }

    /// <summary>Counts what is written and looks at the memory with every stretch.</summary>
    private sealed class CountingStream : Stream
    {
        public static long PeakPrivate { get; private set; }

        public long Bytes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Bytes;

        public override long Position { get => Bytes; set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes += buffer.Length;
            if (Bytes % 16 == 0)
            {
                PeakPrivate = Math.Max(PeakPrivate, Private());
            }

            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => Bytes += count;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private static long Private()
        {
            if (OperatingSystem.IsLinux())
            {
                foreach (var line in File.ReadLines("/proc/self/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)))
                {
                    return 1024 * long.Parse(line.AsSpan(8, line.Length - 10), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
                }
            }

            return Environment.WorkingSet;
        }
    }
}
