using System.Security.Cryptography;
using System.Text;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Store;
using Microsoft.AspNetCore.DataProtection;

namespace MemberCare.Web.Webhooks;

/// <summary>Makes secrets, seals them for the store and opens them for signing. They cannot be kept as hashes, as keys are, since signing takes the secret itself.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _seal = protection.CreateProtector("MemberCare.WebhookSecrets.1");

    /// <summary>A new secret: as it is shown, once, and as it is kept.</summary>
    public (string Secret, byte[] Sealed) Make()
    {
        var secret = WebhookSignature.NewSecret();
        return (secret, _seal.Protect(Encoding.UTF8.GetBytes(secret)));
    }

    /// <summary>The secrets that sign for a target now, the newest first; null where the keys that sealed them are gone.</summary>
    public IReadOnlyList<string>? Of(WebhookTarget target, DateTimeOffset now)
    {
        try
        {
            var newest = Open(target.Secret);
            return target.PreviousSecret is { } previous && target.PreviousSecretUntil > now ? [newest, Open(previous)] : [newest];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private string Open(byte[] kept) => Encoding.UTF8.GetString(_seal.Unprotect(kept));
}
