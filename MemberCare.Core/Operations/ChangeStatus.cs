using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A wish to change where a customer stands.</summary>
/// <param name="Customer">Whom.</param>
/// <param name="Label">The label to change to, by id or by name.</param>
/// <param name="ReasonCode">The code of a reason on offer, or null.</param>
/// <param name="Note">Own words, at most <see cref="Domain.Labels.GivenReason.LongestNote"/> characters, or null.</param>
/// <param name="ExpectedVersion">The version of the customer that the person saw; null changes whatever is there.</param>
/// <param name="IdempotencyKey">1 to 200 visible ASCII characters; the same request with the same key is done once. Null does without.</param>
public sealed record ChangeStatusRequest(
    CustomerId Customer, LabelChoice Label, string? ReasonCode, string? Note, long? ExpectedVersion, string? IdempotencyKey)
{
    /// <summary>When the change is to be made; null for now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? From { get; init; }

    /// <summary>When it ends, and the customer goes back to the label before; null for as long as is usual for the label, which mostly is until a person changes it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it lasts until a person changes it, whatever is usual for the label.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPermanent { get; init; }
}

/// <summary>A customer and the event that just happened to them.</summary>
public sealed record CustomerChange(Customer Customer, CustomerEvent Event);

/// <summary>Changes a customer's label, and with it perhaps their status, both directions: the command of the page and the API, and the one road of all (<see cref="Move"/>).</summary>
public sealed class ChangeStatus(Gate gate, Writer writer)
{
    /// <summary>Makes the change, or says why not.</summary>
    /// <returns>
    /// The customer and the event, durable, which is <see cref="EventKind.RequestMade"/> where a second person has to approve the change first; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="StaleVersion"/>,
    /// <see cref="TransitionForbidden"/>, <see cref="NothingToChange"/>, a refusal of label or reason, <see cref="IdempotencyKeyReused"/>,
    /// <see cref="InvalidInput"/>, <see cref="Domain.Approvals.RequestOpen"/>, <see cref="StoreUnavailable"/>. A refused change leaves no trace.
    /// </returns>
    public async Task<Outcome<CustomerChange>> RunAsync(ChangeStatusRequest request, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ChangeStatus, nameof(ChangeStatus)) is { } forbidden)
        {
            return forbidden;
        }

        if (Idempotency.Complaint(request.IdempotencyKey) is { } complaint)
        {
            return complaint;
        }

        var hash = Idempotency.HashOf(request, request.IdempotencyKey);
        var outcome = await writer.RunAsync(actor.Tenant, transaction => Change(transaction, request, hash, actor), cancellation);
        return outcome.Refusal is NotPermitted lacking && gate.Check(actor, lacking.Needed, nameof(ChangeStatus)) is { } logged ? logged : outcome;
    }

    /// <summary>
    /// The road itself, inside a transaction: whatever changes a status takes it, and nobody else decides about transitions, reasons, rights and approvals. Whether the
    /// actor may change a status at all is checked before; that blocking takes a right of its own is checked here, where the customer's status is known.
    /// </summary>
    internal static Outcome<CustomerChange> Move(WriteTransaction transaction, StatusMove move, Actor actor) =>
        transaction.Find(move.Customer) is { } customer ? MoveKnown(transaction, customer, move, actor) : new NotFound("customer");

    /// <summary>Likewise, for a customer who was read in this transaction already.</summary>
    internal static Outcome<CustomerChange> MoveKnown(WriteTransaction transaction, Customer customer, StatusMove move, Actor actor)
    {
        var catalogue = transaction.Catalogue;
        if (!Meant(catalogue, customer, move, actor).TryGet(out var labels, out var refusal))
        {
            return refusal;
        }

        if (PlanTimes.Complaint(move.From, move.Until, transaction.Now) is { } complaint)
        {
            return complaint;
        }

        var (from, to) = labels;
        if (Approving.AskFirst(transaction, move, customer, from, to, actor) is { } asked)
        {
            return asked;
        }

        if (move.From is { } start)
        {
            return PlanKeeping.Schedule(transaction, customer, to, move, start, actor);
        }

        var back = move.ReturnTo is { } earlier ? catalogue.Label(earlier)! : from;
        if (!customer.MoveTo(from, to, move.ReasonCode, move.Note, catalogue.Reasons, actor, transaction.Now, move.Given).TryGet(out var happened, out refusal)
            || !PlanKeeping.End(back, to, move, transaction.Now).TryGet(out var until, out refusal))
        {
            return refusal;
        }

        var linked = transaction.Save(customer, happened with { BatchId = move.Batch ?? move.Request, Data = Facts(move, PlanKeeping.Facts(move, until)) });
        PlanKeeping.After(transaction, customer, linked, back.Id, until, move, actor);
        Approving.Outdate(transaction, customer, move.Request, actor);
        return new CustomerChange(customer, linked);
    }

    /// <summary>Whether a move would go through, by the same rules and without making it: previews ask.</summary>
    /// <returns>The label carried and the label wanted; or why not.</returns>
    internal static Outcome<(StatusLabel From, StatusLabel To)> Judge(TenantCatalogue catalogue, Customer customer, StatusMove move, Actor actor)
    {
        if (!Meant(catalogue, customer, move, actor).TryGet(out var labels, out var refusal))
        {
            return refusal;
        }

        return customer.MayMoveTo(labels.To, move.ReasonCode, move.Note, catalogue.Reasons, move.Given).Refusal is { } no ? no : labels;
    }

    private static Outcome<(StatusLabel From, StatusLabel To)> Meant(TenantCatalogue catalogue, Customer customer, StatusMove move, Actor actor)
    {
        var from = catalogue.Label(customer.LabelId)!;
        if (move.SeenVersion is { } seen && seen != customer.Version)
        {
            return new StaleVersion(seen, customer.Version, from.Name, customer.StatusUpdatedBy);
        }

        if (move.Label.In(catalogue) is not { } to)
        {
            return LabelChoice.Unknown;
        }

        // Whoever asked for an approved change had the right; the checker needs another. What no one may do is refused as that.
        if (!move.IsApproved && TransitionRules.Decide(from.Status, to.Status) is null && TransitionRules.MayStart(from.Status, to.Status, actor) is { } notPermitted)
        {
            return notPermitted;
        }

        return (from, to);
    }

    /// <summary>The facts of an event with those of the request that led to it, where one did.</summary>
    internal static EventData? Facts(StatusMove move, EventData? facts)
    {
        if (move.Request is { } request)
        {
            facts ??= [];
            facts[EventData.Request] = request.ToString("D");
            if (move.AskedBy is { } maker)
            {
                facts[EventData.AskedBy] = maker;
            }
        }

        return facts;
    }

    private static Outcome<CustomerChange> Change(WriteTransaction transaction, ChangeStatusRequest request, byte[] hash, Actor actor)
    {
        if (!transaction.Replay(actor, request.IdempotencyKey, hash).TryGet(out var earlier, out var reused))
        {
            return reused;
        }

        if (earlier is { } done)
        {
            return Idempotency.Earlier(transaction, done);
        }

        var move = new StatusMove(request.Customer, request.Label, request.ReasonCode, request.Note, request.ExpectedVersion)
        {
            From = request.From,
            Until = request.Until,
            IsPermanent = request.IsPermanent,
        };
        if (request is { Until: not null, IsPermanent: true })
        {
            return new InvalidInput("until", "A change either has an end or is permanent. Leave one of the two out.");
        }

        if (!Move(transaction, move, actor).TryGet(out var change, out var refusal))
        {
            return refusal;
        }

        transaction.Remember(actor, request.IdempotencyKey, hash, change.Event);
        return change;
    }
}

/// <summary>The common part of commands that can be sent twice.</summary>
internal static class Idempotency
{
    private const int LongestKey = 200;

    public static InvalidInput? Complaint(string? key) =>
        key is null || (key.Length is > 0 and <= LongestKey && key.All(c => c is > ' ' and < '\x7f'))
            ? null
            : new InvalidInput("idempotencyKey", $"An idempotency key is 1 to {LongestKey} visible ASCII characters.");

    /// <summary>What tells two requests with the same key apart; empty where there is no key.</summary>
    public static byte[] HashOf<T>(T request, string? key) => key is null ? [] : SHA256.HashData(Encoding.UTF8.GetBytes(typeof(T).Name + JsonSerializer.Serialize(request)));

    public static CustomerChange Earlier(WriteTransaction transaction, (CustomerId Customer, long Sequence) done) => new(
        transaction.Find(done.Customer)!,
        transaction.Db.Events.Single(e => e.CustomerId == done.Customer && e.Sequence == done.Sequence));
}
