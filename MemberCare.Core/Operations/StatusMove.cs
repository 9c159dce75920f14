using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A label named by its id, as pages do, or by its name, as systems do.</summary>
public readonly record struct LabelChoice(LabelId? Id, string? Name)
{
    /// <summary>By id.</summary>
    public static LabelChoice Of(LabelId id) => new(id, null);

    /// <summary>By name, compared without case.</summary>
    public static LabelChoice Named(string? name) => new(null, name);

    /// <summary>The refusal of a label that the organisation does not have.</summary>
    internal static InvalidInput Unknown => new("label", "There is no such label. Choose one of the organisation’s live labels.");

    /// <summary>The label meant; null where the organisation has none such.</summary>
    internal StatusLabel? In(TenantCatalogue catalogue) => Id is { } id ? catalogue.Label(id) : catalogue.LabelNamed(Name);
}

/// <summary>A change of where a customer stands, as it goes down the one road (<see cref="ChangeStatus.Move"/>), whoever wants it: a person, a system, a job, a rule, the clock.</summary>
/// <param name="Customer">Whom.</param>
/// <param name="Label">The label to change to.</param>
/// <param name="ReasonCode">The code of a reason on offer, or null.</param>
/// <param name="Note">Own words, or null.</param>
/// <param name="SeenVersion">The version of the customer that it was decided on; null changes whatever is there.</param>
internal sealed record StatusMove(CustomerId Customer, LabelChoice Label, string? ReasonCode, string? Note, long? SeenVersion)
{
    /// <summary>The import, job or request that causes it; the event names it. Null where it stands alone.</summary>
    public Guid? Batch { get; init; }

    /// <summary>Whether a second person has approved it, or none is needed for a reason that the policy does not know: then it is made without asking.</summary>
    public bool IsApproved { get; init; }

    /// <summary>The request that was approved; the event names it. Null where there was none.</summary>
    public Guid? Request { get; init; }

    /// <summary>The name of whoever asked for it, where somebody else approved it.</summary>
    public string? AskedBy { get; init; }

    /// <summary>A reason that was accepted before, or that MemberCare itself gives; it stands in place of code and note, whatever the label asks of people. Null where a person gives one now.</summary>
    public GivenReason? Given { get; init; }

    /// <summary>When the change is to be made; null for now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When it ends, and the customer goes back to the label before; null for as long as is usual for the label.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it lasts until a person changes it, whatever is usual for the label.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>The label to go back to at the end; null for the one carried now.</summary>
    public LabelId? ReturnTo { get; init; }

    /// <summary>The number of the event of the change that this one takes back; null where it takes none back.</summary>
    public long? Undoes { get; init; }

    /// <summary>Whether it is made at once because there is danger.</summary>
    public bool IsPanic { get; init; }

    /// <summary>Whose wish it is where somebody else makes it, because time came or it was approved: where it needs approval, another person has to give it. Null for the actor.</summary>
    public Actor? WishedBy { get; init; }
}
