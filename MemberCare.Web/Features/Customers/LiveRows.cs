using System.Collections.Concurrent;
using System.Collections.Frozen;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
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

    /// <summary>Reads those rows again that changed.</summary>
    /// <param name="rows">The rows on the screen; who is there no more stays as they were.</param>
    /// <param name="read">Reads one; null where that cannot be.</param>
    public void Renew(List<CustomerView> rows, Func<CustomerId, CustomerView?> read)
    {
        var changed = TakeChanged();
        for (var i = 0; i < rows.Count; i++)
        {
            if (changed.Contains(rows[i].Id) && read(rows[i].Id) is { } now)
            {
                rows[i] = now;
            }
        }
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
