using MemberCare.Core.Domain.Statuses;
using static MemberCare.Core.Domain.Restrictions.Effect;

namespace MemberCare.Core.Domain.Restrictions;

/// <summary>What each status does to each action: the default matrix of the domain.</summary>
public static class EffectMatrix
{
    // Rows in the order of CustomerStatus, columns in the order of CustomerAction.
    private static readonly Effect[][] Cells =
    [
        [Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow],
        [Limited, Flag, NoAward, Deny, Deny, Deny, Deny, Deny, Deny, Allow, Allow],
        [Allow, Flag, Flag, Deny, Deny, Deny, Deny, Allow, Allow, Allow, Allow],
        [Deny, NoAward, Deny, Deny, Deny, Deny, Deny, Deny, Allow, Allow, Allow],
        [Deny, NoAward, Deny, Deny, Deny, Deny, Deny, Deny, Allow, Allow, Allow],
        [Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Allow, Deny],
        [Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny, Deny],
    ];

    /// <summary>All actions, in the order in which pages list them.</summary>
    public static IReadOnlyList<CustomerAction> Actions { get; } = Enum.GetValues<CustomerAction>();

    /// <summary>The effect of a status on an action.</summary>
    public static Effect Of(CustomerStatus status, CustomerAction action) => Cells[(int)status][(int)action];
}
