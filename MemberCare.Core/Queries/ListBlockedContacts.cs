using System.Globalization;
using System.Linq.Expressions;
using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Which entries of the block list.</summary>
public enum BlockListState
{
    /// <summary>Those that keep somebody out now.</summary>
    Live,

    /// <summary>Those that ended by themselves.</summary>
    Expired,

    /// <summary>Those that somebody took off.</summary>
    Removed,
}

/// <summary>What the block list is ordered by; ties by number.</summary>
public enum BlockListSort
{
    /// <summary>The newest first.</summary>
    Blocked,

    /// <summary>By number, the first first.</summary>
    Id,

    /// <summary>Mobile numbers first, then addresses; each the newest first.</summary>
    Type,
}

/// <summary>Which part of the block list is shown.</summary>
/// <param name="State">Which entries.</param>
/// <param name="Query">A value or a part of it, or a part of the reason; null shows all.</param>
/// <param name="Kind">Only mobile numbers or only addresses.</param>
public sealed record BlockListFilter(BlockListState State = BlockListState.Live, string? Query = null, IdentifierKind? Kind = null);

/// <summary>An entry of the block list in the eyes of an actor.</summary>
public sealed record BlockedContactView
{
    /// <summary>The number of the entry.</summary>
    public required long Id { get; init; }

    /// <summary>Mobile or e-mail.</summary>
    public required IdentifierKind Kind { get; init; }

    /// <summary>The value as it was typed, or masked for who may not see contacts in full.</summary>
    public required string Value { get; init; }

    /// <summary>Whether the value is masked.</summary>
    public required bool IsMasked { get; init; }

    /// <summary>Whether it is a number that no rule could read, and so is compared letter by letter.</summary>
    public required bool IsUnreadNumber { get; init; }

    /// <summary>Why; null where nobody said.</summary>
    public required string? Reason { get; init; }

    /// <summary>Who blocked it.</summary>
    public required string BlockedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset BlockedAt { get; init; }

    /// <summary>When it ends by itself, or ended.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How often it turned somebody away.</summary>
    public required long Hits { get; init; }

    /// <summary>When it last did.</summary>
    public required DateTimeOffset? LastHitAt { get; init; }

    /// <summary>When it was taken off; null while nobody did.</summary>
    public required DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Who took it off.</summary>
    public required string? RemovedBy { get; init; }

    /// <summary>Why it was taken off.</summary>
    public required string? RemovalReason { get; init; }

    /// <summary>An entry in the eyes of an actor.</summary>
    /// <remarks>In the console only those who keep the list see it in full, since they typed it; other systems need the right to contacts in full, as for customers.</remarks>
    public static BlockedContactView Of(BlockedContact entry, Actor actor)
    {
        var masked = !SeesAll(actor);
        return new BlockedContactView
        {
            Id = entry.Id,
            Kind = entry.Kind,
            Value = !masked ? entry.Value : entry.Kind == IdentifierKind.Email ? EmailAddresses.Mask(entry.Value) : PhoneNumbers.Mask(entry.Key),
            IsMasked = masked,
            IsUnreadNumber = entry.Kind == IdentifierKind.Mobile && entry.Key[0] != '+',
            Reason = entry.Reason,
            BlockedBy = entry.BlockedBy,
            BlockedAt = entry.BlockedAt,
            ExpiresAt = entry.ExpiresAt,
            Hits = entry.Hits,
            LastHitAt = entry.LastHitAt,
            RemovedAt = entry.RemovedAt,
            RemovedBy = entry.RemovedBy,
            RemovalReason = entry.RemovalReason,
        };
    }

    internal static bool SeesAll(Actor actor) =>
        actor.May(Permissions.ViewUnmasked) && (actor.Channel != Channel.Console || actor.May(Permissions.ManageBlockList));
}

