using System.Globalization;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Labels;

/// <summary>A live label of that name exists already.</summary>
/// <param name="Name">That label's name, as it is spelt.</param>
public sealed record DuplicateLabelName(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"There is already a label “{Name}”. Choose another name, or edit that one.";
}

/// <summary>Customers carry the label, so that it cannot come to mean another status.</summary>
public sealed record LabelInUse(string Name, long Carriers) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{Carriers:N0} {(Carriers == 1 ? "customer carries" : "customers carry")} “{Name}”, so it cannot mean another status. Make another label and move them to it.");
}

/// <summary>A status's own label keeps its status and cannot be retired.</summary>
public sealed record SystemLabelFixed(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"“{Name}” is the status’s own label: it cannot be retired or mean another status. Its name, look and reasons can be edited.";
}

/// <summary>The label was retired and can no longer be chosen or edited.</summary>
public sealed record LabelRetired(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"The label “{Name}” was retired. Choose another one.";
}

/// <summary>Somebody edited the label after this person opened it.</summary>
public sealed record LabelChangedMeanwhile(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"Somebody changed the label “{Name}” meanwhile. Look at it again, then save.";
}

/// <summary>Labels take only the reasons they offer, and this is the last one.</summary>
/// <param name="Labels">The names of those labels.</param>
public sealed record ReasonStillNeeded(IReadOnlyList<string> Labels) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence =>
        $"It is the last reason on offer for {string.Join(", ", Labels.Select(name => $"“{name}”"))}, where own words are not allowed. Offer another one there or allow own words first.";
}
