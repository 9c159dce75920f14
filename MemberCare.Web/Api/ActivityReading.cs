using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Model;

namespace MemberCare.Web.Api;

/// <summary>What <c>GET /api/v1/activities</c> takes. Everything may be left out.</summary>
public sealed record ActivityListQuery
{
    /// <summary>Only outliers: those that went through and are marked for somebody to look at.</summary>
    public string? Outlier { get; init; }

    /// <summary>Only those with this effect.</summary>
    public string? Effect { get; init; }

    /// <summary>Only this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only those of this customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Only those that happened at this moment or later: a date, which is its midnight UTC, or a moment with <c>Z</c> or an offset.</summary>
    public string? From { get; init; }

    /// <summary>Only those that happened before this moment, written likewise.</summary>
    public string? Before { get; init; }

    /// <summary>The most activities to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }

    internal static IReadOnlyDictionary<string, bool> Outliers { get; } = new Dictionary<string, bool> { ["true"] = true, ["false"] = false };

    internal static IReadOnlyDictionary<string, Effect> Effects { get; } =
        new[] { Core.Domain.Restrictions.Effect.Flag, Core.Domain.Restrictions.Effect.NoAward, Core.Domain.Restrictions.Effect.Deny }.ToDictionary(ActivityNames.Of);
}

/// <summary>What <c>GET /api/v1/activities/report</c> takes. Everything may be left out.</summary>
public sealed record ActivityReportQuery
{
    /// <summary>The first day. Left out: the last 30 days by day, the last twelve months by month.</summary>
    public string? From { get; init; }

    /// <summary>The day after the last; tomorrow, where it is left out.</summary>
    public string? Before { get; init; }

    /// <summary>By what to add up; by day, where it is left out. Days and months are those of UTC.</summary>
    public string? By { get; init; }

    internal static IReadOnlyDictionary<string, ReportStep> Steps { get; } = new Dictionary<string, ReportStep> { ["day"] = ReportStep.Day, ["month"] = ReportStep.Month };
}

/// <summary>Activities, the latest first.</summary>
public sealed record ActivityListResource
{
    /// <summary>The activities.</summary>
    public required IReadOnlyList<ActivityResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for the next page; null on the last one.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>An activity that a system reported, and what came of it.</summary>
public sealed record ActivityResource
{
    /// <summary>The id by which that system names it.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the system that reported it.</summary>
    public required string ReportedBy { get; init; }

    /// <summary>What kind.</summary>
    [JsonConverter(typeof(CamelCase<ActivityKind>))]
    public required ActivityKind Kind { get; init; }

    /// <summary>Whose it is; null for a stranger’s.</summary>
    public required Guid? CustomerId { get; init; }

    /// <summary>The receiver of a transfer; null for other kinds.</summary>
    public required Guid? ToCustomerId { get; init; }

    /// <summary>When it happened, as far as it is believed.</summary>
    public required DateTime At { get; init; }

    /// <summary>When it was kept.</summary>
    public required DateTime ReceivedAt { get; init; }

    /// <summary>The moment that was sent, where it cannot be right; null otherwise.</summary>
    public required DateTime? ClaimedAt { get; init; }

    /// <summary>The amount as decimal text.</summary>
    public required string? Amount { get; init; }

    /// <summary>The ISO 4217 code of the amount.</summary>
    public required string? Currency { get; init; }

    /// <summary>The points that moved.</summary>
    public required long? Points { get; init; }

    /// <summary>The points named that did not move.</summary>
    public required long? Withheld { get; init; }

    /// <summary>The code of the coupon.</summary>
    public required string? Coupon { get; init; }

    /// <summary>By what points were earned; null for other kinds than earnings.</summary>
    public required string? Earning { get; init; }

    /// <summary>Where it happened.</summary>
    public required string? Place { get; init; }

    /// <summary>By which road; null where nobody said.</summary>
    public required string? Channel { get; init; }

