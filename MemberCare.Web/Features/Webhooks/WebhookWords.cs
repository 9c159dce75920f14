using System.Globalization;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Queries;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Webhooks;

/// <summary>The words for webhooks, their messages and receipts.</summary>
public static class WebhookWords
{
    /// <summary>What a new webhook hears unless somebody chooses otherwise: what changes what a customer may do.</summary>
    public static IReadOnlyList<EventKind> Usual { get; } =
        [EventKind.StatusChanged, EventKind.LabelChanged, EventKind.LoginLocked, EventKind.LoginLockLifted, EventKind.ContactPreferenceChanged];

    /// <summary>The fields of the editor.</summary>
    public static IReadOnlyList<EditedField<WebhookDraft>> Fields { get; } =
    [
        new("Name", draft => draft.Name ?? "", (to, from) => to with { Name = from.Name }),
        new("Address", draft => draft.Address ?? "", (to, from) => to with { Address = from.Address }),
        new("Hears", draft => Hears(draft.Kinds), (to, from) => to with { Kinds = from.Kinds }),
    ];

    /// <summary>A kind of event as it stands in a list.</summary>
    public static string Of(EventKind kind) => kind switch
    {
        EventKind.Registered => "Became a customer",
        EventKind.StatusChanged => "Status changed",
        EventKind.LabelChanged => "Label changed",
        EventKind.DetailsChanged => "Details amended",
        EventKind.Transaction => "Purchase",
        EventKind.Redemption => "Redemption",
        EventKind.SignedIn => "Sign-in",
        EventKind.ContactRevealed => "Contact details looked at",
        EventKind.LoginLocked => "Sign-in locked",
        EventKind.LoginLockLifted => "Lock of sign-in lifted",
        EventKind.ContactPreferenceChanged => "Contact preference changed",
        EventKind.DecisionRefused => "Something was refused",
        EventKind.Earning => "Points earned",
        EventKind.Transfer => "Transfer of points",
        EventKind.Booking => "Booking",
        EventKind.Invoice => "Invoice",
        EventKind.InvoicePayment => "Payment of an invoice",
        EventKind.RequestMade => "Approval asked for",
        EventKind.RequestEnded => "Request for approval ended",
        EventKind.ChangePlanned => "Change planned or moved",
        EventKind.PlanCancelled => "Planned change cancelled",
        EventKind.PlanFailed => "Planned change not made",
        EventKind.PlanTaken => "Plan taken",
        EventKind.AddedToBoard => "Added to a board",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind of event without words."),
    };

    /// <summary>Which kinds of event are heard, in words.</summary>
    public static string Hears(IReadOnlyList<EventKind> kinds) => kinds.Count == 0 ? "everything that is told" : string.Join(", ", kinds.Order().Select((kind, i) => i == 0 ? Of(kind) : Lower(Of(kind))));

    /// <summary>The state in a word or two, with its icon.</summary>
    public static (string Icon, string Words) State(WebhookView webhook) => (webhook.State, webhook.Stop) switch
    {
        (WebhookState.Active, _) when webhook.FailingSince is not null => ("warning", "Failing"),
        (WebhookState.Active, _) => ("check_circle", "Told"),
        (WebhookState.Paused, WebhookStop.Failures) => ("pause_circle", "Paused after days of failures"),
        (WebhookState.Paused, _) => ("pause_circle", "Paused"),
        (WebhookState.Ended, WebhookStop.Gone) => ("do_not_disturb_on", "Ended by the receiver"),
        _ => ("do_not_disturb_on", "Ended"),
    };

    /// <summary>Why an attempt came to nothing, as it stands in brackets.</summary>
    public static string Fault(DeliveryFault fault, int? answer) => fault switch
    {
        DeliveryFault.None => Answered(answer),
        DeliveryFault.UnknownName => "its name is not known",
        DeliveryFault.PrivateAddress => "its name means a private address, which is not allowed",
        DeliveryFault.Unreachable => "it cannot be reached",
        DeliveryFault.Untrusted => "its certificate is not trusted",
        DeliveryFault.Slow => "no answer in time",
        DeliveryFault.Garbled => "its answer is no HTTP",
        DeliveryFault.Redirected => Answered(answer) + ", a redirect, which is not followed",
        DeliveryFault.SecretLost => "its secret cannot be read any more; give it a new one",
        _ => Answered(answer),
    };

    /// <summary>What came of a test, in a sentence.</summary>
    public static string Tested(string name, DeliveryResult result, TimeSpan took) => result.IsTold
        ? string.Create(CultureInfo.InvariantCulture, $"“{name}” took the test message after {took.TotalMilliseconds:N0} ms and answered {result.Answer}.")
        : $"“{name}” did not take the test message: {Fault(result.Fault, result.Answer)}.";

    /// <summary>How a receipt stands, before the time that it names: <c>till: told at</c>.</summary>
    public static (string Before, DateTimeOffset? At, string After) Of(Receipt receipt)
    {
        var why = receipt.Fault == DeliveryFault.None ? "" : $" ({Fault(receipt.Fault, receipt.Answer)})";
        return receipt.State switch
        {
            DeliveryState.Told => ($"{receipt.Name}: told at ", receipt.TriedAt, ""),
            DeliveryState.GivenUp => ($"{receipt.Name}: not told{why}", null, ""),
            DeliveryState.Dropped => ($"{receipt.Name}: not told, it has ended", null, ""),
            _ when receipt.IsPaused => ($"{receipt.Name}: paused{why}", null, ""),
            _ when receipt.TriedAt is not null && receipt.DueAt is not null => ($"{receipt.Name}: trying again at ", receipt.DueAt, why),
            _ => ($"{receipt.Name}: being told", null, ""),
        };
    }

    /// <summary>Where a message stands.</summary>
    public static string Of(DeliveryView delivery) => delivery.State switch
    {
        DeliveryState.Told => "Told",
        DeliveryState.GivenUp => "Given up",
        DeliveryState.Dropped => "Not sent",
        _ when delivery.Attempts > 0 => "Trying again",
        _ => delivery.DueAt is null ? "Waits its turn" : "Being sent",
    };

    private static string Answered(int? answer) => answer is { } status ? string.Create(CultureInfo.InvariantCulture, $"answered {status}") : "no answer";

    private static string Lower(string words) => char.ToLowerInvariant(words[0]) + words[1..];
}
