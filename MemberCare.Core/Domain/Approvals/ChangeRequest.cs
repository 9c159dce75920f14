using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Approvals;

/// <summary>How a request stands. The numbers are what the store keeps.</summary>
public enum RequestState
{
    /// <summary>Somebody has still to decide.</summary>
    Pending = 1,

    /// <summary>Approved, and the change was made in the same commit.</summary>
    Approved = 2,

    /// <summary>Rejected, with a comment.</summary>
    Rejected = 3,

    /// <summary>Taken back by its maker.</summary>
    Withdrawn = 4,

    /// <summary>Nobody decided in time.</summary>
    Expired = 5,

    /// <summary>The customer's status changed meanwhile, so that what was asked for no longer fits what was seen.</summary>
    Stale = 6,
}

/// <summary>The words of <see cref="RequestState"/>.</summary>
public static class RequestStates
{
    /// <summary>The word by which history and the API name it: <c>pending</c>, <c>approved</c>.</summary>
    public static string Word(this RequestState state) => state.ToString().ToLowerInvariant();
}

/// <summary>What a request asks for.</summary>
/// <param name="To">The label wanted; null where each customer of a batch goes back to the label before.</param>
/// <param name="ReasonCode">The code of the reason as it was given; null for none.</param>
/// <param name="Note">Own words as they were given; null for none.</param>
/// <param name="Reason">The reason as a person reads it; null where none was needed.</param>
public sealed record RequestedChange(StatusLabel? To, string? ReasonCode, string? Note, string? Reason)
{
    /// <summary>From when on it is to count; null from the approval on.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When the customer is to go back to the label before; null without an end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it is to last until a person changes it, whatever is usual for the label.</summary>
    public bool IsPermanent { get; init; }
}

/// <summary>
/// A wish to change where a customer stands, which waits for a second person: what the maker saw, wants and why. It is pending until exactly one thing happens to
/// it, and then never changes again.
/// </summary>
public sealed class ChangeRequest
{
    /// <summary>The longest comment, in characters.</summary>
    public const int LongestComment = 500;

    /// <summary>What stands for the number of an event where others hear that a request for many was made.</summary>
    public const long MadeNumber = -5;

    /// <summary>And where they hear that it ended, which comes after.</summary>
    public const long EndedNumber = -4;

    private ChangeRequest()
    {
    }

    private ChangeRequest(RequestedChange wanted, Actor maker, ApprovalPolicy policy, DateTimeOffset now)
    {
        (Id, TenantId) = (Guid.CreateVersion7(now), maker.Tenant);
        (ToLabelId, ToLabel, ToStatus) = (wanted.To?.Id, wanted.To?.Name, wanted.To?.Status);
        (ReasonCode, Note, Reason) = (wanted.ReasonCode, wanted.Note, wanted.Reason);
        (StartsAt, Until, IsPermanent) = (wanted.StartsAt, wanted.Until, wanted.IsPermanent);
        (MakerKind, MakerId, MakerName) = (maker.Kind, maker.Id, maker.Name);
        (MadeAt, ExpiresAt) = (now, now + policy.Deadline);
    }

    /// <summary>Identity: a UUIDv7, so that requests sort by the moment they were made.</summary>
    public Guid Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>The customer; null for a bulk change, whose customers its batch lists.</summary>
    public CustomerId? CustomerId { get; private set; }

    /// <summary>The batch of a bulk change, frozen when the request was made; null for one customer.</summary>
    public Guid? BatchId { get; private set; }

    /// <summary>How many customers it is for.</summary>
    public int Customers { get; private set; }

    /// <summary>The label that the customer carried when the request was made; null for a bulk change.</summary>
    public LabelId? FromLabelId { get; private set; }

    /// <summary>The status of that label; null for a bulk change.</summary>
    public CustomerStatus? FromStatus { get; private set; }

    /// <summary>The label wanted; null where a batch is undone, and each customer goes back to the label before.</summary>
    public LabelId? ToLabelId { get; private set; }

    /// <summary>The name of that label when the request was made, for those who are told of it; null where a batch is undone.</summary>
    public string? ToLabel { get; private set; }

    /// <summary>The status that the label wanted meant when the request was made; null where a batch is undone.</summary>
    public CustomerStatus? ToStatus { get; private set; }

    /// <summary>The code of the reason; null where none or own words alone.</summary>
    public string? ReasonCode { get; private set; }

    /// <summary>The maker's own words; null where none. May hold personal data.</summary>
    public string? Note { get; private set; }

    /// <summary>The reason as a person reads it; null where none was needed. May hold personal data.</summary>
    public string? Reason { get; private set; }

    /// <summary>From when on the change is to count; null from the approval on.</summary>
    public DateTimeOffset? StartsAt { get; private set; }

    /// <summary>When the customer is to go back to the label before; null without an end.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>Whether it is to last until a person changes it, whatever is usual for the label.</summary>
    public bool IsPermanent { get; private set; }

    /// <summary>The customer's version that the maker saw; null for a bulk change, which checks each customer when it runs.</summary>
    public long? SeenVersion { get; private set; }

    /// <summary>What kind of party made it.</summary>
    public ActorKind MakerKind { get; private set; }

    /// <summary>The maker's stable identifier.</summary>
    public string MakerId { get; private set; } = "";

    /// <summary>The maker's name at that time.</summary>
    public string MakerName { get; private set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; private set; }

    /// <summary>When it expires unless somebody decides before.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>How it stands.</summary>
    public RequestState State { get; private set; } = RequestState.Pending;

    /// <summary>When it came to an end; null while it is pending.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What kind of party ended it; null while it is pending, and where time or a change ended it.</summary>
    public ActorKind? EndedByKind { get; private set; }

