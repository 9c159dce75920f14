using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Plans;

/// <summary>What a planned change is for. The numbers are what the store keeps.</summary>
public enum PlanKind
{
    /// <summary>The end of a temporary change: back to the label before.</summary>
    Return = 1,

    /// <summary>A change that a person wants made later.</summary>
    Scheduled = 2,
}

/// <summary>What became of a planned change. The numbers are what the store keeps; those below <see cref="Done"/> are open.</summary>
public enum PlanState
{
    /// <summary>Its time has not come.</summary>
    Waiting = 0,

    /// <summary>Its time came, and the rules of that moment did not let it be made: a task for a person.</summary>
    Failed = 1,

    /// <summary>It was made.</summary>
    Done = 2,

    /// <summary>A person cancelled it, or put a task aside.</summary>
    Cancelled = 3,

    /// <summary>Somebody changed the customer otherwise, which left nothing of it.</summary>
    Superseded = 4,
}

/// <summary>A change of a customer's label that time makes: the end of a temporary one, or one that was scheduled.</summary>
public sealed class PlannedChange
{
    /// <summary>Identity.</summary>
    public long Id { get; internal set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; internal init; }

    /// <summary>The customer.</summary>
    public CustomerId CustomerId { get; internal init; }

    /// <summary>What it is for.</summary>
    public PlanKind Kind { get; internal init; }

    /// <summary>When.</summary>
    public DateTimeOffset DueAt { get; internal set; }

    /// <summary>The label to change to.</summary>
    public LabelId LabelId { get; internal init; }

    /// <summary>When a scheduled change is to end by itself; null where nobody said.</summary>
    public DateTimeOffset? Until { get; internal set; }

    /// <summary>Whether somebody said that a scheduled change is to have no end, whatever is usual for its label.</summary>
    public bool IsPermanent { get; internal init; }

    /// <summary>The code of the reason.</summary>
    public string? ReasonCode { get; internal init; }

    /// <summary>The reason as it will stand in the history.</summary>
    public string? Reason { get; internal init; }

    /// <summary>When it was planned.</summary>
    public DateTimeOffset MadeAt { get; internal init; }

    /// <summary>What kind of party planned it.</summary>
    public ActorKind MadeByKind { get; internal init; }

    /// <summary>The party's stable identifier.</summary>
    public string MadeById { get; internal init; } = "";

    /// <summary>The party's name at that time.</summary>
    public string MadeBy { get; internal init; } = "";

    /// <summary>Whether a second person approved the change, this part of it included.</summary>
    public bool IsApproved { get; internal init; }

    /// <summary>Whether it ends a suspension that was made at once, without approval, for as long as nobody confirms it.</summary>
    public bool IsPanic { get; internal init; }

    /// <summary>The number of the event that planned it.</summary>
    public long Sequence { get; internal init; }

    /// <summary>What became of it.</summary>
    public PlanState State { get; internal set; }

    /// <summary>When it was made, failed, was cancelled or superseded; null while it waits.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>By whom.</summary>
    public string? EndedBy { get; internal set; }

    /// <summary>The number of the event that ended it.</summary>
    public long? EndedSequence { get; internal set; }

    /// <summary>Why it could not be made, in one sentence; null where it could.</summary>
    public string? WhyFailed { get; internal set; }

    /// <summary>Whether somebody still has to reckon with it: it waits, or wants a person.</summary>
    public bool IsOpen => State is PlanState.Waiting or PlanState.Failed;
}

/// <summary>The moments that a change may begin and end at.</summary>
public static class PlanTimes
{
    /// <summary>How far ahead a moment may lie.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(5 * 366);

    /// <summary>How long a suspension lasts that was made at once, unless somebody confirms it.</summary>
    public static readonly TimeSpan Panic = TimeSpan.FromHours(1);

    /// <summary>What is wrong with a beginning and an end; null where nothing is.</summary>
    /// <param name="from">When the change is to be made; null for now.</param>
    /// <param name="until">When it is to end; null for never.</param>
    /// <param name="now">The present moment.</param>
    public static InvalidInput? Complaint(DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset now)
    {
        var faults = new Dictionary<string, string>();
        if (from <= now)
        {
            faults["from"] = "This beginning lies in the past. Choose a moment to come, or change the status now.";
        }
        else if (from > now + Longest)
        {
            faults["from"] = "This beginning is too far away. Choose a moment within five years.";
        }

        if (until <= now)
        {
            faults["until"] = "This end lies in the past. Choose a moment to come, or no end.";
        }
        else if (until <= from)
        {
            faults["until"] = "The end has to come after the beginning.";
        }
        else if (until > now + Longest)
        {
            faults["until"] = "This end is too far away. Choose a moment within five years, or no end.";
        }

        return faults.Count > 0 ? new InvalidInput(faults) : null;
    }
}
