using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MemberCare.Core.Queries;

/// <summary>An organisation's rules for decisions.</summary>
/// <param name="Policy">The rules in force.</param>
/// <param name="Version">The version that a change has to name.</param>
/// <param name="Changes">The last changes, the newest first.</param>
public sealed record PolicyView(DecisionPolicy Policy, int Version, IReadOnlyList<PolicyChangeView> Changes);

/// <summary>One change of the rules in words.</summary>
/// <param name="Version">Its number.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Words">What changed: <c>Suspended: use coupons, from no to yes</c>.</param>
public sealed record PolicyChangeView(int Version, DateTimeOffset At, string By, IReadOnlyList<string> Words);

/// <summary>What a change of the matrix would mean for the customers there are.</summary>
/// <param name="Cell">The cell that would change.</param>
/// <param name="Before">What it is now.</param>
/// <param name="Customers">How many customers would feel it: those of the status whose label is not as strict anyway.</param>
public sealed record PolicyImpact(EffectCell Cell, Effect Before, long Customers);

/// <summary>Reads an organisation's rules for decisions, how they came about, and what a change of them would do.</summary>
public sealed class ReadPolicy(Gate gate, SqliteDatabase database, Catalogues catalogues)
{
    /// <summary>How many changes <see cref="Run"/> tells of.</summary>
    public const int MostChanges = 50;

    /// <summary>The rules; or <see cref="NotPermitted"/>.</summary>
    public Outcome<PolicyView> Run(Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadPolicy)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        var changes = scope.Db.PolicyChanges.AsNoTracking().OrderByDescending(change => change.Version).Take(MostChanges + 1).ToList();
        return new PolicyView(
            catalogue.Policy,
            catalogue.PolicyVersion,
            [.. changes.Take(MostChanges).Select((change, i) => new PolicyChangeView(
                change.Version, change.At, change.ActorName, Words(i + 1 < changes.Count ? changes[i + 1].Policy : DecisionPolicy.Default, change, catalogue)))]);
    }

    /// <summary>The dry run of a change of the matrix: each cell that would differ, with how many customers would feel it. Counted from the counters, so it costs the same at any size.</summary>
    /// <returns>The cells; or <see cref="NotPermitted"/>, <see cref="MatrixGuarded"/>.</returns>
    public Outcome<IReadOnlyList<PolicyImpact>> Preview(IReadOnlyList<EffectCell> cells, Actor actor)
    {
        if (gate.Check(actor, Permissions.ManageSettings, nameof(ReadPolicy)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        var catalogue = catalogues.Of(scope);
        var before = catalogue.Policy;
        if (!before.Matrix.With(cells).TryGet(out var matrix, out var refusal))
        {
            return refusal;
        }

        var after = before with { Matrix = matrix };
        var carriers = scope.Db.LabelCounts.AsNoTracking().ToDictionary(row => row.LabelId, row => row.Customers);
        return matrix.DifferencesFrom(before.Matrix)
            .Select(cell => new PolicyImpact(
                cell,
                before.Matrix.Of(cell.Status, cell.Action),
                catalogue.Labels
                    .Where(label => label.Status == cell.Status && before.Of(cell.Status, label.Id, cell.Action) != after.Of(cell.Status, label.Id, cell.Action))
                    .Sum(label => carriers.GetValueOrDefault(label.Id))))
            .ToList();
    }

    private static List<string> Words(DecisionPolicy before, PolicyChange change, TenantCatalogue catalogue)
    {
        if (change.LabelId is { } label)
        {
            var name = catalogue.Label(label)?.Name ?? "A label";
            return [.. EffectMatrix.Actions
                .Where(action => before.Tightening(label, action) != change.Policy.Tightening(label, action))
                .Select(action => Word($"Label {name}", action, before.Tightening(label, action), change.Policy.Tightening(label, action), "as the status"))];
        }

        return [.. change.Policy.Matrix.DifferencesFrom(before.Matrix).Select(cell => Word(cell.Status.Title(), cell.Action, before.Matrix.Of(cell.Status, cell.Action), cell.Effect, "yes"))];
    }

    private static string Word(string subject, CustomerAction action, Effect from, Effect to, string loosest)
    {
        string Say(Effect effect) => effect == Effect.Allow ? loosest : ImpactPreview.Words(action, effect);
        return $"{subject}: {ImpactPreview.Deed(action)}, from “{Say(from)}” to “{Say(to)}”";
    }
}
