using MemberCare.Core.Domain.Webhooks;

namespace MemberCare.Tests.Domain.Webhooks;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Waits_grow_and_last_about_three_days(double chance)
    {
        var waits = Enumerable.Range(1, Backoff.MostAttempts - 1).Select(attempts => Backoff.After(attempts, null, chance)!.Value).ToList();

        Assert.InRange(waits[0], TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        Assert.Equal(waits.Order(), waits);
        Assert.InRange(waits.Aggregate((sum, wait) => sum + wait), TimeSpan.FromDays(2.5), TimeSpan.FromDays(3.5));
        Assert.Null(Backoff.After(Backoff.MostAttempts, null, chance));
        Assert.Null(Backoff.After(Backoff.MostAttempts, TimeSpan.FromMinutes(1), chance));
    }

    [Fact]
    public void A_receiver_may_ask_for_a_longer_wait_within_a_day_and_never_for_a_shorter_one()
    {
        Assert.Equal(TimeSpan.FromMinutes(7), Backoff.After(1, TimeSpan.FromMinutes(7), 0.5));
        Assert.Equal(TimeSpan.FromSeconds(5), Backoff.After(1, TimeSpan.Zero, 0.5));
        Assert.Equal(TimeSpan.FromDays(1), Backoff.After(1, TimeSpan.FromDays(4000), 0.5));
    }

    [Fact]
    public void A_receiver_is_left_in_peace_after_a_few_failures_in_a_row_and_for_five_minutes_at_most()
    {
        Assert.Equal(TimeSpan.Zero, Backoff.Rest(Backoff.FailuresBeforeRest - 1));
        Assert.Equal(TimeSpan.FromSeconds(5), Backoff.Rest(Backoff.FailuresBeforeRest));
        Assert.Equal(TimeSpan.FromMinutes(5), Backoff.Rest(int.MaxValue));
    }
}
