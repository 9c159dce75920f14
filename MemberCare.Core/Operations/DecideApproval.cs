using System.Globalization;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A request that was decided or withdrawn.</summary>
/// <param name="Request">The request as it is now.</param>
/// <param name="Change">The change of the customer that the approval led to; null for every other end, for many customers, and where the same was said before.</param>
public sealed record DecidedRequest(ChangeRequest Request, CustomerChange? Change);

/// <summary>
/// Approves, rejects and withdraws requests [L5]. The decision and the change it leads to are one commit. Of two who decide at once the first one wins and the other is told; the same
/// decision by the same person twice is once. What a checker may do is asked again inside the commit, so that one who lost the right meanwhile is refused.
/// </summary>
public sealed class DecideApproval(Gate gate, Writer writer, IEnumerable<IBatchAwaitingApproval> batches)
{
    /// <summary>Approves a request and makes the change.</summary>
    /// <param name="id">Which request.</param>
    /// <param name="comment">What the checker says; may be null.</param>
    /// <param name="checker">Who decides: never the maker.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>
    /// The request and the change; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="OwnRequest"/>, <see cref="RequestEnded"/>, <see cref="InvalidInput"/>, and where the rules
    /// of this moment refuse the change, their refusal: then the request stays open.
    /// </returns>
    public Task<Outcome<DecidedRequest>> ApproveAsync(Guid id, string? comment, Actor checker, CancellationToken cancellation = default) =>
        RunAsync(id, RequestState.Approved, Permissions.DecideApprovals, (transaction, request) => Approve(transaction, request, comment, checker), checker, cancellation);

    /// <summary>Rejects a request. Nothing changes.</summary>
    /// <param name="id">Which request.</param>
    /// <param name="comment">Why; needed.</param>
    /// <param name="checker">Who decides: never the maker.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The request; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="OwnRequest"/>, <see cref="RequestEnded"/>, <see cref="InvalidInput"/>.</returns>
    public Task<Outcome<DecidedRequest>> RejectAsync(Guid id, string? comment, Actor checker, CancellationToken cancellation = default) =>
        RunAsync(id, RequestState.Rejected, Permissions.DecideApprovals, (transaction, request) => EndBy(transaction, request, checker, request.Reject(comment, checker, transaction.Now)), checker, cancellation);

    /// <summary>Takes a request back.</summary>
    /// <param name="id">Which request.</param>
    /// <param name="maker">Who made it.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The request; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="NotTheMaker"/>, <see cref="RequestEnded"/>.</returns>
    public Task<Outcome<DecidedRequest>> WithdrawAsync(Guid id, Actor maker, CancellationToken cancellation = default) =>
        RunAsync(id, RequestState.Withdrawn, Permissions.ViewCustomers, (transaction, request) => EndBy(transaction, request, maker, request.Withdraw(maker, transaction.Now)), maker, cancellation);

    private async Task<Outcome<DecidedRequest>> RunAsync(
        Guid id, RequestState wanted, Permissions needed, Func<WriteTransaction, ChangeRequest, Outcome<Verdict>> decide, Actor actor, CancellationToken cancellation)
    {
        if (gate.Check(actor, needed, nameof(DecideApproval)) is { } forbidden)
        {
            return forbidden;
        }

        var outcome = await writer.RunAsync<Verdict>(
            actor.Tenant,
            transaction =>
            {
                if (!MayStill(transaction, actor, needed))
                {
                    return new NotPermitted(needed);
                }

                if (transaction.Db.ChangeRequests.SingleOrDefault(one => one.Id == id) is not { } request)
                {
                    return new NotFound("request");
                }

                if (request.WasEnded(wanted, actor))
                {
                    return new Verdict(new DecidedRequest(request, null), null);
                }

                return request.Expire(transaction.Now) ? Over(transaction, request, Approving.Clock(transaction)) : decide(transaction, request);
            },
            cancellation);
        return !outcome.TryGet(out var verdict, out var refusal) ? refusal : verdict.Done is { } done ? done : verdict.Why!;
    }

