using System.Globalization;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.AutomaticRules;

/// <summary>What a person fills in for a rule.</summary>
public sealed record RuleDraft
{
    /// <summary>The most days that a rule can name.</summary>
    public const int MostDays = 3650;

    /// <summary>The most days after which the clock ends a change: five years, as for any change.</summary>
    public const int MostDaysToEnd = 5 * 365;

    /// <summary>The most hours after which a change can end.</summary>
    public const int MostHours = MostDaysToEnd * 24;

    /// <summary>The highest limit.</summary>
    public const int MostLimit = 10_000_000;

    /// <summary>The name, 1 to <see cref="Rule.LongestName"/> characters.</summary>
    public string? Name { get; init; }

    /// <summary>What makes it look.</summary>
    public RuleTrigger Trigger { get; init; } = RuleTrigger.Registered;

    /// <inheritdoc cref="RuleTerms.Days"/>
    public int? Days { get; init; }

    /// <inheritdoc cref="RuleTerms.Source"/>
    public string? Source { get; init; }

    /// <inheritdoc cref="RuleTerms.Named"/>
    public string? Named { get; init; }

    /// <summary>The least amount of a purchase, as decimal text.</summary>
    public string? AmountAtLeast { get; init; }

    /// <inheritdoc cref="RuleTerms.Currency"/>
    public string? Currency { get; init; }

    /// <inheritdoc cref="RuleTerms.Status"/>
    public CustomerStatus? Status { get; init; }

    /// <inheritdoc cref="RuleTerms.Carries"/>
    public LabelId? Carries { get; init; }

    /// <inheritdoc cref="RuleTerms.MobileBegins"/>
    public string? MobileBegins { get; init; }

    /// <inheritdoc cref="RuleTerms.NewWithinDays"/>
    public int? NewWithinDays { get; init; }

    /// <summary>The label to change to; null where none was chosen.</summary>
    public LabelId? Label { get; init; }

    /// <inheritdoc cref="RuleTerms.ReasonCode"/>
    public string? ReasonCode { get; init; }

    /// <inheritdoc cref="RuleTerms.Note"/>
    public string? Note { get; init; }

    /// <inheritdoc cref="RuleTerms.Lift"/>
    public RuleLift Lift { get; init; }

    /// <inheritdoc cref="RuleTerms.LiftHours"/>
    public int? LiftHours { get; init; }

    /// <inheritdoc cref="RuleTerms.LiftAt"/>
    public DateTimeOffset? LiftAt { get; init; }

    /// <inheritdoc cref="RuleTerms.Limit"/>
    public int? Limit { get; init; } = 100;

    /// <summary>The version that the person saw, for an edit; null overwrites whatever is there.</summary>
    public int? Version { get; init; }

