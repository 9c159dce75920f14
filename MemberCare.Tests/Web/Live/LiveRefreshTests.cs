using MemberCare.Core.Store;
using MemberCare.Tests.Store;
using MemberCare.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace MemberCare.Tests.Web.Live;

public sealed class LiveRefreshTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private TestStore _store = null!;
    private LiveRefresh _live = null!;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync();
        _live = new LiveRefresh(_store.Get<Feed>(), TimeProvider.System, NullLogger<LiveRefresh>.Instance);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_burst_becomes_few_refreshes_one_at_a_time_and_the_last_change_is_always_seen()
    {
        var registered = 0;
        var (refreshes, inside, overlapped, seen) = (0, 0, false, 0);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = _live.Watch(_store.Tenant, _ => true, async () =>
        {
            overlapped |= Interlocked.Increment(ref inside) > 1;
            refreshes++;
            seen = Volatile.Read(ref registered);
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            if (seen == 40)
            {
                all.TrySetResult();
            }
        });

        for (var i = 0; i < 40; i++)
        {
            // Counted before it is kept: the refresh that a commit causes has to see at least its own.
            Interlocked.Increment(ref registered);
            await _store.RegisterAsync($"Customer {i}");
        }

        await all.Task.WaitAsync(Patience);
        Assert.False(overlapped);
        Assert.InRange(refreshes, 1, 39);
    }

    [Fact]
    public async Task A_refresh_that_fails_is_followed_by_the_next()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = _live.Watch(_store.Tenant, _ => true, () =>
        {
            if (first.TrySetResult())
            {
                throw new IOException("The store is out of reach.");
            }

            second.TrySetResult();
            return Task.CompletedTask;
        });

        await _store.RegisterAsync("One");
        await first.Task.WaitAsync(Patience);
        await _store.RegisterAsync("Two");

        await second.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Neither_another_organisation_nor_what_does_not_concern_nor_anything_after_the_end_refreshes()
    {
        var refreshed = 0;
        var control = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task Refresh()
        {
            refreshed++;
            return Task.CompletedTask;
        }

        using var other = _live.Watch(_store.OtherTenant, _ => true, Refresh);
        using var unconcerned = _live.Watch(_store.Tenant, notice => notice.Catalogue, Refresh);
        var ended = _live.Watch(_store.Tenant, _ => true, Refresh);
        ended.Dispose();
        using var last = _live.Watch(_store.Tenant, _ => true, () =>
        {
            control.TrySetResult();
            return Task.CompletedTask;
        });

        await _store.RegisterAsync("Siti");
        await control.Task.WaitAsync(Patience);

        Assert.Equal(0, refreshed);
    }
}
