using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Restrictions;

public sealed class EffectsTests
{
    [Fact]
    public void The_strictest_wins_in_any_order_and_however_the_layers_are_grouped()
    {
        var layers = Gen.Elements(Enum.GetValues<Effect>()).ArrayOf().ToArbitrary();
        Prop.ForAll(layers, effects =>
        {
            var strictest = Effects.Strictest(effects);
            var half = effects.Length / 2;
            return effects.All(effect => effect <= strictest)
                && (effects.Length == 0 ? strictest == Effect.Allow : effects.Contains(strictest))
                && Effects.Strictest(effects.Reverse()) == strictest
                && Effects.Strictest(Effects.Strictest(effects[..half]), Effects.Strictest(effects[half..])) == strictest;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_active_customer_may_do_everything() =>
        Assert.All(EffectMatrix.Actions, action => Assert.Equal(Effect.Allow, EffectMatrix.Default.Of(CustomerStatus.Active, action)));

    [Fact]
    public void A_deleted_customer_may_do_nothing() =>
        Assert.All(EffectMatrix.Actions, action => Assert.Equal(Effect.Deny, EffectMatrix.Default.Of(CustomerStatus.Deleted, action)));

    [Theory]
    [InlineData(CustomerAction.SignIn)]
    [InlineData(CustomerAction.Earn)]
    [InlineData(CustomerAction.RedeemPoints)]
    [InlineData(CustomerAction.RedeemCoupon)]
    [InlineData(CustomerAction.Transfer)]
    [InlineData(CustomerAction.ReceiveMarketing)]
    public void A_blocked_customer_is_denied(CustomerAction action) =>
        Assert.Equal(Effect.Deny, EffectMatrix.Default.Of(CustomerStatus.Blocked, action));

    [Fact]
    public void An_internal_account_works_and_is_left_out_of_reports() =>
        Assert.Equal([CustomerAction.CountInReports], EffectMatrix.Actions.Where(action => EffectMatrix.Default.Of(CustomerStatus.Internal, action) != Effect.Allow));

    [Fact]
    public void A_suspended_customer_may_sign_in_only_to_pay_what_is_due()
    {
        Assert.Equal(Effect.Limited, EffectMatrix.Default.Of(CustomerStatus.Suspended, CustomerAction.SignIn));
        Assert.Equal(Effect.Allow, EffectMatrix.Default.Of(CustomerStatus.Suspended, CustomerAction.PayInvoice));
        Assert.Equal(Effect.Flag, EffectMatrix.Default.Of(CustomerStatus.Suspended, CustomerAction.Transact));
    }

    [Fact]
    public void What_a_change_takes_the_way_back_gives_and_points_are_kept()
    {
        var block = Between(CustomerStatus.Active, CustomerStatus.Blocked);
        var unblock = Between(CustomerStatus.Blocked, CustomerStatus.Active);
        Assert.Contains("redeem points", block.Loses);
        Assert.Contains("redeem points", unblock.Gains);
        Assert.Contains("buy: goes through, earns nothing", block.Loses);
        Assert.Empty(block.Gains);
        Assert.Empty(unblock.Loses);
        Assert.Contains("Points, rewards and history", block.Keeps, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pair_of_statuses_loses_one_way_as_many_as_it_gains_the_other()
    {
        foreach (var from in StatusWords.All)
        {
            foreach (var to in StatusWords.All)
            {
                Assert.Equal(Between(from, to).Loses.Count, Between(to, from).Gains.Count);
            }
        }
    }

    private static ImpactPreview Between(CustomerStatus from, CustomerStatus to) =>
        ImpactPreview.Between(DecisionPolicy.Default, (from, new LabelId((int)from + 1)), (to, new LabelId((int)to + 1)));
}
