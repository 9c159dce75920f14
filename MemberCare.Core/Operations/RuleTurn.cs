using MemberCare.Core.Domain.AutomaticRules;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Model;

namespace MemberCare.Core.Operations;

/// <summary>What an organisation's rules do inside one transaction: each change goes down the one road, and is kept with the occasion, so that it is made once.</summary>
/// <remarks>
/// On one occasion each rule acts on a customer once at most, and none moves the customer back to where another has just moved them from: whatever the rules say, it comes to an
/// end, and those that would go round in a circle are stopped.
/// </remarks>
internal sealed class RuleTurn
{
    private readonly WriteTransaction _transaction;
    private readonly List<Rule> _rules;
    private readonly Dictionary<RuleId, long> _left = [];

    public RuleTurn(WriteTransaction transaction) => (_transaction, _rules) = (transaction, [.. transaction.Db.Rules.AsEnumerable().OrderBy(rule => rule.Id.Value)]);

    /// <summary>How many customers were changed.</summary>
    public int Touched { get; private set; }

    /// <summary>The rules that stopped.</summary>
    public List<Rule> Stopped { get; } = [];

    private DateTimeOffset Now => _transaction.Now;

    /// <summary>A rule as it is now.</summary>
    public Rule? Rule(RuleId id) => _rules.Find(rule => rule.Id == id);

    /// <summary>Looks at an event: takes back what has ended by it, and lets the rules act that it triggers.</summary>
    public void Take(RuleNews news)
    {
        if (_transaction.Find(news.Customer) is not { } customer)
        {
            return;
        }

        foreach (var touch in RuleRows.Open(_transaction.Connection, _transaction.Tenant, customer.Id))
        {
            customer = LiftIfEnded(touch, customer);
        }

        // Somebody who brought a wish along was registered by the event before.
        var told = news.Kind == EventKind.ContactPreferenceChanged ? RuleRows.Registration(_transaction.Connection, _transaction.Tenant, news) : news;
        if (told is not null && RuleOccasion.Of(told.Kind, told.Sequence, told.Facts, told.At, customer) is { } occasion)
        {
            Consider(customer, occasion, rule => news.Position > rule.AfterPosition);
        }
    }

    /// <summary>Looks at somebody who may have been inactive for as long as a rule says.</summary>
    public void TakeInactive(Rule rule, CustomerId id)
    {
        if (_transaction.Find(id) is { } customer)
        {
            Consider(customer, RuleOccasion.Inactive(customer), other => other.Id == rule.Id);
        }
    }

    /// <summary>Looks again at somebody who waits for a rule that was let go on.</summary>
    public void TakeWaiting(RuleTouchRow waiting)
    {
        var (rule, customer) = (Rule(waiting.RuleId), _transaction.Find(waiting.CustomerId));
        var cause = RuleRows.Event(_transaction.Connection, _transaction.Tenant, waiting.CustomerId, waiting.Cause);
        if (rule is { State: RuleState.On } && customer is not null && cause is not null && RuleOccasion.Of(cause.Kind, cause.Sequence, cause.Facts, cause.At, customer) is { } occasion
            && Consider(customer, occasion, other => other.Id == rule.Id))
        {
            return;
        }

        if (rule is null or { State: RuleState.On })
        {
            Keep(waiting.RuleId, waiting.CustomerId, waiting.Cause, TouchOutcome.Passed, null, waiting.FromLabelId, waiting.ToLabelId, default);
        }
    }

    /// <summary>Takes a change back whose end has come.</summary>
    public void TakeDue(RuleTouchRow touch)
    {
        if (_transaction.Find(touch.CustomerId) is { } customer)
        {
            LiftIfEnded(touch, customer);
        }
        else
        {
            RuleRows.Close(_transaction.Connection, touch, LiftState.Superseded);
        }
    }

