using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MemberCare.Bench;

/// <summary>Collected measurements in one unit, and the words in which they are told.</summary>
internal sealed class Figures(string scenario, string what, string unit)
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public void Add(double value) => _values.Add(value);

    /// <summary>The value under which a share of all values lies, by the nearest rank; 1 is the worst.</summary>
    public double Percentile(double share)
    {
        var sorted = _values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    /// <summary>Writes count, mean, p50, p95, p99 and the worst as a line of JSON.</summary>
    public void Write() => Line(new
    {
        scenario,
        what,
        unit,
        count = _values.Count,
        mean = Rounded(_values.Count == 0 ? 0 : _values.Average()),
        p50 = Rounded(Percentile(0.50)),
        p95 = Rounded(Percentile(0.95)),
        p99 = Rounded(Percentile(0.99)),
        worst = Rounded(Percentile(1)),
    });

    /// <summary>Writes one figure as a line of JSON.</summary>
    public static void Write(string scenario, string what, string unit, double value) => Line(new { scenario, what, unit, value = Rounded(value) });

    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, value < 10 ? 4 : 1) : 0;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void Line(object figures) => Console.WriteLine(JsonSerializer.Serialize(figures, Plain));
}

/// <summary>The processor time of the calling thread, which a busy neighbour does not lengthen as it does the time on the clock.</summary>
internal static partial class ThreadCpu
{
    private const int ClockThreadCpuTime = 3;

    /// <summary>Milliseconds of processor time so far; of the clock, where the system does not tell.</summary>
    public static double Milliseconds()
    {
        return OperatingSystem.IsLinux() && ClockGetTime(ClockThreadCpuTime, out var time) == 0
            ? time.Seconds * 1e3 + time.Nanoseconds / 1e6
            : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
