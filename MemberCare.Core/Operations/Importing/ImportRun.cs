using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations.Importing;

/// <summary>What one import has done so far and still has to do: whom each line means, who is new, whose details differ.</summary>
/// <remarks>
/// Details that differ are kept back until the end (or until there are many): lines of one customer that contradict each other then come to what the last
/// of them says, and a second run of the same file finds nothing to change. Not for two threads at a time.
/// </remarks>
internal sealed class ImportRun(Actor actor, Guid batch, BulkIndexer indexer, Action<RejectedLine> rejected)
{
    /// <summary>How many customers with differing details are kept back at most.</summary>
    public const int MostKeptBack = 50_000;

    // Customers of this run whose search rows are not written yet, by what a line without external id and card number can mean them by.
    private readonly Dictionary<(IdentifierKind Kind, string Value, string NameKey), CustomerId> _unindexed = [];
    private readonly Dictionary<CustomerId, (CustomerDetails Details, long Line, int Lines)> _keptBack = [];

    private bool _listIsEmpty;

    public long Registered { get; private set; }

    public long Amended { get; private set; }

    public long Unchanged { get; private set; }

    public long StatusLeftAsIs { get; private set; }

    /// <summary>How many of the new customers are on the block list.</summary>
    public long Listed { get; private set; }

    /// <summary>How many customers wait for <see cref="Amend"/>.</summary>
    public int KeptBack => _keptBack.Count;

    /// <summary>Works off lines inside one transaction.</summary>
    public Outcome<Done> Take(WriteTransaction transaction, IReadOnlyList<CustomerLine> lines)
    {
        _listIsEmpty = !transaction.Db.BlockedContacts.Any(entry => entry.RemovedAt == null);
        foreach (var line in lines)
        {
            if (Take(transaction, line) is { } fault)
            {
                rejected(fault);
            }
        }

        return new Done();
    }

    /// <summary>Amends some of those kept back, inside one transaction.</summary>
    public Outcome<Done> Amend(WriteTransaction transaction, int most)
    {
        foreach (var (id, (details, line, lines)) in _keptBack.Take(most).ToList())
        {
            _keptBack.Remove(id);
            if (transaction.Holder(details, except: id) is { } taken)
            {
                // Another line has given the identifier to somebody else meanwhile.
                rejected(Taken(line, taken));
                continue;
            }

            var customer = transaction.Find(id)!;
            var amended = customer.Status != CustomerStatus.Deleted
                && transaction.SaveDetails(customer, () => customer.Amend(details, actor, transaction.Now) is { } happened ? happened with { BatchId = batch } : null) is not null;
            _ = amended ? Amended += lines : Unchanged += lines;
        }

        return new Done();
    }

    /// <summary>The search rows of all customers so far are written.</summary>
    public void Indexed() => _unindexed.Clear();

    private RejectedLine? Take(WriteTransaction transaction, CustomerLine line)
    {
        var catalogue = transaction.Catalogue;
        var label = line.Label is { } name ? catalogue.LabelNamed(name) : catalogue.SystemLabel(line.Status ?? CustomerStatus.Active);
        if (label is null)
        {
            return new RejectedLine(line.Number, "label", "The organisation has no live label of this name. Make it first, or leave the field empty.");
        }

        if (line.Status is { } status && status != label.Status)
        {
            return new RejectedLine(line.Number, "status", $"The status {status.Title()} contradicts the label, which means {label.Status.Title()}. Give one of them.");
        }

        // Deleted customers have released their identifiers; only a line that itself says Deleted means them, so that a second run finds them.
        if (label.Status == CustomerStatus.Deleted && Find(transaction, line.Details, deleted: true).Known is { } gone)
        {
            Compare(transaction, gone, line, label);
            return null;
        }

        var (known, isFree) = Find(transaction, line.Details, deleted: false);
        if (!isFree && transaction.Holder(line.Details, known) is { } taken)
        {
            return Taken(line.Number, taken);
        }

        if (known is { } id)
        {
            Compare(transaction, id, line, label);
        }
        else
        {
            Register(transaction, line, label);
        }

        return null;
    }

