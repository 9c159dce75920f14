using System.Collections.Concurrent;
using MemberCare.Core.Kernel;

namespace MemberCare.Web.Webhooks;

/// <summary>Tells open windows of this process that receipts of some customers changed. Windows of other processes look by themselves from time to time.</summary>
public sealed class WebhookNews
{
    private readonly ConcurrentDictionary<long, Action<IReadOnlySet<(TenantId Tenant, CustomerId Customer)>>> _subscribers = new();
    private long _next;

    /// <summary>Calls <paramref name="hear"/> after each change, on any thread: be quick.</summary>
    /// <returns>Dispose it to hear no more.</returns>
    public IDisposable Subscribe(Action<IReadOnlySet<(TenantId Tenant, CustomerId Customer)>> hear)
    {
        var number = Interlocked.Increment(ref _next);
        _subscribers[number] = hear;
        return new Subscription(() => _subscribers.TryRemove(number, out _));
    }

    /// <summary>Tells it.</summary>
    internal void Tell(IReadOnlySet<(TenantId Tenant, CustomerId Customer)> customers)
    {
        if (customers.Count > 0)
        {
            foreach (var hear in _subscribers.Values)
            {
                hear(customers);
            }
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
