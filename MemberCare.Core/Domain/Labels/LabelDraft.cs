using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Labels;

/// <summary>What a person fills in for a label.</summary>
public sealed record LabelDraft
{
    /// <summary>The name, 1 to <see cref="StatusLabel.LongestName"/> characters.</summary>
    public string? Name { get; init; }

    /// <summary>The predefined status it means.</summary>
    public CustomerStatus Status { get; init; }

    /// <summary>A name of <see cref="LabelLooks.Colours"/>.</summary>
    public string? Colour { get; init; }

    /// <summary>A name of <see cref="LabelLooks.Icons"/>.</summary>
    public string? Icon { get; init; }

    /// <summary>Whether a reason has to be given.</summary>
    public bool ReasonRequired { get; init; } = true;

    /// <summary>Whether own words may be given, alone or beside a template.</summary>
    public bool OwnWordsAllowed { get; init; } = true;

    /// <summary>The codes of the reasons offered; empty offers all. An edit may keep a code that is off the offer just now.</summary>
    public IReadOnlyList<string> ReasonCodes { get; init; } = [];

    /// <summary>What the customer may be told, at most <see cref="StatusLabel.LongestMessage"/> characters; null for nothing.</summary>
    public string? PublicMessage { get; init; }

    /// <summary>After how many minutes a change to it usually ends by itself; null for never.</summary>
    public int? DefaultMinutes { get; init; }

    /// <summary>What the label forbids beyond its status.</summary>
    public Tightening Tightening { get; init; } = Tightening.None;

    /// <summary>The version that the person saw, for an edit; null overwrites whatever is there.</summary>
    public int? Version { get; init; }

    /// <param name="others">The labels against which the name has to be unique.</param>
    /// <param name="reasons">The organisation's reasons, retired ones too.</param>
    /// <param name="kept">The codes that the label has so far.</param>
    internal Refusal? Check(IEnumerable<StatusLabel> others, IReadOnlyCollection<Reason> reasons, IReadOnlyList<string> kept)
    {
        var faults = new Dictionary<string, string>();
        var (name, complaint) = PlainText.Read(Name, "The name", StatusLabel.LongestName);
        if (complaint is not null || name.Length == 0)
        {
            faults["name"] = complaint ?? "Give the label a name.";
        }

        if (PlainText.Read(PublicMessage, "The public message", StatusLabel.LongestMessage, lines: true).Complaint is { } message)
        {
            faults["publicMessage"] = message;
        }

        if (!Enum.IsDefined(Status))
        {
            faults["status"] = "Choose one of the predefined statuses.";
        }

        if (DefaultMinutes is <= 0 || DefaultMinutes > Plans.PlanTimes.Longest.TotalMinutes)
        {
            faults["defaultMinutes"] = "Choose a duration between a minute and five years, or none.";
        }

        if (!LabelLooks.Colours.Contains(Colour ?? ""))
        {
            faults["colour"] = "Choose one of the colours on offer.";
        }

        if (!LabelLooks.Icons.Contains(Icon ?? ""))
        {
            faults["icon"] = "Choose one of the icons on offer.";
        }

        foreach (var code in ReasonCodes)
        {
            if (!reasons.Any(reason => reason.Code == code && (reason.IsLive || kept.Contains(code))))
            {
                faults["reasonCodes"] = $"There is no reason with the code “{Short(code ?? "")}” on offer. Choose others, or bring it back in the settings.";
            }
        }

        if (ReasonRequired && !OwnWordsAllowed && !reasons.Any(reason => reason.IsLive && (ReasonCodes.Count == 0 || ReasonCodes.Contains(reason.Code))))
        {
            faults["ownWordsAllowed"] = "A reason is required, so allow own words or offer at least one template.";
        }

        if (faults.Count > 0)
        {
            return new InvalidInput(faults);
        }

        var key = StatusLabel.KeyOf(name);
        return others.FirstOrDefault(other => other.IsLive && other.NameKey == key) is { } same ? new DuplicateLabelName(same.Name) : null;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
