using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Features.Customers;

/// <summary>A list of customers that everybody needs and nobody should have to filter for.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Icon">A symbol of the font that ships with Radzen.</param>
/// <param name="Filter">Whom it shows.</param>
/// <param name="Count">Its number among the counts.</param>
public sealed record ReadyList(string Name, string Icon, CustomerFilter Filter, Func<CustomerCounts, long> Count)
{
    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<ReadyList> All { get; } =
    [
        new("Inactive", "bedtime", new CustomerFilter { Inactive = true }, counts => counts.Inactive),
        Of("Suspended", "pause_circle", CustomerStatus.Suspended),
        new("Fraud", "gpp_maybe", new CustomerFilter { Fraud = true }, counts => counts.ByStatus[CustomerStatus.FraudSuspected] + counts.ByStatus[CustomerStatus.FraudConfirmed]),
        Of("Blocked", "block", CustomerStatus.Blocked),
        new("Login lock", "lock_clock", new CustomerFilter { Overlay = CustomerOverlay.Locked }, counts => counts.Locked),
        new("Do not contact", "notifications_off", new CustomerFilter { Overlay = CustomerOverlay.DoNotContact }, counts => counts.DoNotContact),
        Of("Internal", "science", CustomerStatus.Internal),
        Of("Deleted", "delete", CustomerStatus.Deleted),
    ];

    private static ReadyList Of(string name, string icon, CustomerStatus status) =>
        new(name, icon, new CustomerFilter { Status = status }, counts => counts.ByStatus[status]);
}
