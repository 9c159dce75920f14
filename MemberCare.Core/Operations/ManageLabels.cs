using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>Creates, edits and retires an organisation's labels.</summary>
public sealed class ManageLabels(Gate gate, Writer writer)
{
    /// <summary>Creates a label.</summary>
    /// <returns>Its id; or <see cref="NotPermitted"/>, <see cref="InvalidInput"/>, <see cref="DuplicateLabelName"/>.</returns>
    public Task<Outcome<LabelId>> CreateAsync(LabelDraft draft, Actor actor, CancellationToken cancellation = default) =>
        RunAsync<LabelId>(actor, transaction =>
        {
            if (!StatusLabel.Create(actor.Tenant, draft, transaction.Catalogue.Labels, transaction.Catalogue.Reasons).TryGet(out var label, out var refusal))
            {
                return refusal;
            }

            transaction.Db.Labels.Add(label);
            transaction.Db.SaveChanges();
            if (Tighten(transaction, label, draft, actor) is { } looser)
            {
                return looser;
            }

            Keep(transaction);
            return label.Id;
        }, cancellation);

    /// <summary>Edits a label.</summary>
    /// <returns>Nothing; or, besides the refusals of <see cref="CreateAsync"/>, <see cref="NotFound"/>, <see cref="LabelInUse"/>, <see cref="SystemLabelFixed"/>, <see cref="LabelRetired"/>, <see cref="LabelChangedMeanwhile"/>.</returns>
    public Task<Outcome<Done>> EditAsync(LabelId id, LabelDraft draft, Actor actor, CancellationToken cancellation = default) =>
        RunAsync<Done>(actor, transaction =>
        {
            if (transaction.Db.Labels.SingleOrDefault(label => label.Id == id) is not { } label)
            {
                return new NotFound("label");
            }

            var edited = label.Edit(draft, transaction.Catalogue.Labels, transaction.Catalogue.Reasons, transaction.Carriers(id));
            return Kept(transaction, edited.Refusal is null && Tighten(transaction, label, draft, actor) is { } looser ? looser : edited);
        }, cancellation);

    /// <summary>Retires a label: history and customers keep it, nobody can choose it.</summary>
    /// <returns>Nothing; or <see cref="NotPermitted"/>, <see cref="NotFound"/>, <see cref="SystemLabelFixed"/>.</returns>
    public Task<Outcome<Done>> RetireAsync(LabelId id, Actor actor, CancellationToken cancellation = default) =>
        RunAsync<Done>(actor, transaction =>
            transaction.Db.Labels.SingleOrDefault(label => label.Id == id) is { } label
                ? Kept(transaction, label.Retire(transaction.Now))
                : new NotFound("label"), cancellation);

    private async Task<Outcome<T>> RunAsync<T>(Actor actor, Func<WriteTransaction, Outcome<T>> work, CancellationToken cancellation) =>
        gate.Check(actor, Permissions.ManageLabels, nameof(ManageLabels)) is { } forbidden
            ? forbidden
            : await writer.RunAsync(actor.Tenant, work, cancellation);

    // What a label forbids is kept with the other rules for decisions, so that one history tells what was in force when.
    private static Refusal? Tighten(WriteTransaction transaction, StatusLabel label, LabelDraft draft, Actor actor)
    {
        var (before, version) = (transaction.Catalogue.Policy, transaction.Catalogue.PolicyVersion);
        if (PolicyChange.OfLabel(before, version, label.Id, label.Status, draft.Tightening, actor, transaction.Now).TryGet(out var change, out var refusal))
        {
            transaction.Db.PolicyChanges.Add(change);
            return null;
        }

        return refusal is PolicySame ? null : refusal;
    }

    private static Outcome<Done> Kept(WriteTransaction transaction, Outcome<Done> outcome)
    {
        if (outcome.Refusal is null)
        {
            Keep(transaction);
        }

        return outcome;
    }

    private static void Keep(WriteTransaction transaction)
    {
        transaction.Db.SaveChanges();
        transaction.TouchCatalogue();
    }
}
