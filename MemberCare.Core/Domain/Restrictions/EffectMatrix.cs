using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using static MemberCare.Core.Domain.Restrictions.Effect;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>One cell of the matrix: what a status does to an action.</summary>
/// <param name="Status">The row.</param>
/// <param name="Action">The column.</param>
/// <param name="Effect">What happens.</param>
public readonly record struct EffectCell(CustomerStatus Status, CustomerAction Action, Effect Effect);

/// <summary>
/// What each status does to each action, for one organisation: the default table of the domain, with the cells that the organisation has set otherwise. It
/// cannot be altered; a change makes another one. Guard rails keep what a status promises: Active allows everything, Deleted denies everything, Blocked never
/// signs in, earns or redeems, and an internal account is never counted.
/// </summary>
public sealed class EffectMatrix
{
    // Rows in the order of CustomerStatus, columns in the order of CustomerAction.
    private static readonly Effect[][] Defaults =
    [
        [Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow],
        [Limited, Flag, NoAward, Deny, Deny, Deny, Deny, Deny, Deny, Allow, Allow],
        [Allow, Flag, Flag, Deny, Deny, Deny, Deny, Allow, Allow, Allow, Allow],
        [Deny, NoAward, Deny, Deny, Deny, Deny, Deny, Deny, Allow, Allow, Allow],
        [Deny, NoAward, Deny, Deny, Deny, Deny, Deny, Deny, Allow, Allow, Allow],
        [Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Deny],
        [Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny],
    ];

    private readonly Effect[][] _cells;

    private EffectMatrix(Effect[][] cells) => _cells = cells;

    /// <summary>The matrix of an organisation that has changed nothing.</summary>
    public static EffectMatrix Default { get; } = new(Defaults);

    /// <summary>All actions, in the order in which pages list them.</summary>
    public static IReadOnlyList<CustomerAction> Actions { get; } = Enum.GetValues<CustomerAction>();

    /// <summary>The cells that differ from <see cref="Default"/>: what the store keeps.</summary>
    public IEnumerable<EffectCell> Differences => DifferencesFrom(Default);

    /// <summary>The cells that differ from another matrix, with the effects of this one.</summary>
    public IEnumerable<EffectCell> DifferencesFrom(EffectMatrix other) =>
        from status in StatusWords.All
        from action in Actions
        let effect = Of(status, action)
        where effect != other.Of(status, action)
        select new EffectCell(status, action, effect);

    /// <summary>The effect of a status on an action.</summary>
    public Effect Of(CustomerStatus status, CustomerAction action) => _cells[(int)status][(int)action];

    /// <summary>The matrix with some cells set otherwise, all of them or none.</summary>
    /// <returns>The new matrix; or <see cref="MatrixGuarded"/> for the first cell that a guard rail keeps.</returns>
    public Outcome<EffectMatrix> With(params IEnumerable<EffectCell> cells)
    {
        var copy = Array.ConvertAll(_cells, row => (Effect[])row.Clone());
        foreach (var cell in cells)
        {
            if (!MayBe(cell))
            {
                return new MatrixGuarded(cell);
            }

            copy[(int)cell.Status][(int)cell.Action] = cell.Effect;
        }

        return new EffectMatrix(copy);
    }

    /// <summary>The effects that have a meaning for an action, from the loosest on.</summary>
    public static IReadOnlyList<Effect> Sensible(CustomerAction action) => action switch
    {
        CustomerAction.SignIn => [Allow, Limited, Deny],
        CustomerAction.Transact or CustomerAction.Earn => [Allow, Flag, NoAward, Deny],
        CustomerAction.RedeemPoints or CustomerAction.RedeemCoupon or CustomerAction.Transfer or CustomerAction.Book => [Allow, Flag, Deny],
        _ => [Allow, Deny],
    };

    /// <summary>The effects that an organisation may choose for a cell, from the loosest on; one alone where a guard rail fixes the cell.</summary>
    public static IReadOnlyList<Effect> Choices(CustomerStatus status, CustomerAction action) => [.. Sensible(action).Where(effect => (status, action) switch
    {
        (CustomerStatus.Active, _) => effect == Allow,
        (CustomerStatus.Deleted, _) => effect == Deny,
        (CustomerStatus.Blocked, CustomerAction.SignIn or CustomerAction.Earn or CustomerAction.RedeemPoints or CustomerAction.RedeemCoupon) => effect == Deny,
        // A blocked customer's purchases are taken in, or refused, and earn nothing either way [L8].
        (CustomerStatus.Blocked, CustomerAction.Transact) => effect >= NoAward,
        (CustomerStatus.Internal, CustomerAction.CountInReports) => effect == Deny,
        _ => true,
    })];

    private static bool MayBe(EffectCell cell) =>
        Enum.IsDefined(cell.Status) && Enum.IsDefined(cell.Action) && Choices(cell.Status, cell.Action).Contains(cell.Effect);
}

/// <summary>A guard rail keeps a cell of the matrix from being set so.</summary>
/// <param name="Cell">The wish.</param>
public sealed record MatrixGuarded(EffectCell Cell) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => Cell.Status switch
    {
        CustomerStatus.Active => "An active customer may do everything. Suspend or block the customer instead.",
        CustomerStatus.Deleted => "A deleted customer can do nothing, and that cannot be loosened.",
        CustomerStatus.Blocked => "A blocked customer never signs in, earns or redeems, whatever else may be set.",
        CustomerStatus.Internal when Cell.Action == CustomerAction.CountInReports => "Internal accounts are never counted in reports.",
        _ => "That effect has no meaning for this action. Choose one of those on offer.",
    };
}
