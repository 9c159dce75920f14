using MemberCare.Core.Domain.Labels;
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

            return Kept(transaction, label.Edit(draft, transaction.Catalogue.Labels, transaction.Catalogue.Reasons, transaction.Carriers(id)));
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
