using MemberCare.Core.Domain.Statuses;
using static MemberCare.Core.Domain.Statuses.CustomerStatus;

namespace MemberCare.Tests.Domain.Statuses;

public sealed class TransitionRulesTests
{
    // From → every status that a customer may go to while approvals are off and no tenant has opened a door.
    private static readonly Dictionary<CustomerStatus, CustomerStatus[]> Table = new()
    {
        [Active] = [Active, Suspended, FraudSuspected, Blocked, Internal, Deleted],
        [Suspended] = [Active, Suspended, FraudSuspected, Deleted],
        [FraudSuspected] = [Active, Suspended, FraudSuspected, FraudConfirmed],
        [FraudConfirmed] = [Active, FraudConfirmed, Deleted],
        [Blocked] = [Active, Blocked],
        [Internal] = [Active, Internal, Deleted],
        [Deleted] = [],
    };

    public static TheoryData<CustomerStatus, CustomerStatus> Pairs()
    {
        var pairs = new TheoryData<CustomerStatus, CustomerStatus>();
        foreach (var from in StatusWords.All)
        {
            foreach (var to in StatusWords.All)
            {
                pairs.Add(from, to);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Each_way_is_open_or_closed_as_the_table_says(CustomerStatus from, CustomerStatus to) =>
        Assert.Equal(Table[from].Contains(to), TransitionRules.Decide(from, to) is null);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Each_closed_way_is_refused_with_a_sentence_for_a_person(CustomerStatus from, CustomerStatus to)
    {
        if (TransitionRules.Decide(from, to) is { } refusal)
        {
            Assert.EndsWith(".", refusal.Sentence, StringComparison.Ordinal);
            Assert.DoesNotContain(from + "Suspected", refusal.Sentence, StringComparison.Ordinal);
            Assert.InRange(refusal.Sentence.Length, 20, 140);
        }
    }

    [Fact]
    public void No_path_of_transitions_leaves_Deleted()
    {
        var reached = new HashSet<CustomerStatus> { Deleted };
        while (reached.Count < StatusWords.All.Count)
        {
            var before = reached.Count;
            reached.UnionWith(StatusWords.All.Where(to => reached.Any(from => TransitionRules.Decide(from, to) is null)));
            if (reached.Count == before)
            {
                break;
            }
        }

        Assert.Equal([Deleted], reached);
    }

    [Fact]
    public void Fraud_is_confirmed_only_after_it_was_suspected() =>
        Assert.Equal(
            [FraudSuspected, FraudConfirmed],
            StatusWords.All.Where(from => TransitionRules.Decide(from, FraudConfirmed) is null));

    [Fact]
    public void Only_active_customers_can_be_blocked() =>
        Assert.Equal([Active, Blocked], StatusWords.All.Where(from => TransitionRules.Decide(from, Blocked) is null));

    [Fact]
    public void Every_status_but_Deleted_leads_back_to_Active() =>
        Assert.All(StatusWords.All.Where(status => status != Deleted), from => Assert.Null(TransitionRules.Decide(from, Active)));

    [Theory]
    [InlineData("Fraud suspected", FraudSuspected)]
    [InlineData("FRAUD_SUSPECTED", FraudSuspected)]
    [InlineData(" blocked ", Blocked)]
    [InlineData("fraudConfirmed", FraudConfirmed)]
    public void A_status_is_read_in_any_spelling(string text, CustomerStatus status)
    {
        Assert.True(StatusWords.TryParse(text, out var read));
        Assert.Equal(status, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("Actives")]
    public void A_word_that_is_no_status_is_not_read_as_one(string? text) => Assert.False(StatusWords.TryParse(text, out _));
}
