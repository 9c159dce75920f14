using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.AutomaticRules;

/// <summary>What a rule says: when it looks, at whom, what it does, and what ends it. Checked; <see cref="RuleDraft.Read"/> makes one. All conditions have to hold.</summary>
public sealed record RuleTerms
{
    /// <summary>What makes it look.</summary>
    public RuleTrigger Trigger { get; init; }

    /// <summary>For how many days a customer has done nothing; of <see cref="RuleTrigger.Inactive"/> alone.</summary>
    public int? Days { get; init; }

    /// <summary>The source that the customer came from; null for any.</summary>
    public string? Source { get; init; }

    /// <summary>The name of the plan or board, compared without case; null for any.</summary>
    public string? Named { get; init; }

    /// <summary>The least amount of a purchase; null for any.</summary>
    public decimal? AmountAtLeast { get; init; }

    /// <summary>The ISO 4217 code of that amount; a purchase in another currency does not fit.</summary>
    public string? Currency { get; init; }

    /// <summary>The status that the customer has; null for any.</summary>
    public CustomerStatus? Status { get; init; }

    /// <summary>The label that the customer carries; null for any.</summary>
    public LabelId? Carries { get; init; }

    /// <summary>What the customer's mobile number begins with in its compared form, such as <c>+62</c>; null for any.</summary>
    public string? MobileBegins { get; init; }

    /// <summary>For how many days after the registration a customer counts as new; null for any age.</summary>
    public int? NewWithinDays { get; init; }

    /// <summary>The label to change to.</summary>
    public LabelId Label { get; init; }

    /// <summary>The code of the reason; null for own words alone.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Own words for the history; null for the reason's text alone.</summary>
    public string? Note { get; init; }

    /// <summary>What ends the change.</summary>
    public RuleLift Lift { get; init; }

    /// <summary>After how many hours it ends; of <see cref="RuleLift.After"/> alone.</summary>
    public int? LiftHours { get; init; }

    /// <summary>When it ends; of <see cref="RuleLift.At"/> alone.</summary>
    public DateTimeOffset? LiftAt { get; init; }

    /// <summary>How many customers it may touch within a day before it stops and asks.</summary>
    public int Limit { get; init; }

    /// <summary>Whether it looks when something happens, and not when nothing does.</summary>
    public bool IsEventDriven => Trigger != RuleTrigger.Inactive;

    /// <summary>Whether the clock ends what it does, and neither a person nor a deed of the customer: after a time, at a date, or once the customer is no longer new.</summary>
    public bool EndsByClock => Lift is RuleLift.After or RuleLift.At || (Lift == RuleLift.WhenEnded && Trigger is not (RuleTrigger.Inactive or RuleTrigger.LoginLocked));

    /// <summary>Whether its conditions let it act on customers who stand so.</summary>
    /// <param name="status">The status.</param>
    /// <param name="label">The label.</param>
    public bool FitsStanding(CustomerStatus status, LabelId label) => (Status is not { } wanted || status == wanted) && (Carries is not { } carried || label == carried);

    /// <summary>Whether it can move customers from a label to its own: a way leads there, and back where the clock is to bring them back.</summary>
    public bool CanMove(StatusLabel from, StatusLabel to) => TransitionRules.Decide(from.Status, to.Status) is null && (!EndsByClock || from.TakesBackFrom(to));
}
