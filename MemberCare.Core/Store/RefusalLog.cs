using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>A no that a system was given.</summary>
/// <param name="Customer">About whom; null for a stranger.</param>
/// <param name="Keys">The identifiers that were asked about.</param>
/// <param name="Action">What was refused; null for a registration.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Via">The road by which the person came.</param>
/// <param name="Place">Where; or nothing.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When.</param>
internal sealed record DecisionRefusal(
    CustomerId? Customer, IReadOnlyList<(IdentifierKind Kind, string Key)> Keys, CustomerAction? Action, Decision Decision, Channel Via, string? Place, Actor By, DateTimeOffset At)
{
    public TenantId Tenant => By.Tenant;

    /// <summary>Whether the history is to have it; otherwise it is a further hit of the block list and no more.</summary>
    public bool IsFirst { get; init; } = true;

    /// <summary>The facts of the event.</summary>
    public EventData Facts()
    {
        var facts = new EventData
        {
            [EventData.Action] = Action?.ToString() ?? "Register",
            [EventData.Effect] = Decision.Effect.ToString(),
            [EventData.Layer] = Decision.Layer.ToString(),
        };
        if (Via != By.Channel)
        {
            facts[EventData.Via] = Via.ToString();
        }

        if (Place is not null)
        {
            facts[EventData.Place] = Place;
        }

        return facts;
    }
}

/// <summary>
/// Keeps in a customer's history that a system was told no: the first time a day for each action, layer, road and place. Nobody's answer waits for it; a flood of refusals, or
/// a crash, may lose some.
/// </summary>
public sealed class RefusalLog : IDisposable
{
    /// <summary>The most such events of a customer a day: whoever asks from ever new places does not fill a history.</summary>
    public const int MostPerDay = 50;

    private const int MostWaiting = 10_000;
    private const int MostKnown = 100_000;
    private const int MostPerCommit = 50;

    private const string CountOfDay =
        """
        SELECT count(*), coalesce(sum(data = @data), 0) FROM events INDEXED BY IX_events_refusals
        WHERE tenant_id = @tenant AND customer_id = @customer AND kind = 12 AND at >= @day
        """;

    private readonly SqliteDatabase _database;
    private readonly Writer _writer;
    private readonly BlockListHits _hits;
    private readonly Lock _lock = new();
    private readonly HashSet<(TenantId, CustomerId, CustomerAction?, DecidingLayer, Channel, string?)> _known = [];
    private Queue<DecisionRefusal> _waiting = new();
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private DateTimeOffset _day;

    /// <summary>Begins with nothing known.</summary>
    public RefusalLog(SqliteDatabase database, Writer writer, BlockListHits hits) => (_database, _writer, _hits) = (database, writer, hits);

    /// <summary>Waits until all so far is kept.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            return _writing;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => FlushAsync().GetAwaiter().GetResult();

    /// <summary>Takes a refusal down. Costs next to nothing and never waits.</summary>
    internal void Note(DecisionRefusal refusal)
    {
        lock (_lock)
        {
            if (Day(refusal.At) != _day || _known.Count >= MostKnown)
            {
                _day = Day(refusal.At);
                _known.Clear();
            }

            // Entries of the block list count every hit; histories know the first.
            var isFirst = refusal.Customer is { } customer && refusal.Action != CustomerAction.CountInReports
                && _known.Add((refusal.Tenant, customer, refusal.Action, refusal.Decision.Layer, refusal.Via, refusal.Place));
            if ((!isFirst && refusal.Decision.Layer != DecidingLayer.BlockList) || _waiting.Count >= MostWaiting)
            {
                return;
            }

            _waiting.Enqueue(refusal with { IsFirst = isFirst });
            if (!_isWriting)
            {
                _isWriting = true;
                _writing = Task.Run(WriteAsync);
            }
        }
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            Queue<DecisionRefusal> taken;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (taken, _waiting) = (_waiting, new Queue<DecisionRefusal>());
            }

            try
            {
                foreach (var ofTenant in taken.GroupBy(refusal => refusal.Tenant))
                {
                    Count(ofTenant.Key, ofTenant.Where(refusal => refusal.Decision.Layer == DecidingLayer.BlockList));
                    foreach (var few in ofTenant.Where(refusal => refusal.IsFirst).Chunk(MostPerCommit))
                    {
                        await _writer.RunAsync<Done>(ofTenant.Key, transaction => Keep(transaction, few));
                    }
                }
            }
            catch (Exception fault) when (fault is ObjectDisposedException || Faults.IsOfTheStore(fault))
            {
                // The store is closing, or out of reach for a moment. The answers were given and were right; their traces are lost.
            }
        }
    }

    private static Outcome<Done> Keep(WriteTransaction transaction, IEnumerable<DecisionRefusal> refusals)
    {
        foreach (var refusal in refusals)
        {
            var facts = refusal.Facts();
            using (var row = transaction.Connection.Query(CountOfDay, EventJson.Write(facts), refusal.Tenant, refusal.Customer, Day(refusal.At)))
            {
                row.Read();
                if (row.GetInt32(0) >= MostPerDay || row.GetInt32(1) > 0)
                {
                    continue;
                }
            }

            if (transaction.Find(refusal.Customer!.Value) is { } customer)
            {
                transaction.Save(customer, customer.Note(EventKind.DecisionRefused, facts, refusal.By, refusal.At));
            }
        }

        return new Done();
    }

    // Which entries it was that turned somebody away, read beside the writer.
    private void Count(TenantId tenant, IEnumerable<DecisionRefusal> refusals)
    {
        using var scope = _database.Read(tenant);
        foreach (var refusal in refusals)
        {
            var own = refusal.Customer is { } id && refusal.Action is not null ? CustomerRows.Find(scope.Connection, tenant, id)?.Identifiers() ?? [] : [];
            foreach (var (kind, key) in refusal.Keys.Union(own))
            {
                if (Standings.Listed(scope.Connection, tenant, [(kind, key)], refusal.At).IsListed)
                {
                    _hits.Count(tenant, kind, key);
                }
            }
        }
    }

    // Days of UTC: the store knows no other.
    private static DateTimeOffset Day(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);
}
