using System.Globalization;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Features.Customer;

/// <summary>What an event says to a person.</summary>
/// <param name="Icon">A name of the icon font: the sign of the event's kind.</param>
/// <param name="What">What happened, without full stop: <c>Regular → Lost phone (Suspended)</c>.</param>
/// <param name="By">Who did it, with the road by which it came where that is worth knowing; null where the customer did it.</param>
/// <param name="Reason">The reason in the words of whoever gave it; null where there is none.</param>
/// <param name="Until">When what began with the event ends by itself; null where it does not.</param>
/// <param name="Due">When what is planned comes; null where nothing is.</param>
/// <param name="Job">The job that changed many customers and this one with them; null where there was none.</param>
public sealed record EventSentence(string Icon, string What, string? By, string? Reason, DateTimeOffset? Until = null, DateTimeOffset? Due = null, Guid? Job = null)
{
    /// <summary>All of it in one line, as it is read aloud: <c>Regular → Lost phone (Suspended) by Ravi K.: Lost mobile phone</c>.</summary>
    public string Whole => What + (By is null ? "" : $" by {By}") + (Reason is null ? "" : $": {Reason}");
}

/// <summary>The one place that turns an event into words.</summary>
public static class EventWords
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["name"] = "name",
        ["mobile"] = "mobile number",
        ["email"] = "e-mail address",
        ["external_id"] = "external id",
        ["card_number"] = "card number",
        ["last_activity_at"] = "last activity",
        ["source"] = "source",
        ["birth_date"] = "birth date",
    };

    /// <summary>The words for an event, of whatever kind, with whatever facts it has.</summary>
    public static EventSentence Of(EventView happened) => happened.Kind switch
    {
        EventKind.Registered => ByStaff(happened, "how_to_reg", Registered(happened)),
        EventKind.StatusChanged => Moved(happened, ByStaff(happened, "swap_horiz", $"{Named(happened.FromLabel, happened.FromStatus)} → {Named(happened.ToLabel, happened.ToStatus)}{AskedBy(happened)}")),
        EventKind.LabelChanged => Moved(happened, ByStaff(happened, "label", $"{happened.FromLabel} → {Named(happened.ToLabel, happened.ToStatus)}{AskedBy(happened)}")),
        EventKind.DetailsChanged => ByStaff(happened, "edit_note", Amended(happened)),
        EventKind.ContactRevealed => ByStaff(happened, "visibility", "Contact details were looked at in full"),
        EventKind.Transaction => ByCustomer(happened, "shopping_bag", $"Bought{Value(happened, " for ")}{Place(happened)}{Points(happened, ", earned ")}{Outcome(happened)}"),
        EventKind.Redemption => ByCustomer(happened, "redeem", $"Redeemed{Redeemed(happened)}{Place(happened)}{Outcome(happened)}"),
        EventKind.SignedIn => SignedIn(happened),
        EventKind.LoginLocked => ByStaff(happened, "lock_clock", $"Sign-in was locked after {Failures(happened)}") with { Until = Moment(happened, EventData.Until) },
        EventKind.LoginLockLifted => Fact(happened, EventData.LiftedBy) == "password-reset"
            ? ByCustomer(happened, "lock_open", "The lock of sign-in was lifted by a new password")
            : ByStaff(happened, "lock_open", "The lock of sign-in was lifted"),
        EventKind.ContactPreferenceChanged => Fact(happened, EventData.DoNotContact) == "no"
            ? ByStaff(happened, "notifications", "May be contacted again")
            : ByStaff(happened, "notifications_off", "Wants no messages: do not contact"),
        EventKind.DecisionRefused => ByCustomer(happened, "do_not_disturb_on", Refused(happened)),
        EventKind.Earning => ByCustomer(happened, "stars", $"Earned{Or(Points(happened, " "), " points")}{Earned(happened)}{Place(happened)}{Outcome(happened)}"),
        EventKind.Transfer => ByCustomer(happened, "sync_alt", $"{Transferred(happened)}{Or(Points(happened, " "), " points")}{Place(happened)}{Outcome(happened)}"),
        EventKind.Booking => ByCustomer(happened, "event", $"Booked an appointment{Place(happened)}{Outcome(happened)}"),
        EventKind.Invoice => ByCustomer(happened, "receipt_long", $"Was sent an invoice{Value(happened, " of ")}{Outcome(happened)}"),
        EventKind.InvoicePayment => ByCustomer(happened, "payments", $"Paid an invoice{Value(happened, " of ")}{Place(happened)}{Outcome(happened)}"),
        EventKind.RequestMade => ByStaff(happened, "pending_actions", $"Approval was asked for: {Named(happened.ToLabel, happened.ToStatus)}"),
        EventKind.RequestEnded => Ended(happened),
        EventKind.ChangePlanned or EventKind.PlanCancelled or EventKind.PlanFailed => PlanWords.Of(happened),
        EventKind.PlanTaken => ByCustomer(happened, "card_membership", $"Took the plan {Fact(happened, EventData.Plan)}"),
        EventKind.AddedToBoard => ByCustomer(happened, "view_kanban", $"Was added to the board {Fact(happened, EventData.Board)}"),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "An event of this kind has no words yet."),
    };

    /// <summary>A label with the status it means, said once where both have the same name: <c>Suspended</c>, <c>Lost phone (Suspended)</c>.</summary>
    public static string Named(string? label, CustomerStatus? status)
    {
        var title = status?.Title();
        return label is null ? title ?? "no label" : title is null || title == label ? label : $"{label} ({title})";
    }

    private static EventSentence Moved(EventView happened, EventSentence words) => words with { Until = Moment(happened, EventData.Until), Job = JobOf(happened) };

    // An import and an approved request of one customer name themselves in the same place.
    private static Guid? JobOf(EventView happened) =>
        happened.Channel != Channel.Import && happened.BatchId is { } batch && Fact(happened, EventData.Request) != batch.ToString("D") ? batch : null;

    internal static EventSentence ByStaff(EventView happened, string icon, string what)
    {
        var road = happened.Channel switch
        {
            Channel.Api => ", through the API",
            Channel.Import when happened.ActorKind != ActorKind.System => ", from a file",
            _ => "",
        };
        var who = happened.ActorKind == ActorKind.Rule ? $"rule “{happened.ActorName}”" : happened.ActorName;
        return new EventSentence(icon, what, who + road, Blank(happened.Note));
    }

    private static EventSentence ByCustomer(EventView happened, string icon, string what)
    {
        var road = happened.Channel switch
        {
            Channel.Till when Fact(happened, EventData.Place) is null => " at the till",
            Channel.Portal when Fact(happened, EventData.Place) is null => " in the portal",
            Channel.Api => $", told by {happened.ActorName}",
            _ => "",
        };
        return new EventSentence(icon, what + road, null, Blank(happened.Note));
    }

    /// <summary>What was refused, where, and by which layer: <c>till 7, redeem points: refused, login lock</c>. Moments are told beside it.</summary>
    public static string Refused(EventView happened)
    {
        var place = Fact(happened, EventData.Place) ?? (Fact(happened, EventData.Via) ?? (happened.Channel == Channel.Api ? null : happened.Channel.ToString()))?.ToLowerInvariant() ?? happened.ActorName;
        var action = Enum.TryParse<CustomerAction>(Fact(happened, EventData.Action), out var known) && Enum.IsDefined(known) ? ImpactPreview.Deed(known) : "something";
        return $"{place}, {action}: refused{(LayerOf(happened) is { } layer ? $", {LayerWords.Of(layer)}" : "")}";
    }

    private static EventSentence SignedIn(EventView happened)
    {
        var inSpite = LayerOf(happened) is { } layer ? $", in spite of the {LayerWords.Of(layer)}" : "";
        var shared = Fact(happened, EventData.Sharing) is { } number ? $", by an identifier that {number} customers have" : "";
        return happened.Channel == Channel.Portal && Fact(happened, EventData.Place) is null
            ? new EventSentence("login", $"Signed in to the portal{shared}{inSpite}", null, Blank(happened.Note))
            : ByCustomer(happened, "login", $"Signed in{Place(happened)}{shared}{inSpite}");
    }

    // What became of an activity, where it did not simply go through.
    private static string Outcome(EventView happened) => Enum.TryParse<Effect>(Fact(happened, EventData.Effect), out var effect) ? effect switch
    {
        Effect.Flag => ", marked for a look",
        Effect.NoAward => ", earned nothing",
        Effect.Deny => LayerOf(happened) is { } layer ? $": refused, {LayerWords.Of(layer)}" : ": refused",
        _ => "",
    }
    : "";

    private static DecidingLayer? LayerOf(EventView happened) =>
        Enum.TryParse<DecidingLayer>(Fact(happened, EventData.Layer), out var layer) && Enum.IsDefined(layer) && layer != DecidingLayer.None ? layer : null;

    private static string AskedBy(EventView happened) => Fact(happened, EventData.AskedBy) is { } maker ? $", asked for by {maker}" : "";

    // Time, or a change by another road, ends a request without anybody's will: nobody is named for it.
    private static EventSentence Ended(EventView happened)
    {
        var of = Fact(happened, EventData.AskedBy) is { } maker ? $" of {maker}" : "";
        return Fact(happened, EventData.Outcome) switch
        {
            "approved" => ByStaff(happened, "check_circle", $"The request{of} was approved"),
            "rejected" => ByStaff(happened, "do_not_disturb_on", $"The request{of} was rejected"),
            "withdrawn" => ByStaff(happened, "undo", "The request was withdrawn"),
            "expired" => new EventSentence("history", $"The request{of} expired: nobody decided in time", null, null),
            _ => new EventSentence("history", $"The request{of} no longer fits: the status changed meanwhile", null, null),
        };
    }

    private static string Failures(EventView happened) => Fact(happened, EventData.Failures) is { } number ? $"{number} wrong passwords in a row" : "wrong passwords in a row";

    private static string Transferred(EventView happened) => Fact(happened, EventData.Direction) switch
    {
        EventData.Sent => "Sent",
        EventData.Received => "Received",
        _ => "Transferred",
    };

    private static string Earned(EventView happened) => Fact(happened, EventData.Earned) is { } by ? $", by {by}" : "";

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    internal static DateTimeOffset? Moment(EventView happened, string name) =>
        long.TryParse(Fact(happened, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var moment)
        && moment is > 0 and < 253_402_300_799_000 ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;

    private static string Registered(EventView happened)
    {
        var source = Fact(happened, EventData.Source);
        var label = happened.ToLabel is null ? "" : $" as {Named(happened.ToLabel, happened.ToStatus)}";
        var again = Fact(happened, EventData.Earlier) is null ? "" : " again";
        var over = Fact(happened, EventData.Override) switch { null => "", "hold" => ", with what a blocked customer holds", _ => ", in spite of the block list" };
        return $"Became a customer{again}{label}{(source is null ? "" : $", source {source}")}{over}";
    }

    private static string Amended(EventView happened)
    {
        var names = (Fact(happened, EventData.Fields) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(field => Fields.GetValueOrDefault(field, field))
            .ToList();
        if (names.Count == 0)
        {
            return "Details were amended";
        }

        var all = names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
        return $"{char.ToUpperInvariant(all[0])}{all[1..]} {(names.Count == 1 ? "was" : "were")} amended";
    }

    private static string Redeemed(EventView happened)
    {
        var what = Fact(happened, EventData.Coupon) is { } coupon ? $" coupon {coupon}" : Points(happened, " ");
        return what.Length > 0 ? what + Value(happened, ", worth ") : Value(happened, " ");
    }

    private static string Value(EventView happened, string before) =>
        Fact(happened, EventData.Amount) is not { } amount ? "" : before + (Fact(happened, EventData.Currency) is { } currency ? $"{currency} " : "") + Number(amount);

    private static string Points(EventView happened, string before) =>
        Fact(happened, EventData.Points) is { } points ? $"{before}{Number(points)} {(points == "1" ? "point" : "points")}" : "";

    private static string Place(EventView happened) => Fact(happened, EventData.Place) is { } place ? $" at {place}" : "";

    // Facts are kept as the text they came in; only what is plainly a number gets its thousands parted.
    private static string Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(text.Contains('.', StringComparison.Ordinal) ? "N" + (text.Length - 1 - text.LastIndexOf('.')) : "N0", CultureInfo.InvariantCulture)
            : text;

    internal static string? Fact(EventView happened, string name) => happened.Data.TryGetValue(name, out var value) ? Blank(value) : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
