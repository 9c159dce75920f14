using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Webhooks;

/// <summary>What a message tells: the facts of one event, and nothing by which a person could be known.</summary>
/// <param name="Organisation">The organisation's short name.</param>
/// <param name="Customer">The customer's id; with <see cref="Batch"/> the id of the request.</param>
/// <param name="Sequence">The number of the event in the customer's history; with <see cref="Batch"/> <see cref="ChangeRequest.MadeNumber"/> or <see cref="ChangeRequest.EndedNumber"/>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Kind">What happened.</param>
public sealed record WebhookFacts(string Organisation, CustomerId Customer, long Sequence, DateTimeOffset At, EventKind Kind)
{
    /// <summary>The status before.</summary>
    public CustomerStatus? FromStatus { get; init; }

    /// <summary>The name of the label before.</summary>
    public string? FromLabel { get; init; }

    /// <summary>The status after.</summary>
    public CustomerStatus? ToStatus { get; init; }

    /// <summary>The name of the label after.</summary>
    public string? ToLabel { get; init; }

    /// <summary>The code of the reason.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The request for many customers that it is about; null where it is about one customer.</summary>
    public BatchFacts? Batch { get; init; }

    /// <summary>The event's further facts; what of them is told <see cref="WebhookMessage"/> decides.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();
}

/// <summary>What is told of a request for many customers.</summary>
/// <param name="BulkChange">The bulk change that waits for it.</param>
/// <param name="Customers">How many customers it is for.</param>
/// <param name="ExpiresAt">When it expires unless somebody decides.</param>
/// <param name="State">How it stands.</param>
public sealed record BatchFacts(Guid BulkChange, int Customers, DateTimeOffset ExpiresAt, RequestState State);

/// <summary>
/// A message to a subscriber: a CloudEvent 1.0 in structured JSON. It names the customer by id and says what changed; who they are, how to reach them, and what somebody wrote, the
/// receiver asks the API for, with rights of its own. The same event makes the same bytes each time, so a message need not be kept to be sent again.
/// </summary>
/// <param name="Id">Unique for the event, the same for each attempt and each subscriber.</param>
/// <param name="Body">UTF-8.</param>
public sealed record WebhookMessage(string Id, byte[] Body)
{
    /// <summary>The content type of <see cref="Body"/>.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>The <c>type</c> of a test message.</summary>
    public const string TestType = "org.membercare.test";

    private const string TypePrefix = "org.membercare.customer.";
    private const string BatchTypePrefix = "org.membercare.bulk-change.";

    // The end of the year 9999: what lies beyond is no moment.
    private const long LastMoment = 253_402_300_799_999;

    // Names of labels as they are: the body is JSON on its own, never part of a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The <c>type</c> of a kind of event: <c>org.membercare.customer.status-changed</c>.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="isBatch">Whether to many customers together: <c>org.membercare.bulk-change.request-made</c>.</param>
    public static string TypeOf(EventKind kind, bool isBatch = false) => (isBatch ? BatchTypePrefix : TypePrefix) + JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>The id of the message about an event, or about what became of a request for many.</summary>
    public static string IdOf(CustomerId customer, long sequence) => sequence switch
    {
        ChangeRequest.MadeNumber => $"{customer.Value:N}-made",
        ChangeRequest.EndedNumber => $"{customer.Value:N}-ended",
        _ => string.Create(CultureInfo.InvariantCulture, $"{customer.Value:N}-{sequence}"),
    };

    /// <summary>The message about an event.</summary>
    public static WebhookMessage Of(WebhookFacts facts)
    {
        var id = IdOf(facts.Customer, facts.Sequence);
        return new WebhookMessage(id, Write(id, TypeOf(facts.Kind, facts.Batch is not null), facts.Organisation, facts.Customer.ToString(), facts.At, json =>
        {
            if (facts.Batch is { } batch)
            {
                Many(json, facts, batch);
                return;
            }

            json.WriteString("customerId", facts.Customer.ToString());
            json.WriteString("kind", Name(facts.Kind));
            json.WriteNumber("sequence", facts.Sequence);
            if (facts.Kind is EventKind.RequestMade or EventKind.ChangePlanned or EventKind.PlanCancelled or EventKind.PlanFailed && facts.ToStatus is { } wanted)
            {
                // Nothing has changed, and a receiver that looks at the status alone must not take it so.
                Aim(json, facts.Kind == EventKind.RequestMade ? "wanted" : "planned", wanted, facts.ToLabel);
            }
            else if (facts.ToStatus is { } status)
            {
                Pair(json, "status", facts.FromStatus is { } before ? Name(before) : null, Name(status));
                Pair(json, "label", facts.FromLabel, facts.ToLabel);
            }

            if (facts.ReasonCode is not null)
            {
                json.WriteString("reasonCode", facts.ReasonCode);
            }

            Further(json, facts.Data);
        }));
    }

