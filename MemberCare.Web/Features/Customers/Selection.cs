using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;

namespace MemberCare.Web.Features.Customers;

/// <summary>The customers chosen in a list, to be changed together.</summary>
public sealed class Selection
{
    private readonly HashSet<CustomerId> _chosen = [];

    /// <summary>How many are chosen.</summary>
    public int Count => _chosen.Count;

    /// <summary>How they were chosen: one by one, or all of a filter at first.</summary>
    public JobChoice Choice { get; private set; } = JobChoice.Ticked;

    /// <summary>Who is chosen, as of this moment.</summary>
    public IReadOnlyList<CustomerId> Customers => [.. _chosen];

    /// <summary>Whether a customer is chosen.</summary>
    public bool Contains(CustomerId customer) => _chosen.Contains(customer);

    /// <summary>Chooses some, or lets them go.</summary>
    public void Tick(IEnumerable<CustomerId> customers, bool on)
    {
        if (on)
        {
            _chosen.UnionWith(customers);
        }
        else
        {
            _chosen.ExceptWith(customers);
            Choice = _chosen.Count == 0 ? JobChoice.Ticked : Choice;
        }
    }

    /// <summary>Chooses all whom a filter shows, and nobody else.</summary>
    public void TakeAll(IEnumerable<CustomerId> customers)
    {
        _chosen.Clear();
        _chosen.UnionWith(customers);
        Choice = JobChoice.Filter;
    }

    /// <summary>Lets all go.</summary>
    public void Clear()
    {
        _chosen.Clear();
        Choice = JobChoice.Ticked;
    }
}
