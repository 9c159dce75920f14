using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;

namespace MemberCare.Web.Api;

/// <summary>What an automatic rule says. Conditions that are left out do not matter; those that are there have to hold together.</summary>
public sealed record RuleTermsResource
{
    /// <summary>The name: 60 characters at most, unique.</summary>
    public string? Name { get; init; }

    /// <summary>What it waits for: <c>registered</c>, <c>planTaken</c>, <c>addedToBoard</c>, <c>transaction</c>, <c>inactive</c> or <c>loginLocked</c>.</summary>
    public string? Trigger { get; init; }

    /// <summary>For how many days a customer has done nothing; of <c>inactive</c> alone.</summary>
    public int? Days { get; init; }

    /// <summary>The source that the customer came from.</summary>
    public string? Source { get; init; }

    /// <summary>The name of the plan or board, compared without case.</summary>
    public string? Named { get; init; }

    /// <summary>The least amount of a purchase, as decimal text.</summary>
    public string? AmountAtLeast { get; init; }

    /// <summary>The ISO 4217 code of that amount.</summary>
    public string? Currency { get; init; }

    /// <summary>The status that the customer has.</summary>
    public string? Status { get; init; }

    /// <summary>The label that the customer carries, by name.</summary>
    public string? Carries { get; init; }

    /// <summary>What the mobile number begins with, such as <c>+62</c>.</summary>
    public string? MobileBegins { get; init; }

    /// <summary>For how many days after the registration a customer counts as new.</summary>
    public int? NewWithinDays { get; init; }

    /// <summary>The label to change to, by name.</summary>
    public string? Label { get; init; }

    /// <summary>The code of the reason.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Own words for the history.</summary>
    public string? Note { get; init; }

    /// <summary>What ends the change: <c>byHand</c>, which is the default, <c>after</c>, <c>at</c> or <c>whenEnded</c>.</summary>
    public string? Lift { get; init; }

    /// <summary>After how many hours; of <c>after</c> alone.</summary>
    public int? LiftHours { get; init; }

    /// <summary>When, as a date and time with its offset from UTC; of <c>at</c> alone.</summary>
    public string? LiftAt { get; init; }

    /// <summary>How many customers it may touch within a day before it stops and asks; 100 where it is left out.</summary>
    public int? Limit { get; init; }

    /// <summary>The version of the rule that was read, so that nobody’s change in between is lost; of a change alone. Left out, whatever is there is changed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ExpectedVersion { get; init; }

    internal static RuleTermsResource Of(string name, RuleTerms terms, TenantCatalogue catalogue) => new()
    {
        Name = name,
        Trigger = RuleNames.Of(terms.Trigger),
        Days = terms.Days,
        Source = terms.Source,
        Named = terms.Named,
        AmountAtLeast = terms.AmountAtLeast?.ToString(CultureInfo.InvariantCulture),
        Currency = terms.Currency,
        Status = terms.Status is { } status ? RuleNames.Of(status) : null,
        Carries = terms.Carries is { } carries ? catalogue.Label(carries)?.Name : null,
        MobileBegins = terms.MobileBegins,
        NewWithinDays = terms.NewWithinDays,
        Label = catalogue.Label(terms.Label)?.Name,
        ReasonCode = terms.ReasonCode,
        Note = terms.Note,
        Lift = RuleNames.Of(terms.Lift),
        LiftHours = terms.LiftHours,
        LiftAt = terms.LiftAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        Limit = terms.Limit,
    };

    internal Outcome<RuleDraft> Read(TenantCatalogue catalogue)
    {
        var faults = new Dictionary<string, string>();
        var reading = new QueryReading();
        var draft = new RuleDraft
        {
            Name = Name,
            Trigger = Choice<RuleTrigger>("trigger", Trigger) ?? default,
            Days = Days,
            Source = Source,
            Named = Named,
            AmountAtLeast = AmountAtLeast,
            Currency = Currency,
            Status = Status is null ? null : Choice<CustomerStatus>("status", Status),
            Carries = Carries is null ? null : Label("carries", Carries),
            MobileBegins = MobileBegins,
            NewWithinDays = NewWithinDays,
            Label = this.Label is null ? null : Label("label", this.Label),
            ReasonCode = ReasonCode,
            Note = Note,
            Lift = Lift is null ? RuleLift.ByHand : Choice<RuleLift>("lift", Lift) ?? default,
            LiftHours = LiftHours,
            LiftAt = reading.Moment("liftAt", LiftAt),
            Limit = Limit ?? 100,
            Version = ExpectedVersion,
        };
        foreach (var (field, sentence) in reading.Refusal?.Fields ?? new Dictionary<string, string>())
        {
            faults[field] = sentence;
        }

        return faults.Count > 0 ? new InvalidInput(faults) : draft;

        T? Choice<T>(string field, string? name)
            where T : struct, Enum
        {
            var names = Enum.GetValues<T>().ToDictionary(RuleNames.Of, StringComparer.Ordinal);
            if (name is not null && names.TryGetValue(name, out var value))
            {
                return value;
            }

            faults[field] = $"It is one of {string.Join(", ", names.Keys)}.";
            return null;
        }

        LabelId? Label(string field, string name)
        {
            if (catalogue.LabelNamed(name) is { } label)
            {
                return label.Id;
            }

            faults[field] = "There is no such label. Choose one of the organisation’s live labels.";
            return null;
        }
    }
}

