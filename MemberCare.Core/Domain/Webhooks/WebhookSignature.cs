using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MemberCare.Core.Domain.Webhooks;

/// <summary>Signs messages as Standard Webhooks describes (symmetric signatures, version 1), so that receivers verify them with a library they can find in any language.</summary>
public static class WebhookSignature
{
    /// <summary>The header with the message's id, the same for each attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the moment of the attempt, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures, one for each secret that is in use.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";
    private const int SecretBytes = 32;

    /// <summary>A new secret: <c>whsec_</c> and 32 random bytes in base64.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    /// <param name="id">The message's id; it holds no full stop, which parts what is signed.</param>
    /// <param name="at">The moment of the attempt.</param>
    /// <param name="body">The body as it is sent.</param>
    /// <param name="secrets">The secrets in use, the newest first.</param>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))));
    }

    private static byte[] KeyOf(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) ? Convert.FromBase64String(secret[Prefix.Length..]) : throw new ArgumentException("This is no webhook secret.", nameof(secret));
}
