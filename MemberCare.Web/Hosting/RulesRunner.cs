using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;

namespace MemberCare.Web.Hosting;

/// <summary>Lets automatic rules work: right after each commit, and twice a second besides for the clock and for what other processes commit.</summary>
public sealed partial class RulesRunner(RunRules rules, Writer writer, ILogger<RulesRunner> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    // Between two passes, so that what happens in a burst shares commits and others get their turn.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(2);

    private readonly WakeUp _wakeUp = new();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wakeUp.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the thread that starts the server.
        await Task.Yield();
        writer.Committed += _wakeUp.Call;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await PassAsync(stoppingToken);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException && stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            writer.Committed -= _wakeUp.Call;
        }
    }

    private async Task PassAsync(CancellationToken stopping)
    {
        try
        {
            if (await rules.RunDueAsync(stopping))
            {
                _wakeUp.Call();
            }

            await Task.Delay(Rest, stopping);
            await _wakeUp.WaitAsync(Poll, stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not ObjectDisposedException)
        {
            // The store is out of reach, or something nobody foresaw: what is due stays due.
            Failed(log, fault);
            await Task.Delay(AfterFault, stopping);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A pass of the automatic rules failed; the next one tries again")]
    private static partial void Failed(ILogger log, Exception fault);
}
