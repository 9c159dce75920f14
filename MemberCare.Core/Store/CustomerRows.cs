using System.Data.Common;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Store;

/// <summary>
/// The statements behind one change of one customer. Written by hand because they are run for every change that is made: tracked through EF Core the same
/// work takes four to ten times as long. A test writes by these and reads by EF Core, so that they cannot drift from its model.
/// </summary>
internal static class CustomerRows
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns =
        """
        id, name, name_key, mobile, mobile_key, email, external_id, card_number, registered_at, last_activity_at, source,
        label_id, status, status_updated_at, status_updated_by, status_reason, version, last_sequence, last_hash,
        login_locked_until, failed_sign_ins, do_not_contact, birth_date, last_failed_sign_in_at, sign_ins_settled_at
        """;

    private const string Select = $"SELECT {Columns} FROM customers WHERE tenant_id = @tenant AND id = @id";

    // The ids come as one array of JSON, so that the statement is the same for any number of them.
    private const string SelectAll =
        $"SELECT {Columns} FROM (SELECT unhex(value) AS wanted FROM json_each(@ids)) CROSS JOIN customers ON tenant_id = @tenant AND id = wanted";

    private const string Insert =
        """
        INSERT INTO customers (tenant_id, id, name, name_key, mobile, mobile_key, email, external_id, card_number, registered_at, last_activity_at, source,
                               label_id, status, status_updated_at, status_updated_by, status_reason, version, last_sequence, last_hash,
                               login_locked_until, failed_sign_ins, do_not_contact, birth_date, last_failed_sign_in_at, sign_ins_settled_at)
        VALUES (@tenant, @id, @name, @name_key, @mobile, @mobile_key, @email, @external_id, @card_number, @registered_at, @last_activity_at, @source,
                @label_id, @status, @status_updated_at, @status_updated_by, @status_reason, @version, @last_sequence, @last_hash,
                @login_locked_until, @failed_sign_ins, @do_not_contact, @birth_date, @last_failed_sign_in_at, @sign_ins_settled_at)
        """;

    private const string UpdateDetails =
        """
        UPDATE customers SET name = @name, name_key = @name_key, mobile = @mobile, mobile_key = @mobile_key, email = @email,
                             external_id = @external_id, card_number = @card_number, source = @source, birth_date = @birth_date
        WHERE tenant_id = @tenant AND id = @id
        """;

    private const string UpdateStanding =
        """
        UPDATE customers SET label_id = @label_id, status = @status, status_updated_at = @status_updated_at, status_updated_by = @status_updated_by,
                             status_reason = @status_reason, version = @version, last_sequence = @last_sequence, last_hash = @last_hash
        WHERE tenant_id = @tenant AND id = @id
        """;

    private const string UpdateOverlays =
        """
        UPDATE customers SET login_locked_until = @login_locked_until, failed_sign_ins = @failed_sign_ins, do_not_contact = @do_not_contact,
                             last_failed_sign_in_at = @last_failed_sign_in_at, sign_ins_settled_at = @sign_ins_settled_at
        WHERE tenant_id = @tenant AND id = @id
        """;

    private const string UpdateHistory =
        """
        UPDATE customers SET last_activity_at = @last_activity_at, version = @version, last_sequence = @last_sequence, last_hash = @last_hash
        WHERE tenant_id = @tenant AND id = @id
        """;

    private const string InsertEvent =
        """
        INSERT INTO events (tenant_id, customer_id, sequence, at, kind, actor_kind, actor_id, actor_name, channel, from_status, from_label_id, from_label,
                            to_status, to_label_id, to_label, reason_code, note, data, batch_id, salt, hash)
        VALUES (@tenant, @customer, @sequence, @at, @kind, @actor_kind, @actor_id, @actor_name, @channel, @from_status, @from_label_id, @from_label,
                @to_status, @to_label_id, @to_label, @reason_code, @note, @data, @batch_id, @salt, @hash)
        """;

    private const string InsertOutbox =
        "INSERT INTO outbox (tenant_id, customer_id, sequence, at) VALUES (@tenant, @customer, @sequence, @at)";

    private const string SelectLaterMove =
        """
        SELECT 1 FROM events INDEXED BY IX_events_standings
        WHERE tenant_id = @tenant AND customer_id = @customer AND sequence > @sequence AND kind IN (2, 3, 9, 10, 11) AND kind IN (2, 3) LIMIT 1
        """;

    public static Customer? Find(StoreConnection connection, TenantId tenant, CustomerId id)
    {
        using var row = connection.Query(Select, tenant, id);
        return row.Read() ? Read(row, tenant) : null;
    }

    /// <summary>Several customers, in the order of their ids as given; those that do not exist are left out.</summary>
    public static IEnumerable<Customer> Find(StoreConnection connection, TenantId tenant, IReadOnlyCollection<CustomerId> ids)
    {
        var found = new Dictionary<CustomerId, Customer>(ids.Count);
        var wanted = "[" + string.Join(',', ids.Select(id => $"\"{id.Value:N}\"")) + "]";
        using (var row = connection.Query(SelectAll, wanted, tenant))
        {
            while (row.Read())
            {
                var customer = Read(row, tenant);
                found.TryAdd(customer.Id, customer);
            }
        }

        return ids.Where(found.ContainsKey).Select(id => found[id]);
    }

    /// <summary>The customer of a row that begins with <see cref="Columns"/>.</summary>
    public static Customer Read(DbDataReader row, TenantId tenant) => new()
    {
        Id = row.CustomerId(0),
        TenantId = tenant,
        Name = row.GetString(1),
        NameKey = row.GetString(2),
        Mobile = row.Text(3),
        MobileKey = row.Text(4),
        Email = row.Text(5),
        ExternalId = row.Text(6),
        CardNumber = row.Text(7),
        RegisteredAt = row.Moment(8),
        LastActivityAt = row.Moment(9),
        Source = row.Text(10),
        LabelId = new LabelId(row.GetInt32(11)),
        Status = (CustomerStatus)row.GetInt32(12),
        StatusUpdatedAt = row.Moment(13),
        StatusUpdatedBy = row.GetString(14),
        StatusReason = row.Text(15),
        Version = row.GetInt64(16),
        LastSequence = row.GetInt64(17),
        LastHash = row.GetFieldValue<byte[]>(18),
        LoginLockedUntil = row.MomentOrNull(19),
        FailedSignIns = row.GetInt32(20),
        DoNotContact = row.GetBoolean(21),
        BirthDate = row.Day(22),
        LastFailedSignInAt = row.MomentOrNull(23),
        SignInsSettledAt = row.MomentOrNull(24),
    };

    public static void Add(StoreConnection connection, Customer c) => connection.Execute(
        Insert,
        c.TenantId, c.Id, c.Name, c.NameKey, c.Mobile, c.MobileKey, c.Email, c.ExternalId, c.CardNumber, c.RegisteredAt, c.LastActivityAt, c.Source,
        c.LabelId, c.Status, c.StatusUpdatedAt, c.StatusUpdatedBy, c.StatusReason, c.Version, c.LastSequence, c.LastHash,
        c.LoginLockedUntil, c.FailedSignIns, c.DoNotContact, c.BirthDate, c.LastFailedSignInAt, c.SignInsSettledAt);

    /// <summary>Writes what the kind of event can have changed, and nothing else: a change of status touches no index of names or dates.</summary>
    public static void Update(StoreConnection connection, Customer c, EventKind kind)
    {
        switch (kind)
        {
            case EventKind.StatusChanged or EventKind.LabelChanged:
                connection.Execute(
                    UpdateStanding, c.LabelId, c.Status, c.StatusUpdatedAt, c.StatusUpdatedBy, c.StatusReason, c.Version, c.LastSequence, c.LastHash, c.TenantId, c.Id);
                break;
            case EventKind.DetailsChanged:
                connection.Execute(UpdateDetails, c.Name, c.NameKey, c.Mobile, c.MobileKey, c.Email, c.ExternalId, c.CardNumber, c.Source, c.BirthDate, c.TenantId, c.Id);
                goto default;
            case EventKind.LoginLocked or EventKind.LoginLockLifted or EventKind.ContactPreferenceChanged or EventKind.SignedIn:
                UpdateOver(connection, c);
                goto default;
            default:
                connection.Execute(UpdateHistory, c.LastActivityAt, c.Version, c.LastSequence, c.LastHash, c.TenantId, c.Id);
                break;
        }
    }

    /// <summary>Writes what is over the customer alone: a failed sign-in below the limit is counted and leaves no event.</summary>
    public static void UpdateOver(StoreConnection connection, Customer c) => connection.Execute(
        UpdateOverlays, c.LoginLockedUntil, c.FailedSignIns, c.DoNotContact, c.LastFailedSignInAt, c.SignInsSettledAt, c.TenantId, c.Id);

    public static void Append(StoreConnection connection, CustomerEvent e) => connection.Execute(
        InsertEvent,
        e.TenantId, e.CustomerId, e.Sequence, e.At, e.Kind, e.ActorKind, e.ActorId, e.ActorName, e.Channel, e.FromStatus, e.FromLabelId, e.FromLabel,
        e.ToStatus, e.ToLabelId, e.ToLabel, e.ReasonCode, e.Note, e.Data, e.BatchId, e.Salt, e.Hash);

    /// <summary>Whether a customer's status or label changed after an event.</summary>
    public static bool HasMovedSince(StoreConnection connection, TenantId tenant, CustomerId customer, long sequence) =>
        connection.Scalar(SelectLaterMove, tenant, customer, sequence) is not null;

    /// <summary>Writes the row by which others hear of an event.</summary>
    public static void Tell(StoreConnection connection, CustomerEvent e, DateTimeOffset now) =>
        connection.Execute(InsertOutbox, e.TenantId, e.CustomerId, e.Sequence, now);
}
