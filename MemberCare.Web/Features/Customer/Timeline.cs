using MemberCare.Core.Queries;

namespace MemberCare.Web.Features.Customer;

/// <summary>What a timeline shows, newest first, and what has come since and waits until the reader wants it. Doubles are dropped: a number is taken in once.</summary>
public sealed class Timeline
{
    private readonly List<EventView> _shown = [];
    private readonly List<EventView> _waiting = [];
    private readonly HashSet<long> _new = [];

    /// <summary>The events in sight, newest first.</summary>
    public IReadOnlyList<EventView> Shown => _shown;

    /// <summary>How many newer events wait to be shown.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Whether there are older ones to read.</summary>
    public bool HasOlder { get; private set; }

    /// <summary>The number of the newest event taken in, shown or waiting; 0 where there is none.</summary>
    public long Newest => _waiting.Count > 0 ? _waiting[0].Sequence : _shown.Count > 0 ? _shown[0].Sequence : 0;

    /// <summary>The number of the oldest event shown; null where there is none.</summary>
    public long? Oldest => _shown.Count > 0 ? _shown[^1].Sequence : null;

    /// <summary>Whether an event came while the reader was here.</summary>
    public bool IsNew(EventView happened) => _new.Contains(happened.Sequence);

    /// <summary>Begins with a first page.</summary>
    public void Begin(TimelinePage page)
    {
        _shown.Clear();
        _waiting.Clear();
        _shown.AddRange(page.Events);
        HasOlder = page.HasMore;
    }

    /// <summary>Takes in events that came since.</summary>
    /// <param name="events">Newest first; those known already are left out.</param>
    /// <param name="wait">Whether they wait, because the reader is further down.</param>
    /// <returns>Those that are really new.</returns>
    public IReadOnlyList<EventView> Add(IReadOnlyList<EventView> events, bool wait)
    {
        var newest = Newest;
        var fresh = events.Where(happened => happened.Sequence > newest).ToList();
        _new.UnionWith(fresh.Select(happened => happened.Sequence));
        _waiting.InsertRange(0, fresh);
        if (!wait)
        {
            ShowWaiting();
        }

        return fresh;
    }

    /// <summary>Shows what waits.</summary>
    public void ShowWaiting()
    {
        _shown.InsertRange(0, _waiting);
        _waiting.Clear();
    }

    /// <summary>Takes in an older page, for the bottom.</summary>
    public void AddOlder(TimelinePage page)
    {
        var oldest = Oldest ?? long.MaxValue;
        _shown.AddRange(page.Events.Where(happened => happened.Sequence < oldest));
        HasOlder = page.HasMore;
    }
}
