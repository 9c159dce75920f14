using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>An organisation's settings and its reasons.</summary>
/// <param name="Name">The short name, which never changes.</param>
/// <param name="Title">The name that people read.</param>
/// <param name="Region">The ISO 3166 code of the country by whose rules local numbers are read.</param>
/// <param name="ActivityPeriod">How long a customer counts as active.</param>
/// <param name="LockAfterFailures">How many failed tries in a row lock sign-in.</param>
/// <param name="LockHours">For how many hours.</param>
/// <param name="Messages">What customers are told when something is refused.</param>
/// <param name="Approvals">Which changes of status a second person has to approve.</param>
/// <param name="Version">The version that a change has to name.</param>
/// <param name="Reasons">All reasons, by their text.</param>
public sealed record SettingsView(
    string Name, string Title, string Region, ActivityPeriod ActivityPeriod, int LockAfterFailures, int LockHours, PublicMessages Messages, ApprovalPolicy Approvals, int Version, IReadOnlyList<ReasonRow> Reasons);

/// <summary>What an activity period would mean for the customers there are.</summary>
/// <param name="Since">Whoever was last active before this moment would be inactive.</param>
/// <param name="Inactive">How many customers that are; deleted ones are left out.</param>
public sealed record ActivityPreview(DateTimeOffset Since, long Inactive);

/// <summary>Reads an organisation's settings.</summary>
public sealed class ReadSettings(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    // Deleted customers are counted apart and taken off: both halves run along an index, and testing the status of each row would not.
    private const string CountInactive =
        """
        SELECT (SELECT count(*) FROM customers WHERE tenant_id = @tenant AND last_activity_at < @since)
             - (SELECT count(*) FROM customers WHERE tenant_id = @tenant AND status = 6 AND status <> 0 AND last_activity_at < @since)
        """;

    /// <summary>The settings; or <see cref="NotPermitted"/>.</summary>
    public Outcome<SettingsView> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageSettings, nameof(ReadSettings)) is { } forbidden)
        {
            return forbidden;
        }

        var catalogue = catalogues.Of(actor.Tenant);
        var tenant = catalogue.Tenant;
        return new SettingsView(
            tenant.Name,
            tenant.Title,
            tenant.Region,
            tenant.ActivityPeriod,
            tenant.LockAfterFailures,
            tenant.LockHours,
            tenant.Messages,
            tenant.Approvals,
            tenant.Version,
            [.. catalogue.Reasons.Select(reason => new ReasonRow(reason.Code, reason.Text, reason.IsLive))]);
    }

    /// <summary>How many customers would count as inactive by a period that may not have been saved.</summary>
    /// <returns>The number; or <see cref="NotPermitted"/>, or <see cref="InvalidInput"/> where no setting may have such a period.</returns>
    public Outcome<ActivityPreview> Preview(ActivityPeriod period, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageSettings, nameof(ReadSettings)) is { } forbidden)
        {
            return forbidden;
        }

        if (period.Complaint() is { } complaint)
        {
            return new InvalidInput("activityPeriod", complaint);
        }

        var since = period.Start(time.Now());
        using var scope = database.Read(actor.Tenant);
        return new ActivityPreview(since, (long)scope.Connection.Scalar(CountInactive, actor.Tenant, since)!);
    }
}
