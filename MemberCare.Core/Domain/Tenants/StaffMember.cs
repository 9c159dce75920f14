using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Tenants;

/// <summary>A person who works with the console for one organisation.</summary>
public sealed class StaffMember
{
    private StaffMember()
    {
    }

    /// <summary>Identity within the store; set when first kept.</summary>
    public StaffId Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>The name that history and pages show.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The parts the person plays.</summary>
    public IReadOnlyList<Role> Roles { get; private set; } = [];

    /// <summary>When the person lost access; null while they have it.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>A new member of staff.</summary>
    public static StaffMember Create(TenantId tenant, string name, params Role[] roles) =>
        new() { TenantId = tenant, Name = name, Roles = roles };

    /// <summary>The person as the actor behind pages of the console; without any permission once disabled.</summary>
    public Actor AsActor() => new(
        ActorKind.Person,
        Id.ToString(),
        Name,
        TenantId,
        DisabledAt is null ? Grants.Of(Roles) : Permissions.None,
        Channel.Console);
}
