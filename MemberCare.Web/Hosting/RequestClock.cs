using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Web.Hosting;

/// <summary>
/// Lets requests for approval expire. Nobody can approve one after its deadline, whether or not this has gone round, so a few seconds are soon enough; each round is one look along an index.
/// Several processes over one file may all do it: each request ends once.
/// </summary>
internal sealed partial class RequestClock(ExpireRequests expire, TimeProvider time, ILogger<RequestClock> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await expire.RunDueAsync(stoppingToken);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    if (Faults.IsOfTheStore(fault))
                    {
                        Unreachable(fault);
                    }
                    else
                    {
                        Failed(fault);
                    }
                }

                await Task.Delay(Round, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requests could not be let expire, since the store is out of reach; the next round tries again")]
    private partial void Unreachable(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Letting requests expire failed; the next round tries again")]
    private partial void Failed(Exception fault);
}
