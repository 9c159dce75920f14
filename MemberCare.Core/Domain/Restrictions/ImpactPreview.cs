using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>What a change of status takes from a customer and gives back, in words, before anybody proceeds.</summary>
/// <param name="Loses">What they can do now and could not, or less freely, afterwards.</param>
/// <param name="Gains">What they could do afterwards and cannot, or less freely, now.</param>
/// <param name="Keeps">What stays in any case.</param>
public sealed record ImpactPreview(IReadOnlyList<string> Loses, IReadOnlyList<string> Gains, string Keeps)
{
    /// <summary>Compares two labels of an organisation, action by action.</summary>
    /// <param name="policy">The organisation's rules.</param>
    /// <param name="from">The label now.</param>
    /// <param name="to">The label afterwards.</param>
    public static ImpactPreview Between(DecisionPolicy policy, (CustomerStatus Status, LabelId Label) from, (CustomerStatus Status, LabelId Label) to)
    {
        List<string> loses = [], gains = [];
        foreach (var action in EffectMatrix.Actions)
        {
            var (now, then) = (policy.Of(from.Status, from.Label, action), policy.Of(to.Status, to.Label, action));
            if (then > now)
            {
                loses.Add(Lost(action, then));
            }
            else if (then < now)
            {
                gains.Add(then == Effect.Allow ? Deed(action) : $"{Deed(action)} ({Words(action, then)})");
            }
        }

        var keeps = to.Status == CustomerStatus.Deleted
            ? "History is kept. This cannot be undone: a deleted customer never comes back, but may register again."
            : "Points, rewards and history are kept.";
        return new ImpactPreview(loses, gains, keeps);
    }

    /// <summary>The action as a verb: <c>redeem points</c>.</summary>
    public static string Deed(CustomerAction action) => action switch
    {
        CustomerAction.SignIn => "sign in",
        CustomerAction.Transact => "buy",
        CustomerAction.Earn => "earn points",
        CustomerAction.RedeemPoints => "redeem points",
        CustomerAction.RedeemCoupon => "use coupons",
        CustomerAction.Transfer => "transfer points",
        CustomerAction.ReceiveMarketing => "receive marketing",
        CustomerAction.Book => "book",
        CustomerAction.BeInvoiced => "be invoiced",
        CustomerAction.PayInvoice => "pay invoices",
        CustomerAction.CountInReports => "count in reports",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    /// <summary>What an effect means for an action: <c>only to pay what is due</c>.</summary>
    public static string Words(CustomerAction action, Effect effect) => effect switch
    {
        Effect.Allow => "yes",
        Effect.Flag => "goes through, marked for a look",
        Effect.NoAward => action == CustomerAction.Transact ? "goes through, earns nothing" : "earns nothing",
        Effect.Limited => "only to pay what is due",
        Effect.Deny => "no",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };

    private static string Lost(CustomerAction action, Effect then) =>
        then == Effect.Deny ? Deed(action) : $"{Deed(action)}: {Words(action, then)}";
}