    private Outcome<Verdict> Approve(WriteTransaction transaction, ChangeRequest request, string? comment, Actor checker)
    {
        var customer = request.CustomerId is { } id ? transaction.Find(id) : null;
        var isOpen = request.IsOpen(transaction.Now);
        if (isOpen && request.IsBy(checker))
        {
            return new OwnRequest();
        }

        if (isOpen && !Fits(transaction, request, customer))
        {
            request.TurnStale(transaction.Now);
            return Over(transaction, request, checker);
        }

        if (!request.Approve(comment, checker, transaction.Now).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        Approving.Keep(transaction, request, customer, checker);
        if (customer is null)
        {
            foreach (var batch in batches)
            {
                if (batch.Begin(transaction, request, checker).Refusal is { } why)
                {
                    return why;
                }
            }

            return new Verdict(new DecidedRequest(request, null), null);
        }

        var move = new StatusMove(customer.Id, LabelChoice.Of(request.ToLabelId!.Value), request.ReasonCode, request.Note, null)
        {
            // A beginning that passed while nobody decided is now; a reason that MemberCare itself gave stands as it was.
            From = request.StartsAt > transaction.Now ? request.StartsAt : null,
            Until = request.Until,
            IsPermanent = request.IsPermanent,
            Given = request is { ReasonCode: null, Note: null, Reason: not null } ? new GivenReason(null, request.Reason) : null,
            IsApproved = true,
            Request = request.Id,
            AskedBy = request.MakerName,
            WishedBy = checker with { Kind = request.MakerKind, Id = request.MakerId, Name = request.MakerName },
        };
        return ChangeStatus.Move(transaction, move, checker).TryGet(out var change, out refusal) ? new Verdict(new DecidedRequest(request, change), null) : refusal;
    }

    // Whoever moves a customer ends their open request in the same commit; what is left is a label that was given another meaning while nobody carried it.
    private static bool Fits(WriteTransaction transaction, ChangeRequest request, Customer? customer) =>
        (request.ToLabelId is not { } wanted || transaction.Catalogue.Label(wanted)?.Status == request.ToStatus)
        && (request.CustomerId is null || (customer is not null && customer.LabelId == request.FromLabelId && customer.Status == request.FromStatus));

    private Outcome<Verdict> EndBy(WriteTransaction transaction, ChangeRequest request, Actor actor, Outcome<Done> ended)
    {
        if (!ended.TryGet(out _, out var refusal))
        {
            return refusal;
        }

        Approving.Keep(transaction, request, request.CustomerId is { } id ? transaction.Find(id) : null, actor);
        Drop(transaction, request);
        return new Verdict(new DecidedRequest(request, null), null);
    }

    // That it is over is kept, though whoever wanted to decide is refused.
    private Verdict Over(WriteTransaction transaction, ChangeRequest request, Actor actor)
    {
        Approving.Keep(transaction, request, request.CustomerId is { } id ? transaction.Find(id) : null, actor);
        Drop(transaction, request);
        return new Verdict(null, new RequestEnded(request.State, null));
    }

    private void Drop(WriteTransaction transaction, ChangeRequest request)
    {
        foreach (var batch in request.BatchId is null ? [] : batches)
        {
            batch.Drop(transaction, request);
        }
    }

    // With the rights of this very moment. An access token is good until it expires, which was looked at when it came; rules and MemberCare itself decide nothing.
    private static bool MayStill(WriteTransaction transaction, Actor actor, Permissions needed)
    {
        switch (actor.Kind)
        {
            case ActorKind.Person:
                return int.TryParse(actor.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && new StaffId(number) is var staff
                    && transaction.Db.Staff.SingleOrDefault(person => person.Id == staff)?.AsActor().May(needed) == true;
            case ActorKind.ApiClient:
                return !Guid.TryParseExact(actor.Id, "D", out var key) || transaction.Db.ApiKeys.SingleOrDefault(one => one.Id == key)?.AsActor().May(needed) != false;
            default:
                return false;
        }
    }

    private readonly record struct Verdict(DecidedRequest? Done, Refusal? Why);
}
