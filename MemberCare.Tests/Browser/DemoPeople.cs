using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Browser;

/// <summary>What journeys do behind the page's back, through the core of the running application.</summary>
public static class DemoPeople
{
    /// <summary>The first member of staff whose only part is <paramref name="role"/>: the one whom <see cref="SignIn.SignInAsync"/> signs in.</summary>
    public static Actor Person(this WebAppFixture app, Role role) =>
        app.Services.GetRequiredService<ActorDirectory>().Everybody().First(one => one.Person.Roles.SequenceEqual([role])).Person.AsActor();

    /// <summary>Registers a customer in the organisation of the first agent. Without an identifier they get an id of their own.</summary>
    public static async Task<Customer> RegisterAsync(this WebAppFixture app, string name, string? mobile = null, string? email = null)
    {
        var details = new RawDetails { Name = name, Mobile = mobile, Email = email, ExternalId = "T-" + Guid.NewGuid().ToString("N")[..10] };
        var register = app.Services.GetRequiredService<RegisterCustomer>();
        return (await register.RunAsync(new RegisterCustomerRequest(details, null), app.Person(Role.Agent))).Value.Customer;
    }

    /// <summary>Changes a customer's label by its name, as the first agent.</summary>
    public static async Task ChangeAsync(this WebAppFixture app, CustomerId customer, string label, string note)
    {
        var request = new ChangeStatusRequest(customer, LabelChoice.Named(label), null, note, null, null);
        Assert.Null((await app.Services.GetRequiredService<ChangeStatus>().RunAsync(request, app.Person(Role.Agent))).Refusal);
    }
}
