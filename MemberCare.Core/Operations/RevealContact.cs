using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A customer's contact details in full.</summary>
public sealed record FullContact(string? Mobile, string? Email, string? CardNumber, DateOnly? BirthDate);

/// <summary>Shows a member of staff the contact details in full, and leaves an event of it.</summary>
public sealed class RevealContact(Gate gate, Writer writer)
{
    /// <summary>Reveals, or says why not: <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="StoreUnavailable"/>.</summary>
    public async Task<Outcome<FullContact>> RunAsync(CustomerId id, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ViewUnmasked, nameof(RevealContact)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync<FullContact>(
            actor.Tenant,
            transaction =>
            {
                if (transaction.Find(id) is not { } customer)
                {
                    return new NotFound("customer");
                }

                transaction.Save(customer, customer.Note(EventKind.ContactRevealed, [], actor, transaction.Now));
                return new FullContact(customer.Mobile, customer.Email, customer.CardNumber, customer.BirthDate);
            },
            cancellation);
    }
}
