using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Tests.Store;

/// <summary>The table of exceptions against a dictionary, alone and read by many.</summary>
public sealed class ExceptionTableTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, ulong.MaxValue)]
    [InlineData(2, 0xFFFFF000000FFFFF)] // many with the same home
    [InlineData(3, 0xFFFFFFFFFFFFFFC0)] // all in one part
    public void It_holds_what_a_dictionary_holds_through_any_order_of_changes(int seed, ulong mask)
    {
        var (random, table, model) = (new Random(seed), new ExceptionTable(), new Dictionary<ulong, ExceptionStanding>());
        var hashes = Enumerable.Range(0, 4_000).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue) & mask & ~0x3FFC0UL).Distinct().ToArray();
        for (var step = 0; step < 60_000; step++)
        {
            var hash = hashes[random.Next(hashes.Length)];
            if (random.Next(5) < (step / 10_000 % 2 == 0 ? 3 : 2))
            {
                table.Set(hash, model[hash] = Standing(random.Next(300)));
            }
            else
            {
                table.Remove(hash);
                model.Remove(hash);
            }
        }

        Assert.Equal(model.Count, table.Count);
        foreach (var hash in hashes)
        {
            Assert.Equal(model.TryGetValue(hash, out var expected), table.TryGet(hash, out var standing));
            Assert.Equal(expected, standing);
        }
    }

    [Fact]
    public async Task Readers_without_a_lock_never_miss_an_entry_and_never_see_another_s_standing()
    {
        var (random, table) = (new Random(4), new ExceptionTable());
        var hashes = Enumerable.Range(0, 3_000).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToArray();

        // Each of the first keeps being there, with a standing of its own in one of two forms; all others come and go between them.
        for (var i = 0; i < 300; i++)
        {
            table.Set(hashes[i], Standing(2 * i));
        }

        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var (reads, mine) = (0L, new Random(reader));
            while (!stop.IsCancellationRequested || reads < 10_000)
            {
                var i = mine.Next(300);
                Assert.True(table.TryGet(hashes[i], out var standing));
                Assert.True(standing == Standing(2 * i) || standing == Standing((2 * i) + 1), "somebody else's standing");
                reads++;
            }
        })).ToArray();
        for (var step = 0; step < 300_000; step++)
        {
            var i = random.Next(hashes.Length);
            if (i < 300)
            {
                table.Set(hashes[i], Standing((2 * i) + (step % 2)));
            }
            else if (step % 3 == 0)
            {
                table.Remove(hashes[i]);
            }
            else
            {
                table.Set(hashes[i], Standing(1_000 + (step % 5_000)));
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void A_million_entries_take_less_than_ten_megabytes_and_more_terms_than_it_has_room_for_are_left_to_the_database()
    {
        var (random, table) = (new Random(5), new ExceptionTable());
        for (var i = 0; i < 1_000_000; i++)
        {
            table.Set((ulong)random.NextInt64(long.MinValue, long.MaxValue), Standing(i % 12));
        }

        Assert.InRange(table.Bytes, 8_000_000, 10_000_000);
        var hashes = Enumerable.Range(0, 70_000).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToArray();
        for (var i = 0; i < hashes.Length; i++)
        {
            table.Set(hashes[i], Standing(100 + i));
        }

        Assert.InRange(hashes.Count(hash => table.TryGet(hash, out var standing) && standing.AskDatabase), 4_000, 6_000);
        Assert.All(hashes, hash => Assert.True(table.TryGet(hash, out _)));
    }

    [Fact]
    public void Keys_differ_by_kind_and_value_and_from_process_to_process()
    {
        var (keys, others) = (new ExceptionKeys(), new ExceptionKeys());
        var hashes = new HashSet<ulong>();
        for (var i = 0; i < 50_000; i++)
        {
            Assert.True(hashes.Add(keys.Of(IdentifierKind.Mobile, $"+6012{i}")));
            Assert.True(hashes.Add(keys.Of(IdentifierKind.ExternalId, $"+6012{i}")));
            Assert.True(hashes.Add(keys.Of(new CustomerId(new Guid(i, 0, 0, new byte[8])))));
        }

        Assert.Equal(keys.Of(IdentifierKind.Email, "a@b.c"), keys.Of(IdentifierKind.Email, new string("a@b.c".ToCharArray())));
        Assert.NotEqual(keys.Of(IdentifierKind.Email, "a@b.c"), others.Of(IdentifierKind.Email, "a@b.c"));
    }

    private static ExceptionStanding Standing(int number) =>
        new(false, new CustomerStanding(CustomerStatus.Active, new LabelId(1), new Overlays(Start.AddMilliseconds(number), false), null), BlockListVerdict.Clear);
}
