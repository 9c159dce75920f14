using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.AutomaticRules;

/// <summary>A rule of that name is there already.</summary>
public sealed record DuplicateRuleName(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"There is already a rule “{Name}”. Choose another name, or edit that one.";
}

/// <summary>The organisation has as many as it may.</summary>
public sealed record TooManyRules : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"There are {Rule.MostOfOneTenant} rules already, and each is looked at for every event. Retire one that is not needed first.";
}

/// <summary>The rule works just now.</summary>
public sealed record RuleIsOn(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"The rule “{Name}” is switched on. Switch it off first.";
}

/// <summary>The rule is out of use.</summary>
public sealed record RuleRetired(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"The rule “{Name}” was retired. Make a new one instead.";
}

/// <summary>The rule waits for an answer.</summary>
public sealed record RuleAsks(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"The rule “{Name}” stopped at its limit and asks whether to go on. Let it go on, or switch it off first.";
}

/// <summary>The rule asks nobody anything, or not whether it may go on.</summary>
public sealed record RuleNotAsking(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence => $"The rule “{Name}” is not waiting for leave to go on. Look at it again.";
}

/// <summary>Somebody, or the rule itself, changed it after this person opened it.</summary>
public sealed record RuleChangedMeanwhile(string Name) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => $"The rule “{Name}” was changed meanwhile. Look at it again, then decide.";
}

/// <summary>Switched on, the rule and others would undo each other.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Others">The others in the circle.</param>
public sealed record RulesFeedEachOther(string Name, IReadOnlyList<string> Others) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Rule;

    /// <inheritdoc/>
    public override string Sentence =>
        $"“{Name}” and {string.Join(" and ", Others.Select(other => $"“{other}”"))} would undo each other on the same occasion. Give one of them a condition, such as the label that the customer carries.";
}
