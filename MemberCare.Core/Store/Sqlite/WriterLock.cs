namespace MemberCare.Core.Store.Sqlite;

/// <summary>
/// Lets one process at a time write and checkpoint: the console and an import from the command line share the file. SQLite's own lock keeps their
/// transactions apart, but versions of it before 3.51.3 can lose frames when one connection resets the log while another writes.
/// </summary>
internal sealed class WriterLock(string databasePath) : IDisposable
{
    private readonly FileStream _file = new(databasePath + ".writer", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Waits for the lock and holds it until the result is disposed.</summary>
    public Held Enter()
    {
        while (true)
        {
            try
            {
                if (!OperatingSystem.IsMacOS())
                {
                    _file.Lock(0, 1);
                }

                return new Held(_file);
            }
            catch (IOException) when (!_file.SafeFileHandle.IsClosed)
            {
                Thread.Sleep(1);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    public readonly struct Held(FileStream file) : IDisposable
    {
        public void Dispose()
        {
            if (!OperatingSystem.IsMacOS())
            {
                file.Unlock(0, 1);
            }
        }
    }
}
