using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>A decision about somebody who may be several customers at once, as a shared telephone number is: the strictest of them, and about whom it is.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Customer">The customer who decided it, or of whom at least something is known that could; null for strangers and for customers with nothing against them.</param>
/// <param name="Status">That customer's status.</param>
/// <param name="Label">That customer's label.</param>
public readonly record struct Verdict(Decision Decision, CustomerId? Customer, CustomerStatus? Status, LabelId? Label)
{
    /// <summary>Nothing is known that speaks against anything. The same for a stranger and for a customer with nothing against them, so that nobody finds out by asking who is one.</summary>
    public static Verdict Clear { get; } = new(new Decision(Effect.Allow, DecidingLayer.None, null), null, null, null);

    /// <summary>
    /// Whether something is over a customer that could decide anything: a status other than Active, a label that forbids something, a lock, a preference, an entry
    /// of the block list. Everybody else is answered as a stranger is.
    /// </summary>
    public static bool IsException(CustomerStanding standing, BlockListVerdict listed, DecisionPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return standing.Status != CustomerStatus.Active || listed.IsListed || standing.Overlays.DoNotContact || standing.Overlays.IsLocked(now) || policy.Labels.ContainsKey(standing.Label);
    }

    /// <summary>The verdict on one customer.</summary>
    public static Verdict Of(CustomerId customer, CustomerAction action, DecisionPolicy policy, CustomerStanding standing, BlockListVerdict listed, DateTimeOffset now) =>
        IsException(standing, listed, policy, now) ? new(Decide.Of(action, policy, standing, listed, now), customer, standing.Status, standing.Label) : Clear;

    /// <summary>The stricter of two: by effect, then by the order of layers, then by the longer term; of equals the first.</summary>
    public Verdict Or(Verdict other) => IsAtLeastAsStrictAs(other) ? this : other;

    private bool IsAtLeastAsStrictAs(Verdict other)
    {
        var (mine, theirs) = (Decision, other.Decision);
        if (mine.Effect != theirs.Effect)
        {
            return mine.Effect > theirs.Effect;
        }

        if (mine.Layer != theirs.Layer)
        {
            // Where nothing is refused, the one of whom something is known says more.
            return theirs.Layer == DecidingLayer.None || (mine.Layer != DecidingLayer.None && mine.Layer < theirs.Layer);
        }

        if (mine.Until != theirs.Until)
        {
            return mine.Until is null || (theirs.Until is { } end && mine.Until > end);
        }

        return Customer is not null || other.Customer is null;
    }
}
