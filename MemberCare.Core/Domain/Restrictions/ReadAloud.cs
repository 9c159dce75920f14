using MemberCare.Core.Domain.Statuses;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>What an agent reads to a caller who asks whether they can do something: one sentence, without a word of what is for staff alone. Of fraud it says nothing.</summary>
public static class ReadAloud
{
    private static readonly string[] Numbers =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"];

    /// <summary>The sentence.</summary>
    /// <param name="action">What the caller asks for.</param>
    /// <param name="decision">What is decided of it.</param>
    /// <param name="status">Where the customer stands.</param>
    /// <param name="failures">How many wrong passwords in a row locked sign-in, where it is locked.</param>
    /// <param name="until">When the deciding layer ends by itself, in words: <c>18:40 tomorrow</c>; null where it has no end.</param>
    /// <param name="canLift">Whether the agent can lift a lock and take down a wish.</param>
    public static string Of(CustomerAction action, Decision decision, CustomerStatus status, int failures, string? until, bool canLift) => (action, decision.Effect) switch
    {
        // Whoever is looked into is not told that they are: what goes through, goes through.
        (_, Effect.Allow or Effect.Flag) => Can(action),
        (CustomerAction.Earn, Effect.NoAward) => $"You do not earn points at the moment{Why(decision, status, failures, until)}.",
        (_, Effect.NoAward) => $"You can buy, but it earns no points at the moment{Why(decision, status, failures, until)}.",
        (_, Effect.Limited) => $"You can sign in, but only to pay what is due{Why(decision, status, failures, until)}.",
        (CustomerAction.ReceiveMarketing, _) when decision.Layer == DecidingLayer.DoNotContact => $"You get no offers from us, as you asked.{(canLift ? " I can change that." : "")}",
        (CustomerAction.CountInReports, _) => "Your purchases are not counted in our reports.",
        _ => $"{Cannot(action)}{Why(decision, status, failures, until)}.{(canLift && decision.Layer == DecidingLayer.LoginLock ? " I can lift that." : "")}",
    };

    private static string Can(CustomerAction action) => action switch
    {
        CustomerAction.Earn => "You earn points as usual.",
        CustomerAction.ReceiveMarketing => "You get our offers.",
        CustomerAction.Book => "You can book an appointment.",
        CustomerAction.BeInvoiced => "You get your invoices as usual.",
        CustomerAction.CountInReports => "Your purchases are counted in our reports.",
        _ => $"You can {ImpactPreview.Deed(action)}.",
    };

    private static string Cannot(CustomerAction action) => action switch
    {
        CustomerAction.Earn => "You do not earn points",
        CustomerAction.ReceiveMarketing => "You get no offers from us",
        CustomerAction.Book => "You cannot book an appointment",
        CustomerAction.BeInvoiced => "You get no invoices",
        _ => $"You cannot {ImpactPreview.Deed(action)}",
    };

    private static string Why(Decision decision, CustomerStatus status, int failures, string? until)
    {
        var end = until is null ? "" : $" until {until}";
        return decision.Layer switch
        {
            DecidingLayer.LoginLock => $": sign-in is locked{end} after {(failures is > 1 and <= 20 ? Numbers[failures] : "several")} wrong passwords",
            DecidingLayer.BlockList => $": your phone number or e-mail address is blocked{end}",
            DecidingLayer.Status when status == CustomerStatus.Suspended => $": your membership is on hold{end}",
            DecidingLayer.Status when status == CustomerStatus.Blocked => $": your membership has been restricted{end}",
            DecidingLayer.Status when status == CustomerStatus.Deleted => ": this membership no longer exists",
            DecidingLayer.Status when status == CustomerStatus.Internal => ": this is one of our own test accounts",
            _ when decision.Effect == Effect.Deny => " at the moment",
            _ => "",
        };
    }
}
