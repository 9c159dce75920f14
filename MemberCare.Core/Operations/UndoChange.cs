using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Operations;

/// <summary>Takes the last change of a customer's label back. That is a change itself, by the same rules, with a reason that says so; nothing is removed from the history.</summary>
public sealed class UndoChange(Gate gate, Writer writer)
{
    /// <summary>Takes a change back, or says why not.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="sequence">The number of the event of the change.</param>
    /// <param name="actor">Who takes it back.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>
    /// The customer and the event, durable; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="ChangedSince"/>, and whatever the road of every change refuses.
    /// </returns>
    public async Task<Outcome<CustomerChange>> RunAsync(CustomerId customer, long sequence, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ChangeStatus, nameof(UndoChange)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync(actor.Tenant, transaction => Back(transaction, customer, sequence, actor), cancellation);
    }

    /// <summary>Takes a change back inside a transaction.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="id">The customer.</param>
    /// <param name="sequence">The number of the event of the change.</param>
    /// <param name="actor">Who takes it back.</param>
    /// <param name="batch">The job that does; null where it stands alone.</param>
    internal static Outcome<CustomerChange> Back(WriteTransaction transaction, CustomerId id, long sequence, Actor actor, Guid? batch = null)
    {
        var since = transaction.Db.Events.AsNoTracking()
            .Where(happened => happened.CustomerId == id && happened.Sequence >= sequence && (happened.Kind == EventKind.StatusChanged || happened.Kind == EventKind.LabelChanged))
            .OrderBy(happened => happened.Sequence)
            .ToList();
        if (since.Count == 0 || since[0].Sequence != sequence)
        {
            return new NotFound("change");
        }

        if (since.Count > 1)
        {
            return new ChangedSince(since[^1].ActorName, since[^1].ToLabel!);
        }

        // Where the change had put an end to a temporary standing, that goes on for the rest of its time.
        var (change, now) = (since[0], transaction.Now);
        var rest = transaction.Db.PlannedChanges.AsNoTracking().SingleOrDefault(plan =>
            plan.CustomerId == id && plan.State == PlanState.Superseded && plan.EndedSequence == sequence && plan.Kind == PlanKind.Return && plan.DueAt > now);
        if (rest is not null && transaction.Catalogue.Label(rest.LabelId) is not { IsLive: true })
        {
            // There is nothing to go back to by itself any more; the change is taken back all the same.
            rest = null;
        }

        return ChangeStatus.Move(
            transaction,
            new StatusMove(id, LabelChoice.Of(change.FromLabelId!.Value), null, null, null)
            {
                Batch = batch,
                Given = new GivenReason(null, $"Undone: the change to “{change.ToLabel}” by {change.ActorName}"),
                Until = rest?.DueAt,
                ReturnTo = rest?.LabelId,
                IsPermanent = rest is null,
                Undoes = sequence,
            },
            actor);
    }
}
