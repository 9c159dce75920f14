using System.Diagnostics.CodeAnalysis;

namespace MemberCare.Core.Store;

/// <summary>How a command stands in the writer's queue.</summary>
public enum Turn
{
    /// <summary>It writes a few rows, and somebody waits for it.</summary>
    Short,

    /// <summary>It writes many rows and lets short ones go first. It should look at <see cref="WriteTransaction.IsTimeUp"/> and queue again for what is left.</summary>
    Long,
}

/// <summary>
/// The commands that wait for the writer, and which of them go into the next commit. Short ones go before long ones; a long one that a whole commit has passed
/// over goes before all, so that it starves neither. A commit takes further long ones only for a while, and none once a short one came in between: whoever
/// comes with a short command waits for the long one that is running, and for no other.
/// </summary>
internal sealed class WriterQueue<T>
{
    /// <summary>The most commands of a commit.</summary>
    public const int Most = 256;

    /// <summary>A commit that has worked this long takes nothing more.</summary>
    public static readonly TimeSpan LongestCommit = TimeSpan.FromMilliseconds(50);

    /// <summary>A commit that has worked this long takes no second long command.</summary>
    public static readonly TimeSpan LongestFold = WriteTransaction.LongestTurn;

    private readonly object _lock = new();
    private readonly Queue<T> _short = new(), _long = new();
    private int _taken, _longTaken;
    private bool _isClosed, _isPassedOver, _isShortBehind;

    /// <summary>Whether a short command waits.</summary>
    public bool HasShort
    {
        get
        {
            lock (_lock)
            {
                return _short.Count > 0;
            }
        }
    }

    /// <summary>Whether it was closed and nothing is left in it.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _isClosed && _short.Count + _long.Count == 0;
            }
        }
    }

    /// <summary>Queues a command; false where the queue was closed.</summary>
    public bool TryAdd(T item, Turn turn)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            (turn == Turn.Long ? _long : _short).Enqueue(item);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Takes no more; what is queued can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Waits until there is a command; false where none came in time, or none will.</summary>
    public bool Wait(TimeSpan longest)
    {
        lock (_lock)
        {
            if (_short.Count + _long.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_lock, longest);
            }

            return _short.Count + _long.Count > 0;
        }
    }

    /// <summary>Begins the next commit.</summary>
    public void BeginCommit()
    {
        lock (_lock)
        {
            (_taken, _longTaken, _isShortBehind) = (0, 0, false);
        }
    }

    /// <summary>Takes the next command of this commit.</summary>
    /// <param name="elapsed">How long the commit has worked.</param>
    /// <param name="item">The command.</param>
    /// <returns>False where the commit is to be made: nothing waits that belongs to it. The first is always given, if there is one.</returns>
    public bool TryTake(TimeSpan elapsed, [MaybeNullWhen(false)] out T item)
    {
        lock (_lock)
        {
            var isOpen = _taken == 0 || (_taken < Most && elapsed < LongestCommit);
            if (isOpen && _isPassedOver && _long.TryDequeue(out item))
            {
                _isPassedOver = false;
                (_taken, _longTaken) = (_taken + 1, _longTaken + 1);
                return true;
            }

            if (isOpen && _short.TryDequeue(out item))
            {
                (_taken, _isShortBehind) = (_taken + 1, _longTaken > 0);
                return true;
            }

            if (isOpen && (_longTaken == 0 || (elapsed < LongestFold && !_isShortBehind)) && _long.TryDequeue(out item))
            {
                (_taken, _longTaken) = (_taken + 1, _longTaken + 1);
                return true;
            }

            // The commit ends here; a long one that comes later has not waited for all of it.
            _isPassedOver = _taken > 0 && _longTaken == 0 && _long.Count > 0;
            item = default;
            return false;
        }
    }
}
