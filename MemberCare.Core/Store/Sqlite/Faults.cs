using Microsoft.Data.Sqlite;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>Faults of the file in words.</summary>
public static class Faults
{
    private const int Busy = 5, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>Whether the store as such could not do it, as opposed to a bug in a statement.</summary>
    public static bool IsOfTheStore(Exception fault) =>
        fault is IOException or UnauthorizedAccessException
        || Root(fault) is SqliteException { SqliteErrorCode: Busy or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or NotADatabase };

    /// <summary>What happened, as the second half of a sentence.</summary>
    public static string Words(Exception fault) => Root(fault) switch
    {
        SqliteException { SqliteErrorCode: Full } => "the disk is full",
        SqliteException { SqliteErrorCode: ReadOnly } => "the database file is read-only",
        SqliteException { SqliteErrorCode: CannotOpen } => "the database file or its folder cannot be opened",
        SqliteException { SqliteErrorCode: NotADatabase or Corrupt } => "the file is damaged or is no database",
        SqliteException { SqliteErrorCode: Busy } => "another program holds the database",
        SqliteException { SqliteErrorCode: InputOutput } => "the disk reported a fault",
        UnauthorizedAccessException => "the account that MemberCare runs under may not write there",
        IOException => "the disk reported a fault",
        _ => "the store reported a fault",
    };

    private static Exception Root(Exception fault) => fault is SqliteException || fault.InnerException is null ? fault : Root(fault.InnerException);
}