    // A wish not to be contacted comes along with a new customer: it is theirs, and losing it would be found out by a message too many.
    private void Register(WriteTransaction transaction, CustomerLine line, StatusLabel label)
    {
        var (customer, registered) = Customer.Register(CustomerId.New(transaction.Now), actor.Tenant, line.Details, label, actor, transaction.Now);
        var over = WentOver(transaction, line.Details);
        Listed += over is null ? 0 : 1;
        var history = new List<CustomerEvent> { RegistrationWords.Tell(registered, over, over is null ? null : "From a file of customers", null) with { BatchId = batch } };
        if (line.DoNotContact)
        {
            history.Add(customer.SetContactPreference(true, null, actor, transaction.Now).Value with { BatchId = batch });
        }

        transaction.Add(customer, history, Indexing.Later);
        indexer.Add(customer);
        foreach (var (kind, value) in NotUnique(customer))
        {
            _unindexed.TryAdd((kind, value, customer.NameKey), customer.Id);
        }

        Registered++;
    }

    // A file brings people in spite of the block list; the event says so. Their identifiers' other holders are not asked: they may stand in the same file.
    private Decision? WentOver(WriteTransaction transaction, CustomerDetails details)
    {
        if (_listIsEmpty)
        {
            return null;
        }

        var verdict = Standings.Listed(transaction.Connection, transaction.Tenant, RegistrationCheck.Contacts(details), transaction.Now);
        return verdict.IsListed ? Decide.OfRegistration(verdict, isHeld: false) : null;
    }

    private void Compare(WriteTransaction transaction, CustomerId id, CustomerLine line, StatusLabel label)
    {
        var customer = transaction.Find(id)!;
        if ((line.Label is not null && label.Id != customer.LabelId) || (line.Status is { } status && status != customer.Status))
        {
            StatusLeftAsIs++;
        }

        if (_keptBack.TryGetValue(id, out var earlier))
        {
            _keptBack[id] = (line.Details.Over(earlier.Details), line.Number, earlier.Lines + 1);
        }
        else if (customer.Status != CustomerStatus.Deleted && customer.Amend(line.Details, actor, transaction.Now) is not null)
        {
            _keptBack.Add(id, (line.Details, line.Number, 1));
        }
        else
        {
            Unchanged++;
        }
    }

    // Whom the line means: the holder of its external id, else of its card number, else whoever has the same name and the same mobile number or e-mail
    // address. And whether it is certain that nobody has its external id and card number.
    private (CustomerId? Known, bool IsFree) Find(WriteTransaction transaction, CustomerDetails details, bool deleted)
    {
        var (unique, free) = (false, true);
        foreach (var (kind, value) in details.UniqueKeys())
        {
            if (transaction.FindHolder(kind, value, deleted) is { } holder)
            {
                free = false;

                // A card whose holder has no external id so far belongs to the same customer; with another external id it is a clash.
                if (!unique || transaction.Find(holder)!.ExternalId is null)
                {
                    return (holder, free);
                }
            }

            unique = true;
        }

        if (unique)
        {
            return (null, free);
        }

        return (RegistrationCheck.Contacts(details).Select(contact => Namesake(contact.Kind, contact.Key)).FirstOrDefault(namesake => namesake is not null), free);

        CustomerId? Namesake(IdentifierKind kind, string value) =>
            transaction.FindNamesake(kind, value, details.NameKey, deleted)
            ?? (_unindexed.TryGetValue((kind, value, details.NameKey), out var id) && transaction.Find(id)!.Status == CustomerStatus.Deleted == deleted ? id : null);
    }

    private static IEnumerable<(IdentifierKind Kind, string Value)> NotUnique(Customer customer) =>
        customer.Identifiers().Where(identifier => identifier.Kind is IdentifierKind.Mobile or IdentifierKind.Email);

    private static RejectedLine Taken(long line, IdentifierTaken taken) =>
        new(line, taken.Which == IdentifierKind.Card ? "card_number" : "external_id", taken.Sentence);
}
