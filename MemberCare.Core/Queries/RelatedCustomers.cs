using System.Data.Common;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Why two customers may be one person, the surest first.</summary>
public enum Relation
{
    /// <summary>The same card number, which the earlier holder released when they were deleted.</summary>
    SameCard,

    /// <summary>The same mobile number.</summary>
    SameMobile,

    /// <summary>The same mailbox: the same e-mail address, tags after a plus sign aside.</summary>
    SameEmail,

    /// <summary>The same name and the same date of birth.</summary>
    SameNameAndBirthDate,

    /// <summary>A card number that one of them had before.</summary>
    FormerCard,

    /// <summary>A mobile number that one of them had before.</summary>
    FormerMobile,

    /// <summary>A mailbox that one of them had before.</summary>
    FormerEmail,
}

/// <summary>A customer who may be the same person.</summary>
/// <param name="Customer">The customer, masked as everywhere.</param>
/// <param name="Why">Why, the surest first.</param>
public sealed record RelatedCustomer(CustomerView Customer, IReadOnlyList<Relation> Why);

/// <summary>Customers who may be the same person as one.</summary>
/// <param name="Items">The surest first, deleted ones after the others; at most <see cref="RelatedCustomers.Most"/>.</param>
/// <param name="HasMore">Whether there are more than those.</param>
public sealed record RelatedList(IReadOnlyList<RelatedCustomer> Items, bool HasMore);

/// <summary>Finds the customers who share a number, a mailbox, a card, or name and date of birth with one.</summary>
/// <remarks>
/// Each way is one look into an index, broken off after a handful, so that it costs the same where ten thousand share a number. Written by hand because it
/// stands on every opening of a customer's page.
/// </remarks>
public sealed class RelatedCustomers(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>The most customers that are named.</summary>
    public const int Most = 20;

    private const int MostFormer = 50;

    private const string SelectHolders = "SELECT customer_id, former FROM identifiers WHERE tenant_id = @tenant AND kind = @kind AND value = @value LIMIT @limit";

    // Written as in the partial index, or SQLite would not take it.
    private const string SelectFormer =
        """
        SELECT kind, value FROM identifiers INDEXED BY IX_identifiers_former
        WHERE tenant_id = @tenant AND customer_id = @customer AND former = 1 AND kind IN (1, 2, 4) LIMIT @limit
        """;

    private const string SelectNamesakes =
        """
        SELECT id FROM customers INDEXED BY IX_customers_tenant_id_birth_date_name_key
        WHERE tenant_id = @tenant AND birth_date = @birth_date AND name_key = @name_key LIMIT @limit
        """;

    /// <summary>The related customers; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</summary>
    public Outcome<RelatedList> Run(CustomerId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(RelatedCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (CustomerRows.Find(scope.Connection, actor.Tenant, id) is not { } customer)
        {
            return new NotFound("customer");
        }

        var found = new Found(id);
        foreach (var (kind, value, former) in Identifiers(scope, customer))
        {
            Look(scope, kind, value, former, found);
        }

        if (customer.BirthDate is { } born)
        {
            using var row = scope.Connection.Query(SelectNamesakes, scope.Tenant, born, customer.NameKey, Found.Enough);
            found.Add(row, _ => Relation.SameNameAndBirthDate);
        }

        var (catalogue, now) = (catalogues.Of(scope), time.Now());
        var related = CustomerRows.Find(scope.Connection, scope.Tenant, found.Surest())
            .Select(other => new RelatedCustomer(CustomerView.Of(other, catalogue, actor, now), found.Why(other.Id)))
            .OrderBy(other => other.Customer.Status == CustomerStatus.Deleted)
            .ThenBy(other => other.Why[0])
            .ToList();
        return new RelatedList(related, found.HasMore);
    }

    private static List<(IdentifierKind Kind, string Value, bool Former)> Identifiers(ReadScope scope, Customer customer)
    {
        var identifiers = customer.Identifiers().Select(one => (one.Kind, one.Value, false)).ToList();
        using var row = scope.Connection.Query(SelectFormer, scope.Tenant, customer.Id, MostFormer);
        while (row.Read())
        {
            identifiers.Add(((IdentifierKind)row.GetInt32(0), row.GetString(1), true));
        }

        return identifiers;
    }

    private static void Look(ReadScope scope, IdentifierKind kind, string value, bool former, Found found)
    {
        var (same, once) = kind switch
        {
            IdentifierKind.Mobile => (Relation.SameMobile, Relation.FormerMobile),
            IdentifierKind.Email => (Relation.SameEmail, Relation.FormerEmail),
            _ => (Relation.SameCard, Relation.FormerCard),
        };
        switch (kind)
        {
            case IdentifierKind.Mobile or IdentifierKind.Card:
                Read(kind, value);
                break;
            case IdentifierKind.Email:
                // Whoever has the address without a tag, and whoever has it with one.
                Read(IdentifierKind.Email, EmailAddresses.Untagged(value));
                Read(IdentifierKind.EmailUntagged, EmailAddresses.Untagged(value));
                break;
        }

        void Read(IdentifierKind sought, string key)
        {
            using var row = scope.Connection.Query(SelectHolders, scope.Tenant, sought, key, Found.Enough);
            found.Add(row, holder => former || holder.GetBoolean(1) ? once : same);
        }
    }

    private sealed class Found(CustomerId self)
    {
        // The customer itself may be among them, and one more than are named tells that there are more.
        public const int Enough = Most + 2;

        private readonly Dictionary<CustomerId, SortedSet<Relation>> _why = [];

        public bool HasMore => _why.Count > Most;

        public void Add(DbDataReader row, Func<DbDataReader, Relation> relation)
        {
            while (row.Read())
            {
                var other = row.CustomerId(0);
                if (other != self)
                {
                    _why.TryAdd(other, []);
                    _why[other].Add(relation(row));
                }
            }
        }

        public IReadOnlyList<Relation> Why(CustomerId other) => [.. _why[other]];

        public IReadOnlyCollection<CustomerId> Surest() => [.. _why.OrderBy(one => one.Value.Min).ThenBy(one => one.Key.Value).Take(Most).Select(one => one.Key)];
    }
}
