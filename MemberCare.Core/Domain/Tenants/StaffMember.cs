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

    /// <summary>The parts the person plays. Somebody without any is remembered and has no access.</summary>
    public IReadOnlyList<Role> Roles { get; private set; } = [];

    /// <summary>The identity provider that vouches for the person; null for people from the command line and the demo.</summary>
    public string? Issuer { get; private set; }

    /// <summary>Who the person is at that provider: unique there and never given to anybody else (OpenID Connect Core, section 2); null without a provider.</summary>
    public string? Subject { get; private set; }

    /// <summary>When the person last signed in; null where never.</summary>
    public DateTimeOffset? LastSignInAt { get; private set; }

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

    /// <summary>Somebody whom an identity provider vouches for, not yet admitted.</summary>
    /// <param name="tenant">The organisation.</param>
    /// <param name="issuer">The provider.</param>
    /// <param name="subject">Who they are there.</param>
    public static StaffMember FromProvider(TenantId tenant, string issuer, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(issuer);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return new StaffMember { TenantId = tenant, Issuer = issuer, Subject = subject };
    }

    /// <summary>Takes name and roles over from the provider, which decides about both. Whether access was taken away here stays as it is.</summary>
    /// <param name="name">As it came: cut where it is too long; the subject stands in where nothing in it can be shown.</param>
    /// <param name="roles">Any number of them, in any order.</param>
    /// <returns>Whether the roles are others than before.</returns>
    public bool Admit(string? name, IEnumerable<Role> roles)
    {
        var now = roles.Where(Enum.IsDefined).Distinct().Order().ToArray();
        var changed = !now.SequenceEqual(Roles.Order());
        Name = Shown(name) ?? Shown(Subject) ?? "Nameless";
        Roles = changed ? now : Roles;
        return changed;
    }

    /// <summary>Remembers that the person signed in at <paramref name="now"/>.</summary>
    public void SignedIn(DateTimeOffset now) => LastSignInAt = now;

    /// <summary>Takes the person's access away from <paramref name="now"/> on. Twice is once.</summary>
    public void Disable(DateTimeOffset now) => DisabledAt ??= now;

    /// <summary>Gives access back, as far as the roles go.</summary>
    public void Enable() => DisabledAt = null;

    /// <summary>Why the person may not sign in; null where they may.</summary>
    public Refusal? WhyNoAccess() => DisabledAt is not null ? new AccessTakenAway() : Roles.Count == 0 ? new NoRole() : null;

    /// <summary>The person as the actor behind pages of the console; without any permission once disabled.</summary>
    public Actor AsActor() => new(
        ActorKind.Person,
        Id.ToString(),
        Name,
        TenantId,
        DisabledAt is null ? Grants.Of(Roles) : Permissions.None,
        Channel.Console);

    // Whoever the provider lets in has a name in history, whatever the provider calls them.
    private static string? Shown(string? name)
    {
        var text = (name ?? "").Trim();
        if (text.Length > LongestName)
        {
            text = text[..(char.IsHighSurrogate(text[LongestName - 1]) ? LongestName - 1 : LongestName)];
        }

        var (shown, complaint) = PlainText.Read(text, "The name", LongestName);
        return complaint is null && shown.Length > 0 ? shown : null;
    }
}
