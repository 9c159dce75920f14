using System.Globalization;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Queries;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Labels;

/// <summary>Labels in words: what statuses mean, what colours and icons are called, what a reason policy says.</summary>
public static class LabelWords
{
    private static readonly Dictionary<string, string> Icons = new(StringComparer.Ordinal)
    {
        ["check_circle"] = "Check mark",
        ["pause_circle"] = "Pause",
        ["search"] = "Magnifier",
        ["gpp_bad"] = "Shield with a cross",
        ["block"] = "Stop",
        ["science"] = "Flask",
        ["delete"] = "Bin",
        ["star"] = "Star",
        ["trending_up"] = "Rising line",
        ["phone_locked"] = "Locked phone",
        ["bookmark"] = "Bookmark",
        ["favorite"] = "Heart",
        ["schedule"] = "Clock",
        ["flag"] = "Flag",
        ["visibility"] = "Eye",
        ["help"] = "Question mark",
        ["lock"] = "Padlock",
        ["storefront"] = "Shop",
        ["handshake"] = "Handshake",
        ["new_releases"] = "Exclamation",
    };

    /// <summary>What a new label begins with.</summary>
    public static LabelDraft Fresh { get; } = new()
    {
        Name = "",
        Status = CustomerStatus.Suspended,
        Colour = LabelLooks.ColourOf(CustomerStatus.Suspended),
        Icon = LabelLooks.IconOf(CustomerStatus.Suspended),
    };

    /// <summary>What a status means, in half a sentence.</summary>
    public static string Meaning(CustomerStatus status) => status switch
    {
        CustomerStatus.Active => "takes part in everything",
        CustomerStatus.Suspended => "a temporary hold",
        CustomerStatus.FraudSuspected => "unusual behaviour, being verified",
        CustomerStatus.FraudConfirmed => "verified fraud",
        CustomerStatus.Blocked => "restricted altogether, until a person lifts it",
        CustomerStatus.Internal => "the organisation’s own test accounts, not counted in reports",
        CustomerStatus.Deleted => "final, never reactivated",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>A colour of <see cref="LabelLooks.Colours"/> as a person reads it.</summary>
    public static string Colour(string? name) => name switch
    {
        null or "" => "",
        "darkred" => "Dark red",
        _ => char.ToUpperInvariant(name[0]) + name[1..],
    };

    /// <summary>An icon of <see cref="LabelLooks.Icons"/> as a person reads it.</summary>
    public static string Icon(string? name) => Icons.GetValueOrDefault(name ?? "", name ?? "");

    /// <summary>What reason a change to a label takes: <c>Required: own words or one of 2 templates</c>.</summary>
    public static string Policy(LabelRow row, IReadOnlyList<ReasonRow> reasons)
    {
        var offered = reasons.Count(reason => reason.Offered && (row.ReasonCodes.Count == 0 || row.ReasonCodes.Contains(reason.Code)));
        var templates = row.ReasonCodes.Count == 0 ? "any template" : offered == 1 ? "one template" : string.Create(CultureInfo.InvariantCulture, $"one of {offered} templates");
        var kinds = (row.OwnWordsAllowed, offered) switch
        {
            (true, 0) => "own words",
            (true, _) => $"own words or {templates}",
            (false, _) => templates,
        };
        return $"{(row.ReasonRequired ? "Required" : "Optional")}: {kinds}";
    }

    /// <summary>What a label forbids beyond its status: <c>book: no</c>.</summary>
    public static string Stricter(Tightening tightening) =>
        string.Join(", ", tightening.Cells.Select(cell => $"{ImpactPreview.Deed(cell.Key)}: {ImpactPreview.Words(cell.Key, cell.Value)}"));

    /// <summary>The fields of the editor.</summary>
    /// <param name="reasons">The organisation's reasons, for the words of templates.</param>
    public static IReadOnlyList<EditedField<LabelDraft>> Fields(IReadOnlyList<ReasonRow> reasons)
    {
        var texts = reasons.ToDictionary(reason => reason.Code, reason => reason.Text, StringComparer.Ordinal);
        return
        [
            new("Name", draft => draft.Name ?? "", (to, from) => to with { Name = from.Name }),
            new("Status", draft => draft.Status.Title(), (to, from) => to with { Status = from.Status }),
            new("Colour", draft => Colour(draft.Colour), (to, from) => to with { Colour = from.Colour }),
            new("Icon", draft => Icon(draft.Icon), (to, from) => to with { Icon = from.Icon }),
            new("Reason", draft => draft.ReasonRequired ? "required" : "optional", (to, from) => to with { ReasonRequired = from.ReasonRequired }),
            new("Own words", draft => draft.OwnWordsAllowed ? "allowed" : "not allowed", (to, from) => to with { OwnWordsAllowed = from.OwnWordsAllowed }),
            new(
                "Templates",
                draft => draft.ReasonCodes.Count == 0 ? "all" : string.Join(", ", draft.ReasonCodes.Order(StringComparer.Ordinal).Select(code => texts.GetValueOrDefault(code, code))),
                (to, from) => to with { ReasonCodes = from.ReasonCodes }),
            new("Usually ends", draft => draft.DefaultMinutes is { } minutes ? $"after {DurationWords.Of(minutes)}" : "never", (to, from) => to with { DefaultMinutes = from.DefaultMinutes }),
            new("Stricter", draft => Stricter(draft.Tightening), (to, from) => to with { Tightening = from.Tightening }),
            new("Public message", draft => draft.PublicMessage ?? "", (to, from) => to with { PublicMessage = from.PublicMessage }),
        ];
    }
}