/// <summary>An automatic rule.</summary>
public sealed record RuleResource
{
    /// <summary>The id, for ever.</summary>
    public required int Id { get; init; }

    /// <summary>What it says.</summary>
    public required RuleTermsResource Terms { get; init; }

    /// <summary>Whether it works.</summary>
    [JsonConverter(typeof(CamelCase<RuleState>))]
    public required RuleState State { get; init; }

    /// <summary>Why it stopped by itself; <c>none</c> where it did not.</summary>
    [JsonConverter(typeof(CamelCase<RuleStop>))]
    public required RuleStop Stop { get; init; }

    /// <summary>What belongs to that: the other rule’s name, or why its change is impossible; null otherwise.</summary>
    public required string? StopDetail { get; init; }

    /// <summary>Since when its state is as it is, UTC.</summary>
    public required DateTime StateSince { get; init; }

    /// <summary>When it last touched a customer, UTC; null where it never did.</summary>
    public required DateTime? LastTouchedAt { get; init; }

    /// <summary>How many customers it touched in the last day.</summary>
    public required long TouchedInADay { get; init; }

    /// <summary>How many customers wait for leave to go on.</summary>
    public required long Waiting { get; init; }

    /// <summary>Raised by one with every edit and every change of state. Send it as <c>expectedVersion</c>.</summary>
    public required int Version { get; init; }

    internal static RuleResource Of(RuleView view, TenantCatalogue catalogue) => new()
    {
        Id = view.Id.Value,
        Terms = RuleTermsResource.Of(view.Name, view.Terms, catalogue),
        State = view.State,
        Stop = view.Stop,
        StopDetail = view.Stop == RuleStop.Limit ? null : view.StopDetail,
        StateSince = view.StateSince.UtcDateTime,
        LastTouchedAt = view.LastTouchedAt?.UtcDateTime,
        TouchedInADay = view.TouchedInADay,
        Waiting = view.Waiting,
        Version = view.Version,
    };
}

/// <summary>All automatic rules that are not retired.</summary>
public sealed record RuleListResource
{
    /// <summary>Those that stopped first, then by name.</summary>
    public required IReadOnlyList<RuleResource> Items { get; init; }
}

/// <summary>What is to become of a rule.</summary>
public sealed record RuleSwitchResource
{
    /// <summary><c>on</c>, <c>off</c>, or <c>continue</c> for one that stopped at its limit.</summary>
    public string? To { get; init; }

    /// <summary>The version that was read; left out or null for whatever is there.</summary>
    public int? ExpectedVersion { get; init; }
}

/// <summary>What a rule would do. Nothing was changed.</summary>
public sealed record RuleTrialResource
{
    /// <summary>Over how many days events were looked at; null where the state of this moment was.</summary>
    public required int? Days { get; init; }

    /// <summary>How many customers it would change.</summary>
    public required long Changes { get; init; }

    /// <summary>How many carry the label already.</summary>
    public required long There { get; init; }

    /// <summary>How many it would leave alone, because no way leads there from their status, or none back where the change is to end by itself.</summary>
    public required long Impossible { get; init; }

    /// <summary>Whether it would stop and ask at once.</summary>
    public required bool ExceedsLimit { get; init; }

    /// <summary>Some of those it would change, by id.</summary>
    public required IReadOnlyList<string> Some { get; init; }

    /// <summary>Rules at work with which it would go round in a circle.</summary>
    public required IReadOnlyList<string> Circle { get; init; }

    internal static RuleTrialResource Of(RuleTrial trial) => new()
    {
        Days = trial.Days,
        Changes = trial.Changes,
        There = trial.There,
        Impossible = trial.Impossible,
        ExceedsLimit = trial.ExceedsLimit,
        Some = [.. trial.Some.Select(one => one.Id.ToString())],
        Circle = trial.Circle,
    };
}

/// <summary>The names of choices: the words of the enumerations in camelCase.</summary>
internal static class RuleNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
