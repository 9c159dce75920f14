using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Tenants;

/// <summary>A person who works with the console for one organisation.</summary>
public sealed class StaffMember
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 100;

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
    /// <param name="tenant">The organisation.</param>
    /// <param name="name">1 to <see cref="LongestName"/> characters.</param>
    /// <param name="roles">At least one part to play.</param>
    public static Outcome<StaffMember> Create(TenantId tenant, string? name, params Role[] roles)
    {
        var (text, complaint) = PlainText.Read(name, "The name", LongestName);
        if (complaint is not null || text.Length == 0)
        {
            return new InvalidInput("name", complaint ?? "Give the person’s name.");
        }

        if (roles.Length == 0 || !roles.All(Enum.IsDefined))
        {
            return new InvalidInput("roles", $"Name at least one of the roles {string.Join(", ", Enum.GetNames<Role>())}.");
        }

        return new StaffMember { TenantId = tenant, Name = text, Roles = [.. roles.Distinct()] };
    }

    /// <summary>The person as the actor behind pages of the console; without any permission once disabled.</summary>
    public Actor AsActor() => new(
        ActorKind.Person,
        Id.ToString(),
        Name,
        TenantId,
        DisabledAt is null ? Grants.Of(Roles) : Permissions.None,
        Channel.Console);
}
