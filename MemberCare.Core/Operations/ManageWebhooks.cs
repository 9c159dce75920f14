using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using Microsoft.Extensions.Logging;

namespace MemberCare.Core.Operations;

/// <summary>Defines which systems hear what happens, and has messages sent again. Who did what is logged, by ids.</summary>
public sealed partial class ManageWebhooks(Gate gate, Writer writer, TargetRules rules, ILogger<ManageWebhooks> log)
{
    private const string Again =
        """
        UPDATE webhook_deliveries SET state = 0, attempts = 0, due_at = @now, fault = 0
        WHERE id = @id AND webhook_id = @webhook AND tenant_id = @tenant AND state <> 0
        """;

    /// <summary>Subscribes a system. It hears what happens from now on.</summary>
    /// <param name="draft">What was filled in.</param>
    /// <param name="secret">A new secret, sealed by whoever will sign with it.</param>
    /// <param name="actor">Who subscribes it.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Its id; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="DuplicateWebhookName"/>, <see cref="TooManyWebhooks"/>.</returns>
    public Task<Outcome<WebhookId>> CreateAsync(WebhookDraft draft, byte[] secret, Actor actor, CancellationToken cancellation = default) =>
        RunAsync<WebhookId>(nameof(CreateAsync), actor, transaction =>
        {
            var end = WebhookRows.End(transaction.Connection);
            if (!WebhookSubscription.Create(actor.Tenant, draft, Others(transaction), secret, rules, end, transaction.Now).TryGet(out var made, out var refusal))
            {
                return refusal;
            }

            if (!WebhookRows.HasListeners(transaction.Connection))
            {
                // Nobody looked at the outbox while nobody was subscribed: what is in it concerns nobody.
                var (_, sender, until) = WebhookRows.Progress(transaction.Connection);
                WebhookRows.KeepProgress(transaction.Connection, end, sender, until);
            }

            transaction.Db.Webhooks.Add(made);
            transaction.Db.SaveChanges();
            return made.Id;
        }, cancellation);

    /// <summary>Edits it. What waits goes to the new address.</summary>
    /// <returns>Nothing; or, besides the refusals of <see cref="CreateAsync"/>, <see cref="NotFound"/>, <see cref="WebhookEnded"/>, <see cref="WebhookChangedMeanwhile"/>.</returns>
    public Task<Outcome<Done>> EditAsync(WebhookId id, WebhookDraft draft, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(nameof(EditAsync), id, actor, (known, transaction) => known.Set(draft, Others(transaction), rules), cancellation);

    /// <summary>Takes a new secret; the one before signs too for <see cref="WebhookSubscription.Rotation"/>.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="WebhookEnded"/>.</returns>
    public Task<Outcome<Done>> RotateAsync(WebhookId id, byte[] secret, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(nameof(RotateAsync), id, actor, (known, transaction) => known.Rotate(secret, transaction.Now), cancellation);

    /// <summary>Sends it nothing until it is resumed; what happens meanwhile waits.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="WebhookEnded"/>.</returns>
    public Task<Outcome<Done>> PauseAsync(WebhookId id, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(nameof(PauseAsync), id, actor, (known, transaction) => known.Pause(WebhookStop.ByPerson, transaction.Now), cancellation);

    /// <summary>Sends again, beginning with what waited.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="WebhookEnded"/>.</returns>
    public Task<Outcome<Done>> ResumeAsync(WebhookId id, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(nameof(ResumeAsync), id, actor, (known, transaction) =>
        {
            var resumed = known.Resume(transaction.Now);
            if (resumed.Refusal is null)
            {
                WebhookRows.Call(transaction.Connection, id, transaction.Now);
            }

            return resumed;
        }, cancellation);

    /// <summary>Ends it for good; what waits is not sent. Its receipts stay.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</returns>
    public Task<Outcome<Done>> EndAsync(WebhookId id, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(nameof(EndAsync), id, actor, (known, transaction) =>
        {
            known.End(WebhookStop.ByPerson, transaction.Now);
            WebhookRows.Drop(transaction.Connection, id);
            return new Done();
        }, cancellation);

    /// <summary>Sends a message again that was told, given up or dropped: at once, out of its turn, and with the attempts of a new one.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="WebhookEnded"/>, <see cref="DeliveryUnderWay"/>.</returns>
    public Task<Outcome<Done>> RedeliverAsync(WebhookId id, long delivery, Actor actor, CancellationToken cancellation = default) =>
        ChangeAsync(nameof(RedeliverAsync), id, actor, (known, transaction) =>
            known.State == WebhookState.Ended ? new WebhookEnded(known.Name)
            : !transaction.Db.WebhookDeliveries.Any(one => one.Id == delivery && one.WebhookId == id) ? new NotFound("message")
            : transaction.Connection.Execute(Again, transaction.Now, delivery, id, actor.Tenant) == 0 ? new DeliveryUnderWay()
            : new Done(), cancellation);

    private static List<WebhookSubscription> Others(WriteTransaction transaction) => [.. transaction.Db.Webhooks];

    private Task<Outcome<Done>> ChangeAsync(
        string act, WebhookId id, Actor actor, Func<WebhookSubscription, WriteTransaction, Outcome<Done>> work, CancellationToken cancellation) =>
        RunAsync<Done>(act, actor, transaction =>
        {
            if (transaction.Db.Webhooks.SingleOrDefault(known => known.Id == id) is not { } known)
            {
                return new NotFound("webhook");
            }

            var outcome = work(known, transaction);
            if (outcome.Refusal is null)
            {
                transaction.Db.SaveChanges();
            }

            return outcome;
        }, cancellation, id);

    private async Task<Outcome<T>> RunAsync<T>(string act, Actor actor, Func<WriteTransaction, Outcome<T>> work, CancellationToken cancellation, WebhookId? id = null)
    {
        if (gate.Check(actor, Permissions.ManageIntegrations, nameof(ManageWebhooks)) is { } forbidden)
        {
            return forbidden;
        }

        var done = await writer.RunAsync(actor.Tenant, work, cancellation);
        if (done.Refusal is null)
        {
            Acted(actor.Kind, actor.Id, actor.Tenant, act, id ?? (done.Value is WebhookId made ? made : default));
        }

        return done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{ActorKind} {ActorId} of tenant {Tenant} did {Act} for webhook {Webhook}")]
    private partial void Acted(ActorKind actorKind, string actorId, TenantId tenant, string act, WebhookId webhook);
}
