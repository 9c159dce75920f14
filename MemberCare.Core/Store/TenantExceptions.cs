using System.Data.Common;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>Fills one organisation's <see cref="ExceptionTable"/> and keeps it up to date, always by what the database says. One thread at a time; see <see cref="DecisionMemory"/>.</summary>
internal sealed class TenantExceptions(TenantId tenant, ExceptionKeys keys, TenantCatalogue catalogue)
{
    /// <summary>What is read of a customer <c>c</c>, here and by <see cref="DecisionLoading"/>.</summary>
    public const string Columns = "c.id, c.status, c.label_id, c.login_locked_until, c.do_not_contact, c.mobile_key, c.email, c.external_id, c.card_number";

    // More customers than this behind one identifier are not looked at one by one.
    private const int MostHolders = 20;

    private const string SelectOne = $"SELECT {Columns} FROM customers c WHERE c.tenant_id = @tenant AND c.id = @id";

    private const string SelectHolders =
        $"""
        SELECT {Columns} FROM identifiers i CROSS JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
        WHERE i.tenant_id = @tenant AND i.kind = @kind AND i.value = @value AND i.former = 0 LIMIT 21
        """;

    private const string SelectHolderIds = "SELECT customer_id FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value = @value AND former = 0";

    /// <summary>The table.</summary>
    public ExceptionTable Table { get; } = new();

    /// <summary>Who was found behind an identifier of the table.</summary>
    public KnownHolders KnownHolders { get; } = new();

    /// <summary>Settings, labels and rules by which it is read.</summary>
    public TenantCatalogue Catalogue { get; set; } = catalogue;

    /// <summary>
    /// Takes over a customer whom this process changed. Nearly all are nothing special before and after, or stand where they stood, as whoever is refused or buys something; the
    /// table alone tells both.
    /// </summary>
    public void Take(StoreConnection connection, Customer changed, IReadOnlyList<(IdentifierKind Kind, string Key)> before, DateTimeOffset now)
    {
        if (before.Count == 0 && Table.TryGet(keys.Of(changed.Id), out var known) && known.Customer == changed.Standing)
        {
            return;
        }

        if (!Verdict.IsException(changed.Standing, BlockListVerdict.Clear, Catalogue.Policy, now)
            && !Table.TryGet(keys.Of(changed.Id), out _)
            && IsAbsent(changed.Identifiers()) && IsAbsent(before))
        {
            return;
        }

        if (before.Count > 0 || !TakeAlone(changed, now))
        {
            Refresh(connection, changed.Id, before, now);
        }
    }

    /// <summary>Reads a customer again.</summary>
    public void Refresh(StoreConnection connection, CustomerId id, IReadOnlyList<(IdentifierKind Kind, string Key)> before, DateTimeOffset now)
    {
        Holder? customer = null;
        using (var row = connection.Query(SelectOne, tenant, id))
        {
            if (row.Read())
            {
                customer = Holder.Read(row);
            }
        }

        if (customer is not null && Exception(connection, customer, now) is { } standing)
        {
            Table.Set(keys.Of(id), standing);
        }
        else
        {
            Table.Remove(keys.Of(id));
        }

        foreach (var (kind, key) in (customer?.Identifiers ?? []).Union(before))
        {
            RefreshIdentifier(connection, kind, key, now);
        }
    }

    /// <summary>Reads an identifier again that a bulk load made findable, unless its customer is nothing special.</summary>
    public void Index(StoreConnection connection, IdentifierKind kind, string key, CustomerId customer, DateTimeOffset now)
    {
        if (Table.TryGet(keys.Of(customer), out _) || Table.TryGet(keys.Of(kind, key), out _))
        {
            RefreshIdentifier(connection, kind, key, now);
        }
    }

    /// <summary>Reads an identifier again that went onto the block list or off it, with everybody who has it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="kind">The kind of identifier.</param>
    /// <param name="key">The identifier.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="inBackground">Whether there is time for however many they are.</param>
    /// <returns>False where they are too many for now, and all has to be loaded anew in the background.</returns>
    public bool RefreshListed(StoreConnection connection, IdentifierKind kind, string key, DateTimeOffset now, bool inBackground = false)
    {
        var holders = new List<CustomerId>();
        using (var row = connection.Query(SelectHolderIds, tenant, kind, key))
        {
            while (row.Read())
            {
                holders.Add(row.CustomerId(0));
                if (holders.Count > MostHolders && !inBackground)
                {
                    return false;
                }
            }
        }

        RefreshIdentifier(connection, kind, key, now);
        holders.ForEach(holder => Refresh(connection, holder, [], now));
        return true;
    }

