using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>A label as the page of labels shows it, with all that a person can edit.</summary>
public sealed record LabelRow
{
    /// <summary>The badge.</summary>
    public required LabelView Label { get; init; }

    /// <inheritdoc cref="StatusLabel.ReasonRequired"/>
    public required bool ReasonRequired { get; init; }

    /// <inheritdoc cref="StatusLabel.OwnWordsAllowed"/>
    public required bool OwnWordsAllowed { get; init; }

    /// <inheritdoc cref="StatusLabel.ReasonCodes"/>
    public required IReadOnlyList<string> ReasonCodes { get; init; }

    /// <inheritdoc cref="StatusLabel.PublicMessage"/>
    public required string? PublicMessage { get; init; }

    /// <inheritdoc cref="StatusLabel.DefaultMinutes"/>
    public required int? DefaultMinutes { get; init; }

    /// <summary>What it forbids beyond its status.</summary>
    public required Tightening Tightening { get; init; }

    /// <inheritdoc cref="StatusLabel.IsSystem"/>
    public required bool IsSystem { get; init; }

    /// <inheritdoc cref="StatusLabel.RetiredAt"/>
    public required DateTimeOffset? RetiredAt { get; init; }

    /// <summary>The version that an edit has to name.</summary>
    public required int Version { get; init; }

    /// <summary>How many customers carry it.</summary>
    public required long Carriers { get; init; }

    /// <summary>The label as a draft, to be changed by a person.</summary>
    public LabelDraft ToDraft() => new()
    {
        Name = Label.Name,
        Status = Label.Status,
        Colour = Label.Colour,
        Icon = Label.Icon,
        ReasonRequired = ReasonRequired,
        OwnWordsAllowed = OwnWordsAllowed,
        ReasonCodes = ReasonCodes,
        PublicMessage = PublicMessage,
        DefaultMinutes = DefaultMinutes,
        Tightening = Tightening,
        Version = Version,
    };

    internal static LabelRow Of(StatusLabel label, Tightening tightening, long carriers) => new()
    {
        Label = LabelView.Of(label),
        ReasonRequired = label.ReasonRequired,
        OwnWordsAllowed = label.OwnWordsAllowed,
        ReasonCodes = label.ReasonCodes,
        PublicMessage = label.PublicMessage,
        DefaultMinutes = label.DefaultMinutes,
        Tightening = tightening,
        IsSystem = label.IsSystem,
        RetiredAt = label.RetiredAt,
        Version = label.Version,
        Carriers = carriers,
    };
}

/// <summary>A reason as pages show it.</summary>
/// <param name="Code">The code, for programs.</param>
/// <param name="Text">The sentence, for people.</param>
/// <param name="Offered">Whether a change may choose it.</param>
public sealed record ReasonRow(string Code, string Text, bool Offered);

/// <summary>An organisation's labels.</summary>
/// <param name="Labels">Live and retired, by status, the status's own label first.</param>
/// <param name="Reasons">The reasons that a label may offer, by their text; those off the offer too.</param>
/// <param name="Matrix">What statuses allow, than which a label can only be stricter.</param>
public sealed record LabelBook(IReadOnlyList<LabelRow> Labels, IReadOnlyList<ReasonRow> Reasons, EffectMatrix Matrix);

/// <summary>Reads an organisation's labels, with how many customers carry each.</summary>
public sealed class ReadLabels(Gate gate, SqliteDatabase database, Catalogues catalogues)
{
    /// <summary>All labels and reasons; or <see cref="NotPermitted"/>.</summary>
    public Outcome<LabelBook> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadLabels)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        var carriers = scope.Db.LabelCounts.ToDictionary(count => count.LabelId, count => count.Customers);
        return new LabelBook(
            [.. catalogue.Labels.Select(label => LabelRow.Of(label, catalogue.Policy.Labels.GetValueOrDefault(label.Id, Tightening.None), carriers.GetValueOrDefault(label.Id)))],
            [.. catalogue.Reasons.Select(reason => new ReasonRow(reason.Code, reason.Text, reason.IsLive))],
            catalogue.Policy.Matrix);
    }
}
