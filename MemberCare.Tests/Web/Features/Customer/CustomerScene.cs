using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Labels;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Features.Customer;

/// <summary>Sets customers up in the organisation of the running application, and lets others change them behind a page's back.</summary>
internal sealed class CustomerScene(IServiceProvider services)
{
    private static readonly SemaphoreSlim LabelsOnce = new(1);

    /// <summary>The organisation whose people sign in.</summary>
    public TenantId Tenant { get; } =
        services.GetRequiredService<ActorDirectory>().Everybody().First(one => one.Person.Roles.SequenceEqual([Role.Agent])).Tenant.Id;

    /// <summary>Somebody who is at no window of the test.</summary>
    public Actor Colleague => new(ActorKind.Person, "colleague", "Nurul H.", Tenant, Permissions.All, Channel.Console);

    /// <summary>A fresh customer with a label of the organisation's own within reach: Lost phone (Suspended), which may be told to the customer.</summary>
    public async Task<CustomerId> CustomerAsync(string name, string mobile = "012-345 6789", string? email = "siti.aminah@mail.example")
    {
        await LabelsAsync();
        var details = new RawDetails { Name = name, Mobile = mobile, Email = email, CardNumber = Guid.NewGuid().ToString("N")[..16], Source = "Website" };
        return (await Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), Colleague)).Value.Customer.Id;
    }

    /// <summary>The colleague changes the label, at whatever version.</summary>
    public async Task<CustomerChange> ChangeAsync(CustomerId customer, string label, string note) =>
        (await Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer, LabelChoice.Named(label), null, note, null, null), Colleague)).Value;

    /// <summary>The customer buys.</summary>
    public Task BuyAsync(CustomerId customer, int times = 1) =>
        Get<Writer>().RunAsync<Done>(Tenant, transaction =>
        {
            var buyer = transaction.Find(customer)!;
            for (var i = 0; i < times; i++)
            {
                var data = new EventData { [EventData.Amount] = $"{10 + (i % 90)}.50", [EventData.Currency] = "MYR", [EventData.Place] = "Bangsar", [EventData.Points] = $"{10 + (i % 90)}" };
                var at = transaction.Now.AddHours(i - times + 1);
                transaction.Save(buyer, buyer.Note(EventKind.Transaction, data, Actor.System(Tenant, "Till 7", Channel.Till), at));
            }

            return new Done();
        });

    /// <summary>The customer as a page shows them.</summary>
    public CustomerView Read(CustomerId customer) => Get<ReadCustomer>().Run(customer, Colleague).Value;

    /// <summary>The history, newest first.</summary>
    public IReadOnlyList<EventView> History(CustomerId customer) => Get<ReadTimeline>().Run(customer, Colleague).Value.Events;

    private async Task LabelsAsync()
    {
        await LabelsOnce.WaitAsync();
        try
        {
            if (Get<Catalogues>().Of(Tenant).LabelNamed("Lost phone") is null)
            {
                var draft = new LabelDraft
                {
                    Name = "Lost phone",
                    Status = CustomerStatus.Suspended,
                    Colour = "amber",
                    Icon = "phone_locked",
                    PublicMessage = "Your account is on hold because you told us that your phone is lost.",
                };
                _ = (await Get<ManageLabels>().CreateAsync(draft, Colleague)).Value;
            }
        }
        finally
        {
            LabelsOnce.Release();
        }
    }

    private T Get<T>()
        where T : notnull => services.GetRequiredService<T>();
}
