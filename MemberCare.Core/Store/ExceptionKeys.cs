using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store;

/// <summary>
/// Turns ids and identifiers into 64 bits by SipHash-1-3 under a key that each process draws for itself, so that nobody outside can look for two that fall together.
/// </summary>
internal sealed class ExceptionKeys
{
    private readonly ulong _first, _second;

    public ExceptionKeys()
    {
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        (_first, _second) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
    }

    /// <summary>The key of an identifier in compared form.</summary>
    public ulong Of(IdentifierKind kind, ReadOnlySpan<char> value) => Hash((ulong)kind, MemoryMarshal.AsBytes(value));

    /// <summary>The key of a customer's id.</summary>
    public ulong Of(CustomerId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes);
        return Hash(0, bytes);
    }

    private ulong Hash(ulong kind, ReadOnlySpan<byte> bytes)
    {
        var (a, b, c, d) = (_first ^ 0x736f6d6570736575, _second ^ 0x646f72616e646f6d, _first ^ 0x6c7967656e657261, _second ^ 0x7465646279746573);
        Take(ref a, ref b, ref c, ref d, kind);
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            Take(ref a, ref b, ref c, ref d, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        Take(ref a, ref b, ref c, ref d, last);
        c ^= 0xff;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        return a ^ b ^ c ^ d;
    }

    private static void Take(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong word)
    {
        d ^= word;
        Round(ref a, ref b, ref c, ref d);
        a ^= word;
    }

    private static void Round(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a += b;
        b = BitOperations.RotateLeft(b, 13) ^ a;
        a = BitOperations.RotateLeft(a, 32);
        c += d;
        d = BitOperations.RotateLeft(d, 16) ^ c;
        a += d;
        d = BitOperations.RotateLeft(d, 21) ^ a;
        c += b;
        b = BitOperations.RotateLeft(b, 17) ^ c;
        c = BitOperations.RotateLeft(c, 32);
    }
}
