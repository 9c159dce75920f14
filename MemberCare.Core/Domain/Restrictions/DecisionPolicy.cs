using System.Collections.Frozen;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>All of an organisation's rules that a decision takes, as they are at one moment: the effect matrix, and the labels that are stricter than their status.</summary>
/// <param name="Matrix">What each status does to each action.</param>
/// <param name="Labels">The tightening of each label that has one.</param>
public sealed record DecisionPolicy(EffectMatrix Matrix, FrozenDictionary<LabelId, Tightening> Labels)
{
    /// <summary>The default matrix, and labels that say no more than their status.</summary>
    public static DecisionPolicy Default { get; } = new(EffectMatrix.Default, FrozenDictionary<LabelId, Tightening>.Empty);

    /// <summary>What status and label together do to an action, before anything else that is over the customer.</summary>
    public Effect Of(CustomerStatus status, LabelId label, CustomerAction action) => Effects.Strictest(Matrix.Of(status, action), Tightening(label, action));

    /// <summary>The least strict effect that a label leaves an action; <see cref="Effect.Allow"/> where it says nothing.</summary>
    public Effect Tightening(LabelId label, CustomerAction action) =>
        Labels.TryGetValue(label, out var tightening) ? tightening.Of(action) : Effect.Allow;
}

/// <summary>What a label forbids beyond its status. It only ever tightens: the strictest of status and label wins, so a looser effect would never be heard.</summary>
public sealed class Tightening : IEquatable<Tightening>
{
    private readonly Effect[] _effects = new Effect[EffectMatrix.Actions.Count];

    private Tightening()
    {
    }

    /// <summary>No more than the status says.</summary>
    public static Tightening None { get; } = new();

    /// <summary>The actions that it tightens, with the effect.</summary>
    public IEnumerable<KeyValuePair<CustomerAction, Effect>> Cells =>
        EffectMatrix.Actions.Where(action => Of(action) > Effect.Allow).Select(action => KeyValuePair.Create(action, Of(action)));

    /// <summary>The effect on an action; <see cref="Effect.Allow"/> where it says nothing.</summary>
    public Effect Of(CustomerAction action) => _effects[(int)action];

    /// <summary>The same with another effect on one action; <see cref="Effect.Allow"/> takes it away.</summary>
    /// <returns>The tightening; or <see cref="InvalidInput"/> on the field <c>tightening</c>.</returns>
    public Outcome<Tightening> With(CustomerAction action, Effect effect) =>
        Of([.. Cells.Where(cell => cell.Key != action), KeyValuePair.Create(action, effect)]);

    /// <summary>Whether it forbids the same.</summary>
    public bool Equals(Tightening? other) => other is not null && _effects.AsSpan().SequenceEqual(other._effects);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Tightening);

    /// <inheritdoc/>
    public override int GetHashCode() => Cells.Aggregate(0, (sum, cell) => HashCode.Combine(sum, cell.Key, cell.Value));

    /// <summary>Makes one.</summary>
    /// <param name="cells">Each action at most once.</param>
    /// <returns>The tightening; or <see cref="InvalidInput"/> on the field <c>tightening</c>.</returns>
    public static Outcome<Tightening> Of(IEnumerable<KeyValuePair<CustomerAction, Effect>> cells)
    {
        var tightening = new Tightening();
        foreach (var (action, effect) in cells)
        {
            if (!Enum.IsDefined(action) || !Enum.IsDefined(effect) || tightening.Of(action) != Effect.Allow || !EffectMatrix.Sensible(action).Contains(effect))
            {
                return new InvalidInput("tightening", "Choose for each action, once, one of the effects on offer for it.");
            }

            tightening._effects[(int)action] = effect;
        }

        return tightening;
    }
}
