using System.Collections.Concurrent;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>One SQLite file: opens it, migrates it, lends read-only connections. Only the writer holds a connection that writes.</summary>
public sealed class SqliteDatabase : IDisposable
{
    private const int ReadersKept = 16;

    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly Lazy<CommitClock> _commits;
    private volatile bool _disposed;

    /// <summary>The database in a file.</summary>
    /// <param name="path">Full path of the file; its folder is made when <see cref="Migrate"/> runs.</param>
    public SqliteDatabase(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _commits = new Lazy<CommitClock>(() => new CommitClock(Path));
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>The numbers of the commits of all processes.</summary>
    internal CommitClock Commits => _commits.Value;

    /// <summary>The file that a connection string names, a relative one seen from <paramref name="baseFolder"/>.</summary>
    /// <exception cref="StoreException">The connection string names no file.</exception>
    public static string PathOf(string? connectionString, string baseFolder)
    {
        try
        {
            var file = new SqliteConnectionStringBuilder(connectionString ?? "").DataSource;
            return file.Length > 0 ? System.IO.Path.GetFullPath(file, baseFolder) : throw new ArgumentException("It names no file.");
        }
        catch (ArgumentException)
        {
            throw new StoreException("ConnectionStrings:MemberCare in appsettings.json has to name a SQLite file, such as “Data Source=data/membercare.db”.");
        }
    }

    /// <summary>Creates the file where it is missing and brings its tables up to date.</summary>
    /// <exception cref="StoreException">It cannot be written, is no database, or was made by a newer version of MemberCare. Nothing was changed.</exception>
    public void Migrate()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            using var writerLock = new WriterLock(Path);
            using var held = writerLock.Enter();
            using var connection = OpenWriter();

            if (connection.IsReadOnly)
            {
                // SQLite opens a file that cannot be written for reading, without a word.
                throw new StoreException($"The database {Path} cannot be opened for writing: the database file is read-only.");
            }

            using var context = connection.Context(default);
            var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var applied = context.Database.GetAppliedMigrations().ToList();
            if (applied.FirstOrDefault(name => !known.Contains(name)) is { } foreign)
            {
                throw new StoreException($"The database {Path} was made by a newer version of MemberCare ({foreign}). Start that version, or name another file in ConnectionStrings:MemberCare. Nothing was changed.");
            }

            if (applied.Count < known.Count)
            {
                context.Database.Migrate();
            }
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The database {Path} cannot be opened for writing: {Faults.Words(fault)}.", fault);
        }
    }

    /// <summary>Lends a read-only connection, for one organisation. Dispose it soon: a long reader keeps the write-ahead log from shrinking.</summary>
    public ReadScope Read(TenantId tenant)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ReadScope(this, _readers.TryTake(out var idle) ? idle : OpenReader(), tenant);
    }

    /// <summary>Copies the database as it is now into a folder beside it that goes with the copy, for work that is to be thrown away.</summary>
    /// <exception cref="StoreException">There is no room, or it cannot be read.</exception>
    public DatabaseCopy Copy()
    {
        DatabaseCopy.RemoveForgotten(Path);
        var copy = new DatabaseCopy(Path);
        try
        {
            using var from = OpenReader();
            using var into = copy.Database.OpenWriter();
            from.CopyTo(into);
            return copy;
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            copy.Dispose();
            throw new StoreException($"The database {Path} cannot be copied for the trial: {Faults.Words(fault)}. Nothing was changed.", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        if (_commits.IsValueCreated)
        {
            _commits.Value.Dispose();
        }

        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    internal static DbContextOptionsBuilder<SqliteContext> Configure(DbContextOptionsBuilder<SqliteContext> builder)
    {
        builder.ReplaceService<IMigrationsSqlGenerator, WithoutRowId>();
        return builder;
    }

    internal void Return(StoreConnection reader)
    {
        if (_disposed || _readers.Count >= ReadersKept)
        {
            reader.Dispose();
        }
        else
        {
            _readers.Add(reader);
        }
    }

    /// <summary>The connection that writes. synchronous=FULL: an acknowledged change survives a power cut. The writer checkpoints by itself, between two commits.</summary>
    internal StoreConnection OpenWriter() => Open(
        SqliteOpenMode.ReadWriteCreate,
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-131072; PRAGMA foreign_keys=OFF;");

    private StoreConnection OpenReader() => Open(
        SqliteOpenMode.ReadOnly,
        "PRAGMA query_only=1; PRAGMA busy_timeout=5000; PRAGMA cache_size=-16384; PRAGMA mmap_size=2147418112;");

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "The pragmas are constants of this file.")]
    private StoreConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return new StoreConnection(connection, Configure(new DbContextOptionsBuilder<SqliteContext>().UseSqlite(connection)).Options);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>A copy of a database in a folder that only this account may enter; gone when disposed.</summary>
public sealed class DatabaseCopy : IDisposable
{
    private const string Infix = ".copy-";
    private static readonly TimeSpan LongestUse = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder;

    internal DatabaseCopy(string original)
    {
        var folder = original + Infix + Guid.NewGuid().ToString("N");
        _folder = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Database = new SqliteDatabase(Path.Combine(folder, "copy.db"));
    }

    /// <summary>The copy.</summary>
    public SqliteDatabase Database { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Database.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Removes copies that a process which was killed could not: they hold personal data.</summary>
    internal static void RemoveForgotten(string original)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetDirectoryName(original)!, Path.GetFileName(original) + Infix + "*"))
        {
            if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) > LongestUse)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}

/// <summary>A borrowed read-only connection, for one organisation.</summary>
public sealed class ReadScope : IDisposable
{
    private readonly SqliteDatabase _database;
    private MemberCareContext? _db;

    internal ReadScope(SqliteDatabase database, StoreConnection connection, TenantId tenant) =>
        (_database, Connection, Tenant) = (database, connection, tenant);

    /// <summary>The organisation that the borrower works for.</summary>
    public TenantId Tenant { get; }

    /// <summary>EF Core over the connection, filtered by the organisation and without tracking.</summary>
    public MemberCareContext Db
    {
        get
        {
            if (_db is null)
            {
                _db = Connection.Context(Tenant);
                _db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            }

            return _db;
        }
    }

    /// <summary>The connection itself, for the hot roads: each statement has to name the organisation.</summary>
    internal StoreConnection Connection { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _db?.Dispose();
        _database.Return(Connection);
    }
}
