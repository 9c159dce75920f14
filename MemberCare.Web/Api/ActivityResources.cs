using System.Text.Json;
using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;

namespace MemberCare.Web.Api;

/// <summary>Activities to report.</summary>
public sealed record NewActivitiesResource
{
    /// <summary>1 to 1,000, in any order.</summary>
    public IReadOnlyList<NewActivityResource>? Activities { get; init; }
}

/// <summary>An activity to report. The id, the kind and one of customerId, mobile, email, externalId and cardNumber are needed.</summary>
public sealed record NewActivityResource
{
    /// <summary>An id of your own, at most 100 characters: sent again under it, the activity is known.</summary>
    public string? Id { get; init; }

    /// <summary><c>transaction</c>, <c>earning</c>, <c>pointsRedemption</c>, <c>couponRedemption</c>, <c>transfer</c>, <c>booking</c>, <c>invoice</c>, <c>invoicePayment</c>, <c>planTaken</c> or <c>addedToBoard</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The customer’s id.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The customer’s mobile number, in any spelling.</summary>
    public string? Mobile { get; init; }

    /// <summary>The customer’s e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The id that another system knows the customer by.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The number of the customer’s membership card.</summary>
    public string? CardNumber { get; init; }

    /// <summary>Who receives the points of a transfer.</summary>
    public PartyResource? To { get; init; }

    /// <summary>When it happened: a moment with <c>Z</c> or an offset (ISO 8601). Now, where it is left out.</summary>
    public string? At { get; init; }

    /// <summary>The amount as decimal text, such as <c>"42.10"</c>: never a number, which would lose its digits on the way.</summary>
    public string? Amount { get; init; }

    /// <summary>The ISO 4217 code of the amount, such as <c>MYR</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>The points earned, redeemed or sent: a whole number.</summary>
    public long? Points { get; init; }

    /// <summary>The code of the coupon used.</summary>
    public string? Coupon { get; init; }

    /// <summary>The plan that was taken.</summary>
    public string? Plan { get; init; }

    /// <summary>The board that the customer was added to.</summary>
    public string? Board { get; init; }

    /// <summary>By what points were earned: <c>transaction</c>, <c>referral</c>, <c>campaign</c>, <c>bonus</c>, <c>tier</c>, <c>bulkUpload</c> or <c>transfer</c>. For earnings alone.</summary>
    public string? Earning { get; init; }

    /// <summary>Where it happened, at most 100 characters: a branch, a web shop.</summary>
    public string? Place { get; init; }

    /// <summary>By which road: <c>till</c>, <c>portal</c>, <c>booking</c> or <c>campaign</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>Books in spite of the block list. Takes the scope <c>block-list:override</c>; the reason stands in the history.</summary>
    public OverrideResource? Override { get; init; }

    internal static (string? Id, Outcome<RawActivity> Activity) Read(JsonElement item)
    {
        NewActivityResource? read;
        try
        {
            read = item.ValueKind == JsonValueKind.Object ? item.Deserialize(ApiJson.Own.NewActivityResource) : null;
        }
        catch (JsonException fault)
        {
            return (IdOf(item), JsonBody.Complaint(fault, ApiJson.Own.NewActivityResource));
        }

        if (read is null)
        {
            return (null, new InvalidInput("activities", "An activity is a JSON object."));
        }

        var reading = new QueryReading();
        var raw = new RawActivity
        {
            Id = read.Id,
            Kind = read.Kind,
            Customer = new RawParty(read.CustomerId, read.Mobile, read.Email, read.ExternalId, read.CardNumber),
            To = read.To is { } to ? new RawParty(to.CustomerId, to.Mobile, to.Email, to.ExternalId, to.CardNumber) : default,
            At = reading.Moment("at", read.At),
            Amount = read.Amount,
            Currency = read.Currency,
            Points = read.Points,
            Coupon = read.Coupon,
            Plan = read.Plan,
            Board = read.Board,
            Earning = read.Earning,
            Place = read.Place,
            Channel = read.Channel,
            OverrideReason = read.Override is { } over ? over.Reason ?? "" : null,
        };
        return reading.Refusal is { } wrong ? (read.Id, wrong) : (read.Id, raw);
    }

    private static string? IdOf(JsonElement item) => item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}

