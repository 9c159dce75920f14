using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store;

/// <summary>
/// Who was found behind an identifier when the database was last asked: the same few are refused again and again, and a table of exceptions knows where somebody stands,
/// not who it is. Bounded, and read and written by any thread without a lock.
/// </summary>
/// <remarks>
/// What is remembered holds for one version of that part of the <see cref="ExceptionTable"/> which has the identifier. Whoever becomes, stays or ceases to be its holder while
/// it is an exception changes that part, so that nothing outlives what it was read from.
/// </remarks>
internal sealed class KnownHolders
{
    private const int Places = 1 << 14;

    // Made with the first refusal: most organisations of many have none, and a table that is loaded anew begins without.
    private Entry?[]? _entries;

    /// <summary>The holder, where known.</summary>
    /// <param name="kind">The kind of identifier.</param>
    /// <param name="key">The identifier in compared form.</param>
    /// <param name="hash">Its key in the table.</param>
    /// <param name="version">The version that the table gave for it.</param>
    public CustomerId? Of(IdentifierKind kind, string key, ulong hash, int version) =>
        Volatile.Read(ref _entries) is { } entries && Volatile.Read(ref entries[Place(hash)]) is { } entry && entry.Version == version && entry.Kind == kind && entry.Key == key ? entry.Holder : null;

    /// <summary>Remembers a holder, who was read after the table gave <paramref name="version"/>.</summary>
    public void Keep(IdentifierKind kind, string key, ulong hash, int version, CustomerId holder) =>
        Volatile.Write(ref LazyInitializer.EnsureInitialized(ref _entries, () => new Entry?[Places])[Place(hash)], new Entry(kind, key, version, holder));

    // Not by the bits that choose the table's part.
    private static int Place(ulong hash) => (int)(hash >> 40) & (Places - 1);

    private sealed record Entry(IdentifierKind Kind, string Key, int Version, CustomerId Holder);
}
