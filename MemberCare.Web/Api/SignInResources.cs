using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;

namespace MemberCare.Web.Api;

/// <summary>A customer named by exactly one identifier, and when something was.</summary>
public abstract record NamedCustomerResource
{
    /// <summary>The customer's id. Exactly one of customerId, mobile, email, externalId and cardNumber is needed.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Mobile number in any spelling; local ones are read by the rules of the organisation's country.</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The id that another system knows the customer by.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Number of the membership card.</summary>
    public string? CardNumber { get; init; }

    /// <summary>When it was: a moment with <c>Z</c> or an offset (ISO 8601). Now, where it is left out or lies in the future.</summary>
    public string? At { get; init; }

    internal bool TryId(out CustomerId? id, [NotNullWhen(false)] out InvalidInput? wrong)
    {
        (id, wrong) = (null, null);
        if (string.IsNullOrWhiteSpace(CustomerId))
        {
            return true;
        }

        if (!Core.Kernel.CustomerId.TryParse(CustomerId, out var known))
        {
            wrong = new InvalidInput("customerId", "“customerId” is an id as MemberCare gave it, such as 0198f0a2-6c1e-7d3a-b0f4-2f6d3c9e8a11.");
            return false;
        }

        id = known;
        return true;
    }
}

/// <summary>A try to sign in.</summary>
public sealed record NewSignInAttemptResource : NamedCustomerResource
{
    /// <summary>Whether the customer signed in; false for a wrong password. Needed.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>Where, in your words, at most 100 characters: an app, a site.</summary>
    public string? Place { get; init; }
}

/// <summary>A new password that a customer has set.</summary>
public sealed record NewPasswordResetResource : NamedCustomerResource;

/// <summary>Where a customer's sign-in stands.</summary>
public sealed record SignInResource
{
    /// <summary>Whether sign-in is locked after failures in a row.</summary>
    public required bool Locked { get; init; }

    /// <summary>When the lock ends by itself, UTC; null without one.</summary>
    public required DateTime? LockedUntil { get; init; }

    /// <summary>How many tries failed in a row so far.</summary>
    public required int FailuresInARow { get; init; }

    /// <summary>Whether the customer may sign in, all layers considered.</summary>
    public required bool Allowed { get; init; }

    /// <summary>What happens: <c>allow</c>, <c>limited</c> (only to pay what is due), <c>deny</c>.</summary>
    [JsonConverter(typeof(CamelCase<Effect>))]
    public required Effect Effect { get; init; }

    /// <summary>What to tell the customer, in the organisation's words; null for nothing.</summary>
    public required string? Message { get; init; }

    /// <summary>Who it is; null for a stranger, and where several customers have the identifier.</summary>
    public required Guid? CustomerId { get; init; }

    internal static SignInResource Of(SignInStanding standing) => new()
    {
        Locked = standing.IsLocked,
        LockedUntil = standing.LockedUntil?.UtcDateTime,
        FailuresInARow = standing.FailuresInARow,
        Allowed = standing.Decision.IsAllowed,
        Effect = standing.Decision.Effect,
        Message = standing.Message,
        CustomerId = standing.Customer?.Value,
    };
}

/// <summary>Whether a customer may be contacted.</summary>
public sealed record ContactPreferenceResource
{
    /// <summary>True where the customer wants no messages. Needed.</summary>
    public bool? DoNotContact { get; init; }

    /// <summary>Why, in own words, at most 1000 characters; for staff alone.</summary>
    public string? Note { get; init; }
}
