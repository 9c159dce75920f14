using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A wish to record a new customer.</summary>
/// <param name="Details">The fields as they came.</param>
/// <param name="IdempotencyKey">See <see cref="ChangeStatusRequest"/>.</param>
public sealed record RegisterCustomerRequest(RawDetails Details, string? IdempotencyKey);

/// <summary>Records a new customer, Active as all new customers are.</summary>
public sealed class RegisterCustomer(Gate gate, Writer writer)
{
    /// <summary>Records the customer, or says why not: besides the refusals of <see cref="ChangeStatus"/>, <see cref="IdentifierTaken"/>.</summary>
    public async Task<Outcome<CustomerChange>> RunAsync(RegisterCustomerRequest request, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.RegisterCustomers, nameof(RegisterCustomer)) is { } forbidden)
        {
            return forbidden;
        }

        if (Idempotency.Complaint(request.IdempotencyKey) is { } complaint)
        {
            return complaint;
        }

        var hash = Idempotency.HashOf(request, request.IdempotencyKey);
        return await writer.RunAsync(actor.Tenant, transaction => Register(transaction, request, hash, actor), cancellation);
    }

    private static Outcome<CustomerChange> Register(WriteTransaction transaction, RegisterCustomerRequest request, byte[] hash, Actor actor)
    {
        if (!transaction.Replay(actor, request.IdempotencyKey, hash).TryGet(out var earlier, out var reused))
        {
            return reused;
        }

        if (earlier is { } done)
        {
            return Idempotency.Earlier(transaction, done);
        }

        var catalogue = transaction.Catalogue;
        if (!CustomerDetails.Read(request.Details, catalogue.Tenant.Region, transaction.Now).TryGet(out var details, out var fault))
        {
            return fault;
        }

        if (transaction.Holder(details) is { } taken)
        {
            return taken;
        }

        var (customer, registered) = Customer.Register(
            CustomerId.New(transaction.Now), actor.Tenant, details, catalogue.SystemLabel(CustomerStatus.Active), actor, transaction.Now);
        var linked = transaction.Add(customer, registered);
        transaction.Remember(actor, request.IdempotencyKey, hash, linked);
        return new CustomerChange(customer, linked);
    }
}
