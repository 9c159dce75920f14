using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Queries;

/// <summary>Lists all whom a filter shows, so that a bulk change can be made of them: who is seen is who is changed, whoever comes to fit later.</summary>
public sealed class ChooseCustomers(Gate gate, ListCustomers list)
{
    /// <summary>Their ids.</summary>
    /// <returns>The ids; or <see cref="NotPermitted"/>, or <see cref="TooManyChosen"/> where they are more than one job takes.</returns>
    public Outcome<IReadOnlyList<CustomerId>> Run(CustomerFilter filter, Actor actor)
    {
        if (gate.Check(actor, Permissions.ViewCustomers | Permissions.ChangeMany, nameof(ChooseCustomers)) is { } forbidden)
        {
            return forbidden;
        }

        var ids = list.All(filter, actor.Tenant, Job.MostCustomers + 1);
        return ids.Count > Job.MostCustomers ? new TooManyChosen() : Outcome(ids);
    }

    private static Outcome<IReadOnlyList<CustomerId>> Outcome(List<CustomerId> ids) => ids;
}
