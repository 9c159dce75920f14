using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Api;

/// <summary>A change that time is to make.</summary>
public sealed record PlannedChangeResource
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The customer’s id.</summary>
    public required Guid CustomerId { get; init; }

    /// <summary>What it is for: the way back from a temporary change, or a change that somebody scheduled.</summary>
    [JsonConverter(typeof(CamelCase<PlanKind>))]
    public required PlanKind Kind { get; init; }

    /// <summary>Whether it waits, or its time came and the rules did not let it be made.</summary>
    [JsonConverter(typeof(CamelCase<PlanState>))]
    public required PlanState State { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime DueAt { get; init; }

    /// <summary>When a scheduled change is to end by itself, UTC; null where nobody said.</summary>
    public required DateTime? Until { get; init; }

    /// <summary>The name of the label that it leads to.</summary>
    public required string Label { get; init; }

    /// <summary>The predefined status of that label.</summary>
    [JsonConverter(typeof(CamelCase<CustomerStatus>))]
    public required CustomerStatus Status { get; init; }

    /// <summary>Who planned it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>When they did, UTC.</summary>
    public required DateTime MadeAt { get; init; }

    /// <summary>Whether it ends a suspension that was made at once, and that nobody confirmed yet.</summary>
    public required bool Unconfirmed { get; init; }

    /// <summary>Why it could not be made, in one sentence; null where it waits.</summary>
    public required string? WhyFailed { get; init; }

    internal static PlannedChangeResource Of(PlanView view) => new()
    {
        Id = view.Id,
        CustomerId = view.Customer.Value,
        Kind = view.Kind,
        State = view.State,
        DueAt = view.DueAt.UtcDateTime,
        Until = view.Until?.UtcDateTime,
        Label = view.To.Name,
        Status = view.To.Status,
        MadeBy = view.MadeBy,
        MadeAt = view.MadeAt.UtcDateTime,
        Unconfirmed = view.IsPanic,
        WhyFailed = view.WhyFailed,
    };
}

/// <summary>A stretch of what is planned, the earliest first.</summary>
public sealed record PlannedChangeListResource
{
    /// <summary>The planned changes.</summary>
    public required IReadOnlyList<PlannedChangeResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>What <c>GET /api/v1/planned-changes</c> takes. Everything may be left out.</summary>
public sealed record PlanListQuery
{
    /// <summary>The words of <see cref="Show"/>.</summary>
    internal static IReadOnlyDictionary<string, PlanFilter> Filters { get; } = new Dictionary<string, PlanFilter>
    {
        ["all"] = PlanFilter.All,
        ["failed"] = PlanFilter.Failed,
        ["returns"] = PlanFilter.Returns,
        ["scheduled"] = PlanFilter.Scheduled,
    };

    /// <summary>Only what could not be made, only ends of temporary changes, or only scheduled changes; all, where it is left out.</summary>
    public string? Show { get; init; }

    /// <summary>The most planned changes to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }
}
