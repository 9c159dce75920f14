using System.Globalization;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Queries;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Settings;

/// <summary>The policy of approvals as it stands in the form: numbers as they were typed, so that nothing typed is lost.</summary>
public sealed record ApprovalFields(bool IsOn, IReadOnlyList<CustomerStatus> Targets, string BulkFrom, string Hours, int Version)
{
    /// <summary>The fields that a person can change.</summary>
    public static IReadOnlyList<EditedField<ApprovalFields>> All { get; } =
    [
        new("Approvals", fields => fields.IsOn ? "on" : "off", (to, from) => to with { IsOn = from.IsOn }),
        new("Changes that need approval", fields => Names(fields.Targets), (to, from) => to with { Targets = from.Targets }),
        new("Customers at once", fields => fields.BulkFrom.Trim(), (to, from) => to with { BulkFrom = from.BulkFrom }),
        new("Hours to decide", fields => fields.Hours.Trim(), (to, from) => to with { Hours = from.Hours }),
    ];

    /// <summary>From how many customers on; none that a policy may have, where the text is no number.</summary>
    public int Customers => Number(BulkFrom);

    /// <summary>The time to decide; likewise.</summary>
    public TimeSpan Deadline => TimeSpan.FromHours(Math.Min(Number(Hours), 100_000));

    /// <summary>The policy as it is in the store.</summary>
    public static ApprovalFields Of(SettingsView view) => new(
        view.Approvals.IsOn,
        [.. view.Approvals.Targets.Order()],
        view.Approvals.BulkFrom.ToString(CultureInfo.InvariantCulture),
        Math.Ceiling(view.Approvals.Deadline.TotalHours).ToString(CultureInfo.InvariantCulture),
        view.Version);

    /// <summary>The change to a status, as it is asked for: <c>To Blocked</c>.</summary>
    public static string Name(CustomerStatus target) => target == CustomerStatus.Active ? "Back to Active from Blocked or Fraud confirmed" : $"To {target.Title()}";

    /// <summary>The form with a status ticked, or its tick taken away.</summary>
    public ApprovalFields With(CustomerStatus target, bool on) => this with { Targets = [.. Targets.Where(one => one != target).Concat(on ? [target] : []).Order()] };

    private static string Names(IReadOnlyList<CustomerStatus> targets) => targets.Count == 0 ? "none" : string.Join(", ", targets.Order().Select(Name));

    private static int Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
