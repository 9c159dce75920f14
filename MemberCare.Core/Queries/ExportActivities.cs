using System.Globalization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Kernel;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Queries;

/// <summary>Writes a list of activities as CSV, page by page, so that no reader is held for long. Customers stand in it by their id alone.</summary>
public sealed partial class ExportActivities(Gate gate, ListActivities list, ILogger<ExportActivities> log)
{
    /// <summary>The columns of the file.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["at", "received_at", "kind", "customer_id", "amount", "currency", "points", "points_withheld", "coupon", "place", "effect", "layer", "counted", "reported_by", "id"];

    /// <summary>Streams the activities that fit a filter, the latest first, a header row before them, UTF-8 with BOM.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="output">Where to; written to only after the actor was found to be allowed.</param>
    /// <param name="actor">Who takes them away.</param>
    /// <param name="cancellation">Breaks off between two pages.</param>
    /// <returns>How many rows; or <see cref="NotPermitted"/>.</returns>
    public async Task<Outcome<long>> RunAsync(ActivityFilter filter, Stream output, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ViewReports | Permissions.ExportCustomers, nameof(ExportActivities)) is { } forbidden)
        {
            return forbidden;
        }

        var (csv, rows, cursor) = (new CsvWriter(), 0L, (string?)null);
        csv.Begin(Columns);
        do
        {
            if (!list.Run(filter, cursor, ListActivities.MostPerPage, actor).TryGet(out var page, out var refusal))
            {
                return refusal;
            }

            foreach (var row in page.Items)
            {
                csv.Moment(row.At.ToUnixTimeMilliseconds());
                csv.Moment(row.ReceivedAt.ToUnixTimeMilliseconds());
                csv.Text(ActivityNames.Of(row.Kind));
                csv.Text(row.CustomerId?.ToString());
                csv.Text(row.Amount);
                csv.Text(row.Currency);
                csv.Text(row.Points?.ToString(CultureInfo.InvariantCulture));
                csv.Text(row.Withheld?.ToString(CultureInfo.InvariantCulture));
                csv.Text(row.Coupon);
                csv.Text(row.Place);
                csv.Text(ActivityNames.Of(row.Effect));
                csv.Text(ActivityNames.Of(row.Layer));
                csv.Text(row.Counts ? "yes" : "no");
                csv.Text(row.ClientName);
                csv.Text(row.Id);
                csv.EndLine();
            }

            (rows, cursor) = (rows + page.Items.Count, page.NextCursor);
            await csv.SendAsync(output, cancellation);
        }
        while (cursor is not null);
        Exported(actor.Kind, actor.Id, actor.Tenant, rows);
        return rows;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ActorKind} {ActorId} of tenant {Tenant} exported {Rows} activities")]
    private partial void Exported(ActorKind actorKind, string actorId, TenantId tenant, long rows);
}
