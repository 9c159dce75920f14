namespace MemberCare.Core.Kernel;

/// <summary>Wakes one background worker: calls while it works are one call, and a call that comes when it is gone is nobody's.</summary>
public sealed class WakeUp : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>Says that there may be something to do.</summary>
    public void Call()
    {
        try
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
        catch (Exception late) when (late is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else was faster, or the worker has stopped.
        }
    }

    /// <summary>Waits for a call, or for as long as the worker may sleep without one.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _signal.WaitAsync(longest, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
