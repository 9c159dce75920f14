using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>What a person does about planned changes: moves one to another time, cancels one, puts a task aside. To cancel the end of a suspension that was made at once is to confirm it.</summary>
public sealed class ManagePlans(Gate gate, Writer writer)
{
    /// <summary>Cancels a planned change, or puts a task aside.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="plan">Its number.</param>
    /// <param name="actor">Who cancels it.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>The customer and the event, durable; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="PlanOver"/>, <see cref="StoreUnavailable"/>.</returns>
    public Task<Outcome<CustomerChange>> CancelAsync(CustomerId customer, long plan, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(customer, plan, actor, cancellation, (transaction, whose, found) =>
        {
            // Without its end a change lasts, which is the longest that it can be made.
            if (found is { Kind: PlanKind.Return, State: PlanState.Waiting } && (WhyFixed(found, actor) ?? MayLengthen(transaction, whose, found, actor)) is { } refused)
            {
                return refused;
            }

            var outcome = found.State == PlanState.Failed ? EventData.PutAside : found.IsPanic ? EventData.Confirmed : EventData.Cancelled;
            var linked = Tell(transaction, whose, found, EventKind.PlanCancelled, outcome, actor);
            (found.State, found.EndedAt, found.EndedBy, found.EndedSequence) = (PlanState.Cancelled, transaction.Now, actor.Name, linked.Sequence);
            return linked;
        });

    /// <summary>Moves a planned change to another time.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="plan">Its number.</param>
    /// <param name="due">The new time.</param>
    /// <param name="actor">Who moves it.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>
    /// The customer and the event, durable; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="PlanOver"/>, <see cref="InvalidInput"/>, <see cref="StoreUnavailable"/>.
    /// </returns>
    public Task<Outcome<CustomerChange>> MoveAsync(CustomerId customer, long plan, DateTimeOffset due, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(customer, plan, actor, cancellation, (transaction, whose, found) =>
        {
            if (found.State != PlanState.Waiting)
            {
                return new PlanOver();
            }

            if ((found.Kind == PlanKind.Return ? PlanTimes.Complaint(null, due, transaction.Now) : PlanTimes.Complaint(due, found.Until, transaction.Now)) is { } complaint)
            {
                return complaint;
            }

            if (WhyFixed(found, actor) is { } isFixed)
            {
                return isFixed;
            }

            if (found.Kind == PlanKind.Return && due > found.DueAt && MayLengthen(transaction, whose, found, actor) is { } notPermitted)
            {
                return notPermitted;
            }

            found.DueAt = Clock.Whole(due);
            return Tell(transaction, whose, found, EventKind.ChangePlanned, EventData.Moved, actor);
        });

    // What was approved together with its time is not moved by whoever asked for it, nor by somebody who may not approve.
    private static Refusal? WhyFixed(PlannedChange plan, Actor actor) =>
        plan is { IsApproved: true, IsPanic: false } && (!actor.May(Permissions.DecideApprovals) || (actor.Kind == plan.MadeByKind && actor.Id == plan.MadeById))
            ? new ApprovedWithItsTime(plan.MadeBy)
            : null;

    // A longer block takes the right to block.
    private static Refusal? MayLengthen(WriteTransaction transaction, Customer customer, PlannedChange plan, Actor actor) =>
        TransitionRules.MayStart(transaction.Catalogue.Label(plan.LabelId)!.Status, customer.Status, actor);

    private static CustomerEvent Tell(WriteTransaction transaction, Customer customer, PlannedChange plan, EventKind kind, string outcome, Actor actor) =>
        transaction.Save(customer, customer.Plan(kind, plan, transaction.Catalogue.Label(plan.LabelId)!, null, outcome, actor, transaction.Now));

    private async Task<Outcome<CustomerChange>> RunAsync(
        CustomerId customer, long plan, Actor actor, CancellationToken cancellation, Func<WriteTransaction, Customer, PlannedChange, Outcome<CustomerEvent>> change)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ChangeStatus, nameof(ManagePlans)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync<CustomerChange>(
            actor.Tenant,
            transaction =>
            {
                if (transaction.Find(customer) is not { } whose)
                {
                    return new NotFound("customer");
                }

                if (transaction.Db.PlannedChanges.SingleOrDefault(one => one.Id == plan && one.CustomerId == customer) is not { } found)
                {
                    return new NotFound("planned change");
                }

                if (!found.IsOpen)
                {
                    return new PlanOver();
                }

                if (!change(transaction, whose, found).TryGet(out var linked, out var refusal))
                {
                    return refusal;
                }

                transaction.Db.SaveChanges();
                return new CustomerChange(whose, linked);
            },
            cancellation);
    }
}