/// <summary>A page of the block list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
/// <param name="Total">How many fit.</param>
/// <param name="TotalIsCapped">Whether there are more than were counted.</param>
public sealed record BlockedContactPage(IReadOnlyList<BlockedContactView> Items, string? NextCursor, long Total, bool TotalIsCapped);

/// <summary>Lists an organisation's block list, page by page by keyset [B7].</summary>
public sealed class ListBlockedContacts(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>The most entries of a page.</summary>
    public const int MostPerPage = 200;

    /// <summary>How far a total is counted.</summary>
    public const int MostCounted = 10_000;

    /// <summary>The longest text that is sought; what is longer finds nothing.</summary>
    public const int LongestQuery = 254;

    private const int FewestDigits = 4;

    /// <summary>A page.</summary>
    /// <param name="filter">Which entries.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="reversed">Turns the order of <paramref name="sort"/> round.</param>
    /// <param name="cursor">The cursor of the page before; null begins.</param>
    /// <param name="limit">1 to <see cref="MostPerPage"/>.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>The page; or <see cref="NotPermitted"/>, or <see cref="InvalidInput"/> where the cursor is none of ours.</returns>
    public Outcome<BlockedContactPage> Run(BlockListFilter filter, BlockListSort sort, bool reversed, string? cursor, int limit, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewBlockList, nameof(ListBlockedContacts)) is { } forbidden)
        {
            return forbidden;
        }

        Place? after = null;
        if (cursor is not null && (after = Place.Read(cursor, sort)) is null)
        {
            return new InvalidInput("cursor", "The place in the list is not one that this list gave out. Begin again without a cursor.");
        }

        using var scope = database.Read(actor.Tenant);
        var wanted = Math.Clamp(limit, 1, MostPerPage);
        var fitting = Fitting(scope, filter, actor);
        var counted = fitting.Take(MostCounted + 1).Count();
        var rows = Ordered(after is null ? fitting : fitting.Where(Beyond(after, sort, reversed)), sort, reversed).Take(wanted + 1).ToList();
        return new BlockedContactPage(
            [.. rows.Take(wanted).Select(entry => BlockedContactView.Of(entry, actor))],
            rows.Count > wanted ? Place.Of(rows[wanted - 1]).Write(sort) : null,
            Math.Min(counted, MostCounted),
            counted > MostCounted);
    }

    /// <summary>One entry, whether it is on the list or was taken off; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</summary>
    public Outcome<BlockedContactView> Read(long id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewBlockList, nameof(ListBlockedContacts)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return scope.Db.BlockedContacts.SingleOrDefault(entry => entry.Id == id) is { } found ? BlockedContactView.Of(found, actor) : new NotFound("entry of the block list");
    }

    /// <summary>How many entries keep somebody out now, up to <see cref="MostCounted"/>; or <see cref="NotPermitted"/>.</summary>
    public Outcome<int> Count(Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewBlockList, nameof(ListBlockedContacts)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return Fitting(scope, new BlockListFilter(), actor).Take(MostCounted).Count();
    }

    private IQueryable<BlockedContact> Fitting(ReadScope scope, BlockListFilter filter, Actor actor)
    {
        DateTimeOffset? now = time.Now();
        var entries = scope.Db.BlockedContacts.AsQueryable();
        entries = filter.State switch
        {
            BlockListState.Live => entries.Where(entry => entry.RemovedAt == null && (entry.ExpiresAt == null || entry.ExpiresAt > now)),
            BlockListState.Expired => entries.Where(entry => entry.RemovedAt == null && entry.ExpiresAt <= now),
            _ => entries.Where(entry => entry.RemovedAt != null),
        };
        if (filter.Kind is { } kind)
        {
            entries = entries.Where(entry => entry.Kind == kind);
        }

        return string.IsNullOrWhiteSpace(filter.Query) ? entries : entries.Where(Meant(filter.Query.Trim(), catalogues.Of(scope).Tenant.Region, actor));
    }

    // Whoever sees values masked finds them by the whole value, or by the last four digits that the mask shows: a search that took parts would tell the rest.
    private static Expression<Func<BlockedContact, bool>> Meant(string query, string region, Actor actor)
    {
        if (query.Length > LongestQuery)
        {
            return _ => false;
        }

        var (lower, address, words) = (query.ToLowerInvariant(), EmailAddresses.Normalise(query) ?? "", NameFolding.Fold(query));
        var (number, digits) = (IdentifierKeys.Mobile(query, region), PhoneNumbers.Digits(query));
        var ending = digits.Length < FewestDigits || query.Any(char.IsLetter) ? null : digits;
        if (!BlockedContactView.SeesAll(actor))
        {
            var last = ending?.Length == FewestDigits ? ending : null;
            return entry => entry.Key == address || entry.Key == number || entry.Key == query
                || (words != "" && entry.ReasonKey.Contains(words))
                || (last != null && entry.Kind == IdentifierKind.Mobile && entry.Key.EndsWith(last));
        }

        return entry => entry.Key == number || entry.Key.Contains(lower) || entry.Value.Contains(query)
            || (words != "" && entry.ReasonKey.Contains(words))
            || (ending != null && entry.Kind == IdentifierKind.Mobile && entry.Key.Contains(ending));
    }

    private static IQueryable<BlockedContact> Ordered(IQueryable<BlockedContact> entries, BlockListSort sort, bool reversed) => (sort, reversed) switch
    {
        (BlockListSort.Blocked, false) => entries.OrderByDescending(entry => entry.BlockedAt).ThenByDescending(entry => entry.Id),
        (BlockListSort.Blocked, true) => entries.OrderBy(entry => entry.BlockedAt).ThenBy(entry => entry.Id),
        (BlockListSort.Type, false) => entries.OrderBy(entry => entry.Kind).ThenByDescending(entry => entry.Id),
        (BlockListSort.Type, true) => entries.OrderByDescending(entry => entry.Kind).ThenBy(entry => entry.Id),
        (_, false) => entries.OrderBy(entry => entry.Id),
        _ => entries.OrderByDescending(entry => entry.Id),
    };

    private static Expression<Func<BlockedContact, bool>> Beyond(Place place, BlockListSort sort, bool reversed)
    {
        var (id, kind, at) = place;
        return (sort, reversed) switch
        {
            (BlockListSort.Blocked, false) => entry => entry.BlockedAt < at || (entry.BlockedAt == at && entry.Id < id),
            (BlockListSort.Blocked, true) => entry => entry.BlockedAt > at || (entry.BlockedAt == at && entry.Id > id),
            (BlockListSort.Type, false) => entry => entry.Kind > kind || (entry.Kind == kind && entry.Id < id),
            (BlockListSort.Type, true) => entry => entry.Kind < kind || (entry.Kind == kind && entry.Id > id),
            (_, false) => entry => entry.Id > id,
            _ => entry => entry.Id < id,
        };
    }

    /// <summary>Where a page ended. It says nothing that its reader may not know, so it is plain text: order, number, kind, moment.</summary>
    private sealed record Place(long Id, IdentifierKind Kind, DateTimeOffset At)
    {
        public static Place Of(BlockedContact entry) => new(entry.Id, entry.Kind, entry.BlockedAt);

        public static Place? Read(string text, BlockListSort sort) =>
            text.Split('.') is [var order, var id, var kind, var at] && order == $"{(int)sort}"
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var type) && Enum.IsDefined((IdentifierKind)type)
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var moment) && moment <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? new Place(number, (IdentifierKind)type, DateTimeOffset.FromUnixTimeMilliseconds(moment))
                : null;

        public string Write(BlockListSort sort) => string.Create(CultureInfo.InvariantCulture, $"{(int)sort}.{Id}.{(int)Kind}.{At.ToUnixTimeMilliseconds()}");
    }
}
