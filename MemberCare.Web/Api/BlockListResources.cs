using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Api;

/// <summary>What <c>GET /api/v1/blocked-contacts</c> takes. Everything may be left out.</summary>
public sealed record BlockListQuery
{
    /// <summary>A number or an address, a part of one, or a part of the reason. Where values are masked, the whole value or the last four digits.</summary>
    public string? Q { get; init; }

    /// <summary>Only mobile numbers or only e-mail addresses.</summary>
    public string? Kind { get; init; }

    /// <summary>Those that keep somebody out now, which is the default, those that ended by themselves, or those that were taken off.</summary>
    public string? State { get; init; }

    /// <summary>The order; a hyphen before the name turns it round. Left out, the newest entry comes first.</summary>
    public string? Sort { get; init; }

    /// <summary>The most entries to answer with.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>An entry of the block list.</summary>
public sealed record BlockedContactResource
{
    /// <summary>The number of the entry.</summary>
    public required long Id { get; init; }

    /// <summary>What is blocked: <c>mobile</c> or <c>email</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The number or address as it was sent, or masked without the scope <c>customers:read-unmasked</c>.</summary>
    public required string Value { get; init; }

    /// <summary>Why, for staff alone; null where nobody said.</summary>
    public required string? Reason { get; init; }

    /// <summary>The name of who blocked it.</summary>
    public required string BlockedBy { get; init; }

    /// <summary>When it was blocked, UTC.</summary>
    public required DateTime BlockedAt { get; init; }

    /// <summary>When it ends by itself, UTC; null where it has no end.</summary>
    public required DateTime? ExpiresAt { get; init; }

    /// <summary>How often somebody was turned away because of it; a second or so behind.</summary>
    public required long Hits { get; init; }

    /// <summary>When somebody last was, UTC.</summary>
    public required DateTime? LastHitAt { get; init; }

    /// <summary>When it was taken off the list, UTC; null while it is on it.</summary>
    public required DateTime? RemovedAt { get; init; }

    /// <summary>The name of who took it off.</summary>
    public required string? RemovedBy { get; init; }

    internal static BlockedContactResource Of(BlockedContactView view) => new()
    {
        Id = view.Id,
        Kind = view.Kind == IdentifierKind.Email ? "email" : "mobile",
        Value = view.Value,
        Reason = view.Reason,
        BlockedBy = view.BlockedBy,
        BlockedAt = view.BlockedAt.UtcDateTime,
        ExpiresAt = view.ExpiresAt?.UtcDateTime,
        Hits = view.Hits,
        LastHitAt = view.LastHitAt?.UtcDateTime,
        RemovedAt = view.RemovedAt?.UtcDateTime,
        RemovedBy = view.RemovedBy,
    };
}

/// <summary>A page of the block list.</summary>
public sealed record BlockedContactListResource
{
    /// <summary>The entries.</summary>
    public required IReadOnlyList<BlockedContactResource> Items { get; init; }

    /// <summary>Send it as <c>cursor</c> for the next page, with the other parameters as they are; null on the last page.</summary>
    public required string? NextCursor { get; init; }

    /// <summary>How many there are in all, counted up to a limit.</summary>
    public required long Total { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    public required bool TotalIsCapped { get; init; }
}

/// <summary>A contact to be blocked.</summary>
public sealed record NewBlockedContactResource
{
    /// <summary>A mobile number in any spelling, or an e-mail address.</summary>
    public string? Value { get; init; }

    /// <summary>What it is, <c>mobile</c> or <c>email</c>. Left out, a value with an @ is an address.</summary>
    public string? Kind { get; init; }

    /// <summary>Why, for staff alone. May be left out.</summary>
    public string? Reason { get; init; }

    /// <summary>When it ends by itself: a date, or a moment with its zone. Left out, it has no end.</summary>
    public string? ExpiresAt { get; init; }
}

/// <summary>What a visitor gave; at least one of the two.</summary>
public sealed record ContactCheckRequestResource
{
    /// <summary>A mobile number in any spelling.</summary>
    public string? Mobile { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? Email { get; init; }
}

/// <summary>Whether a visitor is turned away.</summary>
public sealed record ContactCheckResource
{
    /// <summary>Whether the number or the address is on the block list.</summary>
    public required bool Blocked { get; init; }

    /// <summary>What the visitor is told, in the organisation’s words; null where nothing is blocked.</summary>
    public required string? Message { get; init; }

    /// <summary>When it ends by itself, UTC; null where it has no end or nothing is blocked.</summary>
    public required DateTime? Until { get; init; }
}
