using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MemberCare.Core.Domain.Events;

/// <summary>Links the events of a customer by hashes, so that a change behind the application's back can be shown.</summary>
/// <remarks>
/// The canonical bytes are fixed for ever: a format number, then every field in the order below, each with its length in four bytes, big-endian, before
/// it; −1 stands for null. Text is UTF-8, numbers and Unix milliseconds are eight bytes, big-endian. The note enters as SHA-256(salt, note), so that
/// erasing it leaves the chain whole.
/// </remarks>
public static class EventChain
{
    private const byte Format = 1;

    /// <summary>Links a numbered event to the hash of its predecessor.</summary>
    /// <param name="happened">The event with its number.</param>
    /// <param name="previous">The hash before; empty for the first event.</param>
    /// <returns>The event with salt and hash.</returns>
    public static CustomerEvent Link(CustomerEvent happened, ReadOnlySpan<byte> previous)
    {
        var salted = happened.Note is null ? happened : happened with { Salt = happened.Salt ?? RandomNumberGenerator.GetBytes(16) };
        return salted with { Hash = HashOf(salted, previous) };
    }

    /// <summary>The hash that an event has to have after <paramref name="previous"/>.</summary>
    public static byte[] HashOf(CustomerEvent happened, ReadOnlySpan<byte> previous)
    {
        Span<byte> small = stackalloc byte[1024];
        var writer = new Bytes(small);
        writer.Raw([Format]);
        writer.Field(previous);
        writer.Number(happened.TenantId.Value);
        writer.Field(happened.CustomerId.Value.ToByteArray(bigEndian: true));
        writer.Number(happened.Sequence);
        writer.Number(happened.At.ToUnixTimeMilliseconds());
        writer.Number((int)happened.Kind);
        writer.Number((int)happened.ActorKind);
        writer.Text(happened.ActorId);
        writer.Text(happened.ActorName);
        writer.Number((int)happened.Channel);
        writer.Number((int?)happened.FromStatus);
        writer.Number(happened.FromLabelId?.Value);
        writer.Text(happened.FromLabel);
        writer.Number((int?)happened.ToStatus);
        writer.Number(happened.ToLabelId?.Value);
        writer.Text(happened.ToLabel);
        writer.Text(happened.ReasonCode);
        writer.Digest(happened.Salt, happened.Note);
        writer.Number(happened.Data?.Count ?? 0);
        foreach (var (name, value) in happened.Data ?? [])
        {
            writer.Text(name);
            writer.Text(value);
        }

        writer.Field(happened.BatchId is { } batch ? batch.ToByteArray(bigEndian: true) : null, isNull: happened.BatchId is null);
        return SHA256.HashData(writer.Written);
    }

    /// <summary>Checks a stretch of a history.</summary>
    /// <param name="events">Events of one customer, oldest first.</param>
    /// <returns>The number of the first event that is missing or does not fit; null where the chain is whole.</returns>
    public static long? FirstBreak(IEnumerable<CustomerEvent> events)
    {
        var (expected, previous) = (1L, Array.Empty<byte>());
        foreach (var happened in events)
        {
            if (happened.Sequence != expected || !HashOf(happened, previous).AsSpan().SequenceEqual(happened.Hash))
            {
                return expected;
            }

            (expected, previous) = (expected + 1, happened.Hash);
        }

        return null;
    }

    private ref struct Bytes(Span<byte> buffer)
    {
        private Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

        public void Raw(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

        public void Field(scoped ReadOnlySpan<byte> bytes, bool isNull = false)
        {
            BinaryPrimitives.WriteInt32BigEndian(Room(4), isNull ? -1 : bytes.Length);
            Raw(bytes);
        }

        public void Number(long? number)
        {
            BinaryPrimitives.WriteInt32BigEndian(Room(4), number is null ? -1 : 8);
            if (number is { } value)
            {
                BinaryPrimitives.WriteInt64BigEndian(Room(8), value);
            }
        }

        public void Text(string? text)
        {
            if (text is null)
            {
                Field([], isNull: true);
                return;
            }

            var length = Encoding.UTF8.GetByteCount(text);
            BinaryPrimitives.WriteInt32BigEndian(Room(4), length);
            Encoding.UTF8.GetBytes(text, Room(length));
        }

        public void Digest(byte[]? salt, string? text)
        {
            if (text is null)
            {
                Field([], isNull: true);
                return;
            }

            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData([.. salt ?? [], .. Encoding.UTF8.GetBytes(text)], digest);
            Field(digest);
        }

        private Span<byte> Room(int length)
        {
            if (_length + length > _buffer.Length)
            {
                var larger = new byte[Math.Max(_buffer.Length * 2, _length + length)];
                _buffer[.._length].CopyTo(larger);
                _buffer = larger;
            }

            var room = _buffer.Slice(_length, length);
            _length += length;
            return room;
        }
    }
}
