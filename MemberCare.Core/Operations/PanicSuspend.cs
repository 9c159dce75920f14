using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>
/// Suspends a customer at once: no approval, no questions, because a card may be in the wrong hands this minute. It ends by itself within the hour, unless a person confirms it by
/// cancelling its end (<see cref="ManagePlans.CancelAsync"/>).
/// </summary>
public sealed class PanicSuspend(Gate gate, Writer writer)
{
    /// <summary>Suspends, or says why not.</summary>
    /// <param name="customer">Whom.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>
    /// The customer and the event, durable; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="SuspendedAlready"/>, <see cref="TransitionForbidden"/>, <see cref="StoreUnavailable"/>.
    /// </returns>
    public async Task<Outcome<CustomerChange>> RunAsync(CustomerId customer, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ChangeStatus, nameof(PanicSuspend)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync(actor.Tenant, transaction => Suspend(transaction, customer, actor), cancellation);
    }

    private static Outcome<CustomerChange> Suspend(WriteTransaction transaction, CustomerId id, Actor actor)
    {
        var (customer, catalogue) = (transaction.Find(id), transaction.Catalogue);
        if (customer is { Status: CustomerStatus.Suspended })
        {
            return new SuspendedAlready();
        }

        // A label that is retired by now must not keep anybody from stopping a thief: the way back then leads to the status's own.
        var back = customer is not null && catalogue.Label(customer.LabelId) is { IsLive: false } ? catalogue.SystemLabel(customer.Status).Id : null as LabelId?;

        return ChangeStatus.Move(
            transaction,
            new StatusMove(id, LabelChoice.Of(catalogue.SystemLabel(CustomerStatus.Suspended).Id), null, null, null)
            {
                Given = new GivenReason(null, "Suspended at once, to be confirmed within the hour"),
                Until = transaction.Now + PlanTimes.Panic,
                ReturnTo = back,
                IsApproved = true,
                IsPanic = true,
            },
            actor);
    }
}
