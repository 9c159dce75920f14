using System.Globalization;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Customers;

/// <summary>What requests for approval leave in a customer's history. They leave the customer as they are; the change itself is <see cref="MoveTo"/>.</summary>
public sealed partial class Customer
{
    /// <summary>A change was asked for that a second person has to approve.</summary>
    /// <param name="request">The request.</param>
    /// <param name="from">The label carried.</param>
    /// <param name="to">The label wanted.</param>
    /// <param name="maker">Who asks.</param>
    public CustomerEvent Ask(ChangeRequest request, StatusLabel from, StatusLabel to, Actor maker) => Event(EventKind.RequestMade, maker, request.MadeAt) with
    {
        FromStatus = from.Status,
        FromLabel = from.Name,
        FromLabelId = from.Id,
        ToStatus = to.Status,
        ToLabel = to.Name,
        ToLabelId = to.Id,
        ReasonCode = request.ReasonCode,
        Note = request.Reason,
        Data = new EventData
        {
            [EventData.Request] = request.Id.ToString("D"),
            [EventData.Until] = request.ExpiresAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <summary>A request came to its end.</summary>
    /// <param name="request">The request as it is now, which says how.</param>
    /// <param name="actor">Who ended it, or what led to its end.</param>
    /// <param name="now">The present moment.</param>
    public CustomerEvent End(ChangeRequest request, Actor actor, DateTimeOffset now) => Event(EventKind.RequestEnded, actor, now) with
    {
        Note = request.Comment,
        Data = new EventData
        {
            [EventData.Request] = request.Id.ToString("D"),
            [EventData.Outcome] = request.State.Word(),
            [EventData.AskedBy] = request.MakerName,
        },
    };
}
