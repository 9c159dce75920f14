using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;

namespace MemberCare.Tests.Domain.Restrictions;

public sealed class ReadAloudTests
{
    private static readonly DateTimeOffset Later = new(2026, 3, 31, 18, 40, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(CustomerAction.RedeemPoints, Effect.Deny, DecidingLayer.LoginLock, CustomerStatus.Active, true, "You cannot redeem points: sign-in is locked until 18:40 tomorrow after five wrong passwords. I can lift that.")]
    [InlineData(CustomerAction.SignIn, Effect.Deny, DecidingLayer.LoginLock, CustomerStatus.Active, false, "You cannot sign in: sign-in is locked until 18:40 tomorrow after five wrong passwords.")]
    [InlineData(CustomerAction.SignIn, Effect.Limited, DecidingLayer.Status, CustomerStatus.Suspended, true, "You can sign in, but only to pay what is due: your membership is on hold until 18:40 tomorrow.")]
    [InlineData(CustomerAction.Transact, Effect.NoAward, DecidingLayer.Status, CustomerStatus.Blocked, true, "You can buy, but it earns no points at the moment: your membership has been restricted until 18:40 tomorrow.")]
    [InlineData(CustomerAction.ReceiveMarketing, Effect.Deny, DecidingLayer.DoNotContact, CustomerStatus.Active, true, "You get no offers from us, as you asked. I can change that.")]
    [InlineData(CustomerAction.Book, Effect.Deny, DecidingLayer.BlockList, CustomerStatus.Active, true, "You cannot book an appointment: your phone number or e-mail address is blocked until 18:40 tomorrow.")]
    [InlineData(CustomerAction.Transact, Effect.Flag, DecidingLayer.Status, CustomerStatus.FraudSuspected, true, "You can buy.")]
    [InlineData(CustomerAction.RedeemPoints, Effect.Deny, DecidingLayer.Status, CustomerStatus.FraudSuspected, true, "You cannot redeem points at the moment.")]
    [InlineData(CustomerAction.Earn, Effect.Allow, DecidingLayer.None, CustomerStatus.Active, true, "You earn points as usual.")]
    public void The_sentence_says_what_why_until_when_and_what_the_agent_can_do(
        CustomerAction action, Effect effect, DecidingLayer layer, CustomerStatus status, bool canLift, string sentence) =>
        Assert.Equal(sentence, ReadAloud.Of(action, new Decision(effect, layer, Later), status, 5, "18:40 tomorrow", canLift));

    [Fact]
    public void Every_answer_there_can_be_has_one_sentence_that_says_nothing_of_fraud_and_nobodys_gender()
    {
        foreach (var action in EffectMatrix.Actions)
        {
            foreach (var (effect, layer, status) in
                     from effect in EffectMatrix.Sensible(action) from layer in Enum.GetValues<DecidingLayer>() from status in StatusWords.All select (effect, layer, status))
            {
                var sentence = ReadAloud.Of(action, new Decision(effect, layer, null), status, 0, null, true);

                Assert.StartsWith("You", sentence, StringComparison.Ordinal);
                Assert.EndsWith(".", sentence, StringComparison.Ordinal);
                Assert.DoesNotMatch(@"(?i)fraud|suspect|\b(she|he|her|his|him)\b|  |!|\.\.", sentence);
            }
        }
    }
}
