using System.Collections.Concurrent;
using System.Collections.Frozen;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Web.Features.Customers;

/// <summary>Which of the rows on a screen have changed since they were read. Told on the feed's thread, asked on the circuit's.</summary>
public sealed class LiveRows
{
    private readonly ConcurrentDictionary<CustomerId, byte> _changed = new();
    private volatile FrozenSet<CustomerId> _shown = [];

    /// <summary>Says who is on the screen.</summary>
    public void Show(IEnumerable<CustomerId> customers) => _shown = customers.ToFrozenSet();

    /// <summary>Notes which rows a notice touches. Always true: even a change elsewhere may change the total.</summary>
    public bool Concerns(FeedNotice notice)
    {
        var shown = _shown;
        foreach (var customer in shown.Count < notice.Customers.Count ? shown.Where(notice.Customers.Contains) : notice.Customers.Where(shown.Contains))
        {
            _changed[customer] = 0;
        }

        if (notice.Catalogue)
        {
            // A label may have another name or colour now, on any row.
            foreach (var customer in shown)
            {
                _changed[customer] = 0;
            }
        }

        return true;
    }

    /// <summary>The rows to read again; they count as read from now on.</summary>
    public IReadOnlySet<CustomerId> TakeChanged()
    {
        var taken = new HashSet<CustomerId>();
        foreach (var customer in _changed.Keys)
        {
            if (_changed.TryRemove(customer, out _))
            {
                taken.Add(customer);
            }
        }

        return taken;
    }
}
