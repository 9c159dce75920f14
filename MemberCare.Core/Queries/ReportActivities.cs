using System.Globalization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>By what stretches of time a report adds up.</summary>
public enum ReportStep
{
    /// <summary>By day, in UTC.</summary>
    Day,

    /// <summary>By calendar month, in UTC.</summary>
    Month,
}

/// <summary>Activities of one kind within one stretch of time. Refused ones are told and not added up.</summary>
/// <param name="Period">The day, such as <c>2026-11-20</c>, or the month, such as <c>2026-11</c>.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Count">How many went through, marked ones and those without award included.</param>
/// <param name="Outliers">How many of these are marked for somebody to look at.</param>
/// <param name="WithoutAward">How many of these earned nothing.</param>
/// <param name="Refused">How many were refused.</param>
/// <param name="Amounts">What they amount to, by currency.</param>
/// <param name="Points">The points that moved.</param>
public sealed record ReportRow(
    string Period, ActivityKind Kind, long Count, long Outliers, long WithoutAward, long Refused, IReadOnlyList<ReportAmount> Amounts, long Points);

/// <summary>An amount in a report.</summary>
/// <param name="Currency">The ISO 4217 code.</param>
/// <param name="Amount">The sum as a decimal number with a point, such as <c>42.10</c>.</param>
public sealed record ReportAmount(string Currency, string Amount);

/// <summary>A report.</summary>
/// <param name="From">The first day.</param>
/// <param name="Before">The day after the last.</param>
/// <param name="Step">By what it adds up.</param>
/// <param name="Rows">The sums, the latest period first.</param>
/// <param name="LeftOut">How many activities are not in it, because reports do not count whose they are: internal accounts [C13].</param>
public sealed record ActivityReport(DateOnly From, DateOnly Before, ReportStep Step, IReadOnlyList<ReportRow> Rows, long LeftOut);

/// <summary>Adds up what customers did, without the organisation's own test accounts. Reads sums that every commit keeps, so that it costs what it shows.</summary>
public sealed class ReportActivities(Gate gate, SqliteDatabase database, TimeProvider time)
{
    /// <summary>The most days of a report.</summary>
    public const int MostDays = 3660;

    // By day or by month: the first ten or seven characters of the day.
    private const string Sums =
        """
        SELECT substr(day, 1, @length) AS period, kind, effect, currency, sum(number), sum(amount), sum(points) FROM activity_days
        WHERE tenant_id = @tenant AND day >= @from AND day < @before AND counts = 1
        GROUP BY period, kind, effect, currency ORDER BY period DESC, kind, currency
        """;

    private const string LeftOutSql = "SELECT coalesce(sum(number), 0) FROM activity_days WHERE tenant_id = @tenant AND day >= @from AND day < @before AND counts = 0";

    /// <summary>The report.</summary>
    /// <param name="from">The first day; null: the last 30 days by day, the last twelve months by month.</param>
    /// <param name="before">The day after the last; null: tomorrow.</param>
    /// <param name="step">By what it adds up.</param>
    /// <param name="actor">Who reads.</param>
    /// <returns>The report; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>.</returns>
    public Outcome<ActivityReport> Run(DateOnly? from, DateOnly? before, ReportStep step, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewReports, nameof(ReportActivities)) is { } forbidden)
        {
            return forbidden;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var end = before ?? (from >= today ? from.Value : today).AddDays(1);
        var start = from ?? (step == ReportStep.Day ? end.AddDays(-30) : new DateOnly(end.Year, end.Month, 1).AddMonths(end.Day == 1 ? -12 : -11));
        if (start >= end || end.DayNumber - start.DayNumber > MostDays)
        {
            return new InvalidInput("from", $"The first day lies before the last, at most {MostDays:N0} days.");
        }

        using var scope = database.Read(actor.Tenant);
        var rows = new Dictionary<(string Period, ActivityKind Kind), Totals>();
        using (var row = scope.Connection.Query(Sums, step == ReportStep.Day ? 10 : 7, actor.Tenant, start, end))
        {
            while (row.Read())
            {
                var key = (row.GetString(0), (ActivityKind)row.GetInt32(1));
                (rows.TryGetValue(key, out var totals) ? totals : rows[key] = new Totals())
                    .Add((Effect)row.GetInt32(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));
            }
        }

        var leftOut = (long)scope.Connection.Scalar(LeftOutSql, actor.Tenant, start, end)!;
        return new ActivityReport(start, end, step, [.. rows.Select(row => row.Value.Of(row.Key.Period, row.Key.Kind))], leftOut);
    }

    private sealed class Totals
    {
        private readonly SortedDictionary<string, long> _amounts = new(StringComparer.Ordinal);
        private long _count, _outliers, _withoutAward, _refused, _points;

        public void Add(Effect effect, string currency, long number, long amount, long points)
        {
            if (effect == Effect.Deny)
            {
                _refused += number;
                return;
            }

            (_count, _points) = (_count + number, _points + points);
            _outliers += effect == Effect.Flag ? number : 0;
            _withoutAward += effect == Effect.NoAward ? number : 0;
            if (currency.Length > 0)
            {
                _amounts[currency] = _amounts.GetValueOrDefault(currency) + amount;
            }
        }

        public ReportRow Of(string period, ActivityKind kind) =>
            new(period, kind, _count, _outliers, _withoutAward, _refused, [.. _amounts.Select(sum => new ReportAmount(sum.Key, Decimal(sum.Value)))], _points);

        private static string Decimal(long tenThousandths) => ((decimal)tenThousandths / Money.Scale).ToString("0.00##", CultureInfo.InvariantCulture);
    }
}
