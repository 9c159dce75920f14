using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>What was done about a customer before: the restrictions so far, in a few figures.</summary>
/// <param name="Times">How often the customer was restricted, the present time included.</param>
/// <param name="Total">For how long in all, up to now.</param>
/// <param name="Last">The status that the last restriction ended in, or is in now.</param>
/// <param name="LastFrom">When the last one began.</param>
/// <param name="LastTo">When it was lifted; null where it lasts.</param>
/// <param name="LastReason">The newest reason that was given within it.</param>
/// <param name="IsCapped">Whether older changes were left out: there are more than <see cref="ReadPriorActions.Most"/>.</param>
public sealed record PriorActions(
    int Times, TimeSpan Total, CustomerStatus Last, DateTimeOffset LastFrom, DateTimeOffset? LastTo, string? LastReason, bool IsCapped);

/// <summary>Sums up how a customer was restricted before, for whoever is about to do it again.</summary>
public sealed class ReadPriorActions(Gate gate, SqliteDatabase database, TimeProvider time)
{
    /// <summary>How many changes of status are looked at, the newest.</summary>
    public const int Most = 1000;

    private const string Sql =
        "SELECT at, to_status, note FROM events WHERE tenant_id = @tenant AND customer_id = @customer AND kind = 2 ORDER BY sequence DESC LIMIT @limit";

    /// <summary>The sum; null where the customer was never restricted; or <see cref="NotPermitted"/>. A customer who is not there was never restricted.</summary>
    public Outcome<PriorActions?> Run(CustomerId customer, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadPriorActions)) is { } forbidden)
        {
            return forbidden;
        }

        var changes = new List<(DateTimeOffset At, CustomerStatus To, string? Note)>();
        using (var scope = database.Read(actor.Tenant))
        {
            using var row = scope.Connection.Query(Sql, actor.Tenant, customer, Most + 1);
            while (row.Read())
            {
                changes.Add((row.Moment(0), (CustomerStatus)row.GetInt32(1), row.Text(2)));
            }
        }

        var capped = changes.Count > Most;
        changes.Reverse();
        var (times, total) = (0, TimeSpan.Zero);
        (CustomerStatus Status, DateTimeOffset From, DateTimeOffset? To, string? Reason)? last = null;
        foreach (var (at, to, note) in changes.Skip(capped ? 1 : 0))
        {
            if (!IsRestricted(to))
            {
                if (last is { To: null } over)
                {
                    total += at - over.From;
                    last = over with { To = at };
                }
            }
            else if (last is { To: null } under)
            {
                last = under with { Status = to, Reason = note ?? under.Reason };
            }
            else
            {
                times++;
                last = (to, at, null, note);
            }
        }

        return last is { } newest
            ? new PriorActions(times, newest.To is null ? total + (time.Now() - newest.From) : total, newest.Status, newest.From, newest.To, newest.Reason, capped)
            : (PriorActions?)null;
    }

    private static bool IsRestricted(CustomerStatus status) =>
        status is CustomerStatus.Suspended or CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed or CustomerStatus.Blocked;
}
