using System.Globalization;
using MemberCare.Core.Kernel;

namespace MemberCare.Web.Features.Rules;

/// <summary>Reads what is typed and chosen in the form of a rule.</summary>
public static class RuleFields
{
    /// <summary>A whole number; null where nothing is typed, -1 where it is none, which the core complains of.</summary>
    public static int? Number(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : int.TryParse(text.Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>The label chosen; null for none.</summary>
    public static LabelId? Label(object? chosen) => int.TryParse((string?)chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new LabelId(id) : null;

    /// <summary>The beginning of a day in UTC; null where none is chosen.</summary>
    public static DateTimeOffset? Day(object? chosen) =>
        DateOnly.TryParseExact((string?)chosen, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
