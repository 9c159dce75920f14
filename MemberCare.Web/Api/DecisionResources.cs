using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Api;

/// <summary>“May this person do this, here, now?” Name the person by customerId or at least one of mobile, email, externalId and cardNumber; whatever is given counts.</summary>
public sealed record DecisionQuestionResource
{
    /// <summary>The customer's id. One that nobody has is answered as a stranger.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Mobile number in any spelling; one that cannot be read is compared as it stands.</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The id that another system knows the customer by.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Number of the membership card.</summary>
    public string? CardNumber { get; init; }

    /// <summary>What the person wants to do: one of <c>signIn</c>, <c>transact</c>, <c>earn</c>, <c>redeemPoints</c>, <c>redeemCoupon</c>, <c>transfer</c>, <c>receiveMarketing</c>, <c>book</c>, <c>beInvoiced</c>, <c>payInvoice</c>, <c>countInReports</c>, <c>register</c>.</summary>
    public string? Action { get; init; }

    /// <summary>By which road: <c>till</c>, <c>portal</c>, <c>booking</c>, <c>campaign</c> or <c>api</c>. The history of refusals names it.</summary>
    public string? Channel { get; init; }

    /// <summary>Where, in your words, such as <c>Till 7</c>; at most 100 characters. The history of refusals names it.</summary>
    public string? Place { get; init; }

    /// <summary>A moment of the past with its zone, or a date: answers what the answer was then, and why. Left out: now.</summary>
    public string? At { get; init; }
}

/// <summary>Up to 1,000 questions.</summary>
public sealed record DecisionBatchResource
{
    /// <summary>The questions.</summary>
    public IReadOnlyList<DecisionQuestionResource>? Questions { get; init; }
}

/// <summary>The answer to a question.</summary>
public sealed record DecisionResource
{
    /// <summary>Whether it may be done at all, be it flagged, without award or limited.</summary>
    public required bool Allowed { get; init; }

    /// <summary>What happens, from loosest to strictest: <c>allow</c>; <c>flag</c>, goes through and is marked an outlier; <c>noAward</c>, is taken in and earns nothing; <c>limited</c>, sign-in only to pay what is due; <c>deny</c>.</summary>
    [JsonConverter(typeof(CamelCase<Effect>))]
    public required Effect Effect { get; init; }

    /// <summary>Which layer decided.</summary>
    [JsonConverter(typeof(CamelCase<DecidingLayer>))]
    public required DecidingLayer Layer { get; init; }

    /// <summary>The status of the customer whose standing decided, or could have. Null for strangers and for customers with nothing against them, who look alike.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus? Status { get; init; }

    /// <summary>The label of that customer.</summary>
    public required string? Label { get; init; }

    /// <summary>What the person may be told, in the organisation's words; null where it goes through.</summary>
    public required string? Message { get; init; }

    /// <summary>When what decided ends by itself, UTC; null where it has no end.</summary>
    public required DateTime? Until { get; init; }

    /// <summary>That customer's id.</summary>
    public required Guid? CustomerId { get; init; }

    /// <summary>The moment that the answer is of, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>What decided it then; only for a moment of the past, otherwise null.</summary>
    public required DecisionGroundsResource? Because { get; init; }

    internal static DecisionResource Of(DecisionAnswer answer) => new()
    {
        Allowed = answer.Decision.IsAllowed,
        Effect = answer.Decision.Effect,
        Layer = answer.Decision.Layer,
        Status = answer.Status,
        Label = answer.Label,
        Message = answer.Message,
        Until = answer.Decision.Until?.UtcDateTime,
        CustomerId = answer.Customer?.Value,
        At = answer.At.UtcDateTime,
        Because = answer.Because is { } because ? DecisionGroundsResource.Of(because) : null,
    };
}

/// <summary>What an answer about the past rests on.</summary>
public sealed record DecisionGroundsResource
{
    /// <summary>The number of the event in the customer's history that put the deciding layer in place; null where no event did.</summary>
    public required long? Event { get; init; }

    /// <summary>When that event happened, UTC.</summary>
    public required DateTime? EventAt { get; init; }

    /// <summary>The version of the organisation's rules that was in force then; 0 for the default.</summary>
    public required int PolicyVersion { get; init; }

    internal static DecisionGroundsResource Of(DecisionGrounds grounds) =>
        new() { Event = grounds.Event, EventAt = grounds.EventAt?.UtcDateTime, PolicyVersion = grounds.PolicyVersion };
}

/// <summary>The answers, in the order of the questions.</summary>
public sealed record DecisionListResource
{
    /// <summary>The answers.</summary>
    public required IReadOnlyList<DecisionResource> Answers { get; init; }
}
