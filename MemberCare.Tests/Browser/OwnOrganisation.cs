using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Browser;

/// <summary>An organisation of one test's own in the running application, with one person for each role, so that its labels and settings disturb nobody.</summary>
public sealed class OwnOrganisation
{
    private readonly IServiceProvider _services;
    private readonly string _mark = Guid.NewGuid().ToString("N")[..6];

    private OwnOrganisation(IServiceProvider services) => _services = services;

    /// <summary>The organisation.</summary>
    public TenantId Tenant { get; private set; }

    /// <summary>Makes it.</summary>
    public static async Task<OwnOrganisation> MakeAsync(WebAppFixture app)
    {
        var own = new OwnOrganisation(app.Services);
        var create = own.Get<CreateOrganisation>();
        own.Tenant = (await create.RunAsync($"own-{own._mark}", "Kopi & Roti", "MY")).Value;
        var people = await create.AddStaffAsync(own.Tenant, Enum.GetValues<Role>().Select(role => (own.NameOf(role), new[] { role })));
        Assert.Null(people.Refusal);
        return own;
    }

    /// <summary>A part of the core.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Somebody at no window of the test, who may do everything.</summary>
    public Actor Colleague => new(ActorKind.Person, "colleague", "Nurul H.", Tenant, Permissions.All, Channel.Console);

    /// <summary>Signs the organisation's person with a role in, and opens a page.</summary>
    public async Task SignInAsync(BrowserPage person, Role role, string goTo)
    {
        await person.Page.GotoAsync("/sign-in?return=/not-found");
        await person.Page.Locator(".mc-person").Filter(new() { HasText = NameOf(role) }).ClickAsync();
        await person.Page.WaitForURLAsync("**/not-found");
        await person.GoToAsync(goTo);
    }

    /// <summary>A label of the organisation.</summary>
    public async Task<LabelId> LabelAsync(LabelDraft draft) => (await Get<ManageLabels>().CreateAsync(draft, Colleague)).Value;

    /// <summary>The usual label: Lost phone, Suspended.</summary>
    public Task<LabelId> LostPhoneAsync() => LabelAsync(new LabelDraft
    {
        Name = "Lost phone",
        Status = CustomerStatus.Suspended,
        Colour = "amber",
        Icon = "phone_locked",
        ReasonCodes = ["lost-phone", "customer-request"],
        PublicMessage = "Your account is on hold because you told us that your phone is lost.",
    });

    /// <summary>A customer, carrying a label where one is given.</summary>
    public async Task<CustomerId> CustomerAsync(string name, LabelId? label = null)
    {
        var details = new RawDetails { Name = name, ExternalId = Guid.NewGuid().ToString("N") };
        var customer = (await Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), Colleague)).Value.Customer.Id;
        if (label is { } chosen)
        {
            var change = new ChangeStatusRequest(customer, LabelChoice.Of(chosen), "lost-phone", null, null, null);
            Assert.Null((await Get<ChangeStatus>().RunAsync(change, Colleague)).Refusal);
        }

        return customer;
    }

    /// <summary>Switches approvals on, as is usual.</summary>
    public async Task AskForApprovalAsync()
    {
        var (settings, usual) = (Get<ReadSettings>().Run(Colleague).Value, ApprovalPolicy.Default);
        Assert.Null((await Get<ChangeSettings>().AskForApprovalAsync(true, usual.Targets, usual.BulkFrom, usual.Deadline, settings.Version, Colleague)).Refusal);
    }

    /// <summary>A label as it is in the store.</summary>
    public LabelRow Label(string name) => Get<ReadLabels>().Run(Colleague).Value.Labels.Single(row => row.Label.Name == name);

    private string NameOf(Role role) => $"{role} {_mark}";
}
