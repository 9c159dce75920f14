using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Tenants;

/// <summary>The key by which another system uses the API for one organisation. Its secret is shown once and kept as a hash only.</summary>
public sealed class ApiKey
{
    private const string Prefix = "mck_";

    private ApiKey()
    {
    }

    /// <summary>Identity, which also stands in history as the actor's id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>The name of the system that holds it, as history shows it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What it may be used for; see <see cref="Grants.Scopes"/>.</summary>
    public IReadOnlyList<string> Scopes { get; private set; } = [];

    /// <summary>SHA-256 of the whole secret. A plain hash is enough for 256 random bits.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was withdrawn; null while it works.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and its secret, which nobody can find out again.</returns>
    public static Outcome<(ApiKey Key, string Secret)> Create(TenantId tenant, string? name, IReadOnlyList<string> scopes, DateTimeOffset now)
    {
        var (text, complaint) = PlainText.Read(name, "The name", 80);
        if (complaint is not null || text.Length == 0)
        {
            return new InvalidInput("name", complaint ?? "Give the key the name of the system that will hold it.");
        }

        var unknown = scopes.FirstOrDefault(scope => !Grants.Scopes.ContainsKey(scope));
        if (unknown is not null || scopes.Count == 0)
        {
            return new InvalidInput("scope", $"Name at least one of the scopes {string.Join(", ", Grants.Scopes.Keys)}.");
        }

        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant,
            Name = text,
            Scopes = [.. scopes.Distinct(StringComparer.Ordinal)],
            Hash = HashOf(secret),
            CreatedAt = now,
        };
        return (key, secret);
    }

    /// <summary>Withdraws the key from <paramref name="now"/> on. Revoking twice is once.</summary>
    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    /// <summary>The form in which a secret is kept and looked up.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The system as the actor behind requests to the API; without any permission once revoked.</summary>
    public Actor AsActor() => new(
        ActorKind.ApiClient,
        Id.ToString("D"),
        Name,
        TenantId,
        RevokedAt is null ? Grants.OfScopes(Scopes) : Permissions.None,
        Channel.Api);
}
