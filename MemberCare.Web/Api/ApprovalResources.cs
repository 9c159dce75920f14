using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Api;

/// <summary>A change that was asked for and takes a second person’s approval.</summary>
public sealed record ApprovalResource
{
    /// <summary>The id.</summary>
    public required Guid Id { get; init; }

    /// <summary>How it stands.</summary>
    [JsonConverter(typeof(CamelCase<RequestState>))]
    public required RequestState State { get; init; }

    /// <summary>The customer; null where it is for many.</summary>
    public required Guid? CustomerId { get; init; }

    /// <summary>The customer’s name; null where it is for many.</summary>
    public required string? CustomerName { get; init; }

    /// <summary>The batch of a change of many customers; null for one.</summary>
    public required Guid? BatchId { get; init; }

    /// <summary>How many customers it is for.</summary>
    public required int Customers { get; init; }

    /// <summary>The status that the customer had when it was made; null where it is for many.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus? FromStatus { get; init; }

    /// <summary>The label that the customer carried.</summary>
    public required string? FromLabel { get; init; }

    /// <summary>The status wanted; null where a bulk change is undone, and each customer goes back to the label before.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus? ToStatus { get; init; }

    /// <summary>The label wanted; null likewise.</summary>
    public required string? ToLabel { get; init; }

    /// <summary>The maker’s reason; null where none was needed.</summary>
    public required string? Reason { get; init; }

    /// <summary>From when on the change is to count, UTC; null from the approval on.</summary>
    public required DateTime? StartsAt { get; init; }

    /// <summary>When the customer is to go back to the label before, UTC; null without an end.</summary>
    public required DateTime? Until { get; init; }

    /// <summary>The name of who asked for it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime MadeAt { get; init; }

    /// <summary>When it expires, or would have, UTC.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>When it came to an end, UTC; null while it is open.</summary>
    public required DateTime? EndedAt { get; init; }

    /// <summary>Who ended it; null where time or another change did.</summary>
    public required string? EndedBy { get; init; }

    /// <summary>What they said; always there where it was rejected.</summary>
    public required string? Comment { get; init; }

    internal static ApprovalResource Of(ApprovalView view) => new()
    {
        Id = view.Id,
        State = view.State,
        CustomerId = view.Customer?.Value,
        CustomerName = view.CustomerName,
        BatchId = view.Batch,
        Customers = view.Customers,
        FromStatus = view.FromStatus,
        FromLabel = view.From?.Name,
        ToStatus = view.ToStatus,
        ToLabel = view.To?.Name,
        Reason = view.Reason,
        StartsAt = view.StartsAt?.UtcDateTime,
        Until = view.Until?.UtcDateTime,
        MadeBy = view.MakerName,
        MadeAt = view.MadeAt.UtcDateTime,
        ExpiresAt = view.ExpiresAt.UtcDateTime,
        EndedAt = view.EndedAt?.UtcDateTime,
        EndedBy = view.EndedBy,
        Comment = view.Comment,
    };
}

/// <summary>A page of requests for approval.</summary>
public sealed record ApprovalListResource
{
    /// <summary>The requests.</summary>
    public required IReadOnlyList<ApprovalResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for the next page, with the other parameters as they are; null on the last page.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>How many there are in all, counted up to a limit.</summary>
    public required long Total { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    public required bool TotalIsCapped { get; init; }
}

/// <summary>A decision about a request.</summary>
public sealed record NewDecisionResource
{
    /// <summary>What is said about it, at most 500 characters. A rejection needs one.</summary>
    public string? Comment { get; init; }
}
