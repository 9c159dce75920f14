using System.Collections.Frozen;
using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Tests.Domain.Restrictions;

public sealed class DecideTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly LabelId Plain = new(1);
    private static readonly LabelId Strict = new(2);
    private static readonly BlockListVerdict Listed = new(true, Now.AddDays(30));

    private static readonly DecisionPolicy Policy = DecisionPolicy.Default with
    {
        Labels = new Dictionary<LabelId, Tightening> { [Strict] = Tightening.Of([KeyValuePair.Create(CustomerAction.Book, Effect.Deny)]).Value }.ToFrozenDictionary(),
    };

    private static readonly Gen<(CustomerStanding Standing, BlockListVerdict List, CustomerAction Action)> Cases =
        Gen.Elements(StatusWords.All.ToArray()).SelectMany(status =>
            Gen.Elements(Plain, Strict).SelectMany(label =>
                Gen.Elements<DateTimeOffset?>(null, Now.AddHours(-1), Now, Now.AddHours(1)).SelectMany(locked =>
                    Gen.Elements(true, false).SelectMany(quiet =>
                        Gen.Elements(true, false).SelectMany(listed =>
                            Gen.Elements(EffectMatrix.Actions.ToArray()).Select(action =>
                                (new CustomerStanding(status, label, new Overlays(locked, quiet), null), listed ? Listed : BlockListVerdict.Clear, action)))))));

    [Fact]
    public void No_layer_ever_loosens_what_another_one_says() =>
        Prop.ForAll(Cases.ToArbitrary(), given =>
        {
            var (standing, list, action) = given;
            var all = Decide.Of(action, Policy, standing, list, Now).Effect;
            return all >= Decide.Of(action, Policy, standing, BlockListVerdict.Clear, Now).Effect
                && all >= Decide.Of(action, Policy, standing with { Overlays = Overlays.None }, list, Now).Effect
                && all >= Decide.Of(action, Policy, standing with { Label = Plain }, list, Now).Effect
                && all >= Policy.Matrix.Of(standing.Status, action)
                && all >= Decide.Of(action, Policy, null, list, Now).Effect;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_effect_is_always_the_effect_of_the_layer_that_is_named() =>
        Prop.ForAll(Cases.ToArbitrary(), given =>
        {
            var (standing, list, action) = given;
            var decision = Decide.Of(action, Policy, standing, list, Now);
            return decision.Layer switch
            {
                DecidingLayer.None => decision.Effect == Effect.Allow,
                DecidingLayer.Status => decision.Effect == Policy.Matrix.Of(standing.Status, action),
                DecidingLayer.Label => standing.Label == Strict && decision.Effect == Effect.Deny,
                DecidingLayer.LoginLock => standing.Overlays.LockedUntil > Now && decision.Until == standing.Overlays.LockedUntil,
                DecidingLayer.DoNotContact => standing.Overlays.DoNotContact && action == CustomerAction.ReceiveMarketing,
                DecidingLayer.BlockList => list.IsListed && decision.Until == Listed.Until,
                _ => false,
            };
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Under_a_login_lock_sign_in_and_redeeming_are_denied_and_earning_goes_on()
    {
        var locked = Standing(CustomerStatus.Active) with { Overlays = new(Now.AddHours(24), false) };

        Assert.All(
            new[] { CustomerAction.SignIn, CustomerAction.RedeemPoints, CustomerAction.RedeemCoupon },
            action => Assert.Equal(new Decision(Effect.Deny, DecidingLayer.LoginLock, Now.AddHours(24)), Of(action, locked)));
        Assert.All(new[] { CustomerAction.Earn, CustomerAction.Transact, CustomerAction.Book }, action => Assert.Equal(Effect.Allow, Of(action, locked).Effect));
    }

    [Fact]
    public void A_login_lock_is_over_at_its_very_end() =>
        Assert.True(Of(CustomerAction.SignIn, Standing(CustomerStatus.Active) with { Overlays = new(Now, false) }).IsAllowed);

    [Fact]
    public void Whoever_wants_no_messages_still_signs_in_and_earns()
    {
        var quiet = Standing(CustomerStatus.Active) with { Overlays = new(null, true) };

        Assert.Equal(new Decision(Effect.Deny, DecidingLayer.DoNotContact, null), Of(CustomerAction.ReceiveMarketing, quiet));
        Assert.All(EffectMatrix.Actions.Where(action => action != CustomerAction.ReceiveMarketing), action => Assert.Equal(Effect.Allow, Of(action, quiet).Effect));
    }

    [Fact]
    public void A_stranger_is_held_back_by_the_block_list_alone()
    {
        Assert.Equal(new Decision(Effect.Deny, DecidingLayer.BlockList, Listed.Until), Decide.Of(CustomerAction.Book, Policy, null, Listed, Now));
        Assert.Equal(new Decision(Effect.Allow, DecidingLayer.None, null), Decide.Of(CustomerAction.Book, Policy, null, BlockListVerdict.Clear, Now));
    }

    [Fact]
    public void A_label_tightens_its_status_and_says_so() =>
        Assert.Equal(new Decision(Effect.Deny, DecidingLayer.Label, null), Of(CustomerAction.Book, Standing(CustomerStatus.Active) with { Label = Strict }));

    [Fact]
    public void Nobody_registers_with_a_listed_or_a_held_number_and_anybody_with_a_released_one()
    {
        Assert.Equal(DecidingLayer.BlockList, Decide.OfRegistration(Listed, isHeld: true).Layer);
        Assert.Equal(new Decision(Effect.Deny, DecidingLayer.Hold, null), Decide.OfRegistration(BlockListVerdict.Clear, isHeld: true));
        Assert.True(Decide.OfRegistration(BlockListVerdict.Clear, isHeld: false).IsAllowed);
    }

    [Fact]
    public void A_tightening_names_each_action_once_and_only_effects_that_mean_something_for_it()
    {
        Assert.NotNull(Tightening.Of([KeyValuePair.Create(CustomerAction.SignIn, Effect.NoAward)]).Refusal);
        Assert.NotNull(Tightening.Of([KeyValuePair.Create(CustomerAction.Book, Effect.Deny), KeyValuePair.Create(CustomerAction.Book, Effect.Flag)]).Refusal);
        Assert.NotNull(Tightening.Of([KeyValuePair.Create((CustomerAction)99, Effect.Deny)]).Refusal);
    }

    private static CustomerStanding Standing(CustomerStatus status) => new(status, Plain, Overlays.None, null);

    private static Decision Of(CustomerAction action, CustomerStanding standing) => Decide.Of(action, Policy, standing, BlockListVerdict.Clear, Now);
}
