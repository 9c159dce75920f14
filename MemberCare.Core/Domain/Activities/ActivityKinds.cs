using System.Collections.Frozen;
using System.Text.Json;

namespace MemberCare.Core.Domain.Activities;

/// <summary>What a system can report that a customer did, or that was done with one. The numbers are what the store keeps: never reuse one.</summary>
public enum ActivityKind
{
    /// <summary>A purchase; a return, where the amount is negative.</summary>
    Transaction = 1,

    /// <summary>Points earned otherwise than at once with a purchase; see <see cref="EarningKind"/>.</summary>
    Earning = 2,

    /// <summary>Points paid with.</summary>
    PointsRedemption = 3,

    /// <summary>A coupon used.</summary>
    CouponRedemption = 4,

    /// <summary>Points sent to another customer.</summary>
    Transfer = 5,

    /// <summary>An appointment booked.</summary>
    Booking = 6,

    /// <summary>An invoice sent to the customer.</summary>
    Invoice = 7,

    /// <summary>An invoice paid.</summary>
    InvoicePayment = 8,

    /// <summary>A plan taken, or changed to.</summary>
    PlanTaken = 9,

    /// <summary>The customer added to a board of the CRM.</summary>
    AddedToBoard = 10,
}

/// <summary>By what kind of deed points are earned [L7].</summary>
public enum EarningKind
{
    /// <summary>By a purchase.</summary>
    Transaction = 1,

    /// <summary>By bringing somebody along.</summary>
    Referral = 2,

    /// <summary>By a campaign.</summary>
    Campaign = 3,

    /// <summary>As a present of the organisation.</summary>
    Bonus = 4,

    /// <summary>By reaching a tier.</summary>
    Tier = 5,

    /// <summary>By a list that somebody loaded.</summary>
    BulkUpload = 6,

    /// <summary>By receiving what somebody else sent.</summary>
    Transfer = 7,
}

/// <summary>What is to be thought of the moment that a system names.</summary>
public enum ActivityClock
{
    /// <summary>It is believed.</summary>
    Believed = 0,

    /// <summary>It lies ahead of ours: the clock of the reporting system is wrong, and the moment of arrival counts.</summary>
    Ahead = 1,

    /// <summary>It lies before there was anything to report: a clock that has lost its time. The moment of arrival counts.</summary>
    Behind = 2,
}

/// <summary>On which side of a transfer the decision fell.</summary>
public enum ActivitySide
{
    /// <summary>The customer of whom the activity is.</summary>
    Customer = 0,

    /// <summary>Whoever was to receive the points.</summary>
    Receiver = 1,
}

/// <summary>The names by which systems call kinds: the words of the enumerations in camelCase.</summary>
public static class ActivityNames
{
    /// <summary>Kinds of activity by name.</summary>
    public static FrozenDictionary<string, ActivityKind> Kinds { get; } = Names<ActivityKind>();

    /// <summary>Kinds of earning by name.</summary>
    public static FrozenDictionary<string, EarningKind> Earnings { get; } = Names<EarningKind>();

    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static FrozenDictionary<string, T> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(Of, StringComparer.Ordinal);
}
