using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MemberCare.Core.Domain.Activities;

/// <summary>An activity as a system reports it, before anything was checked.</summary>
public sealed record RawActivity
{
    /// <summary>The id by which the reporting system names it.</summary>
    public string? Id { get; init; }

    /// <summary>One of <see cref="ActivityNames.Kinds"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>Whose it is.</summary>
    public RawParty Customer { get; init; }

    /// <summary>To whom points are sent.</summary>
    public RawParty To { get; init; }

    /// <summary>When it happened; now, where it is null.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The amount as decimal text.</summary>
    public string? Amount { get; init; }

    /// <summary>The ISO 4217 code of the amount.</summary>
    public string? Currency { get; init; }

    /// <summary>The points earned, redeemed or sent.</summary>
    public long? Points { get; init; }

    /// <summary>The code of the coupon used.</summary>
    public string? Coupon { get; init; }

    /// <summary>One of <see cref="ActivityNames.Earnings"/>.</summary>
    public string? Earning { get; init; }

    /// <summary>Where it happened.</summary>
    public string? Place { get; init; }

    /// <summary>The plan that was taken.</summary>
    public string? Plan { get; init; }

    /// <summary>The board that the customer was added to.</summary>
    public string? Board { get; init; }

    /// <summary>By which road: <c>till</c>, <c>portal</c>, <c>booking</c>, <c>campaign</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>Why a booking goes ahead in spite of the block list; null where nobody says so.</summary>
    public string? OverrideReason { get; init; }

    /// <summary>What tells two reports of one id apart: SHA-256 over every field, each with its length before it.</summary>
    public byte[] ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        ReadOnlySpan<string?> fields =
        [
            Id, Kind, Customer.Id, Customer.Mobile, Customer.Email, Customer.ExternalId, Customer.CardNumber, To.Id, To.Mobile, To.Email, To.ExternalId, To.CardNumber,
            At?.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), Amount, Currency,
            Points?.ToString(System.Globalization.CultureInfo.InvariantCulture), Coupon, Earning, Place, Channel, OverrideReason,
        ];
        // What came later is left out where it is empty, so that a report of before is known by the same hash for ever.
        foreach (var field in (ReadOnlySpan<string?>)[.. fields, .. Plan is null && Board is null ? (string?[])[] : [Plan, Board]])
        {
            var bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, field is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>A customer as a system names one: by id, or by one or more identifiers.</summary>
/// <param name="Id">MemberCare's own id.</param>
/// <param name="Mobile">A mobile number in any spelling.</param>
/// <param name="Email">An e-mail address.</param>
/// <param name="ExternalId">Another system's id.</param>
/// <param name="CardNumber">The number of the membership card.</param>
public readonly record struct RawParty(string? Id, string? Mobile, string? Email, string? ExternalId, string? CardNumber)
{
    /// <summary>Whether nobody is named.</summary>
    public bool IsNobody => Id is null && Mobile is null && Email is null && ExternalId is null && CardNumber is null;
}
