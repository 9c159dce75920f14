using System.Diagnostics;
using System.Reflection;

namespace MemberCare.Tests.Samples;

/// <summary>A sample in a process of its own, as an integrator starts it: it knows MemberCare by address and key alone.</summary>
public sealed class SampleProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(string name, Uri memberCare, string key, IEnumerable<string> settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(Metadata("Samples"), name, Metadata("SamplesOutput"), $"{name}.dll"), "--urls", "http://127.0.0.1:0" },
        };
        foreach (var setting in settings)
        {
            start.ArgumentList.Add(setting);
        }

        start.Environment["MEMBERCARE_ADDRESS"] = memberCare.ToString();
        start.Environment["MEMBERCARE_KEY"] = key;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _address.TrySetResult(new Uri(line.Data[(at + Listening.Length)..].Trim()));
            }
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts a sample and waits until it listens.</summary>
    /// <param name="name"><c>Portal</c> or <c>Till</c>.</param>
    /// <param name="memberCare">The running MemberCare.</param>
    /// <param name="key">An API key of the organisation.</param>
    /// <param name="settings">Further settings, such as <c>--Till:HookSecret=…</c>.</param>
    public static async Task<SampleProcess> StartAsync(string name, Uri memberCare, string key, params IEnumerable<string> settings)
    {
        var sample = new SampleProcess(name, memberCare, key, settings);
        sample.Address = await sample._address.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return sample;
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

    private static string Metadata(string key) =>
        typeof(SampleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(known => known.Key == key).Value!;
}
