using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Store;

namespace MemberCare.Tests.Queries;

public sealed class RelatedCustomersTests : IAsyncLifetime
{
    private TestStore _store = null!;

    private RelatedCustomers Related => _store.Get<RelatedCustomers>();

    public async Task InitializeAsync() => _store = await TestStore.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Accounts_are_related_by_number_mailbox_card_and_name_with_birth_date()
    {
        var siti = await RegisterAsync(new() { Name = "Siti Aminah", Mobile = "012-345 6789", Email = "siti+shop@mail.example", CardNumber = "6278 0001", BirthDate = new(1987, 5, 31) });
        await ChangeAsync(siti, "Deleted");
        var again = await RegisterAsync(new() { Name = "Siti Aminah", Mobile = "+60 12 345 6789", CardNumber = "62780001", BirthDate = new(1987, 5, 31) });
        var mailbox = await RegisterAsync(new() { Name = "S. Aminah", Email = "SITI@mail.example" });
        var tagged = await RegisterAsync(new() { Name = "Aminah", Email = "siti+news@mail.example" });
        await RegisterAsync(new() { Name = "Siti Aminah", Email = "other@mail.example", BirthDate = new(1987, 6, 1) });
        await RegisterAsync(new() { Name = "Somebody", Email = "siti@mail.example.org" });

        Assert.Equal(
            new[] { (again, "SameCard,SameMobile,SameNameAndBirthDate"), (mailbox, "SameEmail"), (tagged, "SameEmail") }.ToHashSet(),
            Why(siti).ToHashSet());
        Assert.Equal([(siti, "SameCard,SameMobile,SameNameAndBirthDate")], Why(again));
        Assert.Equal([(tagged, "SameEmail"), (siti, "SameEmail")], Why(mailbox));
        Assert.Equal([(mailbox, "SameEmail"), (siti, "SameEmail")], Why(tagged));
    }

    [Fact]
    public async Task Numbers_and_mailboxes_of_before_relate_too_on_either_side()
    {
        var siti = await RegisterAsync(new() { Name = "Siti Aminah", ExternalId = "S", Mobile = "012-345 6789", Email = "siti+a@mail.example" });
        await AmendAsync("S", new() { Name = "Siti Aminah", ExternalId = "S", Mobile = "019-111 2222", Email = "siti@new.example" });
        var owner = await RegisterAsync(new() { Name = "Ahmad", Mobile = "012-345 6789" });
        var mailbox = await RegisterAsync(new() { Name = "Aminah", Email = "siti@mail.example" });

        Assert.Equal([(owner, "FormerMobile"), (mailbox, "FormerEmail")], Why(siti));
        Assert.Equal([(siti, "FormerMobile")], Why(owner));
        Assert.Equal([(siti, "FormerEmail")], Why(mailbox));
    }

    [Fact]
    public async Task Related_accounts_are_masked_and_of_the_own_organisation_alone()
    {
        var siti = await RegisterAsync(new() { Name = "Siti Aminah", Mobile = "012-345 6789" });
        var other = await RegisterAsync(new() { Name = "Ahmad", Mobile = "012-345 6789", BirthDate = new(1990, 1, 2) });
        var foreign = await _store.RegisterAsync("Siti Aminah", mobile: "012-345 6789", tenant: _store.OtherTenant);

        var found = Assert.Single(Related.Run(siti, _store.Actor(Role.Agent)).Value.Items).Customer;

        Assert.Equal((other, "1990"), (found.Id, found.BirthDate));
        Assert.Contains('•', found.Mobile!);
        Assert.IsType<NotFound>(Related.Run(foreign.Id, _store.Actor(Role.Agent)).Refusal);
        Assert.IsType<NotPermitted>(Related.Run(siti, _store.Actor(Role.Agent) with { Permissions = Permissions.None }).Refusal);
    }

    [Fact]
    public async Task Where_thousands_share_a_number_twenty_are_named_and_more_are_told_of()
    {
        var first = await RegisterAsync(new() { Name = "First", Mobile = "000" });
        Assert.Null((await _store.Get<Writer>().RunAsync<Done>(_store.Tenant, transaction =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                var details = CustomerDetails.Read(new RawDetails { Name = $"Customer {i}", Mobile = "000" }, "MY", transaction.Now).Value;
                var (customer, happened) = Customer.Register(
                    CustomerId.New(transaction.Now), _store.Tenant, details, transaction.Catalogue.Labels[0], Actor.System(_store.Tenant, "Test", Channel.System), transaction.Now);
                transaction.Add(customer, happened);
            }

            return new Done();
        })).Refusal);
        using (var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant))
        {
            Assert.Equal(10_001, scope.Db.Identifiers.Count(row => row.Value == "000"));
        }

        var related = Related.Run(first, _store.Actor(Role.Agent)).Value;
        Assert.Equal((RelatedCustomers.Most, true), (related.Items.Count, related.HasMore));
    }

    [Fact]
    public async Task Tagged_addresses_are_found_the_same_whether_registered_imported_or_amended()
    {
        await AmendAsync("A", new() { Name = "Imported", ExternalId = "A", Email = "ali+x@mail.example" });
        var mailbox = await RegisterAsync(new() { Name = "Ali", Email = "ali@mail.example" });
        var imported = Assert.Single(Why(mailbox)).Id;
        Assert.Equal([(mailbox, "SameEmail")], Why(imported));

        await AmendAsync("A", new() { Name = "Imported", ExternalId = "A", Email = "ali+y@mail.example" });
        Assert.Equal([(imported, "SameEmail")], Why(mailbox));
    }

    private List<(CustomerId Id, string Why)> Why(CustomerId id) =>
        [.. Related.Run(id, _store.Actor(Role.Agent)).Value.Items.Select(other => (other.Customer.Id, string.Join(',', other.Why)))];

    private async Task<CustomerId> RegisterAsync(RawDetails details) =>
        (await _store.Get<RegisterCustomer>().RunAsync(new RegisterCustomerRequest(details, null), _store.Actor(Role.Agent))).Value.Customer.Id;

    private async Task AmendAsync(string externalId, RawDetails details)
    {
        var text = $"name,mobile,email,external_id\n{details.Name},{details.Mobile},{details.Email},{externalId}\n";
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Null((await _store.Get<ImportCustomers>().RunAsync(new ImportRequest(file, false, _ => { }), Actor.System(_store.Tenant, "Import", Channel.Import))).Refusal);
    }

    private async Task ChangeAsync(CustomerId id, string label) =>
        Assert.Null((await _store.Get<ChangeStatus>().RunAsync(new(id, LabelChoice.Named(label), null, "As agreed", null, null), _store.Actor(Role.Supervisor))).Refusal);
}
