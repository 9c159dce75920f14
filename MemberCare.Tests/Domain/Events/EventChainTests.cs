using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Events;

public sealed class EventChainTests
{
    private static readonly CustomerEvent First = new()
    {
        TenantId = new TenantId(7),
        CustomerId = new CustomerId(Guid.Parse("0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3")),
        Sequence = 1,
        At = DateTimeOffset.FromUnixTimeMilliseconds(1_763_700_000_123),
        Kind = EventKind.StatusChanged,
        ActorKind = ActorKind.Person,
        ActorId = "12",
        ActorName = "Ravi K. 😀",
        Channel = Channel.Console,
        FromStatus = CustomerStatus.Active,
        FromLabelId = new LabelId(1),
        FromLabel = "Active",
        ToStatus = CustomerStatus.Suspended,
        ToLabelId = new LabelId(2),
        ToLabel = "Lost phone",
        ReasonCode = "lost-phone",
        Note = "Lost mobile phone",
        Data = new EventData { ["place"] = "till 7", ["amount"] = "42.10" },
        BatchId = Guid.Parse("0192f0c1-2d3e-7a4b-8c5d-000000000001"),
        Salt = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
    };

    [Fact]
    public void The_canonical_bytes_never_change()
    {
        // Written down once. Whoever has to change this line breaks every chain that was ever kept.
        Assert.Equal("493893caa51b51512d0604562470436d579edefee9108e8eb04e4d1a591c6210", Convert.ToHexStringLower(EventChain.HashOf(First, [])));
        Assert.Equal("ebf5cba18b7a5441efb0289322f175a52c5c5209df5f0ed5dda1cd0b27f1cc0c", Convert.ToHexStringLower(EventChain.HashOf(First with { Note = null, Data = null, BatchId = null, FromStatus = null }, [9, 8, 7])));
    }

    [Fact]
    public void A_whole_chain_has_no_break() => Assert.Null(EventChain.FirstBreak(Chain(20)));

    [Fact]
    public void An_edited_event_is_found()
    {
        var edits = new Func<CustomerEvent, CustomerEvent>[]
        {
            e => e with { At = e.At.AddMilliseconds(1) },
            e => e with { ActorName = "Somebody else" },
            e => e with { Note = "Another reason" },
            e => e with { ToStatus = CustomerStatus.Active },
            e => e with { ReasonCode = null },
            e => e with { ToLabel = "lost-phone", ReasonCode = "Lost phone" },
            e => e with { Data = null },
            e => e with { BatchId = null },
            e => e with { CustomerId = new CustomerId(Guid.NewGuid()) },
        };
        foreach (var edit in edits)
        {
            var chain = Chain(10);
            chain[4] = edit(chain[4]);
            Assert.Equal(5, EventChain.FirstBreak(chain));
        }
    }

    [Fact]
    public void A_removed_or_moved_event_is_found()
    {
        var removed = Chain(10);
        removed.RemoveAt(3);
        Assert.Equal(4, EventChain.FirstBreak(removed));

        var moved = Chain(10);
        (moved[6], moved[7]) = (moved[7], moved[6]);
        Assert.Equal(7, EventChain.FirstBreak(moved));
    }

    [Fact]
    public void A_very_long_note_is_hashed_like_a_short_one()
    {
        var (linked, twin) = (EventChain.Link(First with { Note = new string('x', 100_000) }, []), EventChain.Link(First with { Note = new string('x', 99_999) + "y" }, []));
        Assert.Equal(32, linked.Hash.Length);
        Assert.NotEqual(linked.Hash, twin.Hash);
    }

    private static List<CustomerEvent> Chain(int length)
    {
        var chain = new List<CustomerEvent>();
        for (var i = 1; i <= length; i++)
        {
            chain.Add(EventChain.Link(First with { Sequence = i, Salt = null, At = First.At.AddSeconds(i) }, chain.Count == 0 ? [] : chain[^1].Hash));
        }

        return chain;
    }
}
