using System.Globalization;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MemberCare.Core.Operations;

/// <summary>What a removal took away.</summary>
/// <param name="Customers">How many customers.</param>
/// <param name="Rows">How many rows of all tables together.</param>
public sealed record RemovedOrganisation(long Customers, long Rows);

/// <summary>
/// Removes an organisation with all that it has: customers, histories, block list, people, keys. For whoever runs MemberCare, from the command line; there is
/// no way back but a copy of the file.
/// </summary>
public sealed class RemoveOrganisation(Writer writer, TimeProvider time)
{
    /// <summary>Removes it, all or nothing. Others wait meanwhile, so that nothing new can come in between.</summary>
    /// <returns>What went; or <see cref="NotFound"/>, <see cref="OrganisationInUse"/>, <see cref="StoreUnavailable"/>.</returns>
    public Task<Outcome<RemovedOrganisation>> RunAsync(TenantId tenant, CancellationToken cancellation = default) =>
        writer.RunAsync<RemovedOrganisation>(
            tenant,
            transaction =>
            {
                var db = transaction.Db;
                if (!db.Tenants.Any())
                {
                    return new NotFound("organisation");
                }

                var now = time.Now();
                var open = db.StaffSessions.Count(session => session.ExpiresAt > now);
                if (open > 0 || db.Set<UnindexedRow>().Any())
                {
                    return new OrganisationInUse(open);
                }

                var customers = db.Customers.LongCount();
                var rows = Remove(transaction, [.. db.Model.GetEntityTypes().Where(IsOfATenant).Select(TableOf)]);
                transaction.ForgetCatalogue();
                return new RemovedOrganisation(customers, rows);
            },
            cancellation);

    // The tables come from the model, so that none that is added later is forgotten. Triggers keep histories from being edited; for this one act they step
    // aside, inside the transaction, and are put back as they were written.
    private static long Remove(WriteTransaction transaction, IReadOnlyList<(string Table, string TenantColumn)> tables)
    {
        var connection = transaction.Connection;
        var triggers = Triggers(connection);
        foreach (var (name, _) in triggers)
        {
            connection.Execute($"DROP TRIGGER \"{name}\"");
        }

        // What is removed is overwritten in the file, and not left lying about until something else needs the room.
        connection.Scalar("PRAGMA secure_delete = 1");
        var rows = 0L;
        foreach (var (table, column) in tables)
        {
            rows += connection.Execute($"DELETE FROM \"{table}\" WHERE \"{column}\" = @tenant", transaction.Tenant);
        }

        connection.Scalar("PRAGMA secure_delete = 0");
        foreach (var (_, sql) in triggers)
        {
            connection.Execute(sql);
        }

        return rows;
    }

    private static List<(string Name, string Sql)> Triggers(StoreConnection connection)
    {
        var triggers = new List<(string, string)>();
        using var row = connection.Query("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid");
        while (row.Read())
        {
            triggers.Add((row.GetString(0), row.GetString(1)));
        }

        return triggers;
    }

    // How far other systems were told is one figure for all organisations, and nothing of any of them.
    private static bool IsOfATenant(IEntityType entity) => entity.ClrType != typeof(WebhookProgressRow);

    private static (string Table, string TenantColumn) TableOf(IEntityType entity)
    {
        var of = entity.GetProperties().Single(property => property.ClrType == typeof(TenantId));
        return (entity.GetTableName()!, of.GetColumnName());
    }
}

/// <summary>The organisation is in use just now.</summary>
/// <param name="Sessions">How many people are signed in; 0 where a file of customers is not loaded to its end.</param>
public sealed record OrganisationInUse(int Sessions) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => Sessions switch
    {
        0 => "A file of customers is being loaded into this organisation, or its loading broke off. Let it end, or load it again, before you remove the organisation.",
        1 => "Somebody is signed in to this organisation. Take people’s access away or let them sign out, then remove it.",
        _ => $"{Sessions.ToString(CultureInfo.InvariantCulture)} sessions of this organisation are open. Take people’s access away or let them sign out, then remove it.",
    };
}