    /// <summary>A message that tells nothing, to try a subscription out.</summary>
    public static WebhookMessage Test(string organisation, Guid id, DateTimeOffset at)
    {
        var text = $"test-{id:N}";
        return new WebhookMessage(text, Write(text, TestType, organisation, null, at, json => json.WriteString("message", "This is a test. Nothing happened to anybody.")));
    }

    // What was wanted is told each time, since no customer's history holds it; without it where an earlier bulk change is to be undone.
    private static void Many(Utf8JsonWriter json, WebhookFacts facts, BatchFacts batch)
    {
        json.WriteString("approvalId", facts.Customer.ToString());
        json.WriteString("bulkChangeId", batch.BulkChange.ToString("D"));
        json.WriteString("kind", Name(facts.Kind));
        json.WriteNumber("customers", batch.Customers);
        if (facts.ToStatus is { } wanted)
        {
            Aim(json, "wanted", wanted, facts.ToLabel);
        }

        if (facts.ReasonCode is not null)
        {
            json.WriteString("reasonCode", facts.ReasonCode);
        }

        if (facts.Kind == EventKind.RequestMade)
        {
            json.WriteString("until", Moment(batch.ExpiresAt));
        }
        else
        {
            json.WriteString("outcome", batch.State.Word());
        }
    }

    private static void Aim(Utf8JsonWriter json, string name, CustomerStatus status, string? label)
    {
        json.WriteStartObject(name);
        json.WriteString("status", Name(status));
        json.WriteString("label", label);
        json.WriteEndObject();
    }

    // Facts of a closed form alone: a number, a moment, one of a set of words. Text that somebody typed could hold a name, so none of it is told.
    private static void Further(Utf8JsonWriter json, IReadOnlyDictionary<string, string> data)
    {
        foreach (var (name, value) in data.OrderBy(fact => fact.Key, StringComparer.Ordinal))
        {
            switch (name)
            {
                case EventData.Amount or EventData.Points when decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number):
                    json.WriteNumber(name, number);
                    break;
                case EventData.Currency when value.Length == 3 && value.All(char.IsAsciiLetterUpper):
                    json.WriteString(name, value);
                    break;
                case EventData.Until or EventData.Due when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= LastMoment:
                    json.WriteString(name, Moment(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)));
                    break;
                case EventData.Request when Guid.TryParseExact(value, "D", out _):
                    json.WriteString("approvalId", value);
                    break;
                case EventData.Outcome when value.Length <= 20 && value.All(c => char.IsAsciiLetterLower(c) || c == '-'):
                    json.WriteString(name, value);
                    break;
                case EventData.Return or EventData.Panic when value == "yes":
                    json.WriteBoolean(name, true);
                    break;
                case EventData.Undoes when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var undone):
                    json.WriteNumber(name, undone);
                    break;
                case EventData.DoNotContact when value is "yes" or "no":
                    json.WriteBoolean("doNotContact", value == "yes");
                    break;
                case EventData.Action when Enum.TryParse<CustomerAction>(value, out var action) && Enum.IsDefined(action):
                    json.WriteString(name, Name(action));
                    break;
                case EventData.Effect when Enum.TryParse<Effect>(value, out var effect) && Enum.IsDefined(effect):
                    json.WriteString(name, Name(effect));
                    break;
                case EventData.Layer when Enum.TryParse<DecidingLayer>(value, out var layer) && Enum.IsDefined(layer):
                    json.WriteString(name, Name(layer));
                    break;
            }
        }
    }

    private static byte[] Write(string id, string type, string organisation, string? subject, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", id);
            json.WriteString("source", $"urn:membercare:{organisation}");
            json.WriteString("type", type);
            if (subject is not null)
            {
                json.WriteString("subject", subject);
            }

            json.WriteString("time", Moment(at));
            json.WriteString("datacontenttype", "application/json");
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Name<T>(T word)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(word.ToString());

    private static void Pair(Utf8JsonWriter json, string name, string? before, string? after)
    {
        json.WriteStartObject(name);
        json.WriteString("before", before);
        json.WriteString("after", after);
        json.WriteEndObject();
    }
}
