using System.Data.Common;
using System.Text;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>A connection whose statements are prepared once and kept: the base of every hand-written statement.</summary>
/// <remarks>
/// Not for two threads at a time. A reader has to be disposed before the same statement runs again. Statements without rows go to SQLite directly: an import
/// runs ten a line, and ADO.NET's way through parameters by name and a reader takes as long as SQLite itself.
/// </remarks>
internal sealed class StoreConnection(SqliteConnection connection, DbContextOptions<SqliteContext> options) : IDisposable
{
    private const int Row = 100, Completed = 101;

    private readonly SqliteConnection _connection = connection;
    private readonly Dictionary<string, DbCommand> _queries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (sqlite3_stmt Statement, int Parameters)> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LookUp> _lookUps = new(StringComparer.Ordinal);
    private byte[] _text = new byte[1024];

    /// <summary>Whether the file cannot be written, whatever it was opened for.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_connection.Handle, "main") == 1;

    /// <summary>A fresh EF Core context over this connection.</summary>
    public MemberCareContext Context(TenantId tenant) => new SqliteContext(options, tenant);

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <param name="sql">A constant text: it is the key under which the prepared statement is kept.</param>
    /// <param name="values">The values of the parameters, in the order in which their names first appear.</param>
    /// <returns>How many rows it touched.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Bound(sql, values);
        try
        {
            while (Step(statement))
            {
            }

            return raw.sqlite3_changes(_connection.Handle);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>Runs a statement and returns the first column of its first row; null where there is none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Bound(sql, values);
        try
        {
            return !Step(statement)
                ? null
                : raw.sqlite3_column_type(statement, 0) switch
                {
                    raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, 0),
                    raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, 0),
                    raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, 0).utf8_to_string(),
                    raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, 0).ToArray(),
                    _ => null,
                };
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>Runs a statement that returns rows.</summary>
    public DbDataReader Query(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteReader();

    /// <summary>A statement to be asked many times over, with values bound one by one.</summary>
    /// <param name="sql">A constant text: it is the key under which the prepared statement is kept.</param>
    public LookUp LookUp(string sql)
    {
        if (!_lookUps.TryGetValue(sql, out var known))
        {
            _lookUps.Add(sql, known = new LookUp(_connection.Handle!, Prepare(sql)));
        }

        return known;
    }

    /// <summary>Lets all that follows read one state of the database, until the result is disposed. Not for the connection that writes.</summary>
    public ReadSnapshot Snapshot()
    {
        Execute("SAVEPOINT snapshot");
        return new ReadSnapshot(this);
    }

    /// <summary>How many pages were written since it was asked last.</summary>
    public int TakePagesWritten()
    {
        const int CacheWrite = 9;
        return raw.sqlite3_db_status(_connection.Handle, CacheWrite, out var written, out _, 1) == raw.SQLITE_OK ? written : 0;
    }

    /// <summary>Copies the whole database, as it is at this moment, over that of <paramref name="other"/>.</summary>
    public void CopyTo(StoreConnection other) => _connection.BackupDatabase(other._connection);

    public void Dispose()
    {
        foreach (var (statement, _) in _statements.Values)
        {
            statement.Dispose();
        }

        foreach (var lookUp in _lookUps.Values)
        {
            lookUp.Dispose();
        }

        foreach (var query in _queries.Values)
        {
            query.Dispose();
        }

        _connection.Dispose();
    }

    private bool Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (Row or Completed))
        {
            SqliteException.ThrowExceptionForRC(result, _connection.Handle);
        }

        return result == Row;
    }

    private sqlite3_stmt Prepare(string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), _connection.Handle);
        return statement;
    }

    private sqlite3_stmt Bound(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var known))
        {
            var statement = Prepare(sql);
            known = (statement, raw.sqlite3_bind_parameter_count(statement));
            _statements.Add(sql, known);
        }

        Expect(sql, known.Parameters, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            // SQLite numbers named parameters in the order in which they first appear.
            Bind(known.Statement, i + 1, values[i]);
        }

        return known.Statement;
    }

    private void Bind(sqlite3_stmt statement, int number, object? value)
    {
        Span<byte> id = stackalloc byte[16];
        var result = value switch
        {
            null => raw.sqlite3_bind_null(statement, number),
            string text => BindText(statement, number, text),
            EventData data => BindText(statement, number, EventJson.Write(data)),
            DateOnly day => BindText(statement, number, StoredForms.Text(day)),
            CustomerId customer when customer.Value.TryWriteBytes(id, bigEndian: true, out _) => raw.sqlite3_bind_blob(statement, number, id),
            Guid guid when guid.TryWriteBytes(id, bigEndian: true, out _) => raw.sqlite3_bind_blob(statement, number, id),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, number, 0),
            byte[] bytes => raw.sqlite3_bind_blob(statement, number, bytes),
            double real => raw.sqlite3_bind_double(statement, number, real),
            _ => raw.sqlite3_bind_int64(statement, number, Number(value)),
        };
        SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }

    private int BindText(sqlite3_stmt statement, int number, string text)
    {
        if (text.Length == 0)
        {
            // An empty span has no address, which SQLite would take for NULL.
            return raw.sqlite3_bind_text(statement, number, "");
        }

        if (Encoding.UTF8.GetMaxByteCount(text.Length) is var most && most > _text.Length)
        {
            _text = new byte[most];
        }

        return raw.sqlite3_bind_text(statement, number, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "Every text is a constant; what comes from outside goes in as a parameter. A test of the architecture looks.")]
    private DbCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_queries.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var name in ParameterNames(sql))
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            _queries.Add(sql, command);
        }

        Expect(sql, command.Parameters.Count, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = Stored(values[i]);
        }

        return command;
    }

    private static void Expect(string sql, int parameters, int values)
    {
        if (parameters != values)
        {
            throw new ArgumentException($"The statement has {parameters} parameters and {values} values came: {sql}");
        }
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
        EventData data => EventJson.Write(data),
        DateOnly day => StoredForms.Text(day),
        string or byte[] or double => value,
        _ => Number(value),
    };

    private static long Number(object value) => value switch
    {
        int number => number,
        long number => number,
        bool flag => flag ? 1 : 0,
        TenantId id => id.Value,
        LabelId id => id.Value,
        StaffId id => id.Value,
        WebhookId id => id.Value,
        RuleId id => id.Value,
        DateTimeOffset moment => moment.ToUnixTimeMilliseconds(),
        CustomerStatus status => (int)status,
        EventKind kind => (int)kind,
        ActorKind kind => (int)kind,
        Channel channel => (int)channel,
        IdentifierKind kind => (int)kind,
        ActivityKind kind => (int)kind,
        EarningKind kind => (int)kind,
        ActivityClock clock => (int)clock,
        ActivitySide side => (int)side,
        Effect effect => (int)effect,
        DecidingLayer layer => (int)layer,
        TouchOutcome outcome => (int)outcome,
        TouchEnd end => (int)end,
        LiftState lift => (int)lift,
        DeliveryState state => (int)state,
        DeliveryFault fault => (int)fault,
        RequestState state => (int)state,
        PlanState state => (int)state,
        PlanKind kind => (int)kind,
        _ => throw new ArgumentException($"The store has no form for {value.GetType()}."),
    };
}

/// <summary>One state of the database, see <see cref="StoreConnection.Snapshot"/>.</summary>
internal readonly struct ReadSnapshot(StoreConnection connection) : IDisposable
{
    public void Dispose() => connection.Execute("RELEASE snapshot");
}
