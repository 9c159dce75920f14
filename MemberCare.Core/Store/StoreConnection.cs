using System.Data.Common;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store;

/// <summary>A connection whose statements are prepared once and kept: the base of every hand-written statement.</summary>
/// <remarks>Not for two threads at a time. A reader has to be disposed before the same statement runs again.</remarks>
internal sealed class StoreConnection(SqliteConnection connection, DbContextOptions<SqliteContext> options) : IDisposable
{
    private readonly SqliteConnection _connection = connection;
    private readonly Dictionary<string, DbCommand> _statements = new(StringComparer.Ordinal);

    /// <summary>A fresh EF Core context over this connection.</summary>
    public MemberCareContext Context(TenantId tenant) => new SqliteContext(options, tenant);

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <param name="sql">A constant text: it is the key under which the prepared statement is kept.</param>
    /// <param name="values">The values of the parameters, in the order in which their names first appear.</param>
    /// <returns>How many rows it touched.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bound(sql, values).ExecuteNonQuery();

    /// <summary>Runs a statement and returns the first column of its first row; null where there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => Bound(sql, values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Runs a statement that returns rows.</summary>
    public DbDataReader Query(string sql, params ReadOnlySpan<object?> values) => Bound(sql, values).ExecuteReader();

    /// <summary>Copies the whole database, as it is at this moment, over that of <paramref name="other"/>.</summary>
    public void CopyTo(StoreConnection other) => _connection.BackupDatabase(other._connection);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "Every text is a constant; what comes from outside goes in as a parameter. A test of the architecture looks.")]
    private DbCommand Bound(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var name in ParameterNames(sql))
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            _statements.Add(sql, command);
        }

        if (command.Parameters.Count != values.Length)
        {
            throw new ArgumentException($"The statement has {command.Parameters.Count} parameters and {values.Length} values came: {sql}");
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = Stored(values[i]);
        }

        return command;
    }

    private static IEnumerable<string> ParameterNames(string sql)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = sql.IndexOf('@', StringComparison.Ordinal); at >= 0; at = sql.IndexOf('@', at + 1))
        {
            var end = at + 1;
            while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
            {
                end++;
            }

            if (seen.Add(sql[at..end]))
            {
                yield return sql[at..end];
            }
        }
    }

    // The same forms as the converters of the EF Core model; StoredFormTests holds them together.
    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        CustomerId id => id.Value.ToByteArray(bigEndian: true),
        Guid id => id.ToByteArray(bigEndian: true),
        TenantId id => id.Value,
        LabelId id => id.Value,
        DateTimeOffset moment => moment.ToUnixTimeMilliseconds(),
        EventData data => EventJson.Write(data),
        CustomerStatus status => (int)status,
        EventKind kind => (int)kind,
        ActorKind kind => (int)kind,
        Channel channel => (int)channel,
        IdentifierKind kind => (int)kind,
        bool flag => flag ? 1 : 0,
        _ => value,
    };
}

/// <summary>Reads the stored forms back.</summary>
internal static class StoredForms
{
    public static CustomerId CustomerId(this DbDataReader row, int column) => new(new Guid(row.GetFieldValue<byte[]>(column), bigEndian: true));

    public static DateTimeOffset Moment(this DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
