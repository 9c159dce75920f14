using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.BlockList;

/// <summary>
/// A mobile number or an e-mail address that an organisation has blocked, whether or not a customer has it [B1]. Taken off the list it stays as history, so that a
/// decision of the past can be looked at again; only one entry of a kind and key is on the list at a time [B4].
/// </summary>
public sealed class BlockedContact
{
    private BlockedContact()
    {
    }

    /// <summary>Identity within the store; set when it is first kept.</summary>
    public long Id { get; private set; }

    /// <summary>The organisation, each with a list of its own [B11].</summary>
    public TenantId TenantId { get; private set; }

    /// <summary><see cref="IdentifierKind.Mobile"/> or <see cref="IdentifierKind.Email"/>.</summary>
    public IdentifierKind Kind { get; private set; }

    /// <summary>The value as it was typed.</summary>
    public string Value { get; private set; } = "";

    /// <summary>The value in compared form: E.164 or trimmed text [B3], or the address in lower case [B2].</summary>
    public string Key { get; private set; } = "";

    /// <summary>Why, for staff alone; null where nobody said.</summary>
    public string? Reason { get; private set; }

    /// <summary>The reason folded, by which it is sought; empty where there is none.</summary>
    public string ReasonKey { get; private set; } = "";

    /// <summary>The identifier of whoever blocked it.</summary>
    public string BlockedById { get; private set; } = "";

    /// <summary>The name of whoever blocked it, as it was then.</summary>
    public string BlockedBy { get; private set; } = "";

    /// <summary>When it was blocked.</summary>
    public DateTimeOffset BlockedAt { get; private set; }

    /// <summary>When it ends by itself; null where it has no end.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>How often somebody was refused because of it.</summary>
    public long Hits { get; private set; }

    /// <summary>When somebody last was; null where nobody was.</summary>
    public DateTimeOffset? LastHitAt { get; private set; }

    /// <summary>When it was taken off the list; null while it is on it.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>The name of whoever took it off; null while it is on it.</summary>
    public string? RemovedBy { get; private set; }

    /// <summary>Why it was taken off, for staff alone; null where nobody said.</summary>
    public string? RemovalReason { get; private set; }

    /// <summary>Puts a contact on the list.</summary>
    /// <param name="kind">Mobile or e-mail.</param>
    /// <param name="value">The value as it was typed.</param>
    /// <param name="key">The value in compared form.</param>
    /// <param name="reason">Why, checked; null where nobody said.</param>
    /// <param name="expiresAt">When it ends by itself.</param>
    /// <param name="actor">Who blocks it.</param>
    /// <param name="now">From when on.</param>
    public static BlockedContact Block(IdentifierKind kind, string value, string key, string? reason, DateTimeOffset? expiresAt, Actor actor, DateTimeOffset now) => new()
    {
        TenantId = actor.Tenant,
        Kind = kind,
        Value = value,
        Key = key,
        Reason = reason,
        ReasonKey = NameFolding.Fold(reason ?? ""),
        BlockedById = actor.Id,
        BlockedBy = actor.Name,
        BlockedAt = now,
        ExpiresAt = expiresAt,
    };

    /// <summary>Counts that somebody was turned away because of it. The store counts by itself; this is for entries that come with a past.</summary>
    public void Hit(long times, DateTimeOffset last) => (Hits, LastHitAt) = (Hits + times, last);

    /// <summary>Takes it off the list. Doing so twice is once.</summary>
    public void Remove(string? reason, Actor actor, DateTimeOffset now)
    {
        if (RemovedAt is null)
        {
            (RemovedAt, RemovedBy, RemovalReason) = (now, actor.Name, reason);
        }
    }

    /// <summary>Whether it keeps somebody out at <paramref name="moment"/>.</summary>
    public bool HoldsAt(DateTimeOffset moment) =>
        BlockedAt <= moment && (ExpiresAt is null || ExpiresAt > moment) && (RemovedAt is null || RemovedAt > moment);
}
