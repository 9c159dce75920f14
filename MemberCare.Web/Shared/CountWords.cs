using System.Globalization;

namespace MemberCare.Web.Shared;

/// <summary>The words for counts.</summary>
public static class CountWords
{
    /// <summary>A number of customers: <c>1 customer</c>, <c>100,000 customers</c>.</summary>
    public static string Customers(long number) => Of(number, "customer");

    /// <summary>A number of something, whose plural ends in s.</summary>
    /// <param name="number">How many.</param>
    /// <param name="what">One of them: <c>customer</c>.</param>
    public static string Of(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    /// <summary>A number with its thousands parted: <c>100,000</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
