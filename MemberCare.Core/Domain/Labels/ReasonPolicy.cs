using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Labels;

/// <summary>The reason of a change as it goes into history.</summary>
/// <param name="Code">The code of the template used; null for own words alone.</param>
/// <param name="Text">The template's sentence, the own words, or both joined; null where none was needed.</param>
public sealed record GivenReason(string? Code, string? Text)
{
    /// <summary>The most characters of own words.</summary>
    public const int LongestNote = 1000;

    /// <summary>Reads what a person or a system gave as the reason, by the label's policy.</summary>
    /// <param name="label">The label that is being changed to.</param>
    /// <param name="reasons">The organisation's reasons.</param>
    /// <param name="code">A reason's code, or nothing.</param>
    /// <param name="note">Own words, or nothing.</param>
    public static Outcome<GivenReason> Read(StatusLabel label, IEnumerable<Reason> reasons, string? code, string? note)
    {
        var (words, complaint) = PlainText.Read(note, "The note", LongestNote, lines: true);
        if (complaint is not null)
        {
            return new InvalidInput("note", complaint);
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            if (words.Length == 0)
            {
                return label.ReasonRequired ? new ReasonMissing(label.Name) : new GivenReason(null, null);
            }

            return label.OwnWordsAllowed ? new GivenReason(null, words) : new ReasonNotOffered(label.Name);
        }

        var key = code.Trim();
        var reason = Offered(label, reasons).FirstOrDefault(offered => offered.Code == key);
        if (reason is null || (words.Length > 0 && !label.OwnWordsAllowed))
        {
            return new ReasonNotOffered(label.Name);
        }

        return new GivenReason(reason.Code, words.Length == 0 ? reason.Text : $"{reason.Text}: {words}");
    }

    /// <summary>The reasons on offer for a label: the ones it names, or all live ones.</summary>
    public static IEnumerable<Reason> Offered(StatusLabel label, IEnumerable<Reason> reasons) =>
        reasons.Where(reason => reason.IsLive && (label.ReasonCodes.Count == 0 || label.ReasonCodes.Contains(reason.Code)));
}

/// <summary>The label wants a reason and none was given.</summary>
public sealed record ReasonMissing(string Label) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"A change to “{Label}” needs a reason. Choose one or write it in your own words.";
}

/// <summary>The reason is not among those the label offers, or own words are not enough for it.</summary>
public sealed record ReasonNotOffered(string Label) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"“{Label}” takes only the reasons it offers, without words of one’s own. Choose one of them.";
}