/// <summary>Somebody, by id or by identifiers.</summary>
public sealed record PartyResource
{
    /// <summary>The customer’s id.</summary>
    public string? CustomerId { get; init; }

    /// <summary>A mobile number, in any spelling.</summary>
    public string? Mobile { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The id that another system knows the customer by.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The number of the membership card.</summary>
    public string? CardNumber { get; init; }
}

/// <summary>That something is done in spite of the block list.</summary>
public sealed record OverrideResource
{
    /// <summary>Why, at most 300 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>What came of a batch.</summary>
public sealed record ActivityResultsResource
{
    /// <summary>One for each activity, in their order.</summary>
    public required IReadOnlyList<ActivityResultResource> Results { get; init; }
}

/// <summary>What came of one activity: its effect, or in <c>error</c> why it was not taken.</summary>
public sealed record ActivityResultResource
{
    /// <summary>The id that came with it.</summary>
    public required string? Id { get; init; }

    /// <summary><c>allow</c>: it went through; <c>flag</c>: likewise, and somebody will look at it; <c>noAward</c>: taken in, earns nothing; <c>deny</c>: refused. Null where it was not taken.</summary>
    [JsonConverter(typeof(CamelCase<Effect>))]
    public required Effect? Effect { get; init; }

    /// <summary>Which layer decided.</summary>
    [JsonConverter(typeof(CamelCase<DecidingLayer>))]
    public required DecidingLayer Layer { get; init; }

    /// <summary>Whose standing decided: the customer’s, or that of the receiver of a transfer.</summary>
    [JsonConverter(typeof(CamelCase<ActivitySide>))]
    public required ActivitySide Side { get; init; }

    /// <summary>Whether it is marked for somebody to look at.</summary>
    public required bool Outlier { get; init; }

    /// <summary>Whether points may be given for it.</summary>
    public required bool Awards { get; init; }

    /// <summary>When the deciding layer ends by itself; null where it has no end that is known.</summary>
    public required DateTime? Until { get; init; }

    /// <summary>What the customer may be told; null where nothing is to be told.</summary>
    public required string? Message { get; init; }

    /// <summary>Whose it is; null for a stranger’s.</summary>
    public required Guid? CustomerId { get; init; }

    /// <summary>When it happened, as it is kept.</summary>
    public required DateTime? At { get; init; }

    /// <summary>What is thought of the moment sent: <c>believed</c>, or <c>ahead</c> and <c>behind</c> where the clock must be wrong and the moment of arrival counts.</summary>
    [JsonConverter(typeof(CamelCase<ActivityClock>))]
    public required ActivityClock Clock { get; init; }

    /// <summary>Whether it was kept before; this is the answer of that time.</summary>
    public required bool Duplicate { get; init; }

    /// <summary>Why it was not taken; null where it was.</summary>
    public required ActivityErrorResource? Error { get; init; }

    internal static ActivityResultResource Of(ActivityAnswer answer, string? id) => new()
    {
        Id = answer.Id ?? id,
        Effect = answer.Kept?.Effect,
        Layer = answer.Kept?.Layer ?? DecidingLayer.None,
        Side = answer.Kept?.Side ?? ActivitySide.Customer,
        Outlier = answer.Kept?.IsOutlier ?? false,
        Awards = answer.Kept?.Awards ?? false,
        Until = answer.Kept?.Until?.UtcDateTime,
        Message = answer.Kept?.Message,
        CustomerId = answer.Kept?.Customer?.Value,
        At = answer.Kept?.At.UtcDateTime,
        Clock = answer.Kept?.Clock ?? ActivityClock.Believed,
        Duplicate = answer.Duplicate,
        Error = answer.Fault is { } fault ? ActivityErrorResource.Of(fault) : null,
    };
}

/// <summary>Why an activity was not taken.</summary>
public sealed record ActivityErrorResource
{
    /// <summary>The kind of error for programs, such as <c>customer-unknown</c>. Never changes.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for a person: why not, and what to do instead.</summary>
    public required string Detail { get; init; }

    /// <summary>The wrong fields, each with what is wrong with it. Only with <c>invalid-input</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Errors { get; init; }

    internal static ActivityErrorResource Of(Refusal fault) => new() { Code = fault.Code, Detail = fault.Sentence, Errors = (fault as InvalidInput)?.Fields };
}
