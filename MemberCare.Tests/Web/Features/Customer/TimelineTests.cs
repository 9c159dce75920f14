using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Features.Customer;

namespace MemberCare.Tests.Web.Features.Customer;

public sealed class TimelineTests
{
    private readonly Timeline _timeline = new();

    public TimelineTests() => _timeline.Begin(new TimelinePage(Events(5, 4, 3), HasMore: true));

    [Fact]
    public void What_was_read_twice_is_shown_once()
    {
        var fresh = _timeline.Add(Events(7, 6, 5, 4), wait: false);

        Assert.Equal([7L, 6], fresh.Select(happened => happened.Sequence));
        Assert.Equal([7L, 6, 5, 4, 3], Shown);
    }

    [Fact]
    public void What_comes_while_somebody_reads_waits_until_it_is_wanted()
    {
        _timeline.Add(Events(6), wait: true);
        _timeline.Add(Events(7, 6), wait: true);

        Assert.Equal([5L, 4, 3], Shown);
        Assert.Equal(2, _timeline.Waiting);
        Assert.Equal(7, _timeline.Newest);

        _timeline.ShowWaiting();
        Assert.Equal([7L, 6, 5, 4, 3], Shown);
        Assert.Equal(0, _timeline.Waiting);
    }

    [Fact]
    public void Once_the_reader_is_at_the_top_what_waits_comes_before_what_is_newer_still()
    {
        _timeline.Add(Events(6), wait: true);
        _timeline.Add(Events(7), wait: false);

        Assert.Equal([7L, 6, 5, 4, 3], Shown);
    }

    [Fact]
    public void Only_what_came_meanwhile_is_marked_new()
    {
        _timeline.Add(Events(6), wait: false);

        Assert.Equal([6L], _timeline.Shown.Where(_timeline.IsNew).Select(happened => happened.Sequence));
    }

    [Fact]
    public void Older_events_follow_at_the_bottom_without_doubles()
    {
        _timeline.AddOlder(new TimelinePage(Events(3, 2, 1), HasMore: false));

        Assert.Equal([5L, 4, 3, 2, 1], Shown);
        Assert.False(_timeline.HasOlder);
        Assert.Equal(1, _timeline.Oldest);
    }

    private IEnumerable<long> Shown => _timeline.Shown.Select(happened => happened.Sequence);

    private static List<EventView> Events(params long[] sequences) =>
        [.. sequences.Select(sequence => new EventView(
            sequence, DateTimeOffset.UnixEpoch.AddHours(sequence), EventKind.SignedIn, ActorKind.System, "Portal", Channel.Portal, null, null, null, null, null, null, new EventData()))];
}
