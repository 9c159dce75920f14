using System.Globalization;
using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Operations.Approvals;

/// <summary>An organisation in which blocking, deleting and lifting either take two people, with people who really work there: the rights of a checker are looked up anew.</summary>
internal static class ApprovalScene
{
    /// <summary>Adds a member of staff.</summary>
    public static async Task<Actor> StaffAsync(this TestStore store, string name, params Role[] roles)
    {
        Assert.Null((await store.Get<CreateOrganisation>().AddStaffAsync(store.Tenant, [(name, roles)])).Refusal);
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        return scope.Db.Staff.Single(person => person.Name == name).AsActor();
    }

    /// <summary>Switches approvals on or off.</summary>
    public static async Task AskForApprovalAsync(this TestStore store, bool isOn, int hours = 72, params CustomerStatus[] targets)
    {
        var administrator = store.Actor(Role.Administrator);
        var version = store.Get<ReadSettings>().Run(administrator).Value.Version;
        var wanted = targets.Length > 0 ? targets : [.. ApprovalPolicy.Default.Targets];
        Assert.Null((await store.Get<ChangeSettings>().AskForApprovalAsync(isOn, wanted, 100, TimeSpan.FromHours(hours), version, administrator)).Refusal);
    }

    /// <summary>Changes a status by the one road.</summary>
    public static Task<Outcome<CustomerChange>> MoveAsync(this TestStore store, CustomerId customer, string label, Actor actor, string? reason = null, string? key = null) =>
        store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named(label), reason ?? Reason(label), null, null, key), actor);

    /// <summary>The id of the request that an event is about.</summary>
    public static Guid RequestOf(CustomerEvent happened) => Guid.Parse(happened.Data![EventData.Request], CultureInfo.InvariantCulture);

    /// <summary>What happened to a customer, the newest first.</summary>
    public static IReadOnlyList<EventView> Events(this TestStore store, CustomerId customer) =>
        store.Get<ReadTimeline>().Run(customer, store.Actor(Role.Viewer), limit: 200).Value.Events;

    /// <summary>Where a customer stands.</summary>
    public static CustomerStatus StatusOf(this TestStore store, CustomerId customer) => store.Get<ReadCustomer>().Run(customer, store.Actor(Role.Viewer)).Value.Status;

    /// <summary>A request as it is kept.</summary>
    public static ChangeRequest Kept(this TestStore store, Guid id)
    {
        using var scope = store.Get<SqliteDatabase>().Read(store.Tenant);
        return scope.Db.ChangeRequests.Single(request => request.Id == id);
    }

    private static string Reason(string label) => label switch
    {
        "Active" => "cleared",
        "Deleted" => "customer-request",
        "Suspended" => "lost-phone",
        _ => "terms-breached",
    };
}
