using System.Security.Claims;
using Bunit;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Tests.Store;
using MemberCare.Web.Auth;
using MemberCare.Web.Features.Search;
using MemberCare.Web.Shared;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace MemberCare.Tests.Web.Features.Search;

public sealed class SearchBoxTests : BunitContext, IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await TestStore.OpenAsync();
        await _store.Get<Core.Operations.CreateOrganisation>().AddStaffAsync(_store.Tenant, [("Ravi K.", new[] { Role.Agent })]);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(_store.Get<SearchCustomers>());
        Services.AddSingleton(_store.Get<ActorDirectory>());
        Services.AddSingleton<AuthenticationStateProvider>(new Somebody(_store.SignIn(_store.Tenant, new StaffId(1), "Ravi K.")));
        Services.AddScoped<CurrentActor>();
        Services.AddScoped<ReaderZone>();
    }

    async Task IAsyncLifetime.DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Each_result_tells_name_masked_contact_status_last_activity_and_what_matched()
    {
        await _store.RegisterAsync("Siti Aminah", "012-345 6789", "siti@mail.my");
        var box = Render<SearchBox>();

        await box.Find("input").InputAsync("6789");

        box.WaitForElement("[role=option]");
        var row = box.Find("[role=option]").TextContent;
        Assert.Contains("Siti Aminah", row, StringComparison.Ordinal);
        Assert.Contains("Active", row, StringComparison.Ordinal);
        Assert.Contains("by mobile, last digits", row, StringComparison.Ordinal);
        Assert.Contains("last seen just now", row, StringComparison.Ordinal);
        Assert.Contains("6789", row, StringComparison.Ordinal);
        Assert.DoesNotContain("12 345", row, StringComparison.Ordinal);
        Assert.DoesNotContain("siti@mail.my", row, StringComparison.Ordinal);
        Assert.Equal("6789", box.Find(".mc-search-panel").GetAttribute("data-for"));
    }

    [Fact]
    public async Task More_than_fit_are_counted_and_lead_to_the_list()
    {
        for (var i = 0; i < 12; i++)
        {
            await _store.RegisterAsync($"Ahmad Number{(char)('a' + i)}");
        }

        var box = Render<SearchBox>();
        await box.Find("input").InputAsync("ahmad");

        box.WaitForElements("[role=option]", 9);
        var all = box.Find(".mc-search-all");
        Assert.Contains("12 matches", all.TextContent, StringComparison.Ordinal);
        Assert.Equal("/customers?q=ahmad", all.GetAttribute("href"));
        Assert.Equal("12 customers found", box.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task Nobody_found_and_nothing_typed_help_on()
    {
        var box = Render<SearchBox>();
        Assert.Contains("its last four digits", box.Find(".mc-search-note").TextContent, StringComparison.Ordinal);

        await box.Find("input").InputAsync("<b>nobody</b>");

        box.WaitForState(() => box.Markup.Contains("Nobody fits", StringComparison.Ordinal));
        Assert.Empty(box.FindAll(".mc-empty b"));
        Assert.Equal("Nobody found", box.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task Whoever_lost_access_finds_nobody()
    {
        await _store.RegisterAsync("Siti Aminah");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_store.Get<Core.Store.Sqlite.SqliteDatabase>().Path}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE staff SET disabled_at = 1";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var box = Render<SearchBox>();
        await box.Find("input").InputAsync("siti");

        box.WaitForElement(".mc-refusal");
        Assert.Empty(box.FindAll("[role=option]"));
    }

    private sealed class Somebody(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }
}
