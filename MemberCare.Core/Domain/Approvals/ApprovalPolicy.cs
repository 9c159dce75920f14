using System.Collections.Frozen;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Approvals;

/// <summary>Which changes of status a second person has to approve in an organisation (maker-checker [L5]).</summary>
/// <param name="IsOn">Whether any change needs approval at all. Requests that are open when it is switched off stay open.</param>
/// <param name="Targets">
/// The statuses a change to which needs approval. <see cref="CustomerStatus.Active"/> means lifting what needed two people: a block, or confirmed fraud; a lifted
/// suspension never needs one.
/// </param>
/// <param name="BulkFrom">From how many customers on a bulk change needs approval, whatever its target.</param>
/// <param name="Deadline">After how long an open request expires.</param>
public sealed record ApprovalPolicy(bool IsOn, FrozenSet<CustomerStatus> Targets, int BulkFrom, TimeSpan Deadline)
{
    /// <summary>The shortest and the longest deadline.</summary>
    public static readonly (TimeSpan Shortest, TimeSpan Longest) Deadlines = (TimeSpan.FromHours(1), TimeSpan.FromDays(30));

    /// <summary>The most customers that a bulk change may have without approval where approvals are on.</summary>
    public const int MostUnapproved = 100_000;

    /// <summary>Off; switched on as it is, it asks for blocking, deleting and lifting either, and for a hundred customers and more at once.</summary>
    public static ApprovalPolicy Default { get; } = new(
        false,
        new[] { CustomerStatus.Blocked, CustomerStatus.Deleted, CustomerStatus.Active }.ToFrozenSet(),
        100,
        TimeSpan.FromHours(72));

    /// <summary>Whether a change needs a second person.</summary>
    /// <param name="from">The status now.</param>
    /// <param name="to">The status wanted.</param>
    /// <param name="customers">How many customers the change is for.</param>
    public bool Needs(CustomerStatus from, CustomerStatus to, int customers = 1) =>
        IsOn && (customers >= BulkFrom || (from != to && Targets.Contains(to) && (to != CustomerStatus.Active || from is CustomerStatus.Blocked or CustomerStatus.FraudConfirmed)));

    /// <summary>Makes one.</summary>
    /// <returns>The policy; or <see cref="InvalidInput"/> on the fields <c>bulkFrom</c>, <c>deadline</c>.</returns>
    public static Outcome<ApprovalPolicy> Of(bool isOn, IEnumerable<CustomerStatus> targets, int bulkFrom, TimeSpan deadline)
    {
        var faults = new Dictionary<string, string>();
        if (bulkFrom is < 2 or > MostUnapproved)
        {
            faults["bulkFrom"] = $"Give a number of customers from 2 to {MostUnapproved:N0}.";
        }

        if (deadline < Deadlines.Shortest || deadline > Deadlines.Longest)
        {
            faults["deadline"] = "Give a deadline from one hour to thirty days.";
        }

        return faults.Count > 0 ? new InvalidInput(faults) : new ApprovalPolicy(isOn, targets.ToFrozenSet(), bulkFrom, deadline);
    }
}
