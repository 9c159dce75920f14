using Bunit;
using Bunit.TestDoubles;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Tests.Queries;
using MemberCare.Tests.Store;
using MemberCare.Web.Auth;
using MemberCare.Web.Features.Customers;
using MemberCare.Web.Live;
using MemberCare.Web.Shared;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Person = MemberCare.Core.Domain.Customers.Customer;

namespace MemberCare.Tests.Web.Features.Customers;

public sealed class CustomersPageTests : BunitContext, IAsyncLifetime
{
    private readonly StandingClock _clock = new(ManyCustomers.Now);
    private TestStore _store = null!;
    private BunitAuthorizationContext _authorization = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _store = await TestStore.OpenAsync(_clock);
        await ManyCustomers.AddLabelsAsync(_store, _store.Tenant);
        await ManyCustomers.AddAsync(_store, _store.Tenant, 150, new Random(11));
        await _store.Get<CreateOrganisation>().AddStaffAsync(_store.Tenant, [("Sue", [Role.Supervisor]), ("Vic", [Role.Viewer])]);

        JSInterop.SetupModule("./Features/Customers/CustomerTable.razor.js").Mode = JSRuntimeMode.Loose;
        Services.AddLogging();
        Services.AddSingleton<TimeProvider>(_clock);
        Services.AddSingleton(_store.Get<ListCustomers>());
        Services.AddSingleton(_store.Get<ReadCustomer>());
        Services.AddSingleton(_store.Get<ListSources>());
        Services.AddSingleton(_store.Get<ChooseCustomers>());
        Services.AddSingleton(_store.Get<CountCustomers>());
        Services.AddSingleton(_store.Get<Catalogues>());
        Services.AddSingleton(_store.Get<ActorDirectory>());
        Services.AddSingleton(_store.Get<Feed>());
        Services.AddSingleton<CustomerListReader>();
        Services.AddScoped<CurrentActor>();
        Services.AddScoped<ReaderZone>();
        Services.AddScoped<LiveRefresh>();
        Services.AddScoped<ListPlaces>();
        _authorization = AddAuthorization();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public void Every_filter_and_order_survives_the_address()
    {
        var labels = _store.Get<Catalogues>().Of(_store.Tenant).Labels;
        var random = new Random(8);
        for (var i = 0; i < 500; i++)
        {
            var filter = ManyCustomers.Filter(random, labels) with { Query = random.Next(3) == 0 ? "tan & sar+ah #1=“é”" : null };
            filter = filter.Fraud ? filter with { Status = null } : filter;
            var (sort, descending) = ((CustomerSort)random.Next(4), random.Next(2) == 0);

            Assert.Equal((filter, sort, descending), Addresses.ReadCustomers(Addresses.Customers(filter, sort, descending)));
        }
    }

    [Fact]
    public void An_address_fills_the_filters_and_the_list()
    {
        SignIn(Role.Viewer);
        var label = _store.Get<Catalogues>().Of(_store.Tenant).Labels.First(label => label.Name == "Lost phone").Id;

        var page = Open($"/customers?status=suspended&label={label}&activity=inactive&source=app&from=2025-01-06&before=2026-03-01");

        Assert.Equal("Suspended", page.Find("#f-status").GetAttribute("value"));
        Assert.Equal(label.ToString(), page.Find("#f-label").GetAttribute("value"));
        Assert.Equal("inactive", page.Find("#f-activity").GetAttribute("value"));
        Assert.Equal("app", page.Find("#f-source").GetAttribute("value"));
        Assert.Equal("2025-01-06", page.Find("#f-from").GetAttribute("value"));
        Assert.Equal("2026-02-28", page.Find("#f-to").GetAttribute("value"));
        var filter = Addresses.ReadCustomers(Navigation.Uri).Filter;
        Assert.Equal(Expected(filter, CustomerSort.Registered).Select(c => c.Name), Names(page));
    }

