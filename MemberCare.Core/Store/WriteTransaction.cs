using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.BlockList;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Store;

/// <summary>When a new customer's search rows are written.</summary>
public enum Indexing
{
    /// <summary>In the same commit.</summary>
    Now,

    /// <summary>Later and sorted, by the bulk load that asks for this; until then the customer is marked as unindexed.</summary>
    Later,
}

/// <summary>What one command may do inside the writer's transaction. What it reads here is the newest there is, and nobody else writes meanwhile.</summary>
public sealed class WriteTransaction : IDisposable
{
    /// <summary>A command's share of the writer's time.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(25);

    private const string CountLabel =
        "INSERT INTO label_counts (tenant_id, label_id, customers) VALUES (@tenant, @label, @delta) ON CONFLICT (tenant_id, label_id) DO UPDATE SET customers = customers + excluded.customers";

    private const string InsertCatalogueChange = "INSERT INTO outbox (tenant_id, customer_id, sequence, at) VALUES (@tenant, NULL, 0, @at)";

    // No customer, and for sequence the number of the entry that changed, or -1 where its figures alone did.
    private const string InsertBlockListChange = "INSERT INTO outbox (tenant_id, customer_id, sequence, at) VALUES (@tenant, NULL, @entry, @at)";

    private const string InsertRequestChange = "INSERT INTO outbox (tenant_id, customer_id, request_id, sequence, at) VALUES (@tenant, NULL, @request, @number, @at)";

    private const string SelectHolder =
        """
        SELECT c.id FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0 AND (c.status = 6) = @deleted ORDER BY i.customer_id LIMIT 1
        """;

    private const string SelectNamesake =
        """
        SELECT c.id FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0 AND (c.status = 6) = @deleted AND c.name_key = @name
        ORDER BY i.customer_id LIMIT 1
        """;

    private const string RaiseCatalogue = "UPDATE tenants SET catalogue_version = catalogue_version + 1 WHERE id = @tenant";

    private const string InsertUnindexed = "INSERT INTO unindexed (tenant_id, customer_id) VALUES (@tenant, @customer)";

    private const string FindKey =
        "SELECT request_hash, customer_id, sequence FROM idempotency_keys WHERE tenant_id = @tenant AND actor_id = @actor AND key = @key";

    private const string InsertKey =
        "INSERT INTO idempotency_keys (tenant_id, actor_id, key, request_hash, customer_id, sequence, at) VALUES (@tenant, @actor, @key, @hash, @customer, @sequence, @at)";

    private readonly Dictionary<LabelId, long> _counts = [];
    private readonly Func<TenantCatalogue> _catalogue;
    private readonly IReadOnlyDictionary<(TenantId, LabelId), long> _uncounted;
    private readonly TimeProvider _time;
    private readonly long _began;
    private MemberCareContext? _db;
    private bool _toldApprovals;

    internal WriteTransaction(
        StoreConnection connection, TenantId tenant, TimeProvider time, Func<TenantCatalogue> catalogue, IReadOnlyDictionary<(TenantId, LabelId), long> uncounted)
    {
        (Connection, Tenant, Now, _catalogue, _uncounted) = (connection, tenant, time.Now(), catalogue, uncounted);
        (_time, _began) = (time, time.GetTimestamp());
    }

    /// <summary>The organisation that the command works for.</summary>
    public TenantId Tenant { get; }

    /// <summary>The moment of the change.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Whether the command has had its share of the writer's time: one that has many rows to write stops here and queues again for the rest, see <see cref="Turn.Long"/>.</summary>
    public bool IsTimeUp => _time.GetElapsedTime(_began) >= LongestTurn;

    /// <summary>Settings, labels and reasons as of this transaction.</summary>
    public TenantCatalogue Catalogue => _catalogue();

    /// <summary>EF Core inside the transaction, for ordinary writes: call SaveChanges on it.</summary>
    public MemberCareContext Db
    {
        get
        {
            if (_db is null)
            {
                _db = Connection.Context(Tenant);
                _db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
                _db.SavingChanges += (_, _) => Changes.Access |= _db.ChangeTracker.Entries<ApiKey>().Any(key => key.State != EntityState.Unchanged);
            }

            return _db;
        }
    }

    internal StoreConnection Connection { get; }

    internal bool CatalogueTouched { get; private set; }

    internal bool TellsSomething { get; private set; }

    /// <summary>What decisions rest on and this command changed.</summary>
    internal DecisionChanges Changes { get; } = new();

    /// <summary>A customer as it is now; null where the organisation has none such.</summary>
    public Customer? Find(CustomerId id) => CustomerRows.Find(Connection, Tenant, id);

