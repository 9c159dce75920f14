using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Store;

/// <summary>
/// Counts how often entries of the block list turned somebody away. Answers come by the thousand a second and must not each wait for the disk, so hits gather
/// here and are written about once a second. A crash loses a second of them: they are figures, not records.
/// </summary>
public sealed class BlockListHits : IDisposable
{
    // More entries than this are not hit within a second unless somebody tries numbers out; what comes on top is not counted.
    private const int MostWaiting = 50_000;

    // The newest entry of the contact, whether it is on the list still or was taken off within this second.
    private const string AddHits =
        """
        UPDATE blocked_contacts SET hits = hits + @count, last_hit_at = max(coalesce(last_hit_at, 0), @at)
        WHERE id = (SELECT id FROM blocked_contacts WHERE tenant_id = @tenant AND kind = @kind AND key = @key ORDER BY blocked_at DESC, id DESC LIMIT 1)
        """;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Writer _writer;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private Dictionary<(TenantId Tenant, IdentifierKind Kind, string Key), (long Count, DateTimeOffset Last)> _waiting = [];

    /// <summary>Begins to count.</summary>
    public BlockListHits(Writer writer, TimeProvider time)
    {
        (_writer, _time) = (writer, time);
        _timer = time.CreateTimer(_ => _ = FlushAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts that an answer was no because of an entry. Costs next to nothing and never waits.</summary>
    /// <param name="tenant">The organisation.</param>
    /// <param name="kind">Mobile or e-mail.</param>
    /// <param name="key">The contact in compared form.</param>
    public void Count(TenantId tenant, IdentifierKind kind, string key)
    {
        var now = _time.Now();
        lock (_lock)
        {
            var known = _waiting.TryGetValue((tenant, kind, key), out var hits);
            if (known || _waiting.Count < MostWaiting)
            {
                _waiting[(tenant, kind, key)] = (hits.Count + 1, now > hits.Last ? now : hits.Last);
            }

            if (_waiting.Count == 1 && !known)
            {
                _timer.Change(Pace, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Writes what was counted so far.</summary>
    public async Task FlushAsync()
    {
        Dictionary<(TenantId Tenant, IdentifierKind Kind, string Key), (long Count, DateTimeOffset Last)> counted;
        lock (_lock)
        {
            (counted, _waiting) = (_waiting, []);
        }

        foreach (var ofTenant in counted.GroupBy(hits => hits.Key.Tenant))
        {
            try
            {
                if ((await _writer.RunAsync<Done>(ofTenant.Key, transaction => Write(transaction, ofTenant))).Refusal is not null)
                {
                    PutBack(ofTenant);
                }
            }
            catch (ObjectDisposedException)
            {
                // The store has closed meanwhile; nobody is left to be told.
                return;
            }
        }
    }

    /// <summary>Writes what was counted and stops. The host disposes it before the writer, which it was made after.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        FlushAsync().GetAwaiter().GetResult();
    }

    private static Outcome<Done> Write(
        WriteTransaction transaction, IEnumerable<KeyValuePair<(TenantId Tenant, IdentifierKind Kind, string Key), (long Count, DateTimeOffset Last)>> counted)
    {
        foreach (var ((tenant, kind, key), (count, last)) in counted)
        {
            transaction.Connection.Execute(AddHits, count, last, tenant, kind, key);
        }

        transaction.TellBlockList();
        return new Done();
    }

    // The store is out of reach for a moment; they are tried again with the next ones.
    private void PutBack(IEnumerable<KeyValuePair<(TenantId Tenant, IdentifierKind Kind, string Key), (long Count, DateTimeOffset Last)>> counted)
    {
        lock (_lock)
        {
            foreach (var (contact, (count, last)) in counted)
            {
                var hits = _waiting.GetValueOrDefault(contact);
                _waiting[contact] = (hits.Count + count, last > hits.Last ? last : hits.Last);
            }

            _timer.Change(Pace, Timeout.InfiniteTimeSpan);
        }
    }
}
