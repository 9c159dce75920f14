using System.Data.Common;
using System.Globalization;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>Reads the stored forms back.</summary>
internal static class StoredForms
{
    private const string DayForm = "yyyy-MM-dd";

    public static CustomerId CustomerId(this DbDataReader row, int column) => CustomerId(row.GetFieldValue<byte[]>(column));

    public static CustomerId CustomerId(byte[] id) => new(new Guid(id, bigEndian: true));

    public static DateTimeOffset Moment(this DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? MomentOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Moment(column);

    public static DateOnly? Day(this DbDataReader row, int column) => row.Text(column) is { } day ? DateOnly.ParseExact(day, DayForm, CultureInfo.InvariantCulture) : null;

    public static string Text(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);

    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
