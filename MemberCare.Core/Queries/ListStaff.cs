using MemberCare.Core.Kernel;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>A member of staff as administrators see them.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Roles">Their parts; none means no access.</param>
/// <param name="FromProvider">Whether an identity provider vouches for them and decides about their roles.</param>
/// <param name="LastSignInAt">When they last signed in; null where never.</param>
/// <param name="DisabledAt">When their access was taken away; null where it was not.</param>
/// <param name="Sessions">How many sessions of theirs are open.</param>
public sealed record StaffRow(
    StaffId Id, string Name, IReadOnlyList<Role> Roles, bool FromProvider, DateTimeOffset? LastSignInAt, DateTimeOffset? DisabledAt, int Sessions);

/// <summary>Lists the people of an organisation.</summary>
public sealed class ListStaff(Gate gate, SqliteDatabase database, TimeProvider time)
{
    /// <summary>Everybody, by name; or <see cref="NotPermitted"/>.</summary>
    public Outcome<IReadOnlyList<StaffRow>> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageStaff, nameof(ListStaff)) is { } forbidden)
        {
            return forbidden;
        }

        var now = time.Now();
        using var scope = database.Read(actor.Tenant);
        var open = scope.Db.StaffSessions.Where(session => session.ExpiresAt > now).Select(session => new { session.StaffId, session.Roles })
            .AsEnumerable().ToLookup(session => session.StaffId, session => session.Roles);
        return scope.Db.Staff.AsEnumerable()
            .OrderBy(person => person.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(person => person.Id.Value)
            .Select(person => new StaffRow(
                person.Id,
                person.Name,
                person.Roles,
                person.Subject is not null,
                person.LastSignInAt,
                person.DisabledAt,
                person.WhyNoAccess() is null ? open[person.Id].Count(roles => roles.SequenceEqual(person.Roles)) : 0))
            .ToList();
    }
}
