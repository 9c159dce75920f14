using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Operations;

/// <summary>Takes access away and gives it back. Roles come from the identity provider and are not given here. Who did what to whom is logged, by ids.</summary>
public sealed partial class ManageStaff(Gate gate, Writer writer, ILogger<ManageStaff> log)
{
    /// <summary>Takes a person's access away: their sessions end with the same commit, and they cannot sign in until it is given back.</summary>
    /// <returns>How many sessions ended; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="OwnAccess"/>.</returns>
    public Task<Outcome<int>> DisableAsync(StaffId person, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(
            nameof(DisableAsync),
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
            nameof(EnableAsync),
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
        RunAsync(nameof(SignOutEverywhereAsync), person, actor, (known, transaction) => KeepSessions.EndOfPerson(transaction, known.Id), cancellation);

    private async Task<Outcome<int>> RunAsync(string act, StaffId person, Actor actor, Func<StaffMember, WriteTransaction, Outcome<int>> work, CancellationToken cancellation)
    {
        if (gate.Check(actor, Permissions.ManageStaff, nameof(ManageStaff)) is { } forbidden)
        {
            return forbidden;
        }

        var done = await writer.RunAsync<int>(
            actor.Tenant,
            transaction =>
            {
                if (transaction.Db.Staff.SingleOrDefault(known => known.Id == person) is not { } known)
                {
                    return new NotFound("person");
                }

                var outcome = work(known, transaction);
                if (outcome.Refusal is null)
                {
                    transaction.Db.SaveChanges();
                }

                return outcome;
            },
            cancellation);
        if (done.Refusal is null)
        {
            Acted(actor.Kind, actor.Id, actor.Tenant, act, person);
        }

        return done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ActorKind} {ActorId} of tenant {Tenant} did {Act} for member of staff {Staff}")]
    private partial void Acted(ActorKind actorKind, string actorId, TenantId tenant, string act, StaffId staff);
}
