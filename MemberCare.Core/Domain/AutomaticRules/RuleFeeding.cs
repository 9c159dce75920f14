using MemberCare.Core.Domain.Labels;

namespace MemberCare.Core.Domain.AutomaticRules;

/// <summary>Finds rules that would undo each other: on one occasion the first changes the label, the change makes the second fit, and so round to the first again.</summary>
public static class RuleFeeding
{
    /// <summary>The circle that a rule would close with others.</summary>
    /// <param name="rule">What the rule says.</param>
    /// <param name="others">The rules that work.</param>
    /// <param name="labels">The organisation's labels.</param>
    /// <returns>The names of the others in the circle, in order; empty where there is none.</returns>
    public static IReadOnlyList<string> Circle(RuleTerms rule, IEnumerable<Rule> others, IReadOnlyCollection<StatusLabel> labels)
    {
        var all = others.ToList();
        var seen = new HashSet<Rule>();
        return Walk(rule, []) ?? [];

        IReadOnlyList<string>? Walk(RuleTerms from, IReadOnlyList<string> way)
        {
            if (way.Count > 0 && Feeds(from, rule, labels))
            {
                return way;
            }

            foreach (var next in all.Where(next => Feeds(from, next.Terms, labels) && seen.Add(next)))
            {
                if (Walk(next.Terms, [.. way, next.Name]) is { } circle)
                {
                    return circle;
                }
            }

            return null;
        }
    }

    // Whether the second would act on what the first has done, on an occasion that is both's.
    private static bool Feeds(RuleTerms first, RuleTerms second, IReadOnlyCollection<StatusLabel> labels)
    {
        var set = labels.FirstOrDefault(label => label.Id == first.Label);
        var next = labels.FirstOrDefault(label => label.Id == second.Label);
        return set is not null && next is not null && set.Id != next.Id
            && first.Trigger == second.Trigger
            && Overlap(first.Source, second.Source, StringComparison.Ordinal)
            && Overlap(first.Named, second.Named, StringComparison.OrdinalIgnoreCase)
            && Overlap(first.Currency, second.Currency, StringComparison.Ordinal)
            && (first.MobileBegins is null || second.MobileBegins is null
                || first.MobileBegins.StartsWith(second.MobileBegins, StringComparison.Ordinal) || second.MobileBegins.StartsWith(first.MobileBegins, StringComparison.Ordinal))
            && second.FitsStanding(set.Status, set.Id)
            && second.CanMove(set, next);
    }

    private static bool Overlap(string? one, string? other, StringComparison how) => one is null || other is null || string.Equals(one, other, how);
}
