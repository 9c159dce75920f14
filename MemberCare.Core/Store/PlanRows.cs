using MemberCare.Core.Domain.Plans;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>The hand-written part of planned changes: what every change of status goes past, and what the clock asks many times a minute.</summary>
internal static class PlanRows
{
    private const string Insert =
        """
        INSERT INTO planned_changes (tenant_id, customer_id, kind, due_at, label_id, until, is_permanent, reason_code, reason, made_at, made_by_kind, made_by_id, made_by, is_approved, is_panic, sequence, state)
        VALUES (@tenant, @customer, @kind, @due, @label, @until, @permanent, @code, @reason, @made, @by_kind, @by_id, @by, @approved, @panic, @sequence, @state)
        """;

    // Of a customer who was changed nothing waits that led back from where they were, and no task is left. What is scheduled stays, unless nothing can follow.
    private const string SupersedeOpen =
        """
        UPDATE planned_changes SET state = 4, ended_at = @now, ended_by = @by, ended_sequence = @sequence
        WHERE tenant_id = @tenant AND customer_id = @customer AND state < 2 AND (kind = 1 OR state = 1 OR @all)
        """;

    // Asked first: nearly always there is none, and an update opens every index of the table before it finds that out.
    private const string SelectOpen =
        "SELECT 1 FROM planned_changes INDEXED BY IX_planned_changes_open WHERE tenant_id = @tenant AND customer_id = @customer AND state < 2 LIMIT 1";

    // Guarded: of two processes, or of two tries after a stop, one takes it.
    private const string TakeDue =
        "UPDATE planned_changes SET state = 2, ended_at = @now, ended_by = 'MemberCare' WHERE id = @id AND tenant_id = @tenant AND state = 0 AND due_at <= @due";

    private const string KeepEnd =
        "UPDATE planned_changes SET state = @state, ended_sequence = @sequence, why_failed = @why WHERE id = @id AND tenant_id = @tenant";

    private const string SelectEndedBy =
        """
        SELECT due_at, label_id FROM planned_changes INDEXED BY IX_planned_changes_superseded
        WHERE tenant_id = @tenant AND customer_id = @customer AND ended_sequence = @sequence AND state = 4 AND kind = 1
        """;

    private const string SelectNext = "SELECT due_at FROM planned_changes WHERE state = 0 ORDER BY due_at LIMIT 1";

    private const string SelectDue = "SELECT id, tenant_id FROM planned_changes WHERE state = 0 AND due_at <= @now ORDER BY due_at, id LIMIT @limit";

    /// <summary>Keeps what is planned: a job may plan the ends of a hundred thousand changes.</summary>
    public static void Add(StoreConnection connection, PlannedChange p) => connection.Execute(
        Insert,
        p.TenantId, p.CustomerId, p.Kind, p.DueAt, p.LabelId, p.Until, p.IsPermanent, p.ReasonCode, p.Reason, p.MadeAt, p.MadeByKind, p.MadeById, p.MadeBy, p.IsApproved, p.IsPanic, p.Sequence, p.State);

    /// <summary>Ends what a change of status leaves nothing of.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="change">The event of the change.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="all">Also what is scheduled: nothing can follow.</param>
    public static void Supersede(StoreConnection connection, Domain.Events.CustomerEvent change, DateTimeOffset now, bool all)
    {
        if (connection.LookUp(SelectOpen).Finds(change.TenantId, change.CustomerId))
        {
            connection.Execute(SupersedeOpen, now, change.ActorName, change.Sequence, change.TenantId, change.CustomerId, all);
        }
    }

    /// <summary>Takes what is due, to make it; false where somebody else did, or it is not due any more.</summary>
    public static bool Take(StoreConnection connection, TenantId tenant, long id, DateTimeOffset now) =>
        connection.Execute(TakeDue, now, id, tenant, now) == 1;

    /// <summary>Keeps what came of it.</summary>
    public static void End(StoreConnection connection, TenantId tenant, long id, PlanState state, long sequence, string? why) =>
        connection.Execute(KeepEnd, state, sequence, why, id, tenant);

    /// <summary>When a temporary standing would have ended, and in which label, that a change of status put an end to; null where it put an end to none.</summary>
    public static (DateTimeOffset DueAt, LabelId Label)? EndedBy(StoreConnection connection, TenantId tenant, CustomerId customer, long sequence)
    {
        using var row = connection.Query(SelectEndedBy, tenant, customer, sequence);
        return row.Read() ? (row.Moment(0), new LabelId(row.GetInt32(1))) : null;
    }

    /// <summary>When the next change is due, of whatever organisation; null where none waits.</summary>
    public static DateTimeOffset? Next(StoreConnection connection) =>
        connection.Scalar(SelectNext) is long due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;

    /// <summary>What is due, in the order of its times.</summary>
    public static List<(long Id, TenantId Tenant)> Due(StoreConnection connection, DateTimeOffset now, int limit)
    {
        var due = new List<(long, TenantId)>();
        using var row = connection.Query(SelectDue, now, limit);
        while (row.Read())
        {
            due.Add((row.GetInt64(0), new TenantId(row.GetInt32(1))));
        }

        return due;
    }
}