    /// <summary>Checks it. A condition that the trigger does not know is left out where it is empty and refused where it is not.</summary>
    /// <param name="labels">The organisation's labels.</param>
    /// <param name="reasons">The organisation's reasons.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The name and the terms; or <see cref="InvalidInput"/> with every field that is wrong, or a refusal of the reason.</returns>
    public Outcome<(string Name, RuleTerms Terms)> Read(IReadOnlyCollection<StatusLabel> labels, IEnumerable<Reason> reasons, DateTimeOffset now)
    {
        var faults = new Dictionary<string, string>();
        var name = Text("name", "The name", Name, Rule.LongestName);
        if (name is null && !faults.ContainsKey("name"))
        {
            faults["name"] = "Give the rule a name: the customer’s history says “by rule” and the name.";
        }

        if (!Enum.IsDefined(Trigger))
        {
            faults["trigger"] = "Choose what the rule waits for.";
        }

        if (!Enum.IsDefined(Lift))
        {
            faults["lift"] = "Choose what ends the change.";
        }

        var target = Label is { } chosen ? labels.FirstOrDefault(label => label.Id == chosen && label.IsLive) : null;
        if (target is null)
        {
            faults["label"] = "Choose one of the organisation’s live labels.";
        }
        else if (target.Status == CustomerStatus.Deleted)
        {
            faults["label"] = "A rule cannot delete customers, since nobody could lift that again. Choose another label.";
        }

        var terms = new RuleTerms
        {
            Trigger = Trigger,
            Days = Number("days", Days, Trigger == RuleTrigger.Inactive, MostDays, "Say for how many days the customer has done nothing: 1 to 3,650.", "Only a rule for inactive customers counts these days."),
            Source = Text("source", "The source", Source, CustomerDetails.LongestField),
            Named = OfTrigger("named", Text("named", "The name of the plan or board", Named, CustomerDetails.LongestField), Trigger is RuleTrigger.PlanTaken or RuleTrigger.AddedToBoard, "Only a rule for plans and boards looks at their name."),
            AmountAtLeast = Amount(),
            Currency = OfTrigger("currency", Text("currency", "The currency", Currency, 3), Trigger == RuleTrigger.Transaction, "Only a rule for purchases looks at the currency."),
            Status = Status,
            Carries = Carries,
            MobileBegins = Digits(),
            NewWithinDays = NewWithinDays is null ? null : Number("newWithinDays", NewWithinDays, true, MostDays, "Days are a whole number, 1 to 3,650.", ""),
            Label = target?.Id ?? default,
            ReasonCode = string.IsNullOrWhiteSpace(ReasonCode) ? null : ReasonCode.Trim(),
            Note = Text("note", "The note", Note, GivenReason.LongestNote, lines: true),
            Lift = Lift,
            LiftHours = Number("liftHours", LiftHours, Lift == RuleLift.After, MostHours, "Say after how many hours: 1 to 43,800, which are five years.", "Only a change that ends after a time has hours."),
            LiftAt = End(now),
            Limit = Number("limit", Limit, true, MostLimit, "Say how many customers the rule may touch a day before it asks: 1 to 10,000,000.", "") ?? 1,
        };
        Check(terms, labels, faults);
        if (faults.Count > 0)
        {
            return new InvalidInput(faults);
        }

        return GivenReason.Read(target!, reasons, terms.ReasonCode, terms.Note).TryGet(out _, out var refusal) ? (name!, terms) : refusal;

        string? Text(string field, string what, string? text, int longest, bool lines = false)
        {
            var (read, complaint) = PlainText.Read(text, what, longest, lines);
            if (complaint is not null)
            {
                faults[field] = complaint;
            }

            return read.Length == 0 ? null : read;
        }

        string? OfTrigger(string field, string? text, bool belongs, string complaint)
        {
            if (text is not null && !belongs)
            {
                faults[field] = complaint;
            }

            return text;
        }

        int? Number(string field, int? number, bool wanted, int most, string complaint, string alien)
        {
            if (wanted ? number is not (>= 1) || number > most : number is not null)
            {
                faults[field] = wanted ? complaint : alien;
            }

            return number;
        }

        decimal? Amount()
        {
            var text = OfTrigger("amountAtLeast", Text("amountAtLeast", "The amount", AmountAtLeast, 20), Trigger == RuleTrigger.Transaction, "Only a rule for purchases looks at the amount.");
            if (text is null)
            {
                return null;
            }

            if (!Money.IsCurrency((Currency ?? "").Trim()))
            {
                faults["currency"] = "Say in which currency: a code such as MYR.";
                return null;
            }

            if (Money.Read(text, Currency!.Trim()) is { TenThousandths: > 0 } money)
            {
                return (decimal)money.TenThousandths / Money.Scale;
            }

            faults["amountAtLeast"] = "The amount is a decimal number above nought, such as 1000.00.";
            return null;
        }

        string? Digits()
        {
            var text = Text("mobileBegins", "The beginning of the number", MobileBegins, 8);
            if (text is not null && !(text[0] == '+' && text.Length > 1 && text.Skip(1).All(char.IsAsciiDigit)))
            {
                faults["mobileBegins"] = "The beginning of a number is a plus sign and digits, such as +62.";
            }

            return text;
        }

        DateTimeOffset? End(DateTimeOffset present)
        {
            if (Lift != RuleLift.At)
            {
                if (LiftAt is not null)
                {
                    faults["liftAt"] = "Only a change that ends at a date has one.";
                }

                return null;
            }

            if (LiftAt is not { } at || at <= present)
            {
                faults["liftAt"] = "Say when the change ends: a date to come.";
                return null;
            }

            if (at > present.AddDays(MostDaysToEnd))
            {
                faults["liftAt"] = "This end is too far away. Choose a date within five years.";
                return null;
            }

            return Clock.Whole(at);
        }
    }

