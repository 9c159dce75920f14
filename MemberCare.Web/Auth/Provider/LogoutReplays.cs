namespace MemberCare.Web.Auth.Provider;

/// <summary>Remembers the logout tokens that were obeyed for as long as they live, so that none is obeyed twice. After a restart it knows none.</summary>
/// <param name="time">The clock.</param>
/// <param name="most">How many are remembered. Where there are more, those that end first are forgotten.</param>
internal sealed class LogoutReplays(TimeProvider time, int most = LogoutReplays.Most)
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _obeyed = new(StringComparer.Ordinal);

    /// <summary>Remembers an order.</summary>
    /// <returns>False where it was given before.</returns>
    public bool Remember(LogoutOrder order)
    {
        lock (_gate)
        {
            if (_obeyed.ContainsKey(order.TokenId))
            {
                return false;
            }

            if (_obeyed.Count >= most)
            {
                var now = time.GetUtcNow();
                var gone = _obeyed.Where(one => one.Value < now).ToList();
                foreach (var (id, _) in gone.Count > 0 ? gone : [.. _obeyed.OrderBy(one => one.Value).Take(Math.Max(1, most / 10))])
                {
                    _obeyed.Remove(id);
                }
            }

            _obeyed[order.TokenId] = order.Over;
            return true;
        }
    }

    /// <summary>Forgets an order that could not be carried out, so that the provider may give it again.</summary>
    public void Forget(LogoutOrder order)
    {
        lock (_gate)
        {
            _obeyed.Remove(order.TokenId);
        }
    }
}
