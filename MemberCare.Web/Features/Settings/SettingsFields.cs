using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Settings;

/// <summary>The settings as they stand in the form: the number as it was typed, so that nothing typed is lost.</summary>
public sealed record SettingsFields(string Title, string Region, string Count, bool InMonths, string LockAfter, string LockHours, int Version)
{
    /// <summary>The fields that a person can change.</summary>
    public static IReadOnlyList<EditedField<SettingsFields>> All { get; } =
    [
        new("Name", fields => fields.Title, (to, from) => to with { Title = from.Title }),
        new("Region", fields => Countries.Find(fields.Region)?.Name ?? fields.Region, (to, from) => to with { Region = from.Region }),
        new("Activity period", fields => Words(fields.Count, fields.InMonths), (to, from) => to with { Count = from.Count, InMonths = from.InMonths }),
        new("Failed tries before the lock", fields => fields.LockAfter.Trim(), (to, from) => to with { LockAfter = from.LockAfter }),
        new("Hours of the lock", fields => fields.LockHours.Trim(), (to, from) => to with { LockHours = from.LockHours }),
    ];

    /// <summary>The activity period; one that no setting may have, where the number is none.</summary>
    public ActivityPeriod Period => new(Number(Count), InMonths);

    /// <summary>The settings as they are in the store.</summary>
    public static SettingsFields Of(SettingsView view) => new(
        view.Title, view.Region, view.ActivityPeriod.Count.ToString(CultureInfo.InvariantCulture), view.ActivityPeriod.InMonths,
        view.LockAfterFailures.ToString(CultureInfo.InvariantCulture), view.LockHours.ToString(CultureInfo.InvariantCulture), view.Version);

    /// <summary>What is sent to the core.</summary>
    public SettingsDraft ToDraft() => new(Title, Region, Period, Number(LockAfter), Number(LockHours), Version);

    // What is no number is none that a setting may have.
    private static int Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Words(string count, bool months) => (count.Trim(), months) switch
    {
        ("1", true) => "1 month",
        ("1", false) => "1 day",
        var (number, inMonths) => $"{number} {(inMonths ? "months" : "days")}",
    };
}
