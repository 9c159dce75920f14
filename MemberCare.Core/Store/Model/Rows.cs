using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store.Model;

/// <summary>An identifier that a customer has or had, in compared form: what search and imports look up.</summary>
public sealed class IdentifierRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>What kind of identifier.</summary>
    public IdentifierKind Kind { get; init; }

    /// <summary>The identifier in the form in which it is compared.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whose it is.</summary>
    public CustomerId CustomerId { get; init; }

    /// <summary>Whether the customer had it once and no longer has.</summary>
    public bool Former { get; init; }
}

/// <summary>The digits of a mobile number from the last to the first, so that its last digits are a beginning.</summary>
public sealed class MobileTailRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The digits, reversed.</summary>
    public string Reversed { get; init; } = "";

    /// <summary>Whose it is.</summary>
    public CustomerId CustomerId { get; init; }
}

/// <summary>A folded word of a customer's name.</summary>
public sealed class NameWordRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The word.</summary>
    public string Word { get; init; } = "";

    /// <summary>Whose name it is in.</summary>
    public CustomerId CustomerId { get; init; }
}

/// <summary>Two folded words of a customer's name in either order, joined by a blank.</summary>
public sealed class NamePairRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The words: <c>tan sarah</c>.</summary>
    public string Pair { get; init; } = "";

    /// <summary>Whose name they are in.</summary>
    public CustomerId CustomerId { get; init; }
}

/// <summary>A word that occurs in names, with a spelling that lacks one of its characters: the dictionary behind forgiving search.</summary>
public sealed class WordSpellingRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The word, or the word less one character.</summary>
    public string Spelling { get; init; } = "";

    /// <summary>The word itself.</summary>
    public string Word { get; init; } = "";
}

/// <summary>A customer whose search rows are still to be written, because a bulk load writes them sorted, later.</summary>
public sealed class UnindexedRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The customer.</summary>
    public CustomerId CustomerId { get; init; }
}

/// <summary>How many customers carry a label. A row of the same transaction as every change of that number.</summary>
public sealed class LabelCountRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The label.</summary>
    public LabelId LabelId { get; init; }

    /// <summary>How many.</summary>
    public long Customers { get; init; }
}

/// <summary>A change that others are to hear of. Kept in the commit of the change itself; read after it, in order of <see cref="Position"/>.</summary>
public sealed class OutboxRow
{
    /// <summary>What stands for the number where jobs began, stopped, went on or ended.</summary>
    public const long Jobs = -2;

    /// <summary>What stands for the number where requests for approval of one customer were made or ended, of which the customer's own events tell.</summary>
    public const long Approvals = -3;

    /// <summary>The order of commits.</summary>
    public long Position { get; init; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>The customer whose event it is; null for a change of labels, reasons, settings or the block list.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The request for many customers that was made or ended; null for all else.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The number of the event in the customer's history. Without a customer: 0 for labels, reasons and settings, the number of an entry of the block list that came or went, -1 for figures of that list, <see cref="Jobs"/>, <see cref="Approvals"/>, and with a request <see cref="ChangeRequest.MadeNumber"/> or <see cref="ChangeRequest.EndedNumber"/>.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was committed.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What a command with an idempotency key has led to, so that the same request again gets the same answer.</summary>
public sealed class IdempotencyRow
{
    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; init; }

    /// <summary>Who sent it: two actors may use the same key.</summary>
    public string ActorId { get; init; } = "";

    /// <summary>The key, as it was sent.</summary>
    public string Key { get; init; } = "";

    /// <summary>SHA-256 of the request that came with it.</summary>
    public byte[] RequestHash { get; init; } = [];

    /// <summary>The customer concerned.</summary>
    public CustomerId CustomerId { get; init; }

    /// <summary>The number of the event that it led to.</summary>
    public long Sequence { get; init; }

    /// <summary>When; rows are kept for <c>Writer.KeysKept</c>.</summary>
    public DateTimeOffset At { get; init; }
}
