using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.AutomaticRules;

/// <summary>An automatic rule of an organisation: on an occasion it changes a customer's label as a person would, by the same road. Retired, never deleted.</summary>
public sealed class Rule
{
    /// <summary>The longest name, in characters: it stands in a line of the timeline.</summary>
    public const int LongestName = 60;

    /// <summary>The most rules of one organisation that are not retired: each is looked at for every event.</summary>
    public const int MostOfOneTenant = 50;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private Rule()
    {
    }

    /// <summary>Identity within the store.</summary>
    public RuleId Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>The name. Unique among the organisation's rules that are not retired, compared without case.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name in the form in which two names are the same.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>What it says.</summary>
    public RuleTerms Terms { get; private set; } = new();

    /// <summary>Whether it works.</summary>
    public RuleState State { get; private set; }

    /// <summary>Why it stopped by itself; <see cref="RuleStop.None"/> where it did not.</summary>
    public RuleStop Stop { get; private set; }

    /// <summary>What belongs to the stop: how many customers wait, the other rule's name, or why the change is impossible.</summary>
    public string? StopDetail { get; private set; }

    /// <summary>Since when its state is as it is.</summary>
    public DateTimeOffset StateSince { get; private set; }

    /// <summary>The name of whoever put it there.</summary>
    public string StateBy { get; private set; } = "";

    /// <summary>The place in the outbox after which events count for it: those before it was switched on do not.</summary>
    public long AfterPosition { get; private set; }

    /// <summary>From when on the customers it touches are counted against its limit, besides those of the last day alone.</summary>
    public DateTimeOffset? CountedFrom { get; private set; }

    /// <summary>How many it may touch in the day after <see cref="CountedFrom"/>, where a person let it go on with more than its limit.</summary>
    public int? Allowance { get; private set; }

    /// <summary>Up to which last activity inactive customers were looked at; null before the first look and where all are to be looked at again.</summary>
    public DateTimeOffset? SweptTo { get; private set; }

    /// <summary>When all inactive customers were looked at last.</summary>
    public DateTimeOffset? SweptAllAt { get; private set; }

    /// <summary>Raised by one with every edit and every change of state; a person's act names the version that they saw.</summary>
    public int Version { get; private set; }

    /// <summary>Whether people see it in the list.</summary>
    public bool IsLive => State != RuleState.Retired;

    /// <summary>Who acts, where the rule does.</summary>
    public Actor Actor => new(ActorKind.Rule, $"rule-{Id}", Name, TenantId, Permissions.ChangeStatus | Permissions.StartBlock, Channel.System);

    /// <summary>A new rule, switched off.</summary>
    /// <param name="tenant">The organisation.</param>
    /// <param name="draft">What was filled in.</param>
    /// <param name="others">The organisation's other rules.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="reasons">Its reasons.</param>
    /// <param name="actor">Who makes it.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>The rule; or a refusal of <see cref="RuleDraft.Read"/>, <see cref="DuplicateRuleName"/>, <see cref="TooManyRules"/>.</returns>
    public static Outcome<Rule> Create(
        TenantId tenant, RuleDraft draft, IReadOnlyCollection<Rule> others, IReadOnlyCollection<StatusLabel> labels, IEnumerable<Reason> reasons, Actor actor, DateTimeOffset now)
    {
        if (others.Count(other => other.IsLive) >= MostOfOneTenant)
        {
            return new TooManyRules();
        }

        var rule = new Rule { TenantId = tenant };
        return rule.Take(draft, others, labels, reasons, now) is { } refusal ? refusal : rule.Enter(RuleState.Off, actor.Name, now);
    }

