using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;

namespace MemberCare.Core.Domain.Activities;

/// <summary>All that a decision about somebody takes, at one moment.</summary>
/// <param name="Policy">The organisation's rules of that moment.</param>
/// <param name="Standing">Where the customer stood; null for a stranger.</param>
/// <param name="Listed">What the block list said.</param>
/// <param name="Moment">The moment.</param>
public sealed record Circumstances(DecisionPolicy Policy, CustomerStanding? Standing, BlockListVerdict Listed, DateTimeOffset Moment)
{
    /// <summary>The decision about an action.</summary>
    /// <param name="action">What.</param>
    /// <param name="pastTheList">Whether the block list is left aside.</param>
    public Decision Of(CustomerAction action, bool pastTheList = false) =>
        Decide.Of(action, Policy, Standing, pastTheList ? BlockListVerdict.Clear : Listed, Moment);
}

/// <summary>What came of an activity.</summary>
/// <param name="Effect">What happened to it. Never <see cref="Effect.Limited"/>.</param>
/// <param name="Layer">Which layer decided.</param>
/// <param name="Until">When that layer ends by itself; null where it has no end that is known.</param>
/// <param name="Awards">Whether points are given for it.</param>
/// <param name="Counts">Whether reports count it: internal accounts are left out.</param>
/// <param name="Side">Whose standing decided.</param>
/// <param name="Overridden">Whether it went ahead in spite of the block list.</param>
public readonly record struct ActivityVerdict(
    Effect Effect, DecidingLayer Layer, DateTimeOffset? Until, bool Awards, bool Counts, ActivitySide Side = ActivitySide.Customer, bool Overridden = false)
{
    /// <summary>Whether it is one that somebody should look at: it went through and is marked.</summary>
    public bool IsOutlier => Effect == Effect.Flag;

    /// <summary>Whether it was turned down. It is kept all the same, as what was tried.</summary>
    public bool IsRefused => Effect == Effect.Deny;

    /// <summary>Whether the points that an activity of this kind names have really moved.</summary>
    public bool IsWorthPoints(ActivityKind kind) => kind is ActivityKind.Transaction or ActivityKind.Earning ? Awards : !IsRefused;
}

/// <summary>
/// What comes of an activity. Most are facts: a purchase was made, an invoice was paid, whatever we think of it later; they are judged by the moment at which they
/// happened, so that a till that was offline does no injustice. Redeeming, sending points and booking take something away or claim something: they ask for
/// leave, and need it at both moments, since the moment is but the caller's word, and a date set back must not get round a block.
/// </summary>
public static class ActivityRules
{
    /// <summary>The action that a kind of activity is.</summary>
    public static CustomerAction ActionOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Transaction => CustomerAction.Transact,
        ActivityKind.Earning => CustomerAction.Earn,
        ActivityKind.PointsRedemption => CustomerAction.RedeemPoints,
        ActivityKind.CouponRedemption => CustomerAction.RedeemCoupon,
        ActivityKind.Transfer => CustomerAction.Transfer,
        ActivityKind.Booking => CustomerAction.Book,
        ActivityKind.Invoice => CustomerAction.BeInvoiced,
        ActivityKind.InvoicePayment => CustomerAction.PayInvoice,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The kind of event by which a history tells of it.</summary>
    public static EventKind EventOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Transaction => EventKind.Transaction,
        ActivityKind.Earning => EventKind.Earning,
        ActivityKind.PointsRedemption or ActivityKind.CouponRedemption => EventKind.Redemption,
        ActivityKind.Transfer => EventKind.Transfer,
        ActivityKind.Booking => EventKind.Booking,
        ActivityKind.Invoice => EventKind.Invoice,
        ActivityKind.InvoicePayment => EventKind.InvoicePayment,
        ActivityKind.PlanTaken => EventKind.PlanTaken,
        ActivityKind.AddedToBoard => EventKind.AddedToBoard,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whether it asks for leave, and is no fact that stands anyway.</summary>
    public static bool AsksLeave(ActivityKind kind) =>
        kind is ActivityKind.PointsRedemption or ActivityKind.CouponRedemption or ActivityKind.Transfer or ActivityKind.Booking;

