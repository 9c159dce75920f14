using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Queries;

/// <summary>A place in a list: the key and id of the last customer shown. Outside it is opaque text, good for one organisation and one order.</summary>
/// <remarks>
/// The check bytes tell a cursor that was mistyped, cut off, or taken from another list. They are no secret and need be none: a made-up cursor begins a page
/// elsewhere in the same organisation's list, which its reader may see anyway.
/// </remarks>
internal sealed record CustomerCursor(CustomerOrder Order, CustomerId Id, long Moment, string? Name)
{
    private const byte Version = 1;
    private const int CheckLength = 8;
    private const int HeadLength = 3 + 16;
    private const int Longest = 4096;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public byte[] IdBytes => Id.Value.ToByteArray(bigEndian: true);

    /// <summary>The place after a customer.</summary>
    public static CustomerCursor After(Customer customer, CustomerOrder order) => order.Sort switch
    {
        CustomerSort.Name => new(order, customer.Id, 0, customer.NameKey),
        CustomerSort.LastActivity => new(order, customer.Id, customer.LastActivityAt.ToUnixTimeMilliseconds(), null),
        CustomerSort.StatusUpdated => new(order, customer.Id, customer.StatusUpdatedAt.ToUnixTimeMilliseconds(), null),
        _ => new(order, customer.Id, customer.RegisteredAt.ToUnixTimeMilliseconds(), null),
    };

    /// <summary>Reads what <see cref="Write"/> wrote for the same organisation and order; false for anything else.</summary>
    public static bool TryRead(string text, CustomerOrder order, TenantId tenant, [NotNullWhen(true)] out CustomerCursor? cursor)
    {
        cursor = null;
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < CheckLength + HeadLength
            || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, CheckLength), Check(bytes.AsSpan(CheckLength), tenant))
            || !bytes.AsSpan(CheckLength, 3).SequenceEqual(Head(order)))
        {
            return false;
        }

        var id = new CustomerId(new Guid(bytes.AsSpan(CheckLength + 3, 16), bigEndian: true));
        var key = bytes.AsSpan(CheckLength + HeadLength);
        cursor = order.Sort == CustomerSort.Name
            ? new CustomerCursor(order, id, 0, Utf8.GetString(key))
            : new CustomerCursor(order, id, BinaryPrimitives.ReadInt64BigEndian(key), null);
        return true;
    }

    public string Write(TenantId tenant)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(key, Moment);
        byte[] content = [.. Head(Order), .. IdBytes, .. Name is null ? key : Utf8.GetBytes(Name)];
        return Base64Url.EncodeToString([.. Check(content, tenant), .. content]);
    }

    private static byte[] Head(CustomerOrder order) => [Version, (byte)order.Sort, order.Reversed ? (byte)1 : (byte)0];

    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> content, TenantId tenant) =>
        SHA256.HashData([.. BitConverter.GetBytes(tenant.Value), .. content]).AsSpan(0, CheckLength);
}
