using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A wish to put a contact on the block list.</summary>
/// <param name="Value">A mobile number or an e-mail address, as it was typed.</param>
/// <param name="Contact">What it is; guessed where null.</param>
/// <param name="Reason">Why, for staff alone; may be null [B1].</param>
/// <param name="ExpiresAt">When it ends by itself; null without an end.</param>
/// <param name="IdempotencyKey">See <see cref="ChangeStatusRequest"/>.</param>
public sealed record BlockRequest(string? Value, IdentifierKind? Contact = null, string? Reason = null, DateTimeOffset? ExpiresAt = null, string? IdempotencyKey = null);

/// <summary>What became of a wish to take entries off the list or to put them back.</summary>
/// <param name="Entries">The entries that were taken off; or those made anew.</param>
/// <param name="LeftAlone">How many were off already; or are on the list again already.</param>
public sealed record BlockListChange(IReadOnlyList<BlockedContact> Entries, int LeftAlone);

/// <summary>Puts contacts on an organisation's block list and takes them off. In force from the commit on, for everybody who asks.</summary>
public sealed class ManageBlockList(Gate gate, Writer writer)
{
    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 500;

    /// <summary>The most entries of one command.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>Blocks a number or an address.</summary>
    /// <returns>The entry; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="AlreadyBlocked"/>, <see cref="IdempotencyKeyReused"/>, <see cref="StoreUnavailable"/>.</returns>
    public async Task<Outcome<BlockedContact>> BlockAsync(BlockRequest request, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ManageBlockList, nameof(ManageBlockList)) is { } forbidden)
        {
            return forbidden;
        }

        if (Idempotency.Complaint(request.IdempotencyKey) is { } complaint)
        {
            return complaint;
        }

        var hash = Idempotency.HashOf(request, request.IdempotencyKey);
        return await writer.RunAsync(actor.Tenant, transaction => Block(transaction, request, hash, actor), cancellation);
    }

    /// <summary>Takes entries off the list, all of them or none. They stay as history [B8].</summary>
    /// <param name="entries">Their numbers, 1 to <see cref="MostAtOnce"/>.</param>
    /// <param name="reason">Why, for staff alone; may be null.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>What was taken off, and how many a colleague had taken off before; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="NotFound"/>.</returns>
    public Task<Outcome<BlockListChange>> UnblockAsync(IReadOnlyCollection<long> entries, string? reason, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(entries, reason, actor, cancellation, (transaction, known, why) =>
        {
            var off = known.Where(entry => entry.RemovedAt is null).ToList();
            off.ForEach(entry => entry.Remove(why, actor, transaction.Now));
            return off;
        });

    /// <summary>Puts contacts back that were taken off: as new entries with the value, reason and end that they had. The way back of <see cref="UnblockAsync"/>.</summary>
    /// <returns>The new entries, and how many are on the list again already or would have ended by now; or the refusals of <see cref="UnblockAsync"/>.</returns>
    public Task<Outcome<BlockListChange>> RestoreAsync(IReadOnlyCollection<long> entries, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(entries, null, actor, cancellation, (transaction, known, _) =>
        {
            var back = new List<BlockedContact>();
            foreach (var entry in known.Where(entry => entry.RemovedAt is not null && !(entry.ExpiresAt <= transaction.Now)))
            {
                if (Live(transaction, entry.Kind, entry.Key, actor) is null)
                {
                    back.Add(Add(transaction, BlockedContact.Block(entry.Kind, entry.Value, entry.Key, entry.Reason, entry.ExpiresAt, actor, transaction.Now)));
                }
            }

            return back;
        });

    private static Outcome<BlockedContact> Block(WriteTransaction transaction, BlockRequest request, byte[] hash, Actor actor)
    {
        if (!transaction.Replay(actor, request.IdempotencyKey, hash).TryGet(out var earlier, out var reused))
        {
            return reused;
        }

        if (earlier is var (_, number))
        {
            return transaction.Db.BlockedContacts.Single(entry => entry.Id == number);
        }

        var faults = new Dictionary<string, string>();
        var (reason, complaint) = PlainText.Read(request.Reason, "The reason", LongestReason, lines: true);
        if (complaint is not null)
        {
            faults["reason"] = complaint;
        }

        if (request.Contact is not (null or IdentifierKind.Mobile or IdentifierKind.Email))
        {
            faults["kind"] = "Only mobile numbers and e-mail addresses can be blocked.";
        }

        if (request.ExpiresAt <= transaction.Now)
        {
            faults["expiresAt"] = "The end lies in the past. Choose a later one, or none.";
        }

        if (!ContactValue.Read(request.Value, request.Contact, transaction.Catalogue.Tenant.Region).TryGet(out var contact, out var unread))
        {
            faults["value"] = unread.Sentence;
        }

        if (faults.Count > 0)
        {
            return new InvalidInput(faults);
        }

        if (Live(transaction, contact!.Kind, contact.Key, actor) is { } there)
        {
            return new AlreadyBlocked(there.Id, there.Kind, there.BlockedAt, there.BlockedBy, there.ExpiresAt);
        }

        DateTimeOffset? end = request.ExpiresAt is { } until ? Clock.Whole(until) : null;
        var entry = Add(transaction, BlockedContact.Block(contact.Kind, contact.Value, contact.Key, reason.Length == 0 ? null : reason, end, actor, transaction.Now));
        transaction.Remember(actor, request.IdempotencyKey, hash, default, entry.Id);
        return entry;
    }

    // The entry that is in force. One that has ended by itself makes room: it is taken off as of now, which alters nothing of what it did.
    private static BlockedContact? Live(WriteTransaction transaction, IdentifierKind kind, string key, Actor actor)
    {
        var entry = transaction.Db.BlockedContacts.SingleOrDefault(entry => entry.Kind == kind && entry.Key == key && entry.RemovedAt == null);
        if (entry is null || entry.HoldsAt(transaction.Now))
        {
            return entry;
        }

        entry.Remove("It had ended, and the contact was blocked anew.", actor, transaction.Now);
        transaction.Db.SaveChanges();
        return null;
    }

    private static BlockedContact Add(WriteTransaction transaction, BlockedContact entry)
    {
        transaction.Db.BlockedContacts.Add(entry);
        transaction.Db.SaveChanges();
        transaction.TouchBlockList(entry);
        return entry;
    }

    private async Task<Outcome<BlockListChange>> ChangeAsync(
        IReadOnlyCollection<long> entries, string? reason, Actor actor, CancellationToken cancellation,
        Func<WriteTransaction, IReadOnlyList<BlockedContact>, string?, IReadOnlyList<BlockedContact>> change)
    {
        if (gate.Check(actor, Permissions.ManageBlockList, nameof(ManageBlockList)) is { } forbidden)
        {
            return forbidden;
        }

        var (why, complaint) = PlainText.Read(reason, "The reason", LongestReason, lines: true);
        if (complaint is not null)
        {
            return new InvalidInput("reason", complaint);
        }

        var ids = entries.Distinct().ToList();
        if (ids.Count is 0 or > MostAtOnce)
        {
            return new InvalidInput("entries", $"Choose 1 to {MostAtOnce} entries at a time.");
        }

        return await writer.RunAsync<BlockListChange>(
            actor.Tenant,
            transaction =>
            {
                var known = transaction.Db.BlockedContacts.Where(entry => ids.Contains(entry.Id)).OrderBy(entry => entry.Id).ToList();
                if (known.Count < ids.Count)
                {
                    return new NotFound("entry of the block list");
                }

                var changed = change(transaction, known, why.Length == 0 ? null : why);
                transaction.Db.SaveChanges();
                foreach (var entry in changed)
                {
                    transaction.TouchBlockList(entry);
                }

                return new BlockListChange(changed, known.Count - changed.Count);
            },
            cancellation);
    }
}
