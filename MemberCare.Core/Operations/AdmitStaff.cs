using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Operations;

/// <summary>Somebody as an identity provider vouches for them.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">Who they are there: unique within the provider.</param>
/// <param name="Name">What to call them.</param>
/// <param name="Roles">The parts that the provider's groups come to; may be none.</param>
public sealed record StaffIdentity(string Issuer, string Subject, string Name, IReadOnlyList<Role> Roles);

/// <summary>Admits somebody whom an identity provider vouches for: makes them known at their first coming, and takes their name and roles over at each.</summary>
public sealed class AdmitStaff(Writer writer, SqliteDatabase database)
{
    /// <summary>Admits them. What is refused is kept all the same: somebody without a role is remembered, and their sessions end.</summary>
    /// <param name="tenantName">The short name of their organisation.</param>
    /// <param name="who">Who comes, as the provider says.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The person; or <see cref="UnknownOrganisation"/>, <see cref="NoRole"/>, <see cref="AccessTakenAway"/>.</returns>
    public async Task<Outcome<Actor>> RunAsync(string tenantName, StaffIdentity who, CancellationToken cancellation = default)
    {
        if (Organisation(tenantName) is not { } tenant)
        {
            return new UnknownOrganisation();
        }

        var admitted = await writer.RunAsync<(Actor Person, Refusal? Why)>(
            tenant,
            transaction =>
            {
                var person = transaction.Db.Staff.SingleOrDefault(known => known.Issuer == who.Issuer && known.Subject == who.Subject);
                if (person is null)
                {
                    person = StaffMember.FromProvider(tenant, who.Issuer, who.Subject);
                    transaction.Db.Staff.Add(person);
                }

                var changed = person.Admit(who.Name, who.Roles);
                transaction.Db.SaveChanges();
                if (changed)
                {
                    // A role that goes and comes again must not bring an old window back to life.
                    KeepSessions.EndOfPerson(transaction, person.Id);
                }

                return (person.AsActor(), person.WhyNoAccess());
            },
            cancellation);
        return !admitted.TryGet(out var kept, out var refusal) ? refusal : kept.Why is { } why ? why : kept.Person;
    }

    private TenantId? Organisation(string name)
    {
        using var scope = database.Read(default);
        return scope.Db.Tenants.IgnoreQueryFilters().Where(tenant => tenant.Name == name).Select(tenant => (TenantId?)tenant.Id).SingleOrDefault();
    }
}
