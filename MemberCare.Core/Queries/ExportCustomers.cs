using System.Data.Common;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Queries;

/// <summary>Writes a list of customers as CSV, in the form that the import reads; see <see cref="CustomerCsv"/>.</summary>
/// <remarks>
/// In the order in which customers were recorded, by stretches of the primary key: each stretch takes a reader for some milliseconds and is sent off after the
/// reader is back, so neither a large file nor a slow line keeps the log of the store from shrinking. A customer changed meanwhile is written as the stretch finds
/// them; each is written once. Mobile numbers are written as they were given, so that importing the file again changes nothing.
/// </remarks>
public sealed partial class ExportCustomers(
    Gate gate, SqliteDatabase database, Catalogues catalogues, SearchCustomers search, TimeProvider time, ILogger<ExportCustomers> log)
{
    private const int Stretch = 2000;

    private const string Columns =
        "id, label_id, source, registered_at, last_activity_at, name, mobile, mobile_key, email, external_id, card_number, birth_date, do_not_contact, login_locked_until";

    private const string StretchSql = $"SELECT {Columns} FROM customers WHERE tenant_id = @tenant AND id > @after ORDER BY id LIMIT @limit";

    private const string OneSql = $"SELECT {Columns} FROM customers WHERE tenant_id = @tenant AND id = @id";

    /// <summary>Streams the customers who fit a filter, a header row first, UTF-8 with BOM, in short stretches, so that no reader is held for long.</summary>
    /// <param name="filter">Which customers; those whom a query finds, at most <see cref="SearchCustomers.MostCounted"/>.</param>
    /// <param name="output">Where to; written to only after the actor was found to be allowed.</param>
    /// <param name="actor">Who takes them away. Contact details are masked unless the actor may see them; a masked file cannot be imported.</param>
    /// <param name="cancellation">Breaks off between two stretches.</param>
    /// <returns>How many rows; or <see cref="NotPermitted"/>.</returns>
    public async Task<Outcome<long>> RunAsync(CustomerFilter filter, Stream output, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ExportCustomers, nameof(ExportCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        var masked = !actor.May(Permissions.ViewUnmasked);
        var rows = 0L;
        try
        {
            var catalogue = catalogues.Of(actor.Tenant);
            var criteria = CustomerCriteria.Of(filter, catalogue, time.Now());
            var csv = new CsvWriter();
            csv.Begin(CustomerCsv.Columns);
            if (!string.IsNullOrWhiteSpace(filter.Query))
            {
                rows = WriteFound(csv, filter.Query, actor.Tenant, criteria, catalogue, masked);
                await csv.SendAsync(output, cancellation);
                return rows;
            }

            byte[]? after = [];
            while (after is not null)
            {
                (var written, after) = WriteStretch(csv, actor.Tenant, criteria, catalogue, masked, after);
                rows += written;
                await csv.SendAsync(output, cancellation);
            }

            return rows;
        }
        finally
        {
            Exported(actor.Kind, actor.Id, actor.Tenant, rows, masked);
        }
    }

    private (long Written, byte[]? Last) WriteStretch(
        CsvWriter csv, TenantId tenant, CustomerCriteria criteria, TenantCatalogue catalogue, bool masked, byte[] after)
    {
        using var scope = database.Read(tenant);
        using var row = scope.Connection.Query(StretchSql, tenant, after, Stretch);
        var (seen, written) = (0, 0L);
        byte[]? last = null;
        for (; row.Read(); seen++)
        {
            if (seen == Stretch - 1)
            {
                last = row.GetFieldValue<byte[]>(0);
            }

            if (Write(csv, row, criteria, catalogue, masked, time.Now().ToUnixTimeMilliseconds()))
            {
                written++;
            }
        }

        return (written, last);
    }

    private long WriteFound(CsvWriter csv, string query, TenantId tenant, CustomerCriteria criteria, TenantCatalogue catalogue, bool masked)
    {
        using var scope = database.Read(tenant);
        var written = 0L;
        foreach (var id in search.Candidates(scope, query).Found.Select(match => match.Id).OrderBy(id => id.Value))
        {
            using var row = scope.Connection.Query(OneSql, tenant, id);
            if (row.Read() && Write(csv, row, criteria, catalogue, masked, time.Now().ToUnixTimeMilliseconds()))
            {
                written++;
            }
        }

        return written;
    }

    private static bool Write(CsvWriter csv, DbDataReader row, CustomerCriteria criteria, TenantCatalogue catalogue, bool masked, long now)
    {
        var labelId = new LabelId(row.GetInt32(1));
        var source = row.Text(2);
        var (registered, active) = (row.GetInt64(3), row.GetInt64(4));
        var (doNotContact, locked) = (row.GetBoolean(12), row.IsDBNull(13) ? null : (long?)row.GetInt64(13));
        if (!criteria.Fit(labelId, source, registered, active, locked, doNotContact))
        {
            return false;
        }

        var label = catalogue.Label(labelId);
        var (mobile, email, card) = (row.Text(6), row.Text(8), row.Text(10));
        if (masked)
        {
            mobile = mobile is null ? null : PhoneNumbers.Mask(row.Text(7) ?? mobile);
            email = email is null ? null : EmailAddresses.Mask(email);
            card = card is null ? null : CustomerView.MaskCard(card);
        }

        csv.Text(row.GetString(5));
        csv.Text(mobile);
        csv.Text(email);
        csv.Text(row.Text(9));
        csv.Text(card);
        csv.Moment(registered);
        csv.Moment(active);
        csv.Text(source);
        csv.Text(label?.Status.Title());
        csv.Text(label?.Name);
        csv.Text(masked ? row.Text(11)?[..4] : row.Text(11));
        csv.Text(doNotContact ? "yes" : null);
        if (locked > now)
        {
            csv.Moment(locked.Value);
        }
        else
        {
            csv.Text(null);
        }

        csv.EndLine();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ActorKind} {ActorId} of tenant {Tenant} exported {Rows} customers, contact details masked: {Masked}")]
    private partial void Exported(ActorKind actorKind, string actorId, TenantId tenant, long rows, bool masked);
}
