using System.Globalization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Store.Model;

namespace MemberCare.Web.Features.Activities;

/// <summary>Activities in words, as the list and the report tell them.</summary>
public static class ActivityWords
{
    /// <summary>What was done: <c>Purchase, MYR 42.10, 42 points</c>.</summary>
    public static string What(ActivityRow row)
    {
        var amount = row.Amount is null ? "" : $", {row.Currency} {row.Amount}";
        var points = (row.Points ?? row.Withheld) is { } number ? $", {number.ToString("N0", CultureInfo.InvariantCulture)} {(number == 1 ? "point" : "points")}" : "";
        return One(row.Kind) + amount + points + (row.Coupon is null ? "" : $", {row.Coupon}");
    }

    /// <summary>What came of it: <c>Refused: status</c>.</summary>
    public static string Outcome(ActivityRow row)
    {
        var layer = row.Layer == DecidingLayer.None ? "" : $": {(row.Side == ActivitySide.Receiver ? "the receiver’s " : "")}{LayerWords.Of(row.Layer)}";
        return row.Effect switch
        {
            Effect.Allow => row.Override is null ? "Went through" : "Booked in spite of the block list",
            Effect.Flag => "Went through, marked" + layer,
            Effect.NoAward => "Taken in, no points" + layer,
            _ => "Refused" + layer,
        };
    }

    /// <summary>Several of a kind.</summary>
    public static string Plural(ActivityKind kind) => kind switch
    {
        ActivityKind.Transaction => "Purchases",
        ActivityKind.Earning => "Earnings",
        ActivityKind.PointsRedemption => "Points redeemed",
        ActivityKind.CouponRedemption => "Coupons redeemed",
        ActivityKind.Transfer => "Transfers",
        ActivityKind.Booking => "Bookings",
        ActivityKind.Invoice => "Invoices",
        ActivityKind.InvoicePayment => "Invoices paid",
        ActivityKind.PlanTaken => "Plans taken",
        ActivityKind.AddedToBoard => "Added to boards",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string One(ActivityKind kind) => kind switch
    {
        ActivityKind.Transaction => "Purchase",
        ActivityKind.Earning => "Earning",
        ActivityKind.PointsRedemption => "Points redeemed",
        ActivityKind.CouponRedemption => "Coupon redeemed",
        ActivityKind.Transfer => "Transfer",
        ActivityKind.Booking => "Booking",
        ActivityKind.Invoice => "Invoice",
        ActivityKind.InvoicePayment => "Invoice paid",
        ActivityKind.PlanTaken => "Plan taken",
        ActivityKind.AddedToBoard => "Added to a board",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
