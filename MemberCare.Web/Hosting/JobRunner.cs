using MemberCare.Core.Operations;

namespace MemberCare.Web.Hosting;

/// <summary>Lets jobs run while the application does: at once when one is made here, and within a second when another process has made it or was stopped at it.</summary>
internal sealed partial class JobRunner(RunJobs jobs, TimeProvider time, ILogger<JobRunner> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the thread that starts the server.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await jobs.RunDueAsync(stoppingToken);
                await jobs.WaitAsync(Look, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Nothing of the stretch that failed was kept; the next look goes on where it began.
                Failed(fault);
                await Task.Delay(AfterFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Jobs could not be taken on")]
    private partial void Failed(Exception fault);
}
