using System.Data.Common;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>Reads a row of the timeline's columns.</summary>
internal static class EventRow
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order, of the table <c>events e</c>.</summary>
    public const string Columns =
        "e.sequence, e.at, e.kind, e.actor_kind, e.actor_name, e.channel, e.from_status, e.from_label, e.to_status, e.to_label, e.reason_code, e.note, e.data, e.batch_id";

    private static readonly EventData NoData = [];

    public static EventView Read(DbDataReader row) => new(
        row.GetInt64(0),
        row.Moment(1),
        (EventKind)row.GetInt32(2),
        (ActorKind)row.GetInt32(3),
        row.GetString(4),
        (Channel)row.GetInt32(5),
        row.IsDBNull(6) ? null : (CustomerStatus)row.GetInt32(6),
        row.Text(7),
        row.IsDBNull(8) ? null : (CustomerStatus)row.GetInt32(8),
        row.Text(9),
        row.Text(10),
        row.Text(11),
        row.Text(12) is { } data ? EventJson.Read(data) : NoData)
    {
        BatchId = row.IsDBNull(13) ? null : new Guid(row.GetFieldValue<byte[]>(13), bigEndian: true),
    };
}
