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
}