    /// <summary>Whoever keeps <paramref name="details"/> from belonging to a new customer, or to <paramref name="except"/>: external id and card number are unique among customers that are not deleted.</summary>
    public IdentifierTaken? Holder(CustomerDetails details, CustomerId? except = null)
    {
        foreach (var (kind, value) in details.UniqueKeys())
        {
            if (FindHolder(kind, value) is { } holder && holder != except)
            {
                return new IdentifierTaken(kind, holder);
            }
        }

        return null;
    }

    /// <summary>Who has an external id or a card number now.</summary>
    /// <param name="kind">Which of the two.</param>
    /// <param name="value">The value in compared form.</param>
    /// <param name="deleted">Looks among deleted customers, who have released theirs, instead of the others.</param>
    public CustomerId? FindHolder(IdentifierKind kind, string value, bool deleted = false)
    {
        return Connection.Scalar(SelectHolder, Tenant, kind, value, deleted) is byte[] id ? StoredForms.CustomerId(id) : null;
    }

    /// <summary>Who has both a mobile number or an e-mail address and a name; the longest known of several. Customers whose search rows are still to be written are not found.</summary>
    /// <param name="kind">Mobile or e-mail.</param>
    /// <param name="value">The value in compared form.</param>
    /// <param name="nameKey">The folded name.</param>
    /// <param name="deleted">Looks among deleted customers instead of the others.</param>
    public CustomerId? FindNamesake(IdentifierKind kind, string value, string nameKey, bool deleted = false)
    {
        return Connection.Scalar(SelectNamesake, Tenant, kind, value, deleted, nameKey) is byte[] id ? StoredForms.CustomerId(id) : null;
    }

    /// <summary>How many customers carry a label, the commands of this commit included.</summary>
    public long Carriers(LabelId label) =>
        (long)(Connection.Scalar("SELECT customers FROM label_counts WHERE tenant_id = @tenant AND label_id = @label", Tenant, label) ?? 0L)
        + _uncounted.GetValueOrDefault((Tenant, label)) + _counts.GetValueOrDefault(label);

    /// <summary>Keeps a new customer with the event of its registration.</summary>
    public CustomerEvent Add(Customer customer, CustomerEvent registered, Indexing indexing = Indexing.Now) => Add(customer, [registered], indexing);

    /// <summary>Keeps a new customer with a history that it brings along.</summary>
    /// <param name="customer">The customer as it is at the end of it.</param>
    /// <param name="history">What happened, the registration first. Others hear of the last alone: they read again from there.</param>
    /// <param name="indexing">When the customer's search rows are written.</param>
    /// <returns>The last event, linked.</returns>
    public CustomerEvent Add(Customer customer, IReadOnlyList<CustomerEvent> history, Indexing indexing = Indexing.Now)
    {
        ArgumentOutOfRangeException.ThrowIfZero(history.Count);
        CustomerEvent? linked = null;
        foreach (var happened in history)
        {
            linked = customer.Link(happened);
            CustomerRows.Append(Connection, linked);
        }

        CustomerRows.Add(Connection, customer);
        if (indexing == Indexing.Now)
        {
            SearchIndex.Add(Connection, customer);
        }
        else
        {
            Connection.Execute(InsertUnindexed, Tenant, customer.Id);
            SearchIndex.AddUnique(Connection, customer);
        }

        Count(customer.LabelId, 1);
        Changes.Customers.Add((customer, []));
        return Tell(linked!);
    }

    /// <summary>Keeps what happened to a customer: the new state, the event and the word to others, all or nothing.</summary>
    public CustomerEvent Save(Customer customer, CustomerEvent happened) => Save(customer, happened, null);

    private CustomerEvent Save(Customer customer, CustomerEvent happened, IReadOnlyList<(IdentifierKind Kind, string Value)>? before)
    {
        var linked = customer.Link(happened);
        CustomerRows.Update(Connection, customer, happened.Kind);
        if (happened is { Kind: EventKind.StatusChanged or EventKind.LabelChanged, FromLabelId: { } from, ToLabelId: { } to })
        {
            Count(from, -1);
            Count(to, 1);
        }

        CustomerRows.Append(Connection, linked);
        if (happened.Kind is not (EventKind.DecisionRefused or EventKind.ContactRevealed or EventKind.RequestMade or EventKind.RequestEnded))
        {
            Changes.Customers.Add((customer, before ?? []));
        }

        return Tell(linked);
    }

    /// <summary>Keeps what is over a customer where it changed without an event: a failed sign-in that was counted, and nobody has to hear of.</summary>
    public void SaveOverlays(Customer customer)
    {
        CustomerRows.UpdateOver(Connection, customer);
        Changes.Customers.Add((customer, []));
    }

    /// <summary>Keeps amended details; <paramref name="change"/> alters the customer and returns the event, or null where nothing differs.</summary>
    public CustomerEvent? SaveDetails(Customer customer, Func<CustomerEvent?> change)
    {
        var (identifiers, name) = (customer.Identifiers().ToList(), customer.Name);
        if (change() is not { } happened)
        {
            return null;
        }

        SearchIndex.Amend(Connection, identifiers, name, customer);
        return Save(customer, happened, identifiers);
    }

