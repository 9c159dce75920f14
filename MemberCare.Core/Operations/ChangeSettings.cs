using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>An organisation's settings as a person wants them.</summary>
/// <param name="Title">The name that people read.</param>
/// <param name="Region">The country by whose rules local numbers are read.</param>
/// <param name="ActivityPeriod">How long a customer counts as active.</param>
/// <param name="LockAfterFailures">How many failed tries in a row lock sign-in.</param>
/// <param name="LockHours">For how many hours.</param>
/// <param name="Version">The version that the person saw.</param>
public sealed record SettingsDraft(string? Title, string? Region, ActivityPeriod ActivityPeriod, int LockAfterFailures, int LockHours, int Version);

/// <summary>Changes an organisation's settings and its reasons.</summary>
public sealed class ChangeSettings(Gate gate, Writer writer)
{
    /// <summary>Changes name, region, activity period and the lock of sign-in.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="SettingsChangedMeanwhile"/>.</returns>
    public Task<Outcome<Done>> RunAsync(SettingsDraft draft, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(actor, transaction => transaction.Db.Tenants.Single().Set(
            draft.Title, draft.Region, draft.ActivityPeriod, draft.LockAfterFailures, draft.LockHours, draft.Version), cancellation);

    /// <summary>Changes what customers are told when something is refused. Empty words go back to the usual ones.</summary>
    /// <param name="words">The words for each occasion; occasions that are left out go back to the usual words too.</param>
    /// <param name="version">The version that the person saw.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="SettingsChangedMeanwhile"/>.</returns>
    public Task<Outcome<Done>> SayAsync(IEnumerable<KeyValuePair<PublicMessage, string?>> words, int version, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(
            actor,
            transaction => PublicMessages.Read(words).TryGet(out var messages, out var refusal) ? transaction.Db.Tenants.Single().Say(messages, version) : refusal,
            cancellation);

    /// <summary>Changes which changes of status a second person has to approve.</summary>
    /// <param name="isOn">Whether any does. What is open when it is switched off stays open.</param>
    /// <param name="targets">The statuses a change to which does; see <see cref="ApprovalPolicy.Targets"/>.</param>
    /// <param name="bulkFrom">From how many customers on a bulk change does.</param>
    /// <param name="deadline">After how long an open request expires; for requests from now on.</param>
    /// <param name="version">The version that the person saw.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="cancellation">Gives up waiting for a turn.</param>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="SettingsChangedMeanwhile"/>.</returns>
    public Task<Outcome<Done>> AskForApprovalAsync(
        bool isOn, IEnumerable<CustomerStatus> targets, int bulkFrom, TimeSpan deadline, int version, Actor actor, CancellationToken cancellation = default) =>
        RunAsync(
            actor,
            transaction => ApprovalPolicy.Of(isOn, targets, bulkFrom, deadline).TryGet(out var policy, out var refusal)
                ? transaction.Db.Tenants.Single().AskForApproval(policy, version)
                : refusal,
            cancellation);

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

    /// <summary>Rewords a reason. Whether it is on offer stays as it is.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="InvalidInput"/>.</returns>
    public Task<Outcome<Done>> RewordReasonAsync(string? code, string? text, Actor actor, CancellationToken cancellation = default) =>
        EditReasonAsync(code, (reason, _) => reason.Reword(text), actor, cancellation);

    /// <summary>Takes a reason off the offer, or back on. Its words stay as they are.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="ReasonStillNeeded"/>.</returns>
    public Task<Outcome<Done>> OfferReasonAsync(string? code, bool offered, Actor actor, CancellationToken cancellation = default) =>
        EditReasonAsync(
            code,
            (reason, transaction) =>
            {
                var others = transaction.Catalogue.Reasons.Where(other => other.Code != reason.Code).ToList();
                var stranded = transaction.Catalogue.Labels.Where(label => label.IsLive && !label.CanBeReasoned(others)).Select(label => label.Name).ToList();
                if (!offered && stranded.Count > 0)
                {
                    return new ReasonStillNeeded(stranded);
                }

                reason.Offer(offered, transaction.Now);
                return new Done();
            },
            actor,
            cancellation);

    private Task<Outcome<Done>> EditReasonAsync(string? code, Func<Reason, WriteTransaction, Outcome<Done>> edit, Actor actor, CancellationToken cancellation) =>
        RunAsync(
            actor,
            transaction => transaction.Db.Reasons.SingleOrDefault(reason => reason.Code == code) is { } reason ? edit(reason, transaction) : new NotFound("reason"),
            cancellation);

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
