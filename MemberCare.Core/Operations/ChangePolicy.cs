using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>Changes what each status allows in an organisation: the effect matrix. In force from the commit on. What a label forbids beyond its status is changed with the label.</summary>
public sealed class ChangePolicy(Gate gate, Writer writer)
{
    /// <summary>Sets cells of the effect matrix, all of them or none.</summary>
    /// <param name="cells">The cells to set.</param>
    /// <param name="seen">The version of the rules that the person saw.</param>
    /// <param name="actor">An administrator.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The new version; or <see cref="NotPermitted"/>, <see cref="PolicyChangedMeanwhile"/>, <see cref="MatrixGuarded"/>, <see cref="PolicySame"/>.</returns>
    public async Task<Outcome<int>> SetMatrixAsync(IReadOnlyList<EffectCell> cells, int seen, Actor actor, CancellationToken cancellation = default)
    {
        if (gate.Check(actor, Permissions.ManageSettings, nameof(ChangePolicy)) is { } forbidden)
        {
            return forbidden;
        }

        return await writer.RunAsync<int>(
            actor.Tenant,
            transaction =>
            {
                var (before, version) = (transaction.Catalogue.Policy, transaction.Catalogue.PolicyVersion);
                if (version != seen)
                {
                    return new PolicyChangedMeanwhile();
                }

                if (!PolicyChange.OfMatrix(before, version, cells, actor, transaction.Now).TryGet(out var change, out var refusal))
                {
                    return refusal;
                }

                transaction.Db.PolicyChanges.Add(change);
                transaction.Db.SaveChanges();
                transaction.TouchCatalogue();
                return change.Version;
            },
            cancellation);
    }
}
