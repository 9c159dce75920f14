using MemberCare.Core.Domain.Restrictions;

namespace MemberCare.Core.Store;

/// <summary>What memory knows of somebody whose decisions can differ from “allowed”.</summary>
/// <param name="AskDatabase">Memory knows only that there is something to know: several customers share the identifier, or there was no room.</param>
/// <param name="Customer">Where the customer stands; null for a stranger who is on the block list.</param>
/// <param name="Listed">What the block list says.</param>
internal readonly record struct ExceptionStanding(bool AskDatabase, CustomerStanding? Customer, BlockListVerdict Listed)
{
    public static ExceptionStanding Unclear { get; } = new(true, null, default);
}

/// <summary>
/// The exceptions of one organisation: whoever is not in it may do everything. Read by many threads without a lock while one writes, 8 bytes an entry.
/// </summary>
/// <remarks>
/// Open addressing with linear probing in 64 parts, each kept in the order of its hashes: a search ends at the first greater one, so that parts can be nine tenths
/// full; they grow by an eighth, each by itself, so that growing never doubles the whole. An entry is 46 bits of the hash, which with those that chose the part
/// makes 52, and 18 bits that name one of the distinct standings, which are few. A part that is written to has an odd version; a reader who sees it, or sees
/// it change, reads again. Two identifiers that fall together, one among a billion questions at three million entries, cost a look into the database, since
/// whoever is refused by an identifier is looked up there.
/// </remarks>
internal sealed class ExceptionTable
{
    private const int Parts = 64;
    private const ulong IndexMask = (1UL << 18) - 1;
    private const int Unclear = 1;

    // Standings differ by status, label and terms. More terms than this at once are read from the database: memory has its bounds.
    private const int MostStandings = 1 << 16;

    private readonly Part[] _parts = new Part[Parts];
    private readonly Dictionary<ExceptionStanding, int> _indexes = [];
    private readonly Stack<int> _free = new();
    private ExceptionStanding[] _standings = [default, ExceptionStanding.Unclear];
    private int[] _uses = [0, 0];
    private int _used = 2;

    public ExceptionTable()
    {
        for (var i = 0; i < Parts; i++)
        {
            _parts[i] = new Part();
        }
    }

    /// <summary>How many entries there are. For the one who writes.</summary>
    public int Count => _parts.Sum(part => part.Count);

    /// <summary>The memory that it takes, in bytes. For the one who writes.</summary>
    public long Bytes => _parts.Sum(part => part.Bytes) + (_standings.Length * (long)System.Runtime.CompilerServices.Unsafe.SizeOf<ExceptionStanding>());

    /// <summary>Finds an entry. Any thread may.</summary>
    public bool TryGet(ulong hash, out ExceptionStanding standing) => TryGet(hash, out standing, out _);

