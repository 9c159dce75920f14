using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Web.Webhooks;

/// <summary>
/// The messages under way to one subscriber. Each subscriber has a lane of its own, so that one who is slow holds up nobody else; and one who fails several times in a row is left
/// in peace for a while, and then tried with one message.
/// </summary>
/// <param name="id">The subscription.</param>
/// <param name="atOnce">How many messages may be under way at once.</param>
internal sealed class WebhookLane(WebhookId id, int atOnce)
{
    // Read ahead of what is under way, so that a lane does not wait for the next reading between two messages.
    private const int Ahead = 200;

    private readonly Lock _gate = new();
    private readonly HashSet<long> _known = [];
    private readonly Queue<DueMessage> _queue = [];
    private WebhookTarget? _target;
    private int _running;
    private int _failures;
    private DateTimeOffset _failedAt;
    private DateTimeOffset _restUntil;

    /// <summary>The subscription.</summary>
    public WebhookId Id { get; } = id;

    /// <summary>Where its messages go, as last read; null while it is paused or ended.</summary>
    public WebhookTarget? Target
    {
        get
        {
            lock (_gate)
            {
                return _target;
            }
        }

        set
        {
            lock (_gate)
            {
                _target = value;
            }
        }
    }

    /// <summary>Whether nothing is under way.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _known.Count == 0;
            }
        }
    }

    /// <summary>How many due messages to read, those that are known already included; 0 where none can be taken.</summary>
    public int Wanted(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _target is null || now < _restUntil || (_failures > 0 && _known.Count > 0) || _queue.Count >= Ahead / 2 ? 0
                : _failures >= Backoff.FailuresBeforeRest ? 1
                : _known.Count + Ahead;
        }
    }

    /// <summary>Takes in what was read; what is known already is left out.</summary>
    public void Add(IEnumerable<DueMessage> due)
    {
        lock (_gate)
        {
            foreach (var message in due)
            {
                if (_known.Add(message.Id))
                {
                    _queue.Enqueue(message);
                }
            }
        }
    }

    /// <summary>The next message to send; null where there is none, or as many as may be are under way.</summary>
    public DueMessage? Next()
    {
        lock (_gate)
        {
            if (_target is null || _running >= (_failures > 0 ? 1 : atOnce) || !_queue.TryDequeue(out var next))
            {
                return null;
            }

            _running++;
            return next;
        }
    }

    /// <summary>Notes what came of a message. It stays known until <see cref="Forget"/>, since the store does not know yet.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="began">When it was sent. Messages that were under way together fail together, and count as one failure.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Whether the subscriber, left in peace before, takes messages again.</returns>
    public bool Report(DeliveryResult result, DateTimeOffset began, DateTimeOffset now)
    {
        lock (_gate)
        {
            _running--;
            if (result.IsTold)
            {
                var wasResting = _failures >= Backoff.FailuresBeforeRest;
                _failures = 0;
                return wasResting;
            }

            if (began >= _failedAt)
            {
                _failures++;
                _failedAt = now;
            }

            var asked = result.Asked is { } wait && wait < Backoff.LongestAsked ? wait : TimeSpan.Zero;
            var until = now + (Backoff.Rest(_failures) is var rest && rest > asked ? rest : asked);
            _restUntil = until > _restUntil ? until : _restUntil;

            // What was read ahead is read again when its time comes.
            DropQueue();
            return false;
        }
    }

    /// <summary>Lets go of what was read ahead and is not under way.</summary>
    public void DropQueue()
    {
        lock (_gate)
        {
            while (_queue.TryDequeue(out var waiting))
            {
                _known.Remove(waiting.Id);
            }
        }
    }

    /// <summary>The store has kept what came of a message.</summary>
    public void Forget(long message)
    {
        lock (_gate)
        {
            _known.Remove(message);
        }
    }

    /// <summary>A message was not sent, or broken off: nobody knows what came of it, so it is sent again.</summary>
    public void BreakOff(long message)
    {
        lock (_gate)
        {
            _running--;
            _known.Remove(message);
        }
    }
}