    /// <summary>Whether it can be somebody's who has no account: points and coupons are in accounts alone.</summary>
    public static bool IsForStrangersToo(ActivityKind kind) =>
        kind is ActivityKind.Transaction or ActivityKind.Booking or ActivityKind.Invoice or ActivityKind.InvoicePayment;

    /// <summary>Whether the customer did something by it, so that the customer is active. A bonus, an invoice or a place on a board comes from the organisation.</summary>
    public static bool IsDeed(ActivityKind kind, EarningKind? earned) =>
        kind is not (ActivityKind.Invoice or ActivityKind.Earning or ActivityKind.AddedToBoard) || earned is EarningKind.Transaction or EarningKind.Referral;

    /// <summary>Judges an activity.</summary>
    /// <param name="activity">What is reported.</param>
    /// <param name="then">The circumstances of its moment.</param>
    /// <param name="now">The present ones; the same as <paramref name="then"/> where nothing changed since.</param>
    /// <param name="receiver">Those of whoever is to receive a transfer, then and now; null for other kinds.</param>
    /// <param name="mayOverride">Whether the reporting system may book in spite of the block list.</param>
    public static ActivityVerdict Judge(
        Activity activity, Circumstances then, Circumstances now, (Circumstances Then, Circumstances Now)? receiver = null, bool mayOverride = false)
    {
        var counts = then.Of(CustomerAction.CountInReports).IsAllowed;
        switch (activity.Kind)
        {
            case ActivityKind.Transaction:
                return OfTransaction(then, counts);

            case ActivityKind.PlanTaken or ActivityKind.AddedToBoard:
                // Decided in another system, which does not ask us; what follows from it here is for automatic rules to say.
                return new(Effect.Allow, DecidingLayer.None, null, Awards: false, counts);

            case ActivityKind.Earning:
                var earns = then.Of(CustomerAction.Earn);
                return new(earns.Effect, earns.Layer, earns.Until, Awards: IsAward(earns), counts);

            case ActivityKind.Booking when mayOverride && activity.OverrideReason is not null:
                var (plain, past) = (Stricter(then.Of(CustomerAction.Book), now.Of(CustomerAction.Book)), Stricter(then.Of(CustomerAction.Book, true), now.Of(CustomerAction.Book, true)));
                return new(past.Effect, past.Layer, past.Until, Awards: false, counts, Overridden: plain.Effect > past.Effect);

            case ActivityKind.Transfer when receiver is { } other:
                return OfTransfer(Leave(CustomerAction.Transfer), other, counts);

            default:
                var action = ActionOf(activity.Kind);
                var decision = AsksLeave(activity.Kind) ? Leave(action) : then.Of(action);
                return new(decision.Effect, decision.Layer, decision.Until, Awards: false, counts);
        }

        Decision Leave(CustomerAction action) => Stricter(now.Of(action), then.Of(action));
    }

    // A purchase goes through or not by its own rule. Where it goes through untouched, what it earns is worth a word: flagged, or without award.
    private static ActivityVerdict OfTransaction(Circumstances then, bool counts)
    {
        var (buys, earns) = (then.Of(CustomerAction.Transact), then.Of(CustomerAction.Earn));
        var awards = IsAward(buys) && IsAward(earns);
        return buys.Effect == Effect.Allow && earns.Effect > Effect.Allow
            ? new(earns.Effect == Effect.Flag ? Effect.Flag : Effect.NoAward, earns.Layer, earns.Until, awards, counts)
            : new(buys.Effect, buys.Layer, buys.Until, awards, counts);
    }

    // Points that would be lost on the way are not sent: whoever cannot earn cannot receive either [L7].
    private static ActivityVerdict OfTransfer(Decision sends, (Circumstances Then, Circumstances Now) receiver, bool counts)
    {
        var receives = Stricter(receiver.Now.Of(CustomerAction.Earn), receiver.Then.Of(CustomerAction.Earn));
        var effect = IsAward(receives) ? receives.Effect : Effect.Deny;
        return effect > sends.Effect
            ? new(effect, receives.Layer, receives.Until, Awards: false, counts, ActivitySide.Receiver)
            : new(sends.Effect, sends.Layer, sends.Until, Awards: false, counts);
    }

    private static bool IsAward(Decision decision) => decision.Effect < Effect.NoAward;

    private static Decision Stricter(Decision first, Decision second) => second.Effect > first.Effect ? second : first;
}
