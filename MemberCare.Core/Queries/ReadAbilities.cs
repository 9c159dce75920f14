using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>What is decided of one action of a customer.</summary>
/// <param name="Action">The action.</param>
/// <param name="Decision">Effect, deciding layer and its end.</param>
/// <param name="Message">What the customer may be told, in the organisation's words; null where nothing.</param>
public sealed record Ability(CustomerAction Action, Decision Decision, string? Message);

/// <summary>All that a customer can do at a moment, and what they were refused lately.</summary>
/// <param name="Abilities">Each action, in the order in which pages list them.</param>
/// <param name="ChangesAt">When the first of the layers ends by itself, so that the answers change without anybody doing anything; null where none does.</param>
/// <param name="Refusals">The last refusals, the newest first.</param>
public sealed record CustomerAbilities(IReadOnlyList<Ability> Abilities, DateTimeOffset? ChangesAt, IReadOnlyList<EventView> Refusals);

/// <summary>Reads what a customer can do, by the same decision that every system gets, and what systems refused them.</summary>
public sealed class ReadAbilities(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>How many refusals are told.</summary>
    public const int MostRefusals = 5;

    private const string SelectRefusals =
        $"""
        SELECT {EventRow.Columns} FROM events e INDEXED BY IX_events_refusals WHERE e.tenant_id = @tenant AND e.customer_id = @customer AND e.kind = 12 ORDER BY e.sequence DESC LIMIT @limit
        """;

    /// <summary>What the customer can do now; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</summary>
    public Outcome<CustomerAbilities> Run(CustomerId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadAbilities)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        if (CustomerRows.Find(scope.Connection, actor.Tenant, id) is not { } customer)
        {
            return new NotFound("customer");
        }

        var (now, catalogue) = (time.Now(), catalogues.Of(scope));
        var facts = Standings.Of(scope.Connection, customer, now);
        var label = catalogue.Label(customer.LabelId)?.PublicMessage;
        var abilities = EffectMatrix.Actions.Select(action =>
        {
            var decision = Decide.Of(action, catalogue.Policy, facts.Standing, facts.Listed, now);
            return new Ability(action, decision, catalogue.Tenant.Messages.Of(decision, action, customer.Status, label));
        }).ToList();
        DateTimeOffset?[] ends = [customer.Overlays.IsLocked(now) ? customer.LoginLockedUntil : null, facts.Listed.Until];
        return new CustomerAbilities(abilities, ends.Min(), Refusals(scope, id));
    }

    private static List<EventView> Refusals(ReadScope scope, CustomerId id)
    {
        var refusals = new List<EventView>();
        using var row = scope.Connection.Query(SelectRefusals, scope.Tenant, id, MostRefusals);
        while (row.Read())
        {
            refusals.Add(EventRow.Read(row));
        }

        return refusals;
    }
}