    /// <summary>Finds an entry, and the version of its part, which is another as soon as anything in it was looked at again. Any thread may.</summary>
    public bool TryGet(ulong hash, out ExceptionStanding standing, out int version)
    {
        var part = _parts[hash % Parts];
        var wait = new SpinWait();
        while (true)
        {
            version = Volatile.Read(ref part.Version);
            if ((version & 1) == 0)
            {
                var index = part.Find(hash);
                // A standing goes only after the last entry that names it, so an unchanged part vouches for it, too.
                standing = index == 0 ? default : Volatile.Read(ref _standings)[index];
                Volatile.ReadBarrier();
                if (part.Version == version)
                {
                    return index != 0;
                }
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Puts an entry in, or another standing in its place; the same one again tells <see cref="KnownHolders"/> that it may be of somebody else now. One thread at a time.</summary>
    public void Set(ulong hash, in ExceptionStanding standing)
    {
        var part = _parts[hash % Parts];
        var before = part.Find(hash);
        if (before != 0 && _standings[before] == standing)
        {
            part.BeginWriting();
            part.EndWriting();
            return;
        }

        var index = IndexOf(standing);
        part.BeginWriting();
        part.Set(hash, (ulong)index);
        part.EndWriting();
        Release(before);
    }

    /// <summary>Takes an entry out, where it is there. One thread at a time.</summary>
    public void Remove(ulong hash)
    {
        var part = _parts[hash % Parts];
        var before = part.Find(hash);
        if (before != 0)
        {
            part.BeginWriting();
            part.Remove(hash);
            part.EndWriting();
            Release(before);
        }
    }

    private int IndexOf(in ExceptionStanding standing)
    {
        if (standing.AskDatabase)
        {
            return Unclear;
        }

        if (_indexes.TryGetValue(standing, out var known))
        {
            _uses[known]++;
            return known;
        }

        if (!_free.TryPop(out var index))
        {
            if (_used == MostStandings)
            {
                return Unclear;
            }

            index = _used++;
            if (index == _standings.Length)
            {
                var larger = new ExceptionStanding[_standings.Length * 2];
                _standings.CopyTo(larger, 0);
                Volatile.Write(ref _standings, larger);
                Array.Resize(ref _uses, larger.Length);
            }
        }

        _standings[index] = standing;
        _indexes.Add(standing, index);
        _uses[index] = 1;
        return index;
    }

    private void Release(int index)
    {
        if (index > Unclear && --_uses[index] == 0)
        {
            _indexes.Remove(_standings[index]);
            _free.Push(index);
        }
    }

    private sealed class Part
    {
        // Room behind the last home, so that nothing wraps around. The last slot stays empty and ends every search.
        private const int Behind = 64;

        private ulong[] _slots = new ulong[1];

        public int Version;

        public int Count { get; private set; }

        public long Bytes => _slots.Length * (long)sizeof(ulong);

        public int Find(ulong hash)
        {
            var slots = Volatile.Read(ref _slots);
            var wanted = hash & ~IndexMask;
            for (var at = Home(hash, slots); at < slots.Length; at++)
            {
                var entry = slots[at];
                if (entry == 0 || entry > wanted)
                {
                    return (entry & ~IndexMask) == wanted ? (int)(entry & IndexMask) : 0;
                }
            }

            return 0;
        }

        public void BeginWriting() => Interlocked.Increment(ref Version);

        public void EndWriting() => Interlocked.Increment(ref Version);

        public void Set(ulong hash, ulong index)
        {
            var wanted = hash & ~IndexMask;
            if ((Count + 1) * 10L > (_slots.Length - Behind) * 9L)
            {
                Grow();
            }

            while (true)
            {
                var at = Home(hash, _slots);
                while (_slots[at] != 0 && _slots[at] < wanted)
                {
                    at++;
                }

                if (_slots[at] != 0 && (_slots[at] & ~IndexMask) == wanted)
                {
                    _slots[at] = wanted | index;
                    return;
                }

                var free = at;
                while (_slots[free] != 0)
                {
                    free++;
                }

                if (free < _slots.Length - 1)
                {
                    Array.Copy(_slots, at, _slots, at + 1, free - at);
                    _slots[at] = wanted | index;
                    Count++;
                    return;
                }

                Grow();
            }
        }

        public void Remove(ulong hash)
        {
            var wanted = hash & ~IndexMask;
            var at = Home(hash, _slots);
            while ((_slots[at] & ~IndexMask) != wanted)
            {
                at++;
            }

            // Those behind it that are not at home move up.
            var end = at + 1;
            while (_slots[end] != 0 && Home(_slots[end], _slots) < end)
            {
                end++;
            }

            Array.Copy(_slots, at + 1, _slots, at, end - at - 1);
            _slots[end - 1] = 0;
            Count--;
        }

        private void Grow()
        {
            var homes = Math.Max(16, _slots.Length - Behind);
            while (true)
            {
                homes += Math.Max(8, homes / 8);
                if (Spread(new ulong[homes + Behind]) is { } larger)
                {
                    Volatile.Write(ref _slots, larger);
                    return;
                }
            }
        }

        // In their order, which is that of the homes at any size.
        private ulong[]? Spread(ulong[] larger)
        {
            var next = 0;
            foreach (var entry in _slots)
            {
                if (entry != 0)
                {
                    next = Math.Max(next, Home(entry, larger));
                    if (next >= larger.Length - 1)
                    {
                        return null;
                    }

                    larger[next++] = entry;
                }
            }

            return larger;
        }

        private static int Home(ulong hash, ulong[] slots) => (int)(((hash >> 32) * (ulong)Math.Max(1, slots.Length - Behind)) >> 32);
    }
}