    /// <summary>The identifier of whoever ended it; null while it is pending, and where time or a change ended it.</summary>
    public string? EndedById { get; private set; }

    /// <summary>Their name at that time.</summary>
    public string? EndedByName { get; private set; }

    /// <summary>What they said; always there where it was rejected.</summary>
    public string? Comment { get; private set; }

    /// <summary>Whether somebody may decide about it at <paramref name="now"/>.</summary>
    public bool IsOpen(DateTimeOffset now) => State == RequestState.Pending && now < ExpiresAt;

    /// <summary>A request for one customer.</summary>
    /// <param name="customer">Whom.</param>
    /// <param name="version">The customer's version as seen.</param>
    /// <param name="from">The label carried.</param>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="maker">Who asks.</param>
    /// <param name="policy">The organisation's policy, for the deadline.</param>
    /// <param name="now">The present moment.</param>
    public static ChangeRequest ForCustomer(
        CustomerId customer, long version, StatusLabel from, RequestedChange wanted, Actor maker, ApprovalPolicy policy, DateTimeOffset now)
    {
        var request = new ChangeRequest(wanted, maker, policy, now);
        (request.CustomerId, request.Customers, request.SeenVersion) = (customer, 1, version);
        (request.FromLabelId, request.FromStatus) = (from.Id, from.Status);
        return request;
    }

    /// <summary>A request for the customers of a frozen batch.</summary>
    /// <param name="batch">The batch, which lists them.</param>
    /// <param name="customers">How many they are.</param>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="maker">Who asks.</param>
    /// <param name="policy">The organisation's policy, for the deadline.</param>
    /// <param name="now">The present moment.</param>
    public static ChangeRequest ForBatch(Guid batch, int customers, RequestedChange wanted, Actor maker, ApprovalPolicy policy, DateTimeOffset now) =>
        new(wanted, maker, policy, now) { BatchId = batch, Customers = customers };

    /// <summary>Approves it. The change itself is made in the same commit, by the road of every change; where that is refused, so is the approval.</summary>
    /// <param name="comment">What the checker says; null for nothing.</param>
    /// <param name="checker">Who decides: never the maker, whatever roles they hold.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Nothing; or <see cref="OwnRequest"/>, <see cref="RequestEnded"/>, <see cref="InvalidInput"/>.</returns>
    public Outcome<Done> Approve(string? comment, Actor checker, DateTimeOffset now) => Decide(RequestState.Approved, comment, checker, now);

    /// <summary>Rejects it.</summary>
    /// <param name="comment">Why; needed, so that the maker learns it.</param>
    /// <param name="checker">Who decides: never the maker.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Nothing; or <see cref="OwnRequest"/>, <see cref="RequestEnded"/>, <see cref="InvalidInput"/>.</returns>
    public Outcome<Done> Reject(string? comment, Actor checker, DateTimeOffset now) => Decide(RequestState.Rejected, comment, checker, now);

    /// <summary>Takes it back.</summary>
    /// <param name="actor">Who: the maker alone.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Nothing; or <see cref="NotTheMaker"/>, <see cref="RequestEnded"/>.</returns>
    public Outcome<Done> Withdraw(Actor actor, DateTimeOffset now)
    {
        if (!IsOpen(now))
        {
            return Ended(now);
        }

        if (!IsBy(actor))
        {
            return new NotTheMaker(MakerName);
        }

        End(RequestState.Withdrawn, null, actor, now);
        return new Done();
    }

    /// <summary>Ends it where its time is over.</summary>
    /// <returns>Whether it ended now.</returns>
    public bool Expire(DateTimeOffset now)
    {
        var over = State == RequestState.Pending && now >= ExpiresAt;
        if (over)
        {
            End(RequestState.Expired, null, null, now);
        }

        return over;
    }

    /// <summary>Ends it because the customer's status changed by another road.</summary>
    /// <returns>Whether it ended now.</returns>
    public bool TurnStale(DateTimeOffset now)
    {
        var open = State == RequestState.Pending;
        if (open)
        {
            End(RequestState.Stale, null, null, now);
        }

        return open;
    }

    /// <summary>Whether somebody is its maker.</summary>
    public bool IsBy(Actor actor) => actor.Kind == MakerKind && actor.Id == MakerId;

    /// <summary>Whether it was somebody who ended it in a certain way.</summary>
    public bool WasEnded(RequestState how, Actor by) => State == how && EndedByKind == by.Kind && EndedById == by.Id;

    private Outcome<Done> Decide(RequestState state, string? comment, Actor checker, DateTimeOffset now)
    {
        if (!IsOpen(now))
        {
            return Ended(now);
        }

        if (IsBy(checker))
        {
            return new OwnRequest();
        }

        var (text, complaint) = PlainText.Read(comment, "The comment", LongestComment, lines: true);
        if (complaint is not null || (text.Length == 0 && state == RequestState.Rejected))
        {
            return new InvalidInput("comment", complaint ?? $"Say why, so that {MakerName} knows what to do differently.");
        }

        End(state, text.Length == 0 ? null : text, checker, now);
        return new Done();
    }

    // One whose time is over counts as expired before anybody has written so down.
    private RequestEnded Ended(DateTimeOffset now) =>
        State == RequestState.Pending && now >= ExpiresAt ? new(RequestState.Expired, null) : new(State, EndedByName);

    private void End(RequestState state, string? comment, Actor? by, DateTimeOffset now) =>
        (State, EndedAt, EndedByKind, EndedById, EndedByName, Comment) = (state, now, by?.Kind, by?.Id, by?.Name, comment);
}
