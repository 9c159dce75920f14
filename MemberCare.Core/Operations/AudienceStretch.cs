using System.Buffers.Binary;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>About a megabyte of a list, with the entries that were read from it and what became of each. Used again for a later stretch.</summary>
internal sealed class AudienceStretch
{
    /// <summary>How many bytes are read at once.</summary>
    public const int Size = 1 << 20;

    // Fewer than this are not worth a second thread.
    private const int WorthTwo = 512;

    private ulong[] _places = [];
    private int[] _order = [];

    /// <summary>The lines as they came.</summary>
    public byte[] Text { get; } = new byte[Size];

    /// <summary>The entries to look up, each with the place of its line.</summary>
    public List<(int Start, int Length, AudienceEntry Entry)> Entries { get; } = [];

    /// <summary>What became of the entries, in their order.</summary>
    public AudienceVerdict[] Verdicts { get; private set; } = [];

    /// <summary>Looks all entries up, sorted, so that neighbours in the store are asked one after the other; by two readers, each with a half.</summary>
    public void LookUp(SqliteDatabase database, AudienceFacts facts)
    {
        if (Entries.Count == 0)
        {
            return;
        }

        Sort();
        var parts = Entries.Count < WorthTwo ? 1 : Math.Min(2, Environment.ProcessorCount);
        Parallel.For(0, parts, part =>
        {
            using var reader = new AudienceReader(database, facts);
            var (from, to) = (Entries.Count * part / parts, Entries.Count * (part + 1) / parts);
            foreach (var i in _order.AsSpan(from, to - from))
            {
                var entry = Entries[i].Entry;
                Verdicts[i] = entry.Key is { } key ? reader.Of(entry.Kind, key) : reader.Of(entry.Customer);
            }
        });
    }

    private void Sort()
    {
        if (Verdicts.Length < Entries.Count)
        {
            var room = Entries.Count * 2;
            (Verdicts, _places, _order) = (new AudienceVerdict[room], new ulong[room], new int[room]);
        }

        var isSorted = true;
        for (var (i, before) = (0, 0UL); i < Entries.Count; i++)
        {
            (_order[i], _places[i]) = (i, Place(Entries[i].Entry));
            isSorted &= before <= _places[i];
            before = _places[i];
        }

        if (!isSorted)
        {
            Array.Sort(_places, _order, 0, Entries.Count);
        }
    }

    // About where in the order of the store: the beginning of the id, or of an identifier without its plus.
    private static ulong Place(in AudienceEntry entry)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (entry.Key is { } key)
        {
            var from = key[0] == '+' ? 1 : 0;
            for (var i = 0; i < sizeof(ulong) && from + i < key.Length; i++)
            {
                bytes[i] = (byte)Math.Min(key[from + i], '\xff');
            }
        }
        else
        {
            entry.Customer.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
