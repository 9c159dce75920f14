using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A wish to record a new customer.</summary>
/// <param name="Details">The fields as they came.</param>
/// <param name="IdempotencyKey">See <see cref="ChangeStatusRequest"/>.</param>
/// <param name="OverrideReason">Why the person is to become a customer in spite of the block list, or of a blocked customer's hold; null respects both [B10].</param>
public sealed record RegisterCustomerRequest(RawDetails Details, string? IdempotencyKey, string? OverrideReason = null);

/// <summary>Records a new customer, Active as all new customers are.</summary>
public sealed class RegisterCustomer(Gate gate, Writer writer, BlockListHits hits)
{
    /// <summary>Records the customer, or says why not: besides the refusals of <see cref="ChangeStatus"/>, <see cref="IdentifierTaken"/> and <see cref="RegistrationRefused"/>.</summary>
    /// <remarks>The block list is asked inside the transaction: whoever was blocked before this commit does not come through, however early they were looked at.</remarks>
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
        RegistrationFault? met = null;
        var outcome = await writer.RunAsync(actor.Tenant, transaction => Register(transaction, request, hash, actor, out met), cancellation);

        // Counted once it is certain, and outside the transaction, which a refusal undoes.
        if (outcome.Refusal is null or RegistrationRefused && met is not null)
        {
            foreach (var (kind, key) in met.Listed)
            {
                hits.Count(actor.Tenant, kind, key);
            }
        }

        return outcome;
    }

    private Outcome<CustomerChange> Register(WriteTransaction transaction, RegisterCustomerRequest request, byte[] hash, Actor actor, out RegistrationFault? met)
    {
        met = null;
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

        var contacts = RegistrationCheck.Contacts(details);
        met = RegistrationCheck.Find(transaction.Connection, transaction.Tenant, contacts, transaction.Now);
        if (!Admit(met, request.OverrideReason, catalogue.Tenant.Messages, actor).TryGet(out var reason, out var refused))
        {
            return refused;
        }

        var (customer, registered) = Customer.Register(
            CustomerId.New(transaction.Now), actor.Tenant, details, catalogue.SystemLabel(CustomerStatus.Active), actor, transaction.Now);
        var returned = RegistrationCheck.Earlier(transaction.Connection, transaction.Tenant, contacts);
        var linked = transaction.Add(customer, RegistrationWords.Tell(registered, met?.Decision, reason, returned));
        transaction.Remember(actor, request.IdempotencyKey, hash, linked);
        return new CustomerChange(customer, linked);
    }

    // The reason for going over the list; empty where nothing speaks against the registration, and a reason that came along is of no use.
    private Outcome<string> Admit(RegistrationFault? met, string? overrideReason, PublicMessages messages, Actor actor)
    {
        if (met is null)
        {
            return "";
        }

        if (overrideReason is null)
        {
            return new RegistrationRefused(met.Decision.Layer, met.Contact, met.Decision.Until, messages.Of(met.Decision, null, null, null) ?? "");
        }

        if (gate.Check(actor, Permissions.OverrideBlockList, nameof(RegisterCustomer)) is { } forbidden)
        {
            return forbidden;
        }

        var (reason, complaint) = PlainText.Read(overrideReason, "The reason", GivenReason.LongestNote, lines: true);
        return complaint is not null ? new InvalidInput("overrideReason", complaint)
            : reason.Length == 0 ? new InvalidInput("overrideReason", "Say why the person is to be registered in spite of the block list.")
            : reason;
    }
}

/// <summary>What a registration's event says beside the details: that the list was gone over, and who the customer was before.</summary>
internal static class RegistrationWords
{
    public static CustomerEvent Tell(CustomerEvent registered, Decision? wentOver, string? reason, CustomerId? earlier)
    {
        if (wentOver is null && earlier is null)
        {
            return registered;
        }

        var data = new EventData();
        foreach (var (name, value) in registered.Data ?? [])
        {
            data[name] = value;
        }

        if (wentOver is { } decision)
        {
            data[EventData.Override] = decision.Layer == DecidingLayer.Hold ? "hold" : "block-list";
        }

        if (earlier is { } customer)
        {
            data[EventData.Earlier] = customer.ToString();
        }

        return registered with { Data = data, Note = wentOver is null ? registered.Note : reason };
    }
}
