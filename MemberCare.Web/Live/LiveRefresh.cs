using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Web.Live;

/// <summary>
/// Lets a component follow what others commit. A burst of changes becomes few refreshes, one at a time, and after the last
/// change there is always one more. Watch first, read the first snapshot after it, and dispose with the component.
/// </summary>
public sealed partial class LiveRefresh(Feed feed, TimeProvider time, ILogger<LiveRefresh> log)
{
    /// <summary>The rest between two refreshes of what may follow at leisure, such as numbers beside a list: an import commits many times a second, and a hundred windows look on.</summary>
    public static readonly TimeSpan Leisurely = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(150);

    /// <summary>Follows an organisation's changes.</summary>
    /// <param name="tenant">The organisation.</param>
    /// <param name="concerns">Whether a notice concerns the component. Called on the feed's thread: quick, and touching nothing that the component changes.</param>
    /// <param name="refresh">Reads again; has to go through the component's <c>InvokeAsync</c>, since it is called from outside its renderer.</param>
    /// <param name="rest">The least time between two refreshes; the first one after a quiet time comes at once. 150 ms where it is null.</param>
    /// <returns>Dispose it to follow no more.</returns>
    public IDisposable Watch(TenantId tenant, Func<FeedNotice, bool> concerns, Func<Task> refresh, TimeSpan? rest = null)
    {
        var watch = new Watching(refresh, rest ?? Usual, time, log);
        watch.Subscription = feed.Subscribe(tenant, notice =>
        {
            if (concerns(notice))
            {
                watch.Wake();
            }
        });
        return watch;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A live refresh failed; the next change tries again")]
    private static partial void Failed(ILogger log, Exception fault);

    private sealed class Watching(Func<Task> refresh, TimeSpan rest, TimeProvider time, ILogger log) : IDisposable
    {
        private const int Idle = 0;
        private const int Running = 1;
        private const int RunningAndMore = 2;

        private int _state;
        private volatile bool _disposed;

        public IDisposable? Subscription { get; set; }

        // Idle → a run starts; a change during a run asks for one more. The exchange in RunAsync loses none between the two.
        public void Wake()
        {
            if (!_disposed && Interlocked.Exchange(ref _state, RunningAndMore) == Idle)
            {
                _ = Task.Run(RunAsync);
            }
        }

        public void Dispose()
        {
            _disposed = true;
            Subscription?.Dispose();
        }

        private async Task RunAsync()
        {
            do
            {
                Interlocked.Exchange(ref _state, Running);
                if (_disposed)
                {
                    return;
                }

                try
                {
                    await refresh();
                }
                catch (Exception fault)
                {
                    // Gone with its component meanwhile, or the store was out of reach; in neither case the feed may suffer.
                    if (!_disposed && fault is not ObjectDisposedException)
                    {
                        Failed(log, fault);
                    }
                }

                await Task.Delay(rest, time);
            }
            while (Interlocked.CompareExchange(ref _state, Idle, Running) != Running);
        }
    }
}
