using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Customers;

/// <summary>What is planned for a customer: told in the history, while label and status stay as they are.</summary>
public sealed partial class Customer
{
    /// <summary>Something was planned, moved, cancelled, or could not be made when its time came.</summary>
    /// <param name="kind">Which of these.</param>
    /// <param name="plan">The planned change.</param>
    /// <param name="to">The label that it leads to.</param>
    /// <param name="note">Why, in words; null where nobody said.</param>
    /// <param name="outcome">How it ended, where there is more than one way; see <see cref="EventData.Outcome"/>.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="now">The present moment.</param>
    public CustomerEvent Plan(EventKind kind, PlannedChange plan, StatusLabel to, string? note, string? outcome, Actor actor, DateTimeOffset now)
    {
        var data = new EventData { [EventData.Due] = Number(plan.DueAt.ToUnixTimeMilliseconds()) };
        if (plan.Until is { } until)
        {
            data[EventData.Until] = Number(until.ToUnixTimeMilliseconds());
        }

        if (outcome is not null)
        {
            data[EventData.Outcome] = outcome;
        }

        if (plan.Kind == PlanKind.Return)
        {
            data[EventData.Return] = "yes";
        }

        return Event(kind, actor, now) with
        {
            ToStatus = to.Status,
            ToLabel = to.Name,
            ToLabelId = to.Id,
            ReasonCode = kind == EventKind.ChangePlanned ? plan.ReasonCode : null,
            Note = note,
            Data = data,
        };
    }
}