    /// <summary>Keeps what became of the rules themselves.</summary>
    public void Save()
    {
        foreach (var rule in Stopped)
        {
            _transaction.Db.RuleChanges.Add(RuleChange.Of(rule, RuleAct.Stopped, Actor.System(_transaction.Tenant, rule.StateBy, Channel.System), Now));
        }

        _transaction.Db.SaveChanges();
        if (Stopped.Count > 0)
        {
            // Whoever has the rules before them looks again.
            _transaction.TouchCatalogue();
        }
    }

    /// <summary>Stops a rule until a person decides.</summary>
    public void Stop(Rule rule, RuleStop why, string detail)
    {
        if (rule.State == RuleState.On)
        {
            rule.StopAndAsk(why, detail, Now);
            Stopped.Add(rule);
        }
    }

    /// <summary>How many customers a rule may still touch.</summary>
    public long Left(Rule rule)
    {
        if (!_left.TryGetValue(rule.Id, out var left))
        {
            left = rule.MayTouch(Now) - RuleRows.CountTouched(_transaction.Connection, _transaction.Tenant, rule.Id, rule.CountsFrom(Now));
            _left[rule.Id] = left;
        }

        return left;
    }

    // What one rule does may make the next one fit, so those that did not are looked at again; each acts once.
    private bool Consider(Customer customer, RuleOccasion occasion, Func<Rule, bool> concerns)
    {
        var trail = RuleRows.Trail(_transaction.Connection, _transaction.Tenant, customer.Id, occasion.Cause);
        var open = _rules.FindAll(rule => rule.Terms.Trigger == occasion.Trigger && concerns(rule) && !trail.Exists(touch => touch.RuleId == rule.Id && touch.Outcome != TouchOutcome.Waiting));
        var acted = false;
        while (open.Find(rule => Applies(rule, customer, occasion)) is { } next)
        {
            open.Remove(next);
            customer = Act(next, customer, occasion, trail);
            acted = true;
        }

        return acted;
    }

    private bool Applies(Rule rule, Customer customer, RuleOccasion occasion) =>
        rule is { State: RuleState.On } or { State: RuleState.Stopped, Stop: RuleStop.Limit }
        && (rule.Terms.Lift != RuleLift.At || rule.Terms.LiftAt > Now)
        && occasion.Fits(rule.Terms, customer, Now)
        && rule.Terms.Label != customer.LabelId
        && _transaction.Catalogue.Label(rule.Terms.Label) is { } label && rule.Terms.CanMove(_transaction.Catalogue.Label(customer.LabelId)!, label);

    private Customer Act(Rule rule, Customer customer, RuleOccasion occasion, List<RuleTouchRow> trail)
    {
        if (trail.FindAll(touch => touch.Outcome == TouchOutcome.Changed) is var moves && moves.Exists(touch => touch.FromLabelId == rule.Terms.Label))
        {
            StopCircle(rule, [.. moves.Select(touch => Rule(touch.RuleId)).OfType<Rule>()]);
            trail.Add(Keep(TouchOutcome.Fed));
            return customer;
        }

        if (rule.State == RuleState.On && Left(rule) <= 0)
        {
            Stop(rule, RuleStop.Limit, "");
        }

        if (rule.State != RuleState.On)
        {
            if (rule.Terms.IsEventDriven)
            {
                Keep(TouchOutcome.Waiting);
            }

            return customer;
        }

        var end = TouchLift.Of(rule.Terms, customer, Now);
        var move = new StatusMove(customer.Id, LabelChoice.Of(rule.Terms.Label), rule.Terms.ReasonCode, rule.Terms.Note, null) { Until = end.Until, IsPermanent = end.Until is null };
        if (!ChangeStatus.Move(_transaction, move, rule.Actor).TryGet(out var change, out var refusal))
        {
            if (refusal is LabelRetired or ReasonMissing or ReasonNotOffered or InvalidInput or NotPermitted)
            {
                Stop(rule, RuleStop.Broken, refusal.Sentence);
            }
            else
            {
                trail.Add(Keep(TouchOutcome.Refused));
            }

            return customer;
        }

        var isChange = change.Event.Kind is EventKind.StatusChanged or EventKind.LabelChanged;
        _left[rule.Id] = Left(rule) - 1;
        Touched++;
        trail.Add(Keep(isChange ? TouchOutcome.Changed : TouchOutcome.Requested, change.Event.Sequence, isChange ? end : default));
        return change.Customer;

        RuleTouchRow Keep(TouchOutcome outcome, long? sequence = null, TouchLift lift = default) =>
            this.Keep(rule.Id, customer.Id, occasion.Cause, outcome, sequence, customer.LabelId, rule.Terms.Label, lift);
    }

