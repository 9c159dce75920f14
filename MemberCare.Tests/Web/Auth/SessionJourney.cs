using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Tests.Browser;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MemberCare.Tests.Web.Auth;

[Collection(BrowserCollection.Name)]
public sealed class SessionJourney(BrowserFixture browser, WebAppFixture app)
{
    [Fact]
    public async Task A_cookie_that_was_forged_leads_to_sign_in()
    {
        await using var person = await browser.OpenAsync(app.Address);
        await person.SignInAsync("Agent");
        var real = (await person.Context.CookiesAsync()).Single(cookie => cookie.Name == "membercare");
        Assert.True(real.HttpOnly);
        var forged = real.Value[..^8] + (real.Value.EndsWith('A') ? "BBBBBBBB" : "AAAAAAAA");

        await OpenWithAsync(person, forged);

        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(60, true)]
    public async Task A_session_that_has_expired_leads_to_sign_in(int minutesLeft, bool enters)
    {
        await using var person = await browser.OpenAsync(app.Address);

        await OpenWithAsync(person, Ticket(app.Person(Role.Agent), TimeSpan.FromMinutes(minutesLeft)));

        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToHaveCountAsync(enters ? 0 : 1);
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Just changed" })).ToHaveCountAsync(enters ? 1 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_loses_access_is_led_out_of_an_open_window_and_cannot_come_back(bool beforeTheCircuitStands)
    {
        var tenant = app.Person(Role.Agent).Tenant;
        var name = "Leaving " + Guid.NewGuid().ToString("N")[..6];
        await app.Services.GetRequiredService<CreateOrganisation>().AddStaffAsync(tenant, [(name, new[] { Role.Agent, Role.Approver })]);
        var leaving = app.Services.GetRequiredService<ActorDirectory>().Everybody().Single(one => one.Person.Name == name).Person.AsActor();
        await using var person = await browser.OpenAsync(app.Address);
        var ticket = Ticket(leaving, TimeSpan.FromHours(1));
        var lost = new TaskCompletionSource();
        if (beforeTheCircuitStands)
        {
            await person.HoldCircuitAsync(lost.Task);
            await OpenWithAsync(person, ticket);
        }
        else
        {
            await UseAsync(person, ticket);
            await person.GoToAsync("/");
        }

        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Just changed" })).ToBeVisibleAsync();

        using (var connection = new SqliteConnection($"Data Source={app.DatabasePath}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE staff SET disabled_at = 1 WHERE name = @name";
            command.Parameters.AddWithValue("@name", name);
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        lost.SetResult();
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await OpenWithAsync(person, ticket);
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    private async Task OpenWithAsync(BrowserPage person, string session)
    {
        await UseAsync(person, session);
        await person.Page.GotoAsync("/");
    }

    private async Task UseAsync(BrowserPage person, string session)
    {
        await person.Context.ClearCookiesAsync();
        await person.Context.AddCookiesAsync([new() { Name = "membercare", Value = session, Url = app.Address.ToString() }]);
    }

    private string Ticket(Actor person, TimeSpan left)
    {
        var principal = CurrentActor.PrincipalOf(person.Tenant, new StaffId(int.Parse(person.Id)), person.Name);
        var properties = new AuthenticationProperties { IssuedUtc = DateTimeOffset.UtcNow - TimeSpan.FromHours(2), ExpiresUtc = DateTimeOffset.UtcNow + left };
        return app.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme)
            .TicketDataFormat.Protect(new AuthenticationTicket(principal, properties, CookieAuthenticationDefaults.AuthenticationScheme));
    }
}
