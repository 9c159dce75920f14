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

    /// <summary>Blocks the number or the address that a customer has now, without anybody having to see it in full.</summary>
    /// <returns>The entry; or the refusals of <see cref="BlockAsync"/>, <see cref="NotFound"/>.</returns>
    public async Task<Outcome<BlockedContact>> BlockOfCustomerAsync(CustomerId customer, IdentifierKind contact, string? reason, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ManageBlockList, nameof(ManageBlockList)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync<BlockedContact>(
            actor.Tenant,
            transaction =>
            {
                // By the key that the customer has: the organisation's region may be another today.
                var found = transaction.Find(customer);
                var (value, key) = contact == IdentifierKind.Email ? (found?.Email, found?.Email is { } email ? IdentifierKeys.Email(email) : null) : (found?.Mobile, found?.MobileKey);
                return value is null || key is null ? new NotFound(ContactWords.Name(contact))
                    : ReadReason(reason).TryGet(out var why, out var complaint) ? Put(transaction, new ContactValue(contact, value, key), why.Text, null, actor)
                    : complaint;
            },
            cancellation);
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
        if (!ReadReason(request.Reason).TryGet(out var reason, out var complaint))
        {
            faults["reason"] = complaint.Sentence;
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

        var outcome = Put(transaction, contact!, reason!.Text, request.ExpiresAt is { } until ? Clock.Whole(until) : null, actor);
        if (outcome.TryGet(out var entry, out _))
        {
            transaction.Remember(actor, request.IdempotencyKey, hash, default, entry.Id);
        }

        return outcome;
    }

    private static Outcome<BlockedContact> Put(WriteTransaction transaction, ContactValue contact, string? reason, DateTimeOffset? end, Actor actor) =>
        Live(transaction, contact.Kind, contact.Key, actor) is { } there
            ? new AlreadyBlocked(there.Id, there.Kind, there.BlockedAt, there.BlockedBy, there.ExpiresAt)
            : Add(transaction, BlockedContact.Block(contact.Kind, contact.Value, contact.Key, reason, end, actor, transaction.Now));

    private static Outcome<OptionalText> ReadReason(string? given)
    {
        var (text, complaint) = PlainText.Read(given, "The reason", LongestReason, lines: true);
        return complaint is not null ? new InvalidInput("reason", complaint) : new OptionalText(text.Length == 0 ? null : text);
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

        if (!ReadReason(reason).TryGet(out var why, out var complaint))
        {
            return complaint;
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

                var changed = change(transaction, known, why.Text);
                transaction.Db.SaveChanges();
                foreach (var entry in changed)
                {
                    transaction.TouchBlockList(entry);
                }

                return new BlockListChange(changed, known.Count - changed.Count);
            },
            cancellation);
    }

    private sealed record OptionalText(string? Text);
}
