using System.Runtime.InteropServices;

namespace MemberCare.Core.Operations;

/// <summary>Which entries came before, by 64 bits of a hash each, within a bound of memory: what comes after <see cref="Most"/> different ones is no longer compared.</summary>
internal sealed class SeenEntries
{
    /// <summary>How many different entries are remembered.</summary>
    public const int Most = 3_000_000;

    private ulong[] _slots = new ulong[1 << 12];
    private int _count;

    /// <summary>Whether so many came that doubles are no longer noticed.</summary>
    public bool IsFull => _count >= Most;

    /// <summary>Whether an entry is new.</summary>
    public bool Add(in AudienceEntry entry)
    {
        var hash = HashOf(entry);
        if (IsFull)
        {
            return !Contains(hash);
        }

        if (_count * 4L >= _slots.Length * 3L)
        {
            var old = _slots;
            _slots = new ulong[old.Length * 2];
            foreach (var slot in old)
            {
                if (slot != 0)
                {
                    _slots[Free(slot)] = slot;
                }
            }
        }

        var at = Free(hash);
        if (_slots[at] == hash)
        {
            return false;
        }

        _slots[at] = hash;
        _count++;
        return true;
    }

    private bool Contains(ulong hash) => _slots[Free(hash)] == hash;

    // The place of a hash, or the empty one where it would be.
    private int Free(ulong hash)
    {
        var mask = _slots.Length - 1;
        var at = (int)(hash >> 20) & mask;
        while (_slots[at] != 0 && _slots[at] != hash)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private static ulong HashOf(in AudienceEntry entry)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)entry.Kind;
        if (entry.Key is { } key)
        {
            foreach (var c in key)
            {
                hash = (hash ^ c) * 0x100000001B3UL;
            }
        }
        else
        {
            var id = entry.Customer.Value;
            var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in id));
            hash = (hash ^ halves[0]) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 29) ^ halves[1]) * 0x94D049BB133111EBUL;
        }

        hash = (hash ^ (hash >> 31)) * 0x94D049BB133111EBUL;
        hash ^= hash >> 29;
        return hash == 0 ? 1 : hash;
    }
}
