using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;

namespace MemberCare.Core.Domain.AutomaticRules;

/// <summary>Something that a rule can be triggered by: an event of a customer, or that there was none for a while.</summary>
/// <param name="Trigger">What it is.</param>
/// <param name="Cause">What tells it from every other occasion of this customer: the number of the event, or the moment in milliseconds since which nothing happened. A rule acts once on each.</param>
/// <param name="Facts">The facts of the event.</param>
public sealed record RuleOccasion(RuleTrigger Trigger, long Cause, EventData Facts)
{
    // Whoever joined longer ago than this before the event of it was brought along by a file, and has not just joined.
    private static readonly TimeSpan JustJoined = TimeSpan.FromDays(1);

    /// <summary>The occasion that an event is; null where it is none: a rule's own change never is, so no rule sets off another by it.</summary>
    /// <param name="kind">The kind of event.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="customer">The customer.</param>
    public static RuleOccasion? Of(EventKind kind, long sequence, EventData facts, DateTimeOffset at, Customer customer)
    {
        RuleTrigger? trigger = kind switch
        {
            EventKind.Registered when customer.RegisteredAt > at - JustJoined => RuleTrigger.Registered,
            EventKind.PlanTaken => RuleTrigger.PlanTaken,
            EventKind.AddedToBoard => RuleTrigger.AddedToBoard,
            EventKind.Transaction when facts.GetValueOrDefault(EventData.Effect) != nameof(Effect.Deny) => RuleTrigger.Transaction,
            EventKind.LoginLocked => RuleTrigger.LoginLocked,
            _ => null,
        };
        return trigger is { } known ? new RuleOccasion(known, sequence, facts) : null;
    }

    /// <summary>The occasion that a customer has been doing nothing since the last activity.</summary>
    public static RuleOccasion Inactive(Customer customer) => new(RuleTrigger.Inactive, customer.LastActivityAt.ToUnixTimeMilliseconds(), []);

    /// <summary>Whether a rule's terms fit the occasion and the customer as they are now.</summary>
    public bool Fits(RuleTerms terms, Customer customer, DateTimeOffset now) =>
        terms.Trigger == Trigger
        && (terms.Trigger != RuleTrigger.Inactive || (Cause == customer.LastActivityAt.ToUnixTimeMilliseconds() && customer.LastActivityAt <= now.AddDays(-terms.Days!.Value)))
        && (terms.Source is null || terms.Source == customer.Source)
        && (terms.Named is null || string.Equals(terms.Named, Name, StringComparison.OrdinalIgnoreCase))
        && (terms.AmountAtLeast is not { } least || (Facts.GetValueOrDefault(EventData.Currency) == terms.Currency && Amount >= least))
        && terms.FitsStanding(customer.Status, customer.LabelId)
        && (terms.MobileBegins is not { } digits || customer.MobileKey?.StartsWith(digits, StringComparison.Ordinal) == true)
        && (terms.NewWithinDays is not { } days || customer.RegisteredAt > now.AddDays(-days));

    private string? Name => Facts.GetValueOrDefault(Trigger == RuleTrigger.PlanTaken ? EventData.Plan : EventData.Board);

    private decimal? Amount =>
        decimal.TryParse(Facts.GetValueOrDefault(EventData.Amount), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;
}

/// <summary>How the change of a rule is to end.</summary>
/// <param name="By">By what.</param>
/// <param name="DueAt">When to look; null where no moment is known.</param>
public readonly record struct TouchLift(TouchEnd By, DateTimeOffset? DueAt)
{
    /// <summary>How a change that a rule makes now is to end.</summary>
    public static TouchLift Of(RuleTerms terms, Customer customer, DateTimeOffset now) => (terms.Lift, terms.Trigger) switch
    {
        (RuleLift.After, _) => new(TouchEnd.AtMoment, now.AddHours(terms.LiftHours!.Value)),
        (RuleLift.At, _) => new(TouchEnd.AtMoment, terms.LiftAt),
        (RuleLift.WhenEnded, RuleTrigger.Inactive) => new(TouchEnd.OnActivity, null),
        (RuleLift.WhenEnded, RuleTrigger.LoginLocked) => new(TouchEnd.OnUnlock, customer.LoginLockedUntil ?? now),
        (RuleLift.WhenEnded, _) => new(TouchEnd.AtMoment, customer.RegisteredAt.AddDays(terms.NewWithinDays!.Value)),
        _ => new(TouchEnd.ByHand, null),
    };

    /// <summary>When the clock ends it; null where something else does, or nobody but a person.</summary>
    public DateTimeOffset? Until => By == TouchEnd.AtMoment ? DueAt : null;

    /// <summary>Whether the rule itself takes it back.</summary>
    public LiftState State => By is TouchEnd.OnActivity or TouchEnd.OnUnlock ? LiftState.Open : LiftState.None;

    /// <summary>Whether what the rule itself takes back has come to its end.</summary>
    /// <param name="customer">The customer as of now.</param>
    /// <param name="cause">What the rule was triggered by.</param>
    /// <param name="now">The present moment.</param>
    public bool HasEnded(Customer customer, long cause, DateTimeOffset now) => By switch
    {
        TouchEnd.OnActivity => customer.LastActivityAt.ToUnixTimeMilliseconds() > cause,
        TouchEnd.OnUnlock => !customer.Overlays.IsLocked(now),
        _ => false,
    };
}