    /// <summary>What happened to it: <c>allow</c>, <c>flag</c>, <c>noAward</c>, <c>deny</c>.</summary>
    [JsonConverter(typeof(CamelCase<Effect>))]
    public required Effect Effect { get; init; }

    /// <summary>Which layer decided.</summary>
    [JsonConverter(typeof(CamelCase<DecidingLayer>))]
    public required DecidingLayer Layer { get; init; }

    /// <summary>Whether it is marked for somebody to look at.</summary>
    public required bool Outlier { get; init; }

    /// <summary>Whether points may be given for it.</summary>
    public required bool Awards { get; init; }

    /// <summary>Whether reports count it.</summary>
    public required bool Counted { get; init; }

    /// <summary>Why it was booked in spite of the block list; null where it was not.</summary>
    public required string? OverrideReason { get; init; }

    internal static ActivityResource Of(ActivityRow row) => new()
    {
        Id = row.Id,
        ReportedBy = row.ClientName,
        Kind = row.Kind,
        CustomerId = row.CustomerId?.Value,
        ToCustomerId = row.OtherId?.Value,
        At = row.At.UtcDateTime,
        ReceivedAt = row.ReceivedAt.UtcDateTime,
        ClaimedAt = row.ClaimedAt?.UtcDateTime,
        Amount = row.Amount,
        Currency = row.Currency,
        Points = row.Points,
        Withheld = row.Withheld,
        Coupon = row.Coupon,
        Earning = row.Earned is { } earned ? ActivityNames.Of(earned) : null,
        Place = row.Place,
        Channel = row.Via is { } via ? ActivityNames.Of(via) : null,
        Effect = row.Effect,
        Layer = row.Layer,
        Outlier = row.Effect == Effect.Flag,
        Awards = row.Awards,
        Counted = row.Counts,
        OverrideReason = row.Override,
    };
}

/// <summary>What customers did, added up without internal accounts.</summary>
public sealed record ActivityReportResource
{
    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The day after the last.</summary>
    public required DateOnly Before { get; init; }

    /// <summary>The sums, the latest period first.</summary>
    public required IReadOnlyList<ActivitySumResource> Rows { get; init; }

    /// <summary>How many activities are not in it, because reports do not count whose they are.</summary>
    public required long LeftOut { get; init; }

    internal static ActivityReportResource Of(ActivityReport report) => new()
    {
        From = report.From,
        Before = report.Before,
        LeftOut = report.LeftOut,
        Rows = [.. report.Rows.Select(row => new ActivitySumResource
        {
            Period = row.Period,
            Kind = row.Kind,
            Count = row.Count,
            Outliers = row.Outliers,
            WithoutAward = row.WithoutAward,
            Refused = row.Refused,
            Amounts = row.Amounts.ToDictionary(amount => amount.Currency, amount => amount.Amount),
            Points = row.Points,
        })],
    };
}

/// <summary>Activities of one kind within one day or month.</summary>
public sealed record ActivitySumResource
{
    /// <summary>The day, such as <c>2026-11-20</c>, or the month, such as <c>2026-11</c>.</summary>
    public required string Period { get; init; }

    /// <summary>What kind.</summary>
    [JsonConverter(typeof(CamelCase<ActivityKind>))]
    public required ActivityKind Kind { get; init; }

    /// <summary>How many went through.</summary>
    public required long Count { get; init; }

    /// <summary>How many of these are marked for somebody to look at.</summary>
    public required long Outliers { get; init; }

    /// <summary>How many of these earned nothing.</summary>
    public required long WithoutAward { get; init; }

    /// <summary>How many were refused; they are in no sum.</summary>
    public required long Refused { get; init; }

    /// <summary>What they amount to, by currency, as decimal text.</summary>
    public required IReadOnlyDictionary<string, string> Amounts { get; init; }

    /// <summary>The points that moved.</summary>
    public required long Points { get; init; }
}
