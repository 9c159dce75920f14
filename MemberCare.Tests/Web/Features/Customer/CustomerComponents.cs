using Bunit;
using Bunit.TestDoubles;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Store;
using MemberCare.Web.Auth;
using MemberCare.Web.Features.Customer;
using MemberCare.Web.Live;
using MemberCare.Web.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Features.Customer;

/// <summary>The components of the customer's page over the whole core and a real file, with one active customer and a signed-in member of staff.</summary>
public abstract class CustomerComponents : BunitContext, IAsyncLifetime
{
    private BunitAuthorizationContext _authorization = null!;

    /// <summary>The core.</summary>
    protected TestStore Store { get; private set; } = null!;

    /// <summary>The customer, Active at first.</summary>
    protected CustomerId Id { get; private set; }

    /// <summary>The customer as a page shows them at this moment.</summary>
    protected CustomerView View => Store.Get<ReadCustomer>().Run(Id, Store.Actor(Role.Agent)).Value;

    /// <summary>The history, newest first.</summary>
    protected IReadOnlyList<EventView> History => Store.Get<ReadTimeline>().Run(Id, Store.Actor(Role.Agent)).Value.Events;

    async Task IAsyncLifetime.InitializeAsync()
    {
        Store = await TestStore.OpenAsync();
        Id = (await Store.RegisterAsync("Siti Aminah", "012-345 6789", "siti@mail.example")).Id;
        await Store.Get<CreateOrganisation>().AddStaffAsync(Store.Tenant, Enum.GetValues<Role>().Select(role => ($"{role} Person", new[] { role })));
        JSInterop.SetupModule("./Features/Customer/CustomerPage.razor.js").Mode = JSRuntimeMode.Loose;
        Services.AddLogging();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Store.Get<ReadCustomer>());
        Services.AddSingleton(Store.Get<ReadTimeline>());
        Services.AddSingleton(Store.Get<ChangeStatus>());
        Services.AddSingleton(Store.Get<UndoChange>());
        Services.AddSingleton(Store.Get<PanicSuspend>());
        Services.AddSingleton(Store.Get<ManagePlans>());
        Services.AddSingleton(Store.Get<RevealContact>());
        Services.AddSingleton(Store.Get<ManageOverlays>());
        Services.AddSingleton(Store.Get<ActorDirectory>());
        Services.AddSingleton(Store.Get<Feed>());
        Services.AddScoped<CurrentActor>();
        Services.AddScoped<ReaderZone>();
        Services.AddScoped<LiveRefresh>();
        Services.AddScoped<CustomerScript>();
        _authorization = AddAuthorization();
        SignIn(Role.Agent);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>Somebody with that part alone sits at the window.</summary>
    protected void SignIn(Role role)
    {
        var person = Store.Get<ActorDirectory>().Everybody().First(one => one.Tenant.Id == Store.Tenant && one.Person.Roles.SequenceEqual([role])).Person;
        _authorization.SetAuthorized(person.Name);
        _authorization.SetClaims([.. Store.SignIn(person).Claims]);
    }

    /// <summary>A label of the organisation's own.</summary>
    protected async Task<LabelId> AddLabelAsync(string name, CustomerStatus status, bool ownWords = true, params string[] reasons) =>
        (await Store.Get<ManageLabels>().CreateAsync(
            new LabelDraft { Name = name, Status = status, Colour = "amber", Icon = "flag", OwnWordsAllowed = ownWords, ReasonCodes = reasons },
            Store.Actor(Role.Administrator))).Value;

    /// <summary>A colleague changes the customer, at whatever version.</summary>
    protected async Task<CustomerChange> ChangeAsync(string label, string note = "As agreed") =>
        (await Store.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(Id, LabelChoice.Named(label), null, note, null, null), Store.Actor(Role.Supervisor))).Value;
}
