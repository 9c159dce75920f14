namespace MemberCare.Web.Features.Search;

/// <summary>
/// Asks while somebody types: waits for a short pause, then asks, and lets only the answer to the newest text through, however
/// long an older one took. For one renderer's thread of work; it takes no lock.
/// </summary>
/// <typeparam name="T">What an answer is.</typeparam>
internal sealed class Keystrokes<T>(TimeProvider time, TimeSpan pause) : IDisposable
{
    private CancellationTokenSource? _newest;

    /// <summary>Forgets what is asked and asks anew.</summary>
    /// <param name="ask">Told to stop when a newer text has come.</param>
    /// <returns>The answer; nothing where a newer text came before it did.</returns>
    public async Task<(bool IsNewest, T? Answer)> AskAsync(Func<CancellationToken, Task<T>> ask)
    {
        _newest?.Cancel();
        var mine = _newest = new CancellationTokenSource();
        try
        {
            await Task.Delay(pause, time, mine.Token);
            var answer = await ask(mine.Token);
            return ReferenceEquals(mine, _newest) ? (true, answer) : (false, default);
        }
        catch (Exception) when (!ReferenceEquals(mine, _newest))
        {
            // Nobody waits for it any more, nor for how it failed.
            return (false, default);
        }
        catch (OperationCanceledException)
        {
            return (false, default);
        }
    }

    /// <summary>Lets no answer through any more.</summary>
    public void Dispose()
    {
        _newest?.Cancel();
        _newest = null;
    }
}
