using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>Which of the layers over a customer had the last word.</summary>
public enum DecidingLayer
{
    /// <summary>None: nothing is known that speaks against it.</summary>
    None = 0,

    /// <summary>The predefined status, through the effect matrix.</summary>
    Status = 1,

    /// <summary>The label, which is stricter than its status.</summary>
    Label = 2,

    /// <summary>The lock after failed sign-ins.</summary>
    LoginLock = 3,

    /// <summary>The customer's wish not to be contacted.</summary>
    DoNotContact = 4,

    /// <summary>An entry of the block list.</summary>
    BlockList = 5,

    /// <summary>The identifier belongs to a blocked customer, who holds it.</summary>
    Hold = 6,
}

/// <summary>What is over a customer besides the status, which stays untouched by it.</summary>
/// <param name="LockedUntil">When the login lock ends by itself; null without one. A lock whose end has come is none.</param>
/// <param name="DoNotContact">Whether the customer wants no messages.</param>
public readonly record struct Overlays(DateTimeOffset? LockedUntil, bool DoNotContact)
{
    /// <summary>Nothing over the customer.</summary>
    public static Overlays None => default;

    /// <summary>Whether sign-in is locked at <paramref name="now"/>.</summary>
    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;
}

/// <summary>Where a customer stands, as far as decisions go.</summary>
/// <param name="Status">The predefined status.</param>
/// <param name="Label">The label.</param>
/// <param name="Overlays">What is over both.</param>
/// <param name="Until">When the status is to end by itself; null where it has no end.</param>
public readonly record struct CustomerStanding(CustomerStatus Status, LabelId Label, Overlays Overlays, DateTimeOffset? Until);

/// <summary>What the block list says of the identifiers at hand.</summary>
/// <param name="IsListed">Whether one of them is on it.</param>
/// <param name="Until">When the entry ends; null where it has no end.</param>
public readonly record struct BlockListVerdict(bool IsListed, DateTimeOffset? Until)
{
    /// <summary>None of them is on it.</summary>
    public static BlockListVerdict Clear => default;

    /// <summary>This, and that an entry with an end of its own holds as well: of several entries the one that lasts longest counts.</summary>
    /// <param name="until">When that entry ends; null where it has no end.</param>
    public BlockListVerdict And(DateTimeOffset? until) =>
        !IsListed || (Until is not null && (until is null || until > Until)) ? new BlockListVerdict(true, until) : this;
}

/// <summary>The answer to “may this customer do this, here, now?”.</summary>
/// <param name="Effect">What happens.</param>
/// <param name="Layer">Which layer decided: of equally strict ones the first in the order of <see cref="DecidingLayer"/>.</param>
/// <param name="Until">When the deciding layer ends by itself; null where it has no end that is known.</param>
public readonly record struct Decision(Effect Effect, DecidingLayer Layer, DateTimeOffset? Until)
{
    /// <summary>Whether it may be done at all, be it flagged, without award or limited.</summary>
    public bool IsAllowed => Effect != Effect.Deny;
}

/// <summary>Decides: three layers, of which the strictest wins. Pure, so that the same facts give the same answer today and in a replay of the past.</summary>
public static class Decide
{
    /// <summary>Whether a customer may do something.</summary>
    /// <param name="action">What.</param>
    /// <param name="policy">The organisation's rules of that moment.</param>
    /// <param name="standing">Where the customer stands; null for a stranger, of whom the block list alone knows.</param>
    /// <param name="listed">What the block list says.</param>
    /// <param name="now">The moment.</param>
    public static Decision Of(CustomerAction action, DecisionPolicy policy, CustomerStanding? standing, BlockListVerdict listed, DateTimeOffset now)
    {
        var decision = new Decision(Effect.Allow, DecidingLayer.None, null);
        if (standing is { } customer)
        {
            decision = Stricter(decision, policy.Matrix.Of(customer.Status, action), DecidingLayer.Status, customer.Until);
            decision = Stricter(decision, policy.Tightening(customer.Label, action), DecidingLayer.Label, customer.Until);
            if (customer.Overlays.IsLocked(now) && action is CustomerAction.SignIn or CustomerAction.RedeemPoints or CustomerAction.RedeemCoupon)
            {
                decision = Stricter(decision, Effect.Deny, DecidingLayer.LoginLock, customer.Overlays.LockedUntil);
            }

            if (customer.Overlays.DoNotContact && action == CustomerAction.ReceiveMarketing)
            {
                decision = Stricter(decision, Effect.Deny, DecidingLayer.DoNotContact, null);
            }
        }

        return listed.IsListed && action is CustomerAction.SignIn or CustomerAction.RedeemPoints or CustomerAction.RedeemCoupon or CustomerAction.ReceiveMarketing or CustomerAction.Book
            ? Stricter(decision, Effect.Deny, DecidingLayer.BlockList, listed.Until)
            : decision;
    }

    /// <summary>Whether somebody may register with the identifiers at hand, where no customer is known yet.</summary>
    /// <param name="listed">What the block list says of them.</param>
    /// <param name="isHeld">Whether a blocked customer has one of them. A deleted one has released theirs [C11].</param>
    public static Decision OfRegistration(BlockListVerdict listed, bool isHeld) =>
        listed.IsListed ? new(Effect.Deny, DecidingLayer.BlockList, listed.Until)
        : isHeld ? new(Effect.Deny, DecidingLayer.Hold, null)
        : new(Effect.Allow, DecidingLayer.None, null);

    private static Decision Stricter(Decision sofar, Effect effect, DecidingLayer layer, DateTimeOffset? until) =>
        effect > sofar.Effect ? new(effect, layer, until) : sofar;
}
