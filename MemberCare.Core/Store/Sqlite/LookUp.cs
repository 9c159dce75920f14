using MemberCare.Core.Kernel;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>
/// A statement that is asked by the hundred thousand a second: values go in without boxes and come out without a reader, and those that stay the same are bound
/// once. Ask within a <see cref="StoreConnection.Snapshot"/>, since a statement by itself locks and unlocks the file each time.
/// </summary>
/// <remarks>Belongs to its connection, and like it to one thread at a time. Parameters and columns are counted as SQLite does: parameters from 1, columns from 0.</remarks>
internal sealed class LookUp(sqlite3 handle, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Binds a number, which stays until another is bound.</summary>
    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    /// <summary>Binds a customer's id.</summary>
    public void Bind(int parameter, CustomerId id) => Bind(parameter, id.Value);

    /// <summary>Binds an id.</summary>
    public void Bind(int parameter, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(statement, parameter, bytes));
    }

    /// <summary>Binds a text.</summary>
    public void Bind(int parameter, string text)
    {
        const int Short = 1024;
        if (text.Length is 0 or > Short / 3)
        {
            Check(raw.sqlite3_bind_text(statement, parameter, text));
            return;
        }

        Span<byte> bytes = stackalloc byte[Short];
        Check(raw.sqlite3_bind_text(statement, parameter, bytes[..System.Text.Encoding.UTF8.GetBytes(text, bytes)]));
    }

    /// <summary>Goes to the next row; false behind the last.</summary>
    public bool Next()
    {
        var result = raw.sqlite3_step(statement);
        if (result is raw.SQLITE_ROW)
        {
            return true;
        }

        if (result is not raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, handle);
        }

        return false;
    }

    /// <summary>Whether there is a row at all for a customer, where the statement asks for the organisation and the customer alone.</summary>
    public bool Finds(TenantId tenant, CustomerId customer)
    {
        Bind(1, tenant.Value);
        Bind(2, customer);
        try
        {
            return Next();
        }
        finally
        {
            End();
        }
    }

    /// <summary>Whether a value of the row is missing.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>A number of the row.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>A customer's id of the row.</summary>
    public CustomerId Id(int column) => new(new Guid(raw.sqlite3_column_blob(statement, column), bigEndian: true));

    /// <summary>Ends the look-up, so that the next can begin.</summary>
    public void End() => raw.sqlite3_reset(statement);

    /// <inheritdoc/>
    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, handle);
        }
    }
}