    [Fact]
    public void A_choice_goes_into_the_address_and_an_earlier_address_brings_the_earlier_list_back()
    {
        SignIn(Role.Viewer);
        var page = Open("/customers");
        var all = Names(page);

        page.Find("#f-status").Change("fraud");
        page.WaitForAssertion(() => Assert.Equal(Expected(new CustomerFilter { Fraud = true }, CustomerSort.Registered).Select(c => c.Name), Names(page)));
        page.Find("#f-activity").Change("active");
        page.WaitForAssertion(() => Assert.Equal(new CustomerFilter { Fraud = true, Inactive = false }, Addresses.ReadCustomers(Navigation.Uri).Filter));
        page.Find("#f-to").Change("2026-02-28");

        page.WaitForAssertion(() => Assert.Equal(
            new CustomerFilter { Fraud = true, Inactive = false, RegisteredBefore = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero) },
            Addresses.ReadCustomers(Navigation.Uri).Filter));
        Navigation.NavigateTo("/customers");
        page.WaitForAssertion(() => Assert.Equal(all, Names(page)));
        Assert.Equal("", page.Find("#f-status").GetAttribute("value"));
    }

    [Fact]
    public void More_rows_follow_the_first_until_all_are_shown()
    {
        SignIn(Role.Viewer);
        var page = Open("/customers?sort=name");
        Assert.Equal(50, Names(page).Count);

        page.Find(".more button").Click();
        page.WaitForAssertion(() => Assert.Equal(100, Names(page).Count));
        page.Find(".more button").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".more button")));

        Assert.Equal(Expected(new CustomerFilter(), CustomerSort.Name).Select(c => c.Name), Names(page));
        Assert.Equal("150 customers", page.Find(".total").TextContent);
    }

    [Fact]
    public async Task A_change_by_somebody_else_shows_in_its_row_and_moves_none()
    {
        SignIn(Role.Viewer);
        var page = Open("/customers?status=active&sort=name");
        var names = Names(page);
        var total = Expected(new CustomerFilter { Status = CustomerStatus.Active }, CustomerSort.Name);
        var changed = total[1];
        var label = _store.Get<Catalogues>().Of(_store.Tenant).SystemLabel(CustomerStatus.Suspended);

        var outcome = await _store.Get<ChangeStatus>().RunAsync(
            new ChangeStatusRequest(changed.Id, LabelChoice.Of(label.Id), "lost-phone", null, null, null), _store.Actor(Role.Agent));
        Assert.Null(outcome.Refusal);

        page.WaitForAssertion(() => Assert.Contains("Suspended", page.Find($"#c-{changed.Id} .badge").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        page.WaitForAssertion(() => Assert.Equal($"{total.Count - 1} customers", page.Find(".total").TextContent), TimeSpan.FromSeconds(5));
        Assert.Equal(names, Names(page));
    }

    [Fact]
    public void Only_whoever_may_export_is_offered_the_file_and_with_the_same_filter()
    {
        SignIn(Role.Viewer);
        Assert.Empty(Open("/customers").FindAll("a[download]"));

        SignIn(Role.Supervisor);
        var link = Open("/customers?status=blocked&source=app").Find("a[download]").GetAttribute("href");

        Assert.Equal("/customers/export?status=blocked&source=app", link);
    }

    [Fact]
    public void An_empty_list_says_what_to_do_next()
    {
        SignIn(Role.Viewer);

        var page = Open("/customers?source=nowhere");

        Assert.Contains("No customer fits", page.Find(".mc-empty").TextContent, StringComparison.Ordinal);
        Assert.Equal("/customers", page.Find(".mc-empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_list_that_was_left_for_a_customer_comes_back_with_as_many_rows()
    {
        SignIn(Role.Viewer);
        var page = Open("/customers?sort=name");
        page.Find(".more button").Click();
        page.WaitForAssertion(() => Assert.Equal(100, Names(page).Count));
        var opened = page.FindAll("a.open")[77].GetAttribute("href")!;

        // In the turn of the page, which may have something to draw still: it has to hear of it before it goes.
        await page.InvokeAsync(() => Navigation.NavigateTo(opened));
        page.Instance.Dispose();

        Assert.Equal(100, Names(Open("/customers?sort=name")).Count);
        Assert.Equal(50, Names(Open("/customers?sort=name")).Count);
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private static List<string> Names(IRenderedComponent<CustomersPage> page) => [.. page.FindAll("a.open").Select(link => link.TextContent)];

    private IRenderedComponent<CustomersPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<CustomersPage>();
    }

    private List<Person> Expected(CustomerFilter filter, CustomerSort sort)
    {
        using var scope = _store.Get<SqliteDatabase>().Read(_store.Tenant);
        return ManyCustomers.Reference(scope.Db.Customers, filter, sort, false, ActivityPeriod.Default);
    }

    private void SignIn(Role role)
    {
        var (_, person) = _store.Get<ActorDirectory>().Everybody().Single(person => person.Person.Roles.Contains(role));
        _authorization.SetAuthorized(person.Name).SetClaims([.. _store.SignIn(person).Claims]);
    }
}