    /// <summary>Says that settings, labels or reasons change with this transaction, so that every page and every cache looks again.</summary>
    public void TouchCatalogue()
    {
        Connection.Execute(RaiseCatalogue, Tenant);
        Connection.Execute(InsertCatalogueChange, Tenant, Now);
        (CatalogueTouched, TellsSomething) = (true, true);
        Changes.Catalogue = true;
    }

    /// <summary>Says that an entry of the block list came or went with this transaction, so that every page and every memory of it looks again. Call it once the entry has its id.</summary>
    public void TouchBlockList(BlockedContact entry)
    {
        Connection.Execute(InsertBlockListChange, Tenant, entry.Id, Now);
        TellsSomething = true;
        Changes.Listed.Add((entry.Kind, entry.Key));
    }

    /// <summary>Says that figures of the block list changed: who looks at them reads again, and no decision is another.</summary>
    internal void TellBlockList()
    {
        Connection.Execute(InsertBlockListChange, Tenant, -1L, Now);
        TellsSomething = true;
    }

    /// <summary>Says that a job began, stopped, went on or ended: who looks at jobs reads again, and no decision is another.</summary>
    internal void TellJobs()
    {
        Connection.Execute(InsertBlockListChange, Tenant, OutboxRow.Jobs, Now);
        TellsSomething = true;
    }

    /// <summary>Says that a request for approval was made or ended, so that every queue looks again; and other systems, where no customer's event tells them. No decision is another by it.</summary>
    internal void TellApprovals(ChangeRequest request)
    {
        if (request.CustomerId is null)
        {
            Connection.Execute(InsertRequestChange, Tenant, request.Id, request.State == RequestState.Pending ? ChangeRequest.MadeNumber : ChangeRequest.EndedNumber, Now);
            TellsSomething = true;
        }
        else if (!_toldApprovals)
        {
            Connection.Execute(InsertBlockListChange, Tenant, OutboxRow.Approvals, Now);
            (_toldApprovals, TellsSomething) = (true, true);
        }
    }

    /// <summary>Says that the organisation itself went, so that nobody works on by what was known of it.</summary>
    internal void ForgetCatalogue()
    {
        CatalogueTouched = true;
        (Changes.Catalogue, Changes.IsUntold, Changes.Access) = (true, true, true);
    }

    /// <summary>Says that a bulk load made customers findable by identifiers, of which the outbox does not tell.</summary>
    internal void Indexed(IdentifierKind kind, string value, CustomerId customer)
    {
        Changes.Indexed.Add((kind, value, customer));
        Changes.IsUntold = true;
    }

    /// <summary>The event that an earlier request with this key led to.</summary>
    /// <returns>Customer and number of the event; null where the key is new; a refusal where it came with another request.</returns>
    public Outcome<(CustomerId Customer, long Sequence)?> Replay(Actor actor, string? key, byte[] requestHash)
    {
        if (key is null)
        {
            return ((CustomerId, long)?)null;
        }

        using var row = Connection.Query(FindKey, Tenant, actor.Id, key);
        if (!row.Read())
        {
            return ((CustomerId, long)?)null;
        }

        return row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(requestHash)
            ? (row.CustomerId(1), row.GetInt64(2))
            : new IdempotencyKeyReused();
    }

    /// <summary>Remembers what a request with a key led to.</summary>
    public void Remember(Actor actor, string? key, byte[] requestHash, CustomerEvent happened) =>
        Remember(actor, key, requestHash, happened.CustomerId, happened.Sequence);

    /// <summary>Remembers what a request with a key led to, where that is no event of a customer: by a number that its command can find it again by.</summary>
    public void Remember(Actor actor, string? key, byte[] requestHash, CustomerId customer, long number)
    {
        if (key is not null)
        {
            Connection.Execute(InsertKey, Tenant, actor.Id, key, requestHash, customer, number, Now);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _db?.Dispose();

    /// <summary>Hands the changed counts over, to be written once for all commands of a commit.</summary>
    internal void AddCountsTo(Dictionary<(TenantId, LabelId), long> counts)
    {
        foreach (var (label, delta) in _counts)
        {
            counts[(Tenant, label)] = counts.GetValueOrDefault((Tenant, label)) + delta;
        }
    }

    internal static void WriteCount(StoreConnection connection, TenantId tenant, LabelId label, long delta) =>
        connection.Execute(CountLabel, tenant, label, delta);

    private CustomerEvent Tell(CustomerEvent linked)
    {
        CustomerRows.Tell(Connection, linked, Now);
        TellsSomething = true;
        return linked;
    }

    private void Count(LabelId label, long delta) => _counts[label] = _counts.GetValueOrDefault(label) + delta;
}
