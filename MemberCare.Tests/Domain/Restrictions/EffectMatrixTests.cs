using FsCheck;
using FsCheck.Fluent;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;

namespace MemberCare.Tests.Domain.Restrictions;

public sealed class EffectMatrixTests
{
    private static readonly Arbitrary<EffectCell[]> Wishes =
        Gen.Elements(StatusWords.All.ToArray())
            .SelectMany(status => Gen.Elements(EffectMatrix.Actions.ToArray()).SelectMany(action =>
                Gen.Elements(Enum.GetValues<Effect>()).Select(effect => new EffectCell(status, action, effect))))
            .ArrayOf().ToArbitrary();

    [Fact]
    public void Whatever_an_organisation_sets_the_guard_rails_hold() =>
        Prop.ForAll(Wishes, wishes =>
        {
            var matrix = wishes.Aggregate(EffectMatrix.Default, (sofar, wish) => sofar.With(wish).TryGet(out var next, out _) ? next : sofar);
            return EffectMatrix.Actions.All(action =>
                    matrix.Of(CustomerStatus.Active, action) == Effect.Allow && matrix.Of(CustomerStatus.Deleted, action) == Effect.Deny)
                && new[] { CustomerAction.SignIn, CustomerAction.Earn, CustomerAction.RedeemPoints, CustomerAction.RedeemCoupon }
                    .All(action => matrix.Of(CustomerStatus.Blocked, action) == Effect.Deny)
                && matrix.Of(CustomerStatus.Blocked, CustomerAction.Transact) >= Effect.NoAward
                && matrix.Of(CustomerStatus.Internal, CustomerAction.CountInReports) == Effect.Deny;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_matrix_can_be_put_together_again_from_what_differs() =>
        Prop.ForAll(Wishes, wishes =>
        {
            var matrix = wishes.Aggregate(EffectMatrix.Default, (sofar, wish) => sofar.With(wish).TryGet(out var next, out _) ? next : sofar);
            var again = EffectMatrix.Default.With(matrix.Differences).Value;
            return again.Differences.SequenceEqual(matrix.Differences)
                && StatusWords.All.All(status => EffectMatrix.Actions.All(action => again.Of(status, action) == matrix.Of(status, action)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_default_breaks_no_guard_rail_and_differs_from_itself_in_nothing()
    {
        Assert.Empty(EffectMatrix.Default.Differences);
        Assert.All(StatusWords.All, status => Assert.All(EffectMatrix.Actions, action =>
            Assert.Contains(EffectMatrix.Default.Of(status, action), EffectMatrix.Choices(status, action))));
    }

    [Fact]
    public void One_guarded_cell_keeps_all_of_a_change_from_happening()
    {
        var outcome = EffectMatrix.Default.With(
            new EffectCell(CustomerStatus.Suspended, CustomerAction.RedeemCoupon, Effect.Allow),
            new EffectCell(CustomerStatus.Blocked, CustomerAction.SignIn, Effect.Allow));

        Assert.Equal("A blocked customer never signs in, earns or redeems, whatever else may be set.", Assert.IsType<MatrixGuarded>(outcome.Refusal).Sentence);
        Assert.Empty(EffectMatrix.Default.Differences);
    }

    [Fact]
    public void Whether_a_suspended_customer_redeems_points_and_coupons_are_two_settings()
    {
        var matrix = EffectMatrix.Default.With(new EffectCell(CustomerStatus.Suspended, CustomerAction.RedeemCoupon, Effect.Allow)).Value;

        Assert.Equal(Effect.Allow, matrix.Of(CustomerStatus.Suspended, CustomerAction.RedeemCoupon));
        Assert.Equal(Effect.Deny, matrix.Of(CustomerStatus.Suspended, CustomerAction.RedeemPoints));
    }
}