    /// <summary>Changes what it says. Only while it is off: what it would do is shown before it is switched on again.</summary>
    /// <returns>Nothing; or the refusals of <see cref="Create"/>, <see cref="RuleChangedMeanwhile"/>, <see cref="RuleIsOn"/>, <see cref="RuleRetired"/>.</returns>
    public Outcome<Done> Edit(
        RuleDraft draft, IReadOnlyCollection<Rule> others, IReadOnlyCollection<StatusLabel> labels, IEnumerable<Reason> reasons, Actor actor, DateTimeOffset now)
    {
        if (Fault(draft.Version) is { } fault)
        {
            return fault;
        }

        if (State == RuleState.On)
        {
            return new RuleIsOn(Name);
        }

        if (Take(draft, others, labels, reasons, now) is { } refusal)
        {
            return refusal;
        }

        Enter(RuleState.Off, actor.Name, now);
        return new Done();
    }

    /// <summary>Lets it work from now on.</summary>
    /// <param name="seen">The version that the person saw.</param>
    /// <param name="position">The end of the outbox: what happened before does not count.</param>
    /// <param name="others">The organisation's other rules.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="actor">Who switches it on.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Nothing; or <see cref="RuleChangedMeanwhile"/>, <see cref="RuleIsOn"/>, <see cref="RuleAsks"/>, <see cref="RuleRetired"/>, <see cref="RulesFeedEachOther"/>.</returns>
    public Outcome<Done> SwitchOn(int? seen, long position, IEnumerable<Rule> others, IReadOnlyCollection<StatusLabel> labels, Actor actor, DateTimeOffset now)
    {
        if (Fault(seen) is { } fault)
        {
            return fault;
        }

        if (State == RuleState.On)
        {
            return new RuleIsOn(Name);
        }

        if (Stop == RuleStop.Limit)
        {
            return new RuleAsks(Name);
        }

        var on = others.Where(other => other.State == RuleState.On && other.Id != Id);
        if (RuleFeeding.Circle(Terms, on, labels) is { Count: > 0 } circle)
        {
            return new RulesFeedEachOther(Name, circle);
        }

        (AfterPosition, CountedFrom, Allowance, SweptTo, SweptAllAt) = (position, null, null, null, null);
        Enter(RuleState.On, actor.Name, now);
        return new Done();
    }

    /// <summary>Lets a rule that asks go on, with those who wait and its limit beyond them.</summary>
    /// <param name="seen">The version that the person saw.</param>
    /// <param name="waiting">How many customers wait for it.</param>
    /// <param name="actor">Who lets it go on.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Nothing; or <see cref="RuleChangedMeanwhile"/>, <see cref="RuleNotAsking"/>, <see cref="RuleRetired"/>.</returns>
    public Outcome<Done> Continue(int? seen, long waiting, Actor actor, DateTimeOffset now)
    {
        if (Fault(seen) is { } fault)
        {
            return fault;
        }

        if (State != RuleState.Stopped || Stop != RuleStop.Limit)
        {
            return new RuleNotAsking(Name);
        }

        (CountedFrom, Allowance) = (now, (int)Math.Min(int.MaxValue, waiting + Terms.Limit));
        Enter(RuleState.On, actor.Name, now);
        return new Done();
    }

    /// <summary>Lets it touch nobody from now on. What it has touched stays; lifts that were promised still come.</summary>
    /// <returns>Nothing; or <see cref="RuleChangedMeanwhile"/>, <see cref="RuleRetired"/>. Off twice is off.</returns>
    public Outcome<Done> SwitchOff(int? seen, Actor actor, DateTimeOffset now)
    {
        if (Fault(seen) is { } fault)
        {
            return fault;
        }

        if (State != RuleState.Off)
        {
            Enter(RuleState.Off, actor.Name, now);
        }

        return new Done();
    }

    /// <summary>Takes it out of use for good.</summary>
    /// <returns>Nothing; or <see cref="RuleChangedMeanwhile"/>, <see cref="RuleIsOn"/>, <see cref="RuleRetired"/>.</returns>
    public Outcome<Done> Retire(int? seen, Actor actor, DateTimeOffset now)
    {
        if (Fault(seen) is { } fault)
        {
            return fault;
        }

        if (State == RuleState.On)
        {
            return new RuleIsOn(Name);
        }

        Enter(RuleState.Retired, actor.Name, now);
        return new Done();
    }

