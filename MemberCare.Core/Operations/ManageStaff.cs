using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>Takes access away and gives it back. Roles come from the identity provider and are not given here.</summary>
public sealed class ManageStaff(Gate gate, Writer writer)
{
    /// <summary>Takes a person's access away: their sessions end with the same commit, and they cannot sign in until it is given back.</summary>
    /// <returns>How many sessions ended; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="OwnAccess"/>.</returns>
    public Task<Outcome<int>> DisableAsync(StaffId person, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(
            person,
            actor,
            (known, transaction) =>
            {
                if (actor.Kind == ActorKind.Person && actor.Id == known.Id.ToString())
                {
                    return new OwnAccess();
                }

                known.Disable(transaction.Now);
                return KeepSessions.EndOfPerson(transaction, known.Id);
            },
            cancellation);

    /// <summary>Gives a person's access back, as far as their roles go. Sessions that ended stay ended.</summary>
    /// <returns>Zero; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Task<Outcome<int>> EnableAsync(StaffId person, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(
            person,
            actor,
            (known, _) =>
            {
                known.Enable();
                return 0;
            },
            cancellation);

    /// <summary>Ends all sessions of a person, one's own too. They can sign in again at once.</summary>
    /// <returns>How many ended; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Task<Outcome<int>> SignOutEverywhereAsync(StaffId person, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(person, actor, (known, transaction) => KeepSessions.EndOfPerson(transaction, known.Id), cancellation);

    private async Task<Outcome<int>> RunAsync(StaffId person, Actor actor, Func<StaffMember, WriteTransaction, Outcome<int>> act, CancellationToken cancellation)
    {
        if (gate.Check(actor, Permissions.ManageStaff, nameof(ManageStaff)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync<int>(
            actor.Tenant,
            transaction =>
            {
                if (transaction.Db.Staff.SingleOrDefault(known => known.Id == person) is not { } known)
                {
                    return new NotFound("person");
                }

                var outcome = act(known, transaction);
                if (outcome.Refusal is null)
                {
                    transaction.Db.SaveChanges();
                }

                return outcome;
            },
            cancellation);
    }
}
