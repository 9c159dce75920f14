using System.Text;
using MemberCare.Core.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace MemberCare.Tests.Store;

/// <summary>Everything that stands in a database, as text: two equal dumps are two equal databases.</summary>
internal static class StoreDump
{
    /// <summary>All rows of all tables, tables in order, rows in the order of their keys.</summary>
    public static string Of(TestStore store, params string[] without) => Of(store.Get<SqliteDatabase>().Path, without);

    /// <inheritdoc cref="Of(TestStore, string[])"/>
    public static string Of(string path, params string[] without)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        var text = new StringBuilder();
        foreach (var table in Column(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").Except(without))
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                text.Append(table);
                for (var i = 0; i < row.FieldCount; i++)
                {
                    text.Append('|').Append(row.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : row.GetValue(i));
                }

                text.AppendLine();
            }
        }

        return text.ToString();
    }

    private static List<string> Column(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        var values = new List<string>();
        while (row.Read())
        {
            values.Add(row.GetString(0));
        }

        return values;
    }
}
