using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Operations;

/// <summary>
/// Makes planned changes when their time comes: each once, whatever stops in between and however many processes look, because whoever makes one takes it in the commit that makes
/// it. What the rules of that moment do not let through becomes a task for a person. It asks for no permission: nobody calls it but the clock.
/// </summary>
public sealed partial class RunPlans(Writer writer, SqliteDatabase database, TimeProvider time, ILogger<RunPlans> log)
{
    /// <summary>How many are handed to the writer at once: others wait for them.</summary>
    public const int MostAtOnce = 200;

    /// <summary>When the next planned change is due, of whatever organisation; null where none waits.</summary>
    public DateTimeOffset? NextDue()
    {
        using var scope = database.Read(default);
        return PlanRows.Next(scope.Connection);
    }

    /// <summary>Makes what is due, in the order of its times.</summary>
    /// <returns>How many were made or became tasks. Fewer than were due where the store could not take them: they stay due.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellation = default)
    {
        var ended = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var due = Due();
            var made = await Task.WhenAll(due.Select(one => MakeAsync(one.Id, one.Tenant, cancellation)));
            ended += made.Count(one => one);

            // Those that could not be kept are due still: begun anew later, and not at once for ever.
            if (due.Count < MostAtOnce || !made.Any(one => one))
            {
                return ended;
            }
        }

        return ended;
    }

    private static Outcome<bool> Make(WriteTransaction transaction, long id)
    {
        var connection = transaction.Connection;
        if (!PlanRows.Take(connection, transaction.Tenant, id, transaction.Now))
        {
            return false;
        }

        var plan = transaction.Db.PlannedChanges.AsNoTracking().Single(one => one.Id == id);
        var actor = Actor.System(transaction.Tenant, "", Channel.System);

        // What needs approval by the rules of that moment becomes a request of whoever planned it, so that somebody else decides.
        var wisher = actor with { Kind = plan.MadeByKind, Id = plan.MadeById, Name = plan.MadeBy };
        actor = actor with { Name = $"MemberCare, as {wisher.Title} planned" };
        if (ChangeStatus.Move(transaction, MoveOf(transaction, plan) with { WishedBy = wisher }, actor).TryGet(out var change, out var refusal))
        {
            PlanRows.End(connection, transaction.Tenant, id, PlanState.Done, change.Event.Sequence, null);
            return true;
        }

        if (transaction.Find(plan.CustomerId) is { } customer)
        {
            // Somebody got there first: nothing is left to do, and nothing wrong.
            var isThere = refusal is NothingToChange;
            var happened = customer.Plan(
                isThere ? EventKind.PlanCancelled : EventKind.PlanFailed,
                plan,
                transaction.Catalogue.Label(plan.LabelId)!,
                refusal.Sentence,
                isThere ? EventData.ThereAlready : null,
                actor,
                transaction.Now);
            var linked = transaction.Save(customer, happened);
            PlanRows.End(connection, transaction.Tenant, id, isThere ? PlanState.Superseded : PlanState.Failed, linked.Sequence, isThere ? null : refusal.Sentence);
        }

        return true;
    }

    // The reason was accepted when it was planned; what is on offer by now is another matter.
    private static StatusMove MoveOf(WriteTransaction transaction, PlannedChange plan)
    {
        var move = new StatusMove(plan.CustomerId, LabelChoice.Of(plan.LabelId), null, null, null) { IsApproved = plan.IsApproved };
        if (plan.Kind == PlanKind.Scheduled)
        {
            return move with { Given = new GivenReason(plan.ReasonCode, plan.Reason), Until = plan.Until, IsPermanent = plan.IsPermanent };
        }

        var back = move with { Given = new GivenReason(null, plan.IsPanic ? "Nobody confirmed the suspension within its time." : "The time that was set is over."), IsPermanent = true };
        var change = transaction.Db.Events.AsNoTracking().Single(happened => happened.CustomerId == plan.CustomerId && happened.Sequence == plan.Sequence);

        // Where it leads back to before that change, and not further, a temporary standing of then goes on.
        return change.FromLabelId == plan.LabelId && change.Data?.ContainsKey(EventData.Undoes) != true ? PlanKeeping.Resume(transaction, back, plan.Sequence) : back;
    }

    private List<(long Id, TenantId Tenant)> Due()
    {
        using var scope = database.Read(default);
        return PlanRows.Due(scope.Connection, time.Now(), MostAtOnce);
    }

    private async Task<bool> MakeAsync(long id, TenantId tenant, CancellationToken cancellation)
    {
        try
        {
            return (await writer.RunAsync(tenant, transaction => Make(transaction, id), cancellation)).TryGet(out var ended, out _) && ended;
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not ObjectDisposedException)
        {
            // A fault in one must not keep the others from being made. It stays due.
            Failed(fault, id, tenant);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The planned change {Plan} of tenant {Tenant} could not be made")]
    private partial void Failed(Exception fault, long plan, TenantId tenant);
}
