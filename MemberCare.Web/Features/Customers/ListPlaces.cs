using MemberCare.Core.Kernel;

namespace MemberCare.Web.Features.Customers;

/// <summary>Where a person was in lists that they left, so that Back leads to the same row. One per circuit.</summary>
public sealed class ListPlaces
{
    private const int MostKept = 50;

    private readonly Dictionary<string, (int Rows, CustomerId Opened)> _places = new(StringComparer.Ordinal);

    /// <summary>Remembers a list that is left for one of its customers.</summary>
    /// <param name="address">The list's address, filter included.</param>
    /// <param name="rows">How many rows were shown.</param>
    /// <param name="opened">The customer who was opened.</param>
    public void Leave(string address, int rows, CustomerId opened)
    {
        if (_places.Count >= MostKept)
        {
            _places.Clear();
        }

        _places[address] = (rows, opened);
    }

    /// <summary>Takes up the place of a list; null where it was not left for a customer. A place is good for one return.</summary>
    public (int Rows, CustomerId Opened)? Return(string address) => _places.Remove(address, out var place) ? place : null;
}
