using System.Security.Cryptography;
using System.Text;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Tenants;

/// <summary>Where a sign-in came from, so that the provider can end what it led to (OpenID Connect Back-Channel Logout, section 2.4).</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The person there.</param>
/// <param name="ProviderSession">The person's session there, the claim <c>sid</c>; null where the provider names none.</param>
public sealed record ProviderOrigin(string Issuer, string Subject, string? ProviderSession);

/// <summary>One browser in which a person is signed in. The browser holds a random key; this holds the key's hash.</summary>
public sealed class StaffSession
{
    /// <summary>How many sessions of one person can be open; the one not used for longest makes room.</summary>
    public const int MostOfOnePerson = 20;

    /// <summary>How much later use has to be than the last that was kept, so that work does not become a write a click.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    private StaffSession()
    {
    }

    /// <summary>Identity: a UUIDv7. No secret; nobody gets in with it.</summary>
    public Guid Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>Who is signed in.</summary>
    public StaffId StaffId { get; private set; }

    /// <summary>SHA-256 of the key that the browser holds. A plain hash is enough for 256 random bits.</summary>
    public byte[] KeyHash { get; private set; } = [];

    /// <summary>The identity provider it came from; null without one.</summary>
    public string? Issuer { get; private set; }

    /// <summary>The person at the provider; null without one.</summary>
    public string? Subject { get; private set; }

    /// <summary>The session at the provider; null where it named none.</summary>
    public string? ProviderSession { get; private set; }

    /// <summary>The roles that the person had at sign-in: where they have others now, the session is over.</summary>
    public IReadOnlyList<Role> Roles { get; private set; } = [];

    /// <summary>What the web keeps about the sign-in, sealed by the web.</summary>
    public byte[] Ticket { get; private set; } = [];

    /// <summary>When the person signed in.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When it was last used, to within <see cref="Grain"/>.</summary>
    public DateTimeOffset UsedAt { get; private set; }

    /// <summary>When it is over unless it is used before.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When it is over in any case.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>A new session.</summary>
    /// <param name="person">Who signed in, with the roles of now.</param>
    /// <param name="keyHash">See <see cref="HashOf"/>.</param>
    /// <param name="origin">The provider's part in it; null without one.</param>
    /// <param name="ticket">What the web keeps about it.</param>
    /// <param name="limits">How long it lasts.</param>
    /// <param name="now">The moment of sign-in.</param>
    public static StaffSession Open(StaffMember person, byte[] keyHash, ProviderOrigin? origin, byte[] ticket, SessionLimits limits, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = person.TenantId,
        StaffId = person.Id,
        KeyHash = keyHash,
        Issuer = origin?.Issuer,
        Subject = origin?.Subject,
        ProviderSession = origin?.ProviderSession,
        Roles = person.Roles,
        Ticket = ticket,
        OpenedAt = now,
        UsedAt = now,
        ExpiresAt = Clock.Whole(now + limits.Idle),
        EndsAt = Clock.Whole(now + limits.Longest),
    };

    /// <summary>Whether it has been over by <paramref name="now"/>.</summary>
    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now || EndsAt <= now;

    /// <summary>Whether use at <paramref name="now"/> is worth keeping; see <see cref="Grain"/>. Short idle times get a finer grain.</summary>
    public static bool IsWorthKeeping(DateTimeOffset usedAt, DateTimeOffset now, TimeSpan idle) =>
        now - usedAt >= (idle / 10 < Grain ? idle / 10 : Grain);

    /// <summary>Notes that the session was used. What is over stays over.</summary>
    public void Use(DateTimeOffset now, TimeSpan idle)
    {
        if (!IsOver(now) && now > UsedAt)
        {
            UsedAt = now;
            ExpiresAt = Clock.Whole(now + idle) is var until && until < EndsAt ? until : EndsAt;
        }
    }

    /// <summary>The form in which a key is kept and looked up.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
