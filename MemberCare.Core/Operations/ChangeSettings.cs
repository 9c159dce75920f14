using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>An organisation's settings as a person wants them.</summary>
/// <param name="Title">The name that people read.</param>
/// <param name="Region">The country by whose rules local numbers are read.</param>
/// <param name="ActivityPeriod">How long a customer counts as active.</param>
/// <param name="Version">The version that the person saw.</param>
public sealed record SettingsDraft(string? Title, string? Region, ActivityPeriod ActivityPeriod, int Version);

/// <summary>Changes an organisation's settings and its reasons.</summary>
public sealed class ChangeSettings(Gate gate, Writer writer)
{
    /// <summary>Changes name, region and activity period.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="SettingsChangedMeanwhile"/>.</returns>
    public Task<Outcome<Done>> RunAsync(SettingsDraft draft, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(actor, transaction => transaction.Db.Tenants.Single().Set(draft.Title, draft.Region, draft.ActivityPeriod, draft.Version), cancellation);

    /// <summary>Adds a reason.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>.</returns>
    public Task<Outcome<Done>> AddReasonAsync(string? code, string? text, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(actor, transaction =>
        {
            if (!Reason.Create(actor.Tenant, code, text, transaction.Catalogue.Reasons).TryGet(out var reason, out var refusal))
            {
                return refusal;
            }

            transaction.Db.Reasons.Add(reason);
            return new Done();
        }, cancellation);

    /// <summary>Rewords a reason and says whether it is on offer.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="InvalidInput"/>.</returns>
    public Task<Outcome<Done>> EditReasonAsync(string code, string? text, bool offered, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(actor, transaction =>
        {
            if (transaction.Db.Reasons.SingleOrDefault(reason => reason.Code == code) is not { } reason)
            {
                return new NotFound("reason");
            }

            var outcome = reason.Reword(text);
            reason.Offer(offered, transaction.Now);
            return outcome;
        }, cancellation);

    private async Task<Outcome<Done>> RunAsync(Actor actor, Func<WriteTransaction, Outcome<Done>> work, CancellationToken cancellation)
    {
        if (gate.Check(actor, Permissions.ManageSettings, nameof(ChangeSettings)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync<Done>(
            actor.Tenant,
            transaction =>
            {
                var outcome = work(transaction);
                if (outcome.Refusal is null)
                {
                    transaction.Db.SaveChanges();
                    transaction.TouchCatalogue();
                }

                return outcome;
            },
            cancellation);
    }
}