    private void StopCircle(Rule rule, IReadOnlyList<Rule> others)
    {
        foreach (var other in others)
        {
            Stop(other, RuleStop.Feeding, rule.Name);
        }

        Stop(rule, RuleStop.Feeding, string.Join(", ", others.Select(other => other.Name)));
    }

    private RuleTouchRow Keep(RuleId rule, CustomerId customer, long cause, TouchOutcome outcome, long? sequence, LabelId from, LabelId to, TouchLift lift)
    {
        var touch = new RuleTouchRow
        {
            TenantId = _transaction.Tenant,
            CustomerId = customer,
            Cause = cause,
            RuleId = rule,
            At = Now,
            Outcome = outcome,
            Sequence = sequence,
            FromLabelId = from,
            ToLabelId = to,
            Ends = lift.By,
            LiftDueAt = lift.DueAt,
            Lift = lift.State,
        };
        RuleRows.Keep(_transaction.Connection, touch);
        return touch;
    }

    // Only what is still as the rule left it is taken back: a person's change, or another rule's, stands.
    private Customer LiftIfEnded(RuleTouchRow touch, Customer customer)
    {
        var connection = _transaction.Connection;
        if (CustomerRows.HasMovedSince(connection, touch.TenantId, touch.CustomerId, touch.Sequence!.Value))
        {
            RuleRows.Close(connection, touch, LiftState.Superseded);
            return customer;
        }

        if (!new TouchLift(touch.Ends, touch.LiftDueAt).HasEnded(customer, touch.Cause, Now))
        {
            if (touch.Ends == TouchEnd.OnUnlock && touch.LiftDueAt != customer.LoginLockedUntil)
            {
                RuleRows.PutOff(connection, touch, customer.LoginLockedUntil);
            }

            return customer;
        }

        var lifted = Rule(touch.RuleId) is { } rule ? Back(rule, touch, customer) : null;
        RuleRows.Close(connection, touch, lifted is null ? LiftState.Failed : LiftState.Lifted);
        return lifted ?? customer;
    }

    // In own words; where the label before takes none, by the first reason that it offers. Null where it cannot be, or a second person was asked: somebody has to look.
    private Customer? Back(Rule rule, RuleTouchRow touch, Customer customer)
    {
        var why = touch.Ends switch
        {
            TouchEnd.OnActivity => "Active again",
            _ => "Sign-in is no longer locked",
        };
        var back = new StatusMove(customer.Id, LabelChoice.Of(touch.FromLabelId), null, why, null);
        var outcome = ChangeStatus.Move(_transaction, back, rule.Actor);
        var (catalogue, label) = (_transaction.Catalogue, _transaction.Catalogue.Label(touch.FromLabelId));
        if (outcome.Refusal is ReasonNotOffered && label is not null && GivenReason.Offered(label, catalogue.Reasons).FirstOrDefault() is { } reason)
        {
            outcome = ChangeStatus.Move(_transaction, back with { ReasonCode = reason.Code, Note = null }, rule.Actor);
        }

        return outcome.TryGet(out var change, out _) && change.Event.Kind is (EventKind.StatusChanged or EventKind.LabelChanged) ? change.Customer : null;
    }
}
