using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>Decides from the database, within one snapshot of it: where memory cannot vouch for itself, and where it has to be asked who somebody is.</summary>
internal static class DecisionFacts
{
    /// <summary>Whether somebody may do something: every customer whom the question can mean counts, and the strictest of them wins.</summary>
    /// <param name="scope">A borrowed connection.</param>
    /// <param name="asked">The customer asked about; null where identifiers alone were given.</param>
    /// <param name="keys">The identifiers asked about, in compared form.</param>
    /// <param name="action">What they want to do.</param>
    /// <param name="policy">The rules in force.</param>
    /// <param name="now">The present moment.</param>
    public static Verdict Decide(
        ReadScope scope, CustomerId? asked, IReadOnlyList<(IdentifierKind Kind, string Key)> keys, CustomerAction action, DecisionPolicy policy, DateTimeOffset now)
    {
        var connection = scope.Connection;
        using var snapshot = connection.Snapshot();
        var listed = Standings.Listed(connection, scope.Tenant, keys, now);
        var verdict = Verdict.Clear with { Decision = Domain.Restrictions.Decide.Of(action, policy, null, listed, now) };
        foreach (var id in Subjects(connection, scope.Tenant, asked, keys))
        {
            if (CustomerRows.Find(connection, scope.Tenant, id) is { } customer)
            {
                // An entry on an identifier that was asked about counts already; one on another identifier of the same customer counts alike.
                var own = Standings.Listed(connection, scope.Tenant, customer.Identifiers(), now);
                verdict = verdict.Or(Verdict.Of(id, action, policy, customer.Standing, own, now));
            }
        }

        return verdict;
    }

    /// <summary>Whether somebody may register with identifiers.</summary>
    public static Verdict DecideRegistration(ReadScope scope, IReadOnlyList<(IdentifierKind Kind, string Key)> keys, DateTimeOffset now)
    {
        using var snapshot = scope.Connection.Snapshot();
        var listed = Standings.Listed(scope.Connection, scope.Tenant, keys, now);
        return Verdict.Clear with { Decision = Domain.Restrictions.Decide.OfRegistration(listed, Standings.IsHeld(scope.Connection, scope.Tenant, keys)) };
    }

    /// <summary>The customers whom a question can mean, the oldest first.</summary>
    public static IEnumerable<CustomerId> Subjects(StoreConnection connection, TenantId tenant, CustomerId? asked, IReadOnlyList<(IdentifierKind Kind, string Key)> keys)
    {
        if (asked is { } id && keys.Count == 0)
        {
            return [id];
        }

        if (asked is null && keys.Count == 1)
        {
            return Standings.Holders(connection, tenant, keys[0].Kind, keys[0].Key);
        }

        var subjects = new SortedSet<CustomerId>(Comparer<CustomerId>.Create((a, b) => a.Value.CompareTo(b.Value)));
        if (asked is { } one)
        {
            subjects.Add(one);
        }

        foreach (var (kind, key) in keys)
        {
            subjects.UnionWith(Standings.Holders(connection, tenant, kind, key));
        }

        return subjects;
    }
}
