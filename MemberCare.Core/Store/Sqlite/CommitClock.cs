using System.IO.MemoryMappedFiles;

namespace MemberCare.Core.Store.Sqlite;

/// <summary>
/// Numbers the commits of all processes that share the file, in a page of memory that they share as well: looking whether anything was committed since costs
/// nanoseconds and no call of the system. Whoever commits takes a number inside the transaction, before the commit, and reports it as ended before anybody is
/// answered.
/// </summary>
/// <remarks>
/// SQLite lets one transaction write at a time, so whoever takes number n knows that all before it have ended, those included whose process died before it
/// could say so.
/// </remarks>
internal sealed unsafe class CommitClock : IDisposable
{
    private const int Size = 4096;

    // In 64-bit words; each on a cache line of its own.
    private const int BegunAt = 8, EndedAt = 16, UntoldAt = 24, AccessAt = 32;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _words;

    public CommitClock(string databasePath)
    {
        _file = new FileStream(databasePath + ".commits", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Extend();
        _map = MemoryMappedFile.CreateFromFile(_file, null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, Size);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _words = (long*)(start + _view.PointerOffset);
    }

    /// <summary>The number of the newest commit that began.</summary>
    public long Begun => Volatile.Read(ref _words[BegunAt]);

    /// <summary>The number up to which all commits have ended. Where it equals <see cref="Begun"/>, none is under way.</summary>
    public long Ended => Volatile.Read(ref _words[EndedAt]);

    /// <summary>The newest commit with a change that decisions rest on and of which the outbox does not tell.</summary>
    public long Untold => Volatile.Read(ref _words[UntoldAt]);

    /// <summary>The newest commit that changed who has access through the API.</summary>
    public long Access => Volatile.Read(ref _words[AccessAt]);

    /// <summary>Takes the number of the commit that is about to be made. Call it inside the transaction that writes.</summary>
    public long Begin(bool untold, bool access)
    {
        var number = Interlocked.Increment(ref _words[BegunAt]);
        Raise(EndedAt, number - 1);
        if (untold)
        {
            Raise(UntoldAt, number);
        }

        if (access)
        {
            Raise(AccessAt, number);
        }

        return number;
    }

    /// <summary>Reports that the commit was made, or undone.</summary>
    public void End(long number) => Raise(EndedAt, number);

    public void Dispose()
    {
        // The page stays mapped until the process ends: a late reader must not reach into nothing.
        _file.Dispose();
    }

    private void Raise(int word, long to)
    {
        for (var known = Volatile.Read(ref _words[word]); known < to;)
        {
            var seen = Interlocked.CompareExchange(ref _words[word], to, known);
            known = seen == known ? to : seen;
        }
    }

    // Written and not only lengthened, so that a full disk is told here and not by a signal when the page is first touched.
    private void Extend()
    {
        while (true)
        {
            try
            {
                if (!OperatingSystem.IsMacOS())
                {
                    _file.Lock(0, 1);
                }

                break;
            }
            catch (IOException) when (!_file.SafeFileHandle.IsClosed)
            {
                Thread.Sleep(1);
            }
        }

        try
        {
            if (_file.Length < Size)
            {
                _file.Position = _file.Length;
                _file.Write(new byte[Size - _file.Length]);
                _file.Flush();
            }
        }
        finally
        {
            if (!OperatingSystem.IsMacOS())
            {
                _file.Unlock(0, 1);
            }
        }
    }
}
