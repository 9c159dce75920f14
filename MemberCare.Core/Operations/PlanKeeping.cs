using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Operations;

/// <summary>The part of the road that has to do with time: changes for later, changes that end by themselves, and what a change leaves nothing of.</summary>
internal static class PlanKeeping
{
    /// <summary>When a change ends: as was asked for, or as is usual for the label where a way leads back.</summary>
    public static Outcome<DateTimeOffset?> End(StatusLabel from, StatusLabel to, StatusMove move, DateTimeOffset now)
    {
        var comesBack = from.TakesBackFrom(to);
        if (move.Until is not null)
        {
            return comesBack ? move.Until : new NoWayBack(to.Name, from.Name);
        }

        return !move.IsPermanent && comesBack && to.DefaultMinutes is { } minutes ? now.AddMinutes(minutes) : null as DateTimeOffset?;
    }

    /// <summary>Plans a change for later. It is checked by the rules of today as far as they can be known, and again when its time comes.</summary>
    public static Outcome<CustomerChange> Schedule(WriteTransaction transaction, Customer customer, StatusLabel to, StatusMove move, DateTimeOffset from, Actor actor)
    {
        var catalogue = transaction.Catalogue;
        var waiting = transaction.Db.PlannedChanges.AsNoTracking().Where(plan => plan.CustomerId == customer.Id && plan.State == PlanState.Waiting).ToList();
        if (waiting.Find(plan => plan.Kind == PlanKind.Scheduled) is { } other)
        {
            return new PlanWaiting(other.DueAt);
        }

        // Where they will stand by then, as far as is known.
        var before = catalogue.Label(waiting.Find(plan => plan.Kind == PlanKind.Return && plan.DueAt <= from)?.LabelId ?? customer.LabelId)!;
        if (!move.IsApproved && TransitionRules.MayStart(before.Status, to.Status, actor) is { } notPermitted)
        {
            return notPermitted;
        }

        if (!Customer.MayMove((before.Status, before.Id), to, move.ReasonCode, move.Note, catalogue.Reasons, move.Given).TryGet(out var reason, out var refusal))
        {
            return refusal;
        }

        if (End(before, to, move, from).Refusal is { } noEnd)
        {
            return noEnd;
        }

        var plan = Plan(customer, PlanKind.Scheduled, from, to.Id, move, reason, actor, transaction.Now, customer.LastSequence + 1);
        PlanRows.Add(transaction.Connection, plan);
        var happened = customer.Plan(EventKind.ChangePlanned, plan, to, reason.Text, null, actor, transaction.Now);
        return new CustomerChange(customer, transaction.Save(customer, happened with { BatchId = move.Batch ?? move.Request, Data = ChangeStatus.Facts(move, happened.Data) }));
    }

    /// <summary>
    /// A move back to before a change: where that change had put an end to a temporary standing, it goes on for the rest of its time, and where its time is over by now, so is the
    /// standing. Where there is nothing to go back to by itself any more, it lasts.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="back">The move to the label before.</param>
    /// <param name="sequence">The number of the event of that change.</param>
    public static StatusMove Resume(WriteTransaction transaction, StatusMove back, long sequence)
    {
        var lasting = back with { IsPermanent = true };
        return PlanRows.EndedBy(transaction.Connection, transaction.Tenant, back.Customer, sequence) is not var (due, label) || transaction.Catalogue.Label(label) is not { IsLive: true } ? lasting
            : due > transaction.Now ? back with { Until = due, ReturnTo = label, IsPermanent = false }
            : lasting with { Label = LabelChoice.Of(label) };
    }

    /// <summary>The facts of a change that ends by itself, was made at once, or takes another one back; null where it is none of these.</summary>
    public static EventData? Facts(StatusMove move, DateTimeOffset? until)
    {
        if (until is null && !move.IsPanic && move.Undoes is null)
        {
            return null;
        }

        var data = new EventData();
        Keep(EventData.Until, until?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Keep(EventData.Panic, move.IsPanic ? "yes" : null);
        Keep(EventData.Undoes, move.Undoes?.ToString(CultureInfo.InvariantCulture));
        return data;

        void Keep(string name, string? value)
        {
            if (value is not null)
            {
                data[name] = value;
            }
        }
    }

    /// <summary>After a change of label: what it leaves nothing of ends, and its own end is planned.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="customer">The customer, changed.</param>
    /// <param name="linked">The event of the change.</param>
    /// <param name="back">The label to go back to.</param>
    /// <param name="until">When; null for never.</param>
    /// <param name="move">The change.</param>
    /// <param name="actor">Who made it.</param>
    public static void After(WriteTransaction transaction, Customer customer, CustomerEvent linked, LabelId back, DateTimeOffset? until, StatusMove move, Actor actor)
    {
        PlanRows.Supersede(transaction.Connection, linked, transaction.Now, customer.Status == CustomerStatus.Deleted);
        if (until is { } end)
        {
            PlanRows.Add(transaction.Connection, Plan(customer, PlanKind.Return, end, back, move, new GivenReason(linked.ReasonCode, linked.Note), actor, transaction.Now, linked.Sequence));
        }
    }

    private static PlannedChange Plan(
        Customer customer, PlanKind kind, DateTimeOffset due, LabelId label, StatusMove move, GivenReason reason, Actor actor, DateTimeOffset now, long sequence) => new()
        {
            TenantId = customer.TenantId,
            CustomerId = customer.Id,
            Kind = kind,
            DueAt = Clock.Whole(due),
            LabelId = label,
            Until = kind == PlanKind.Scheduled && move.Until is { } until ? Clock.Whole(until) : null,
            IsPermanent = move.IsPermanent,
            ReasonCode = reason.Code,
            Reason = reason.Text,
            MadeAt = now,
            MadeByKind = (move.WishedBy ?? actor).Kind,
            MadeById = (move.WishedBy ?? actor).Id,
            MadeBy = (move.WishedBy ?? actor).Name,
            IsApproved = move.IsApproved,
            IsPanic = move.IsPanic,
            Sequence = sequence,
        };
}
