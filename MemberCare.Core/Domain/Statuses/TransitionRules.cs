using MemberCare.Core.Kernel;
using static MemberCare.Core.Domain.Statuses.CustomerStatus;

namespace MemberCare.Core.Domain.Statuses;

/// <summary>How a way from one status to another stands by default.</summary>
public enum Door
{
    /// <summary>No tenant can open it.</summary>
    Closed,

    /// <summary>Open.</summary>
    Open,

    /// <summary>Open; where the tenant has switched approvals on, a second person decides. Until then it is <see cref="Open"/>.</summary>
    OpenWithApproval,

    /// <summary>Closed until the tenant opens it (○ in the table), then as <see cref="OpenWithApproval"/>.</summary>
    TenantMayOpen,
}

/// <summary>The table of transitions: which status may follow which. Pages ask it for the choices they offer, and the command asks it again.</summary>
public static class TransitionRules
{
    // Rows: from, columns: to, both in the order of CustomerStatus.
    private static readonly Door[,] Doors = Parse(
        "= o o x a o a",
        "o = o x ? x a",
        "o o = o ? x x",
        "a x x = ? x a",
        "a x x x = x x",
        "o x x x x = a",
        "x x x x x x x");

    /// <summary>The door between two statuses. A change of label inside one status is <see cref="Door.Open"/>, but for Deleted, which nothing leaves or alters.</summary>
    public static Door Between(CustomerStatus from, CustomerStatus to) => Doors[(int)from, (int)to];

    /// <summary>Whether a customer may go from one status to another.</summary>
    /// <returns>Null where they may; otherwise the refusal with the way on.</returns>
    public static TransitionForbidden? Decide(CustomerStatus from, CustomerStatus to) =>
        Between(from, to) is Door.Open or Door.OpenWithApproval ? null : new TransitionForbidden(from, to);

    /// <summary>Whether somebody who may change statuses may make this change: to block is a right of its own, to lift a block is not [L11].</summary>
    /// <returns>Null where they may; otherwise the refusal.</returns>
    public static NotPermitted? MayStart(CustomerStatus from, CustomerStatus to, Actor actor) =>
        to == Blocked && from != Blocked && !actor.May(Permissions.StartBlock) ? new NotPermitted(Permissions.StartBlock) : null;

    private static Door[,] Parse(params string[] rows)
    {
        var doors = new Door[rows.Length, rows.Length];
        for (var from = 0; from < rows.Length; from++)
        {
            var cells = rows[from].Split(' ');
            for (var to = 0; to < cells.Length; to++)
            {
                doors[from, to] = cells[to] switch
                {
                    "o" or "=" => Door.Open,
                    "a" => Door.OpenWithApproval,
                    "?" => Door.TenantMayOpen,
                    _ => Door.Closed,
                };
            }
        }

        return doors;
    }
}

/// <summary>The table of transitions has no open way from one status to the other.</summary>
public sealed record TransitionForbidden(CustomerStatus From, CustomerStatus To) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => (From, To) switch
    {
        (Deleted, _) => "A deleted customer stays deleted. They may register again, as a new customer.",
        (Suspended, Blocked) => "Only active customers can be blocked. Lift the suspension first.",
        (FraudSuspected, Blocked) => "Only active customers can be blocked. Clear or confirm the suspicion first.",
        (_, Blocked) => $"Only active customers can be blocked, and this one is {Name(From)}.",
        (FraudSuspected, Deleted) => "A suspicion of fraud has to be cleared or confirmed before the customer can be deleted.",
        (_, FraudConfirmed) => "Fraud is confirmed only after it was suspected and verified. Choose a label of Fraud suspected first.",
        (Blocked, _) => $"A blocked customer can only go back to Active. Unblock them first, then choose {To.Title()}.",
        (FraudConfirmed, _) => $"Confirmed fraud can only be lifted to Active or end in Deleted, not in {To.Title()}.",
        (_, Internal) => $"Only an active customer can become an internal account, and this one is {Name(From)}.",
        (Internal, _) => $"An internal account has to go back to Active before it can become {To.Title()}.",
        _ => $"A customer who is {Name(From)} cannot become {To.Title()}.",
    };

    private static string Name(CustomerStatus status) => status.Title().ToLowerInvariant();
}
