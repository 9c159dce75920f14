using System.Data.Common;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;

namespace MemberCare.Web.Features.Customers;

/// <summary>What a reading of the list led to: rows, a refusal, or the store out of reach.</summary>
/// <param name="Rows">The rows read.</param>
/// <param name="Next">The cursor of what follows; null at the end.</param>
/// <param name="Total">How many fit.</param>
/// <param name="TotalIsCapped">Whether there are more than were counted.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="IsUnread">Whether the store could not be read; another try may.</param>
public sealed record CustomerRead(
    IReadOnlyList<CustomerView> Rows, string? Next, long Total, bool TotalIsCapped, Refusal? Refusal = null, bool IsUnread = false);

/// <summary>Reads for the page of the list, as many pages of the core as it shows at once.</summary>
public sealed partial class CustomerListReader(
    ListCustomers list, ReadCustomer one, ListSources sources, Catalogues catalogues, ILogger<CustomerListReader> log)
{
    /// <summary>The most rows that a return to a list brings back.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>Rows from a place on.</summary>
    public CustomerRead Read(CustomerFilter filter, CustomerSort sort, bool descending, string? cursor, int count, Actor actor)
    {
        var rows = new List<CustomerView>();
        var wanted = Math.Min(count, MostAtOnce);
        try
        {
            while (true)
            {
                if (!list.Run(filter, sort, descending, cursor, Math.Min(wanted - rows.Count, ListCustomers.MostPerPage), actor).TryGet(out var page, out var refusal))
                {
                    return new CustomerRead([], null, 0, false, refusal);
                }

                rows.AddRange(page.Items);
                cursor = page.NextCursor;
                if (cursor is null || rows.Count >= wanted)
                {
                    return new CustomerRead(rows, cursor, page.Total, page.TotalIsCapped);
                }
            }
        }
        catch (DbException fault)
        {
            Unread(fault);
            return new CustomerRead([], null, 0, false, IsUnread: true);
        }
    }

    /// <summary>A customer as they are now; null where they cannot be read.</summary>
    public CustomerView? Again(CustomerId id, Actor actor)
    {
        try
        {
            return one.Run(id, actor).TryGet(out var customer, out _) ? customer : null;
        }
        catch (DbException fault)
        {
            Unread(fault);
            return null;
        }
    }

    /// <summary>What the filters offer.</summary>
    public (IReadOnlyList<LabelView> Labels, IReadOnlyList<string> Sources) Choices(Actor actor)
    {
        try
        {
            return sources.Run(actor).TryGet(out var names, out _) ? ([.. catalogues.Of(actor.Tenant).Labels.Select(LabelView.Of)], names) : ([], []);
        }
        catch (DbException fault)
        {
            Unread(fault);
            return ([], []);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The list of customers could not be read")]
    private partial void Unread(Exception fault);
}
