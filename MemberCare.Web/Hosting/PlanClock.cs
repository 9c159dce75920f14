using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Web.Hosting;

/// <summary>
/// Makes planned changes when their time comes. It sleeps until the next one is due, and never for longer than <see cref="LongestSleep"/>, so that it hears of what other processes
/// planned and of clocks that were set; each look is one step down an index, however many wait. Every process looks; which of them makes a change the store decides.
/// </summary>
internal sealed partial class PlanClock(RunPlans plans, TimeProvider time, ILogger<PlanClock> log) : BackgroundService
{
    internal static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await RunAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<TimeSpan> RunAsync(CancellationToken stopping)
    {
        try
        {
            if (plans.NextDue() is not { } due)
            {
                return LongestSleep;
            }

            var rest = due - time.Now();
            if (rest > TimeSpan.Zero)
            {
                return rest < LongestSleep ? rest : LongestSleep;
            }

            // What is due and cannot be made just now, because the disk is full or another process holds the file, is tried again, but not without a pause.
            return await plans.RunDueAsync(stopping) > 0 ? TimeSpan.Zero : AfterFault;
        }
        catch (Exception fault) when (Faults.IsOfTheStore(fault))
        {
            OutOfReach(Faults.Words(fault));
            return AfterFault;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A clock that stands still for a fault would do more harm than one that tries again.
            Failed(fault);
            return AfterFault;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Planned changes have to wait, because {Why}")]
    private partial void OutOfReach(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The clock of planned changes met a fault and goes on")]
    private partial void Failed(Exception fault);
}
