using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>What a member of staff, or a system on the customer's behalf, does about overlays: lifts the lock of sign-in, and takes down whether a customer wants messages.</summary>
public sealed class ManageOverlays(Gate gate, Writer writer)
{
    /// <summary>Lifts the lock of a customer's sign-in.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="note">Why, in own words; or nothing.</param>
    /// <param name="actor">Who lifts it.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>The customer and the event, durable; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="NotLocked"/>, <see cref="InvalidInput"/>, <see cref="StoreUnavailable"/>.</returns>
    public Task<Outcome<CustomerChange>> LiftLockAsync(CustomerId id, string? note, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(id, (customer, now) => customer.LiftLoginLock(note, actor, now), actor, cancellation);

    /// <summary>Takes down whether a customer wants messages.</summary>
    /// <param name="id">Whose wish.</param>
    /// <param name="doNotContact">The wish.</param>
    /// <param name="note">Why, in own words; or nothing.</param>
    /// <param name="actor">Who takes it down.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>The customer and the event, durable; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="PreferenceSame"/>, <see cref="InvalidInput"/>, <see cref="StoreUnavailable"/>.</returns>
    public Task<Outcome<CustomerChange>> SetContactPreferenceAsync(CustomerId id, bool doNotContact, string? note, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(id, (customer, now) => customer.SetContactPreference(doNotContact, note, actor, now), actor, cancellation);

    private async Task<Outcome<CustomerChange>> RunAsync(
        CustomerId id, Func<Customer, DateTimeOffset, Outcome<CustomerEvent>> change, Actor actor, CancellationToken cancellation)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ManageOverlays, nameof(ManageOverlays)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync<CustomerChange>(
            actor.Tenant,
            transaction =>
            {
                if (transaction.Find(id) is not { } customer)
                {
                    return new NotFound("customer");
                }

                return change(customer, transaction.Now).TryGet(out var happened, out var refusal)
                    ? new CustomerChange(customer, transaction.Save(customer, happened))
                    : refusal;
            },
            cancellation);
    }
}