    /// <summary>Stops it until a person decides.</summary>
    public void StopAndAsk(RuleStop why, string detail, DateTimeOffset now)
    {
        if (State == RuleState.On)
        {
            Enter(RuleState.Stopped, "MemberCare", now);
            (Stop, StopDetail) = (why, detail);
        }
    }

    /// <summary>Says how far inactive customers were looked at.</summary>
    internal void Swept(DateTimeOffset to, bool all, DateTimeOffset now) => (SweptTo, SweptAllAt) = (to, all ? now : SweptAllAt);

    /// <summary>From when on touched customers count against <see cref="MayTouch"/>.</summary>
    public DateTimeOffset CountsFrom(DateTimeOffset now) => CountedFrom > now - Day ? CountedFrom.Value : now - Day;

    /// <summary>How many customers it may touch within the day that <see cref="CountsFrom"/> begins.</summary>
    public int MayTouch(DateTimeOffset now) => CountedFrom > now - Day && Allowance is { } allowed ? allowed : Terms.Limit;

    private Refusal? Fault(int? seen) => !IsLive ? new RuleRetired(Name) : seen is { } version && version != Version ? new RuleChangedMeanwhile(Name) : null;

    private Refusal? Take(RuleDraft draft, IEnumerable<Rule> others, IReadOnlyCollection<StatusLabel> labels, IEnumerable<Reason> reasons, DateTimeOffset now)
    {
        if (!draft.Read(labels, reasons, now).TryGet(out var read, out var refusal))
        {
            return refusal;
        }

        var key = StatusLabel.KeyOf(read.Name);
        if (others.FirstOrDefault(other => other.IsLive && other.Id != Id && other.NameKey == key) is { } same)
        {
            return new DuplicateRuleName(same.Name);
        }

        (Name, NameKey, Terms) = (read.Name, key, read.Terms);
        return null;
    }

    private Rule Enter(RuleState state, string by, DateTimeOffset now)
    {
        (State, Stop, StopDetail, StateSince, StateBy) = (state, RuleStop.None, null, now, by);
        Version++;
        return this;
    }
}

/// <summary>What was done to a rule.</summary>
public enum RuleAct
{
    /// <summary>It was made.</summary>
    Created = 1,

    /// <summary>What it says was changed.</summary>
    Edited = 2,

    /// <summary>It was switched on.</summary>
    SwitchedOn = 3,

    /// <summary>It was switched off.</summary>
    SwitchedOff = 4,

    /// <summary>It stopped by itself.</summary>
    Stopped = 5,

    /// <summary>It was let go on.</summary>
    Continued = 6,

    /// <summary>It was taken out of use.</summary>
    Retired = 7,
}

/// <summary>One thing that was done to a rule, with what it said from then on. Nothing edits or removes one.</summary>
public sealed class RuleChange
{
    private RuleChange()
    {
    }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>The rule.</summary>
    public RuleId RuleId { get; private set; }

    /// <summary>The rule's version from then on.</summary>
    public int Version { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The stable identifier of whoever did it.</summary>
    public string ActorId { get; private set; } = "";

    /// <summary>The name of whoever did it, at that time.</summary>
    public string ActorName { get; private set; } = "";

    /// <summary>What was done.</summary>
    public RuleAct Act { get; private set; }

    /// <summary>Why it stopped, in the words of <see cref="Rule.StopDetail"/>; null otherwise.</summary>
    public string? Detail { get; private set; }

    /// <summary>The rule's name from then on.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What it says from then on.</summary>
    public RuleTerms Terms { get; private set; } = new();

    /// <summary>What was just done to a rule.</summary>
    public static RuleChange Of(Rule rule, RuleAct act, Actor actor, DateTimeOffset now) => new()
    {
        TenantId = rule.TenantId,
        RuleId = rule.Id,
        Version = rule.Version,
        At = now,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Act = act,
        Detail = rule.StopDetail,
        Name = rule.Name,
        Terms = rule.Terms,
    };
}
