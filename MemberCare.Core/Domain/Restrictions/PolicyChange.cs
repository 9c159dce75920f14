using System.Collections.Frozen;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>
/// One change of an organisation's rules, with the rules as they are from then on: the newest is in force, and the one before a past moment is what was in force
/// then. Nothing edits or removes one.
/// </summary>
public sealed class PolicyChange
{
    private PolicyChange()
    {
    }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>The number of the change, from 1; before the first the default is in force, with the version 0.</summary>
    public int Version { get; private set; }

    /// <summary>From when on, UTC in whole milliseconds.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The identifier of the member of staff who made it.</summary>
    public string ActorId { get; private set; } = "";

    /// <summary>The person's name at that time.</summary>
    public string ActorName { get; private set; } = "";

    /// <summary>The label whose tightening was changed; null where the matrix was.</summary>
    public LabelId? LabelId { get; private set; }

    /// <summary>The rules from then on.</summary>
    public DecisionPolicy Policy { get; private set; } = DecisionPolicy.Default;

    /// <summary>Sets cells of the matrix.</summary>
    /// <param name="before">The rules in force.</param>
    /// <param name="version">The version of those.</param>
    /// <param name="cells">The cells to set.</param>
    /// <param name="actor">Who sets them.</param>
    /// <param name="now">From when on.</param>
    /// <returns>The change; or <see cref="MatrixGuarded"/>, <see cref="PolicySame"/>.</returns>
    public static Outcome<PolicyChange> OfMatrix(DecisionPolicy before, int version, IEnumerable<EffectCell> cells, Actor actor, DateTimeOffset now)
    {
        if (!before.Matrix.With(cells).TryGet(out var matrix, out var refusal))
        {
            return refusal;
        }

        return matrix.Differences.SequenceEqual(before.Matrix.Differences) ? new PolicySame() : After(before with { Matrix = matrix }, version, null, actor, now);
    }

    /// <summary>Sets what a label forbids beyond its status.</summary>
    /// <param name="before">The rules in force.</param>
    /// <param name="version">The version of those.</param>
    /// <param name="label">The label.</param>
    /// <param name="status">Its status, than which it can only be stricter.</param>
    /// <param name="tightening">What it forbids.</param>
    /// <param name="actor">Who sets it.</param>
    /// <param name="now">From when on.</param>
    /// <returns>The change; or <see cref="PolicySame"/>, <see cref="InvalidInput"/>.</returns>
    public static Outcome<PolicyChange> OfLabel(
        DecisionPolicy before, int version, LabelId label, CustomerStatus status, Tightening tightening, Actor actor, DateTimeOffset now)
    {
        // What the label said before may stay: the matrix may have caught up with it meanwhile.
        var said = before.Labels.GetValueOrDefault(label, Tightening.None);
        var looser = tightening.Cells.Except(said.Cells).Where(cell => cell.Value <= before.Matrix.Of(status, cell.Key)).Select(cell => ImpactPreview.Deed(cell.Key)).ToList();
        if (looser.Count > 0)
        {
            return new InvalidInput("tightening", $"{status.Title()} is as strict already for: {string.Join(", ", looser)}. A label can only be stricter than its status.");
        }

        if (tightening.Equals(said))
        {
            return new PolicySame();
        }

        var labels = before.Labels.Where(one => one.Key != label).ToDictionary();
        if (tightening.Cells.Any())
        {
            labels[label] = tightening;
        }

        return After(before with { Labels = labels.ToFrozenDictionary() }, version, label, actor, now);
    }

    private static PolicyChange After(DecisionPolicy policy, int version, LabelId? label, Actor actor, DateTimeOffset now) => new()
    {
        TenantId = actor.Tenant,
        Version = version + 1,
        At = now,
        ActorId = actor.Id,
        ActorName = actor.Name,
        LabelId = label,
        Policy = policy,
    };
}

/// <summary>The rules are so already.</summary>
public sealed record PolicySame : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => "Nothing differs from what is in force. Change something first.";
}

/// <summary>Somebody changed the rules after this person opened them.</summary>
public sealed record PolicyChangedMeanwhile : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "Somebody changed the rules meanwhile. Look at them again, then save.";
}
