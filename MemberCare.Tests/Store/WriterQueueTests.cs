using MemberCare.Core.Store;

namespace MemberCare.Tests.Store;

/// <summary>Whose turn it is at the writer. The time that a commit has worked is told, so that nothing here depends on a clock.</summary>
public sealed class WriterQueueTests
{
    private const string Nothing = "";

    private static readonly TimeSpan Begun = TimeSpan.Zero, Folded = WriterQueue<string>.LongestFold, Over = WriterQueue<string>.LongestCommit;

    private readonly WriterQueue<string> _queue = new();

    [Fact]
    public void Short_commands_go_before_long_ones_and_each_kind_in_the_order_in_which_it_came()
    {
        Add("L1", "s1", "L2", "s2", "s3");
        Assert.Equal(["s1", "s2", "s3", "L1", "L2"], Commit());
    }

    [Fact]
    public void A_short_command_that_comes_while_a_long_one_runs_waits_for_no_other_long_one()
    {
        Add("L1", "L2", "L3");
        _queue.BeginCommit();
        Assert.Equal("L1", Take());
        Add("s1", "s2");
        Assert.Equal(["s1", "s2", Nothing], [Take(), Take(), Take()]);
        Assert.Equal(["L2", "L3"], Commit());
    }

    [Fact]
    public void A_commit_that_worked_long_enough_takes_no_second_long_command_and_in_the_end_nothing_more()
    {
        Add("L1", "L2", "L3");
        _queue.BeginCommit();
        Assert.Equal(["L1", "L2", Nothing], [Take(), Take(), Take(Folded)]);
        Add("s1", "s2");
        Assert.Equal(["s1", Nothing], [Take(Folded), Take(Over)]);
        Assert.Equal(["s2", "L3"], Commit());
    }

    [Fact]
    public void However_slow_a_commit_is_it_takes_one_command()
    {
        Add("s1", "s2", "L1");
        _queue.BeginCommit();
        Assert.Equal(["s1", Nothing], [Take(Over), Take(Over)]);
    }

    [Fact]
    public void A_long_command_that_a_commit_passed_over_goes_before_the_short_ones_of_the_next()
    {
        Add("L1", "L2", "s1", "s2");
        _queue.BeginCommit();
        Assert.Equal(["s1", Nothing], [Take(), Take(Over)]);
        Add("s3");
        Assert.Equal(["L1", "s2", "s3"], Commit());
        Assert.Equal(["L2"], Commit());
    }

    [Fact]
    public void A_long_command_that_came_after_a_commit_has_not_been_passed_over()
    {
        Add("s1");
        Assert.Equal(["s1"], Commit());
        Add("L1", "s2");
        Assert.Equal(["s2", "L1"], Commit());
    }

    [Fact]
    public void A_commit_has_its_most_commands()
    {
        Add([.. Enumerable.Range(0, 300).Select(i => $"s{i}")]);
        Assert.Equal(WriterQueue<string>.Most, Commit().Count);
        Assert.Equal(300 - WriterQueue<string>.Most, Commit().Count);
    }

    [Fact]
    public void What_was_queued_before_the_end_is_still_taken_and_nothing_after_it()
    {
        Add("s1");
        _queue.Close();
        Assert.False(_queue.TryAdd("s2", Turn.Short));
        Assert.False(_queue.IsOver);
        Assert.True(_queue.Wait(Timeout.InfiniteTimeSpan));
        Assert.Equal(["s1"], Commit());
        Assert.True(_queue.IsOver);
        Assert.False(_queue.Wait(Timeout.InfiniteTimeSpan));
    }

    // Long commands of 25 units, short ones of one, in any crowd: a short one never sees a second long one begin between its coming and its turn unless a whole commit
    // passed, and a long one is never passed over by two.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nobody_starves_in_any_crowd(int seed)
    {
        var random = new Random(seed);
        var (came, longsAtComing) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        var (number, commits, longs, open, longsWaiting, commitsWithoutLong) = (0, 0, 0, 0, 0, 0);
        while (commits < 2000)
        {
            Arrive();
            _queue.BeginCommit();
            var (elapsed, taken, longsBefore, waitedAtStart) = (0, 0, longs, longsWaiting);
            while (_queue.TryTake(TimeSpan.FromMilliseconds(elapsed), out var item))
            {
                taken++;
                open--;
                if (item[0] == 'L')
                {
                    (longs, longsWaiting, elapsed) = (longs + 1, longsWaiting - 1, elapsed + 25);
                }
                else
                {
                    // Of the commit it came into, and at most one that was passed over.
                    Assert.True(commits > came[item] + 1 || longs - longsAtComing[item] <= 1);
                    elapsed++;
                }

                Assert.True(came.Remove(item));
                Arrive();
            }

            Assert.True(taken > 0 || open == 0);
            commitsWithoutLong = waitedAtStart > 0 && longs == longsBefore ? commitsWithoutLong + 1 : 0;
            Assert.True(commitsWithoutLong <= 1);
            commits++;
        }

        void Arrive()
        {
            for (var i = random.Next(4); i > 0 && open < 200; i--)
            {
                var item = $"{(random.Next(5) == 0 ? 'L' : 's')}{number++}";
                (came[item], longsAtComing[item]) = (commits, longs);
                open++;
                longsWaiting += item[0] == 'L' ? 1 : 0;
                Add(item);
            }
        }
    }

    private void Add(params string[] items)
    {
        foreach (var item in items)
        {
            Assert.True(_queue.TryAdd(item, item[0] == 'L' ? Turn.Long : Turn.Short));
        }
    }

    private string Take(TimeSpan elapsed = default) => _queue.TryTake(elapsed, out var item) ? item : Nothing;

    private List<string> Commit()
    {
        _queue.BeginCommit();
        var taken = new List<string>();
        while (Take(Begun) is var item && item != Nothing)
        {
            taken.Add(item);
        }

        return taken;
    }
}
