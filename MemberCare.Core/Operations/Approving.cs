using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Operations;

/// <summary>What the one road of status changes knows of approvals: when to ask first, and which requests no longer fit once somebody went ahead. Always within somebody's transaction.</summary>
internal static class Approving
{
    // By hand, since it is asked for every customer of a bulk change: nearly always there is none, and an index alone says so.
    private const string SelectOpen = "SELECT 1 FROM change_requests WHERE tenant_id = @tenant AND customer_id = @customer AND state = 1";

    /// <summary>Makes a request in place of a change that a second person has to approve.</summary>
    /// <returns>The customer as they were, and the event of the request; why neither can be; null where the change needs nobody's approval, or has it.</returns>
    public static Outcome<CustomerChange>? AskFirst(WriteTransaction transaction, StatusMove move, Customer customer, StatusLabel from, StatusLabel to, Actor maker)
    {
        var policy = transaction.Catalogue.Tenant.Approvals;
        if (move.IsApproved || !policy.Needs(customer.Status, to.Status))
        {
            return null;
        }

        if (!customer.MayMoveTo(to, move.ReasonCode, move.Note, transaction.Catalogue.Reasons, move.Given).TryGet(out var reason, out var refusal))
        {
            return refusal;
        }

        if (Open(transaction, customer.Id) is { } open)
        {
            if (!open.Expire(transaction.Now))
            {
                return new RequestOpen(open.MakerName, transaction.Catalogue.Label(open.ToLabelId!.Value)!.Name, open.Id);
            }

            Keep(transaction, open, customer, Clock(transaction));
        }

        var wanted = new RequestedChange(to, reason.Code, move.Note, reason.Text) { StartsAt = move.From, Until = move.Until, IsPermanent = move.IsPermanent };
        var wisher = move.WishedBy ?? maker;
        var request = ChangeRequest.ForCustomer(customer.Id, customer.Version, from, wanted, wisher, policy, transaction.Now);
        Add(transaction, request);
        return new CustomerChange(customer, transaction.Save(customer, customer.Ask(request, from, to, wisher) with { BatchId = move.Batch }));
    }

    /// <summary>
    /// Makes a request for a bulk change, whose list of customers is frozen under the id of the batch. The change begins by <see cref="IBatchAwaitingApproval"/>.
    /// </summary>
    public static ChangeRequest AskForBatch(WriteTransaction transaction, Guid batch, int customers, RequestedChange wanted, Actor maker)
    {
        var request = ChangeRequest.ForBatch(batch, customers, wanted, maker, transaction.Catalogue.Tenant.Approvals, transaction.Now);
        Add(transaction, request);
        return request;
    }

    /// <summary>Ends the open request of a customer who was changed by another road: what its maker saw is no longer so.</summary>
    /// <param name="transaction">The transaction of the change.</param>
    /// <param name="customer">The customer after it.</param>
    /// <param name="approved">The request that led to the change, if any.</param>
    /// <param name="actor">Who changed the customer.</param>
    public static void Outdate(WriteTransaction transaction, Customer customer, Guid? approved, Actor actor)
    {
        if (Open(transaction, customer.Id) is { } open && open.Id != approved && open.TurnStale(transaction.Now))
        {
            Keep(transaction, open, customer, actor);
        }
    }

    /// <summary>Keeps a request that has just ended: its row, the event in the customer's history, the word to queues.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="request">The request.</param>
    /// <param name="customer">Its customer; null where it is for many.</param>
    /// <param name="actor">Who ended it, or <see cref="Clock"/>.</param>
    public static void Keep(WriteTransaction transaction, ChangeRequest request, Customer? customer, Actor actor)
    {
        transaction.Db.SaveChanges();
        transaction.TellApprovals(request);
        if (customer is not null)
        {
            transaction.Save(customer, customer.End(request, actor, transaction.Now));
        }
    }

    /// <summary>Time itself, as the one who ends a request.</summary>
    public static Actor Clock(WriteTransaction transaction) => Actor.System(transaction.Tenant, "MemberCare", Channel.System);

    private static ChangeRequest? Open(WriteTransaction transaction, CustomerId customer) =>
        transaction.Connection.LookUp(SelectOpen).Finds(transaction.Tenant, customer)
            ? transaction.Db.ChangeRequests.Single(request => request.CustomerId == customer && request.State == RequestState.Pending)
            : null;

    private static void Add(WriteTransaction transaction, ChangeRequest request)
    {
        transaction.Db.ChangeRequests.Add(request);
        transaction.Db.SaveChanges();
        transaction.TellApprovals(request);

        // A job may ask for a hundred thousand customers in one context.
        transaction.Db.Entry(request).State = EntityState.Detached;
    }
}

/// <summary>A bulk change that waits for a second person: whoever runs bulk changes says by it what becomes of the frozen list.</summary>
public interface IBatchAwaitingApproval
{
    /// <summary>The request was approved: the change may begin. Each of its customers is checked again when their turn comes.</summary>
    /// <param name="transaction">The transaction of the approval; what is refused here undoes it.</param>
    /// <param name="request">The request; its <see cref="ChangeRequest.BatchId"/> names the list.</param>
    /// <param name="checker">Who approved it.</param>
    Outcome<Done> Begin(WriteTransaction transaction, ChangeRequest request, Actor checker);

    /// <summary>The request ended otherwise: rejected, withdrawn or expired, as its state says. Nothing will come of the list.</summary>
    void Drop(WriteTransaction transaction, ChangeRequest request);
}
