using System.Globalization;
using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Shared;

namespace MemberCare.Web.Features.Rules;

/// <summary>What is to become of a rule, as a person decides it.</summary>
public enum RuleDeed
{
    /// <summary>Switched on.</summary>
    SwitchOn,

    /// <summary>Switched off.</summary>
    SwitchOff,

    /// <summary>Let go on.</summary>
    Continue,

    /// <summary>Taken out of use.</summary>
    Retire,
}

/// <summary>The words for automatic rules.</summary>
public static class RuleWords
{
    /// <summary>A trigger as it is chosen.</summary>
    public static string Of(RuleTrigger trigger) => trigger switch
    {
        RuleTrigger.Registered => "Somebody becomes a customer",
        RuleTrigger.PlanTaken => "A customer takes a plan",
        RuleTrigger.AddedToBoard => "A customer is added to a CRM board",
        RuleTrigger.Transaction => "A customer buys something",
        RuleTrigger.Inactive => "A customer does nothing for some days",
        RuleTrigger.LoginLocked => "Sign-in is locked after wrong passwords",
        _ => throw new ArgumentOutOfRangeException(nameof(trigger)),
    };

    /// <summary>What ends the change, as it is chosen.</summary>
    public static string Of(RuleLift lift) => lift switch
    {
        RuleLift.ByHand => "A person, whenever they decide so",
        RuleLift.After => "The clock, some hours later",
        RuleLift.At => "The clock, on a date",
        RuleLift.WhenEnded => "That it is no longer so",
        _ => throw new ArgumentOutOfRangeException(nameof(lift)),
    };

    /// <summary>When the rule looks and at whom, in one sentence.</summary>
    public static string When(RuleTerms terms, LabelBook labels)
    {
        var when = terms.Trigger switch
        {
            RuleTrigger.PlanTaken => terms.Named is { } plan ? $"When a customer takes the plan “{plan}”" : "When a customer takes a plan",
            RuleTrigger.AddedToBoard => terms.Named is { } board ? $"When a customer is added to the board “{board}”" : "When a customer is added to a board",
            RuleTrigger.Transaction => terms.AmountAtLeast is { } amount ? $"When a customer buys for {terms.Currency} {amount.ToString("N2", CultureInfo.InvariantCulture)} or more" : "When a customer buys something",
            RuleTrigger.Inactive => $"When a customer has done nothing for {CountWords.Of(terms.Days ?? 0, "day")}",
            RuleTrigger.LoginLocked => "When sign-in is locked after wrong passwords",
            _ => "When somebody becomes a customer",
        };
        var conditions = new List<string>();
        if (terms.Status is { } status)
        {
            conditions.Add($"is {status.Title()}");
        }

        if (terms.Carries is { } label)
        {
            conditions.Add($"carries “{Label(label, labels)}”");
        }

        if (terms.Source is { } source)
        {
            conditions.Add($"came from “{source}”");
        }

        if (terms.MobileBegins is { } digits)
        {
            conditions.Add($"has a number that begins with {digits}");
        }

        if (terms.NewWithinDays is { } days)
        {
            conditions.Add($"joined within the last {CountWords.Of(days, "day")}");
        }

        return conditions.Count == 0 ? when : $"{when} and {string.Join(" and ", conditions)}";
    }

    /// <summary>What the rule does and what ends it.</summary>
    public static string Then(RuleTerms terms, LabelBook labels) => $"change to “{Label(terms.Label, labels)}”{Ends(terms)}";

    /// <summary>The state, with its icon.</summary>
    public static (string Icon, string Words) State(RuleView rule) => rule.State switch
    {
        RuleState.On => ("check_circle", "On"),
        RuleState.Stopped => ("warning", "Stopped"),
        RuleState.Retired => ("do_not_disturb_on", "Retired"),
        _ => ("pause_circle", "Off"),
    };

    /// <summary>Why a rule stopped and what to do; null where it did not.</summary>
    public static string? Stopped(RuleView rule) => rule.Stop switch
    {
        RuleStop.Limit => $"It has reached its limit of {CountWords.Customers(rule.Terms.Limit)} a day, and {CountWords.Customers(rule.Waiting)} {(rule.Waiting == 1 ? "waits" : "wait")}. Let it go on with them, or switch it off.",
        RuleStop.Feeding => $"It and “{rule.StopDetail}” undid each other. Give one of them a condition, such as the label that the customer carries.",
        RuleStop.Broken => $"Its change is no longer possible: {rule.StopDetail}",
        _ => null,
    };

    /// <summary>What came of a look at a customer.</summary>
    public static string Of(RuleTouchView touch) => (touch.Outcome, touch.Lift) switch
    {
        (TouchOutcome.Changed, LiftState.Lifted) => "Changed, and taken back",
        (TouchOutcome.Changed, LiftState.Failed) => "Changed; could not be taken back, so a person has to look",
        (TouchOutcome.Changed, LiftState.Superseded) => "Changed; somebody changed it since",
        (TouchOutcome.Changed, _) => "Changed",
        (TouchOutcome.Requested, _) => "Sent for approval",
        (TouchOutcome.Refused, _) => "Refused for this customer",
        (TouchOutcome.Fed, _) => "Left alone: another rule had just moved them from there",
        (TouchOutcome.Waiting, _) => "Waits",
        _ => "No longer fitted",
    };

    /// <summary>What was done to a rule.</summary>
    public static string Of(RuleAct act) => act switch
    {
        RuleAct.Created => "Made",
        RuleAct.Edited => "Edited",
        RuleAct.SwitchedOn => "Switched on",
        RuleAct.SwitchedOff => "Switched off",
        RuleAct.Stopped => "Stopped by itself",
        RuleAct.Continued => "Let go on",
        RuleAct.Retired => "Retired",
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private static string Ends(RuleTerms terms) => terms.Lift switch
    {
        RuleLift.After => $", for {CountWords.Of(terms.LiftHours ?? 0, "hour")}",
        RuleLift.At => string.Create(CultureInfo.InvariantCulture, $", until {terms.LiftAt:d MMM yyyy}"),
        RuleLift.WhenEnded => terms.Trigger switch
        {
            RuleTrigger.Inactive => ", until the customer does something again",
            RuleTrigger.LoginLocked => ", until sign-in is no longer locked",
            _ => ", for as long as the customer is new",
        },
        _ => ", until a person lifts it",
    };

    private static string Label(LabelId id, LabelBook labels) => labels.Labels.FirstOrDefault(row => row.Label.Id == id)?.Label.Name ?? "a label";
}