    /// <summary>The form filled in as the rule says.</summary>
    public static RuleDraft Of(string name, RuleTerms terms, int version) => new()
    {
        Name = name,
        Trigger = terms.Trigger,
        Days = terms.Days,
        Source = terms.Source,
        Named = terms.Named,
        AmountAtLeast = terms.AmountAtLeast?.ToString("0.00##", CultureInfo.InvariantCulture),
        Currency = terms.Currency,
        Status = terms.Status,
        Carries = terms.Carries,
        MobileBegins = terms.MobileBegins,
        NewWithinDays = terms.NewWithinDays,
        Label = terms.Label,
        ReasonCode = terms.ReasonCode,
        Note = terms.Note,
        Lift = terms.Lift,
        LiftHours = terms.LiftHours,
        LiftAt = terms.LiftAt,
        Limit = terms.Limit,
        Version = version,
    };

    // What each field says may be right, and the whole still never touch anybody, or never end.
    private static void Check(RuleTerms terms, IReadOnlyCollection<StatusLabel> labels, Dictionary<string, string> faults)
    {
        if (terms.Lift == RuleLift.WhenEnded && terms.IsEventDriven && terms.Trigger != RuleTrigger.LoginLocked && terms.NewWithinDays is null)
        {
            faults.TryAdd("lift", "What triggers this rule does not end by itself. Let a person lift the change, name a time, or add for how long a customer counts as new.");
        }

        if (terms.EndsByClock && terms.Lift == RuleLift.WhenEnded && terms.NewWithinDays > MostDaysToEnd)
        {
            faults.TryAdd("newWithinDays", "A change that ends with this lasts five years at most: 1 to 1,825 days.");
        }

        if (terms.Currency is not null && terms.AmountAtLeast is null)
        {
            faults.TryAdd("amountAtLeast", "Say the least amount, or leave the currency out.");
        }

        if (terms.Status is { } status && !Enum.IsDefined(status))
        {
            faults.TryAdd("status", "Choose one of the predefined statuses.");
        }

        var carried = terms.Carries is { } carries ? labels.FirstOrDefault(label => label.Id == carries) : null;
        if (terms.Carries is not null && carried is null)
        {
            faults.TryAdd("carries", "There is no such label. Choose another one.");
        }

        if (carried is not null && terms.Status is { } wanted && carried.Status != wanted)
        {
            faults.TryAdd("carries", $"Whoever carries “{carried.Name}” is {carried.Status.Title()}, so no customer fits both conditions.");
        }

        var target = labels.FirstOrDefault(label => label.Id == terms.Label);
        if (target is not null && (carried?.Status ?? terms.Status) is { } from)
        {
            if (TransitionRules.Decide(from, target.Status) is { } forbidden)
            {
                faults.TryAdd("label", forbidden.Sentence);
            }
            else if (terms.EndsByClock && TransitionRules.Decide(target.Status, from) is not null)
            {
                faults.TryAdd("lift", $"No way leads back from {target.Status.Title()} to {from.Title()}, so the change cannot end by itself. Let a person lift it.");
            }
        }

        if (carried is not null && carried.Id == terms.Label)
        {
            faults.TryAdd("label", "The rule would change the label to the one that the customer carries already.");
        }
    }
}
