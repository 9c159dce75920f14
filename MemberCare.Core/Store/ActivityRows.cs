using System.Data.Common;
using MemberCare.Core.Domain.Activities;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Model;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>The statements that keep activities, by the thousand a second. Written by hand for that reason; a test writes by these and reads by EF Core.</summary>
internal static class ActivityRows
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns =
        """
        position, client, client_name, id, hash, kind, earned, customer_id, other_id, at, received_at, clock, claimed_at, amount, currency, points, withheld,
        coupon, place, via, effect, layer, until, side, awards, counts, message, override, sequence
        """;

    private const string SelectOne = $"SELECT {Columns} FROM activities WHERE tenant_id = @tenant AND client = @client AND id = @id";

    private const string SelectKnown = "SELECT 1 FROM activities WHERE tenant_id = @tenant AND client = @client AND id = @id";

    private const string Insert =
        """
        INSERT INTO activities (tenant_id, client, client_name, id, hash, kind, earned, customer_id, other_id, at, received_at, clock, claimed_at, amount, currency,
                                points, withheld, coupon, place, via, effect, layer, until, side, awards, counts, message, override, sequence)
        VALUES (@tenant, @client, @client_name, @id, @hash, @kind, @earned, @customer, @other, @at, @received_at, @clock, @claimed_at, @amount, @currency,
                @points, @withheld, @coupon, @place, @via, @effect, @layer, @until, @side, @awards, @counts, @message, @override, @sequence)
        """;

    private const string AddToDay =
        """
        INSERT INTO activity_days (tenant_id, day, kind, effect, counts, currency, number, amount, points)
        VALUES (@tenant, @day, @kind, @effect, @counts, @currency, @number, @amount, @points)
        ON CONFLICT (tenant_id, day, kind, effect, counts, currency) DO UPDATE SET
            number = number + excluded.number, amount = amount + excluded.amount, points = points + excluded.points
        """;

    /// <summary>Whether a system has reported an activity by an id. Cheaper than reading it, and mostly it has not.</summary>
    public static bool IsKnown(StoreConnection connection, TenantId tenant, string client, string id) =>
        connection.Scalar(SelectKnown, tenant, client, id) is not null;

    /// <summary>The activity that a system has reported by an id; null where there is none.</summary>
    public static ActivityRow? Find(StoreConnection connection, TenantId tenant, string client, string id)
    {
        using var row = connection.Query(SelectOne, tenant, client, id);
        return row.Read() ? Read(row, tenant) : null;
    }

    /// <summary>Keeps an activity.</summary>
    public static void Add(StoreConnection connection, ActivityRow a) => connection.Execute(
        Insert,
        a.TenantId, a.Client, a.ClientName, a.Id, a.Hash, a.Kind, a.Earned, a.CustomerId, a.OtherId, a.At, a.ReceivedAt, a.Clock, a.ClaimedAt, a.Amount, a.Currency,
        a.Points, a.Withheld, a.Coupon, a.Place, a.Via, a.Effect, a.Layer, a.Until, a.Side, a.Awards, a.Counts, a.Message, a.Override, a.Sequence);

    /// <summary>Adds to the sums of a day.</summary>
    public static void Add(StoreConnection connection, ActivityDayRow d) => connection.Execute(
        AddToDay, d.TenantId, d.Day, d.Kind, d.Effect, d.Counts, d.Currency, d.Number, d.Amount, d.Points);

    /// <summary>The activity of a row that begins with <see cref="Columns"/>.</summary>
    public static ActivityRow Read(DbDataReader row, TenantId tenant) => new()
    {
        Position = row.GetInt64(0),
        TenantId = tenant,
        Client = row.GetString(1),
        ClientName = row.GetString(2),
        Id = row.GetString(3),
        Hash = row.GetFieldValue<byte[]>(4),
        Kind = (ActivityKind)row.GetInt32(5),
        Earned = row.IsDBNull(6) ? null : (EarningKind)row.GetInt32(6),
        CustomerId = row.IsDBNull(7) ? null : row.CustomerId(7),
        OtherId = row.IsDBNull(8) ? null : row.CustomerId(8),
        At = row.Moment(9),
        ReceivedAt = row.Moment(10),
        Clock = (ActivityClock)row.GetInt32(11),
        ClaimedAt = row.MomentOrNull(12),
        Amount = row.Text(13),
        Currency = row.Text(14),
        Points = row.IsDBNull(15) ? null : row.GetInt64(15),
        Withheld = row.IsDBNull(16) ? null : row.GetInt64(16),
        Coupon = row.Text(17),
        Place = row.Text(18),
        Via = row.IsDBNull(19) ? null : (Channel)row.GetInt32(19),
        Effect = (Effect)row.GetInt32(20),
        Layer = (DecidingLayer)row.GetInt32(21),
        Until = row.MomentOrNull(22),
        Side = (ActivitySide)row.GetInt32(23),
        Awards = row.GetBoolean(24),
        Counts = row.GetBoolean(25),
        Message = row.Text(26),
        Override = row.Text(27),
        Sequence = row.IsDBNull(28) ? null : row.GetInt64(28),
    };
}
