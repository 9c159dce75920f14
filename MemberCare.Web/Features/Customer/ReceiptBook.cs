using MemberCare.Core.Queries;

namespace MemberCare.Web.Features.Customer;

/// <summary>Which systems have heard of a customer's events, read for the whole page at once. Entries of the timeline look up their own.</summary>
public sealed class ReceiptBook
{
    private ILookup<long, Receipt> _receipts = Array.Empty<Receipt>().ToLookup(receipt => receipt.Sequence);

    /// <summary>They changed.</summary>
    public event Action? Changed;

    /// <summary>Whether any system is still to hear of something.</summary>
    public bool HasWaiting { get; private set; }

    /// <summary>The receipts of an event.</summary>
    public IReadOnlyList<Receipt> Of(long sequence) => [.. _receipts[sequence]];

    /// <summary>Takes in what was read.</summary>
    public void Take(Receipts receipts)
    {
        _receipts = receipts.ByEvent;
        HasWaiting = _receipts.Any(group => group.Any(receipt => receipt.State == Core.Domain.Webhooks.DeliveryState.Waiting));
        Changed?.Invoke();
    }
}
