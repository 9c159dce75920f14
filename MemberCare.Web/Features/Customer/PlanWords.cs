using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Features.Customer;

/// <summary>The words for what time is to change, did not change, or no longer will.</summary>
public static class PlanWords
{
    /// <summary>The words for an event about something planned.</summary>
    public static EventSentence Of(EventView happened)
    {
        var (to, isReturn) = (EventWords.Named(happened.ToLabel, happened.ToStatus), EventWords.Fact(happened, EventData.Return) is not null);
        var outcome = EventWords.Fact(happened, EventData.Outcome);
        var (icon, what) = (happened.Kind, outcome) switch
        {
            (EventKind.ChangePlanned, EventData.Moved) => ("event_repeat", isReturn ? "The end was moved" : $"The planned change to {to} was moved"),
            (EventKind.ChangePlanned, _) => ("event_upcoming", $"A change to {to} is planned"),
            (EventKind.PlanFailed, _) => ("event_busy", isReturn ? $"The way back to {to} was not made" : $"The planned change to {to} was not made"),
            (_, EventData.Confirmed) => ("verified", "The suspension was confirmed: it does not end by itself"),
            (_, EventData.PutAside) => ("done", $"The task was put aside: {to} was not set"),
            (_, EventData.ThereAlready) => ("event_available", $"The planned change had nothing to do: {to} already"),
            _ => ("event_busy", isReturn ? "The end was cancelled: it lasts until a person changes it" : $"The planned change to {to} was cancelled"),
        };
        return EventWords.ByStaff(happened, icon, what) with
        {
            Due = happened.Kind == EventKind.ChangePlanned ? EventWords.Moment(happened, EventData.Due) : null,
            Until = happened.Kind == EventKind.ChangePlanned && !isReturn ? EventWords.Moment(happened, EventData.Until) : null,
        };
    }

    /// <summary>What is planned, as a list tells it: <c>Back to Regular</c>, <c>Blocked</c>.</summary>
    public static string What(PlanView plan) => plan.Kind == PlanKind.Return ? $"Back to {EventWords.Named(plan.To.Name, plan.To.Status)}" : EventWords.Named(plan.To.Name, plan.To.Status);
}