    /// <summary>
    /// Puts a customer in during a first load, when entries of the block list are still to come: what the table does not hold yet nobody else speaks for, but for
    /// identifiers of deleted customers, which may have a new owner with nothing against them.
    /// </summary>
    public CustomerId Load(DbDataReader row, DateTimeOffset now, List<CustomerId> later)
    {
        var holder = Holder.Read(row);
        if (!Verdict.IsException(holder.Standing, BlockListVerdict.Clear, Catalogue.Policy, now))
        {
            return holder.Id;
        }

        var standing = new ExceptionStanding(false, holder.Standing, BlockListVerdict.Clear);
        if (Table.TryGet(keys.Of(holder.Id), out _))
        {
            return holder.Id;
        }

        Table.Set(keys.Of(holder.Id), standing);
        foreach (var (kind, key) in holder.Identifiers)
        {
            if (holder.Standing.Status == CustomerStatus.Deleted || Table.TryGet(keys.Of(kind, key), out _))
            {
                later.Add(holder.Id);
                return holder.Id;
            }

            Table.Set(keys.Of(kind, key), standing);
        }

        return holder.Id;
    }

    // Nearly everybody has identifiers that nobody else with something over them has, and the table itself says so: an identifier that it does not hold has no such
    // holder, and one that it holds with the very standing of this customer has no other, since of two it would be unclear. Then nothing has to be read: jobs change
    // a hundred thousand customers in a few seconds, and the writer waits for this. False where it may be otherwise. Whoever is deleted gives way to other holders.
    private bool TakeAlone(Customer changed, DateTimeOffset now)
    {
        var wasException = Table.TryGet(keys.Of(changed.Id), out var before);
        if (changed.Status == CustomerStatus.Deleted || (wasException && (before.AskDatabase || before.Listed.IsListed)))
        {
            return false;
        }

        var identifiers = IdentifierKeys.All(changed.MobileKey, changed.Email, changed.ExternalId, changed.CardNumber).ConvertAll(one => keys.Of(one.Kind, one.Key));
        foreach (var identifier in identifiers)
        {
            if (Table.TryGet(identifier, out var known) != wasException || (wasException && known != before))
            {
                return false;
            }
        }

        identifiers.Add(keys.Of(changed.Id));
        if (Verdict.IsException(changed.Standing, BlockListVerdict.Clear, Catalogue.Policy, now))
        {
            var standing = new ExceptionStanding(false, changed.Standing, BlockListVerdict.Clear);
            identifiers.ForEach(identifier => Table.Set(identifier, standing));
        }
        else
        {
            identifiers.ForEach(Table.Remove);
        }

        return true;
    }

    // What an identifier means is decided by whoever has it now: everybody with something over them, the deleted only where nobody else has it, or else the block list alone.
    private void RefreshIdentifier(StoreConnection connection, IdentifierKind kind, string key, DateTimeOffset now)
    {
        var hash = keys.Of(kind, key);
        var holders = Holders(connection, kind, key);
        if (holders.Count > MostHolders)
        {
            Table.Set(hash, ExceptionStanding.Unclear);
            return;
        }

        if (holders.Exists(holder => holder.Standing.Status != CustomerStatus.Deleted))
        {
            holders.RemoveAll(holder => holder.Standing.Status == CustomerStatus.Deleted);
        }

        var exceptions = holders.Select(holder => Exception(connection, holder, now)).Where(exception => exception is not null).ToList();
        if (exceptions.Count > 0)
        {
            Table.Set(hash, exceptions.Count == 1 ? exceptions[0]!.Value : ExceptionStanding.Unclear);
        }
        else if (Standings.Listed(connection, tenant, [(kind, key)], now) is { IsListed: true } listed)
        {
            Table.Set(hash, new ExceptionStanding(false, null, listed));
        }
        else
        {
            Table.Remove(hash);
        }
    }

    private bool IsAbsent(IEnumerable<(IdentifierKind, string)> identifiers)
    {
        foreach (var (kind, key) in identifiers)
        {
            if (Table.TryGet(keys.Of(kind, key), out _))
            {
                return false;
            }
        }

        return true;
    }

    private ExceptionStanding? Exception(StoreConnection connection, Holder holder, DateTimeOffset now)
    {
        var listed = Standings.Listed(connection, tenant, holder.Identifiers, now);
        return Verdict.IsException(holder.Standing, listed, Catalogue.Policy, now) ? new ExceptionStanding(false, holder.Standing, listed) : null;
    }

    private List<Holder> Holders(StoreConnection connection, IdentifierKind kind, string key)
    {
        var holders = new List<Holder>();
        using var row = connection.Query(SelectHolders, tenant, kind, key);
        while (row.Read())
        {
            holders.Add(Holder.Read(row));
        }

        return holders;
    }

    private sealed record Holder(CustomerId Id, CustomerStanding Standing, List<(IdentifierKind Kind, string Key)> Identifiers)
    {
        /// <summary>Reads <see cref="Columns"/>.</summary>
        public static Holder Read(DbDataReader row)
        {
            var standing = new CustomerStanding((CustomerStatus)row.GetInt32(1), new LabelId(row.GetInt32(2)), new Overlays(row.MomentOrNull(3), row.GetBoolean(4)), null);
            return new Holder(row.CustomerId(0), standing, IdentifierKeys.All(row.Text(5), row.Text(6), row.Text(7), row.Text(8)));
        }
    }
}
