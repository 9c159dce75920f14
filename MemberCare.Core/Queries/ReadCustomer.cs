using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Queries;

/// <summary>A label as a choice for one customer.</summary>
/// <param name="Label">The label.</param>
/// <param name="WhyNot">Null where it can be chosen; otherwise the refusal that the command would answer with.</param>
/// <param name="ReasonRequired">Whether a reason has to be given.</param>
/// <param name="OwnWordsAllowed">Whether own words will do.</param>
/// <param name="Reasons">The reasons on offer: code and sentence.</param>
/// <param name="PublicMessage">What the customer may be told.</param>
/// <param name="DefaultMinutes">After how many minutes such a change usually ends by itself; null for never.</param>
/// <param name="CanEnd">Whether a way leads back, so that the change can end by itself.</param>
/// <param name="Impact">What the customer gains and loses.</param>
public sealed record LabelOption(
    LabelView Label,
    Refusal? WhyNot,
    bool ReasonRequired,
    bool OwnWordsAllowed,
    IReadOnlyList<(string Code, string Text)> Reasons,
    string? PublicMessage,
    int? DefaultMinutes,
    bool CanEnd,
    ImpactPreview Impact)
{
    /// <summary>Whether the change would wait for a second person's approval.</summary>
    public bool NeedsApproval { get; init; }
}

/// <summary>Reads one customer.</summary>
public sealed class ReadCustomer(Gate gate, SqliteDatabase database, Catalogues catalogues, TimeProvider time)
{
    /// <summary>The customer; or <see cref="NotPermitted"/>, <see cref="NotFound"/>.</summary>
    public Outcome<CustomerView> Run(CustomerId id, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers, nameof(ReadCustomer)) is { } forbidden)
        {
            return forbidden;
        }

        using var scope = database.Read(actor.Tenant);
        return CustomerRows.Find(scope.Connection, actor.Tenant, id) is { } customer
            ? CustomerView.Of(customer, catalogues.Of(scope), actor, time.Now())
            : new NotFound("customer");
    }

    /// <summary>The labels that this actor may choose for a customer as seen, and why the others not: by the same rules that the command goes by.</summary>
    /// <returns>Live labels but the one carried, by status; or <see cref="NotPermitted"/>.</returns>
    public Outcome<IReadOnlyList<LabelOption>> Options(CustomerView customer, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ChangeStatus, nameof(ReadCustomer)) is { } forbidden)
        {
            return forbidden;
        }

        var catalogue = catalogues.Of(actor.Tenant);
        var from = catalogue.Label(customer.Label.Id)!;
        return catalogue.Labels
            .Where(label => label.IsLive && label.Id != customer.Label.Id)
            .Select(label => new LabelOption(
                LabelView.Of(label),
                TransitionRules.Decide(customer.Status, label.Status) ?? TransitionRules.MayStart(customer.Status, label.Status, actor) as Refusal,
                label.ReasonRequired,
                label.OwnWordsAllowed,
                [.. GivenReason.Offered(label, catalogue.Reasons).Select(reason => (reason.Code, reason.Text))],
                label.PublicMessage,
                label.DefaultMinutes,
                from.TakesBackFrom(label),
                ImpactPreview.Between(catalogue.Policy, (customer.Status, customer.Label.Id), (label.Status, label.Id)))
            {
                NeedsApproval = catalogue.Tenant.Approvals.Needs(customer.Status, label.Status),
            })
            .ToList();
    }
}
