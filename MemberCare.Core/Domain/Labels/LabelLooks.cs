using MemberCare.Core.Domain.Statuses;

namespace MemberCare.Core.Domain.Labels;

/// <summary>The colours and icons a badge may have. A closed list, so that each pair was checked to be readable in light and dark.</summary>
public static class LabelLooks
{
    /// <summary>Names of colours; the console gives each a shade that has contrast enough in both themes.</summary>
    public static IReadOnlyList<string> Colours { get; } =
        ["green", "teal", "blue", "purple", "pink", "amber", "orange", "red", "darkred", "grey"];

    /// <summary>Names of icons of the Material Symbols font that the console ships.</summary>
    public static IReadOnlyList<string> Icons { get; } =
    [
        "check_circle", "pause_circle", "search", "gpp_bad", "block", "science", "delete", "star", "trending_up", "phone_locked", "bookmark",
        "favorite", "schedule", "flag", "visibility", "help", "lock", "storefront", "handshake", "new_releases",
    ];

    /// <summary>The colour of a status's own label.</summary>
    public static string ColourOf(CustomerStatus status) => status switch
    {
        CustomerStatus.Active => "green",
        CustomerStatus.Suspended => "amber",
        CustomerStatus.FraudSuspected => "orange",
        CustomerStatus.FraudConfirmed => "red",
        CustomerStatus.Blocked => "darkred",
        CustomerStatus.Internal => "blue",
        CustomerStatus.Deleted => "grey",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>The icon of a status's own label.</summary>
    public static string IconOf(CustomerStatus status) => status switch
    {
        CustomerStatus.Active => "check_circle",
        CustomerStatus.Suspended => "pause_circle",
        CustomerStatus.FraudSuspected => "search",
        CustomerStatus.FraudConfirmed => "gpp_bad",
        CustomerStatus.Blocked => "block",
        CustomerStatus.Internal => "science",
        CustomerStatus.Deleted => "delete",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
