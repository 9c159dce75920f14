using System.Globalization;
using System.Text;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Labels;

/// <summary>What a person chooses as a customer's standing: the organisation's own word, mapped onto one predefined status. Retired, never deleted.</summary>
public sealed class StatusLabel
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 40;

    /// <summary>The longest public message, in characters.</summary>
    public const int LongestMessage = 300;

    private StatusLabel()
    {
    }

    /// <summary>Identity within the store; set when it is first kept.</summary>
    public LabelId Id { get; internal set; }

    /// <summary>The organisation whose word it is.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>The word, as people read it. Unique among the organisation's live labels, compared without case.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name in the form in which two names are the same.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>The predefined status that this label means.</summary>
    public CustomerStatus Status { get; private set; }

    /// <summary>The colour of the badge, a name of <see cref="LabelLooks.Colours"/>.</summary>
    public string Colour { get; private set; } = "";

    /// <summary>The icon of the badge, a name of <see cref="LabelLooks.Icons"/>.</summary>
    public string Icon { get; private set; } = "";

    /// <summary>Whether a reason has to be given for a change to this label. On by default.</summary>
    public bool ReasonRequired { get; private set; } = true;

    /// <summary>Whether a reason may be written in own words instead of, or beside, a template.</summary>
    public bool OwnWordsAllowed { get; private set; } = true;

    /// <summary>The codes of the reasons offered for this label; empty offers all of the organisation's.</summary>
    public IReadOnlyList<string> ReasonCodes { get; private set; } = [];

    /// <summary>What the customer may be told when something is refused because of this label; null where nothing.</summary>
    public string? PublicMessage { get; private set; }

    /// <summary>After how many minutes a change to this label usually ends by itself; null where it lasts until a person changes it.</summary>
    public int? DefaultMinutes { get; private set; }

    /// <summary>Whether it is the status's own label, which every organisation has and none can retire.</summary>
    public bool IsSystem { get; private set; }

    /// <summary>When it was retired: history keeps it, customers who carry it keep it, nobody can choose it. Null while live.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Raised by one with every edit; an edit names the version that the person saw.</summary>
    public int Version { get; private set; }

    /// <summary>Whether a change may choose it.</summary>
    public bool IsLive => RetiredAt is null;

    /// <summary>Whether a customer who is moved from this label to another one can come back by itself: this one can be chosen, and a way leads back.</summary>
    public bool TakesBackFrom(StatusLabel other) => IsLive && TransitionRules.Decide(other.Status, Status) is null;

    /// <summary>The label of its own name that every status has.</summary>
    public static StatusLabel OfStatus(TenantId tenant, CustomerStatus status) =>
        new()
        {
            TenantId = tenant,
            Name = status.Title(),
            NameKey = KeyOf(status.Title()),
            Status = status,
            Colour = LabelLooks.ColourOf(status),
            Icon = LabelLooks.IconOf(status),
            IsSystem = true,
            Version = 1,
        };

    /// <summary>A new label of an organisation.</summary>
    /// <param name="tenant">The organisation.</param>
    /// <param name="draft">What the person filled in.</param>
    /// <param name="others">The organisation's other labels, against which the name has to be unique.</param>
    /// <param name="reasons">The organisation's reasons.</param>
    public static Outcome<StatusLabel> Create(TenantId tenant, LabelDraft draft, IEnumerable<StatusLabel> others, IReadOnlyCollection<Reason> reasons)
    {
        if (draft.Check(others, reasons, []) is { } refusal)
        {
            return refusal;
        }

        var label = new StatusLabel { TenantId = tenant, Version = 1 };
        label.Take(draft);
        return label;
    }

    /// <summary>Changes the label to what the person filled in.</summary>
    /// <param name="draft">The wanted content, with the version seen.</param>
    /// <param name="others">The organisation's other labels.</param>
    /// <param name="reasons">The organisation's reasons.</param>
    /// <param name="carriers">How many customers carry this label: with any, the status cannot be re-mapped.</param>
    public Outcome<Done> Edit(LabelDraft draft, IEnumerable<StatusLabel> others, IReadOnlyCollection<Reason> reasons, long carriers)
    {
        if (!IsLive)
        {
            return new LabelRetired(Name);
        }

        if (draft.Version is { } seen && seen != Version)
        {
            return new LabelChangedMeanwhile(Name);
        }

        if (draft.Check(others.Where(other => other.Id != Id), reasons, ReasonCodes) is { } refusal)
        {
            return refusal;
        }

        if (draft.Status != Status && IsSystem)
        {
            return new SystemLabelFixed(Name);
        }

        if (draft.Status != Status && carriers > 0)
        {
            return new LabelInUse(Name, carriers);
        }

        Take(draft);
        Version++;
        return new Done();
    }

    /// <summary>Takes the label out of choice from <paramref name="now"/> on. Retiring twice is once.</summary>
    public Outcome<Done> Retire(DateTimeOffset now)
    {
        if (IsSystem)
        {
            return new SystemLabelFixed(Name);
        }

        if (IsLive)
        {
            RetiredAt = now;
            Version++;
        }

        return new Done();
    }

    /// <summary>Whether a change to this label could still be given a reason, if these were the organisation's reasons.</summary>
    internal bool CanBeReasoned(IEnumerable<Reason> reasons) => !ReasonRequired || OwnWordsAllowed || GivenReason.Offered(this, reasons).Any();

    /// <summary>The form in which two names are the same: no difference of case, width, composition, blanks or of what cannot be seen. Accents tell names apart.</summary>
    /// <param name="name">A name that <see cref="PlainText.Read"/> has passed.</param>
    internal static string KeyOf(string name)
    {
        // Up and down again, because some letters have two small forms: σ and ς, s and ſ.
        var folded = name.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();
        var visible = folded.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format && c is not (>= '\uFE00' and <= '\uFE0F'));
        return string.Join(' ', string.Concat(visible).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private void Take(LabelDraft draft)
    {
        Name = PlainText.Read(draft.Name, "", LongestName).Text;
        NameKey = KeyOf(Name);
        Status = draft.Status;
        Colour = draft.Colour!;
        Icon = draft.Icon!;
        ReasonRequired = draft.ReasonRequired;
        OwnWordsAllowed = draft.OwnWordsAllowed;
        ReasonCodes = [.. draft.ReasonCodes.Distinct(StringComparer.Ordinal)];
        DefaultMinutes = draft.DefaultMinutes;
        PublicMessage = PlainText.Read(draft.PublicMessage, "", LongestMessage, lines: true).Text is { Length: > 0 } message ? message : null;
    }
}
