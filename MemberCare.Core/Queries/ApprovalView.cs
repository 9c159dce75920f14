using System.Data.Common;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>A request for approval in the eyes of an actor.</summary>
public sealed record ApprovalView
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>How it stands; expired from its deadline on, whether or not that was written down.</summary>
    public required RequestState State { get; init; }

    /// <summary>The customer; null for a bulk change.</summary>
    public required CustomerId? Customer { get; init; }

    /// <summary>The customer's name; null for a bulk change.</summary>
    public required string? CustomerName { get; init; }

    /// <summary>The batch of a bulk change; null for one customer.</summary>
    public required Guid? Batch { get; init; }

    /// <summary>How many customers it is for.</summary>
    public required int Customers { get; init; }

    /// <summary>The label carried when it was made; null for a bulk change.</summary>
    public required LabelView? From { get; init; }

    /// <summary>The status at that time; null for a bulk change.</summary>
    public required CustomerStatus? FromStatus { get; init; }

    /// <summary>The label wanted; null where a bulk change is undone, and each customer goes back to the label before.</summary>
    public required LabelView? To { get; init; }

    /// <summary>The status wanted; null where a bulk change is undone.</summary>
    public required CustomerStatus? ToStatus { get; init; }

    /// <summary>The maker's reason; null where none was needed.</summary>
    public required string? Reason { get; init; }

    /// <summary>From when on the change is to count; null from the approval on.</summary>
    public required DateTimeOffset? StartsAt { get; init; }

    /// <summary>When the customer is to go back to the label before; null without an end.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>The maker's name.</summary>
    public required string MakerName { get; init; }

    /// <summary>Whether the actor made it.</summary>
    public required bool IsMine { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>When it expires, or would have.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ended; null while it is open.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it; null where time or another change did.</summary>
    public required string? EndedBy { get; init; }

    /// <summary>What they said.</summary>
    public required string? Comment { get; init; }

    /// <summary>Whether the actor may approve and reject it now.</summary>
    public required bool MayDecide { get; init; }

    /// <summary>Whether the actor may withdraw it now.</summary>
    public bool MayWithdraw => IsMine && State == RequestState.Pending;
}

/// <summary>Reads rows of requests. By hand: lists go by keyset along an index, ids as they sort, which EF Core cannot say of a UUID.</summary>
internal static class ApprovalRow
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order, of <c>change_requests r</c> and the customer <c>c</c>.</summary>
    public const string Columns =
        """
        r.id, r.state, r.customer_id, c.name, r.batch_id, r.customers, r.from_label_id, r.from_status, r.to_label_id, r.to_status, r.reason, r.starts_at, r.until,
        r.maker_name, r.maker_kind, r.maker_id, r.made_at, r.expires_at, r.ended_at, r.ended_by_name, r.comment
        """;

    /// <summary>Where the rows come from.</summary>
    public const string Source = "change_requests r LEFT JOIN customers c ON c.tenant_id = r.tenant_id AND c.id = r.customer_id";

    public static ApprovalView Read(DbDataReader row, TenantCatalogue catalogue, Actor actor, DateTimeOffset now)
    {
        var kept = (RequestState)row.GetInt32(1);
        var expiresAt = row.Moment(17);
        var isOver = kept == RequestState.Pending && now >= expiresAt;
        var isMine = (ActorKind)row.GetInt32(14) == actor.Kind && row.GetString(15) == actor.Id;
        return new ApprovalView
        {
            Id = Id(row),
            State = isOver ? RequestState.Expired : kept,
            Customer = row.IsDBNull(2) ? null : row.CustomerId(2),
            CustomerName = row.Text(3),
            Batch = row.IsDBNull(4) ? null : new Guid(row.GetFieldValue<byte[]>(4), bigEndian: true),
            Customers = row.GetInt32(5),
            From = Label(6),
            FromStatus = row.IsDBNull(7) ? null : (CustomerStatus)row.GetInt32(7),
            To = Label(8),
            ToStatus = row.IsDBNull(9) ? null : (CustomerStatus)row.GetInt32(9),
            Reason = row.Text(10),
            StartsAt = row.MomentOrNull(11),
            Until = row.MomentOrNull(12),
            MakerName = row.GetString(13),
            IsMine = isMine,
            MadeAt = row.Moment(16),
            ExpiresAt = expiresAt,
            EndedAt = row.MomentOrNull(18) ?? (isOver ? expiresAt : null),
            EndedBy = row.Text(19),
            Comment = row.Text(20),
            MayDecide = kept == RequestState.Pending && !isOver && !isMine && actor.May(Permissions.DecideApprovals),
        };

        LabelView? Label(int column) => row.IsDBNull(column) ? null : LabelView.Of(catalogue.Label(new LabelId(row.GetInt32(column)))!);
    }

    public static Guid Id(DbDataReader row) => new(row.GetFieldValue<byte[]>(0), bigEndian: true);
}
