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

    private static Outcome<CustomerChange> Back(WriteTransaction transaction, CustomerId id, long sequence, Actor actor)
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

        var change = since[0];
        var back = new StatusMove(id, LabelChoice.Of(change.FromLabelId!.Value), null, null, null)
        {
            Undoes = sequence,
            Given = new GivenReason(null, $"Undone: the change to “{change.ToLabel}” by {change.ActorName}"),
        };
        return ChangeStatus.Move(transaction, PlanKeeping.Resume(transaction, back, sequence), actor);
    }
}
