using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;

namespace MemberCare.Web.Webhooks;

/// <summary>A subscription that was just made.</summary>
/// <param name="Id">Which.</param>
/// <param name="Secret">Its secret, which nobody can read again.</param>
public sealed record NewWebhook(WebhookId Id, string Secret);

/// <summary>What page and API do alike around secrets and trials; what is allowed the core decides.</summary>
public sealed class WebhookDesk(ManageWebhooks manage, ReadWebhooks read, WebhookSecrets secrets, WebhookTransport transport, TimeProvider time)
{
    /// <summary>Subscribes a system.</summary>
    /// <returns>It with its secret; or a refusal of <see cref="ManageWebhooks.CreateAsync"/>.</returns>
    public async Task<Outcome<NewWebhook>> CreateAsync(WebhookDraft draft, Actor actor, CancellationToken cancellation = default)
    {
        var (secret, kept) = secrets.Make();
        return (await manage.CreateAsync(draft, kept, actor, cancellation)).TryGet(out var id, out var refusal) ? new NewWebhook(id, secret) : refusal;
    }

    /// <summary>Gives a subscription a new secret.</summary>
    /// <returns>The secret; or a refusal of <see cref="ManageWebhooks.RotateAsync"/>.</returns>
    public async Task<Outcome<string>> RotateAsync(WebhookId id, Actor actor, CancellationToken cancellation = default)
    {
        var (secret, kept) = secrets.Make();
        return (await manage.RotateAsync(id, kept, actor, cancellation)).TryGet(out _, out var refusal) ? secret : refusal;
    }

    /// <summary>Sends a message that tells nothing, at once, and waits for the answer. What the answer says is not shown: it could be anybody's.</summary>
    /// <returns>What came of it; or a refusal of <see cref="ReadWebhooks.Target"/>.</returns>
    public async Task<Outcome<WebhookExchange>> TestAsync(WebhookId id, Actor actor, CancellationToken cancellation = default) =>
        read.Target(id, actor).TryGet(out var target, out var refusal)
            ? await transport.SendAsync(target, WebhookMessage.Test(target.Organisation, Guid.NewGuid(), time.Now()), cancellation)
            : refusal;
}
