using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Kernel;

/// <summary>The check that every command and every query begins with.</summary>
public sealed partial class Gate(ILogger<Gate> log)
{
    /// <summary>Whether an actor may go on.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="needed">The permissions that it takes.</param>
    /// <param name="command">The command or query, for the log.</param>
    /// <returns>Null where they may; otherwise the refusal, which is logged with the actor's kind and id, never a name.</returns>
    public NotPermitted? Check(Actor actor, Permissions needed, string command)
    {
        if (actor.May(needed))
        {
            return null;
        }

        Refused(actor.Kind, actor.Id, actor.Tenant, command, needed & ~actor.Permissions);
        return new NotPermitted(needed & ~actor.Permissions);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{ActorKind} {ActorId} of tenant {Tenant} was refused {Command}: lacks {Missing}")]
    private partial void Refused(ActorKind actorKind, string actorId, TenantId tenant, string command, Permissions missing);
}
