using System.Net;
using System.Text.RegularExpressions;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store.Sqlite;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MemberCare.Tests.Web.Auth;

public sealed partial class SessionTests(SessionApp app) : IClassFixture<SessionApp>
{
    private static readonly TimeSpan Idle = SessionLimits.Default.Idle, Instant = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task The_cookie_holds_a_random_key_and_the_store_neither_the_key_nor_a_readable_ticket()
    {
        var person = await app.PersonAsync(Role.Agent);
        var (first, second) = (await app.SignInAsync(person), await app.SignInAsync(person));

        var held = app.Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme).TicketDataFormat.Unprotect(first)!;
        var key = Assert.Single(held.Principal.Claims).Value;
        Assert.Matches("^[A-Za-z0-9_-]{43}$", key);
        Assert.Empty(held.Properties.Items);
        Assert.NotEqual(first, second);
        var kept = Rows(person).Single(row => row.KeyHash.AsSpan().SequenceEqual(StaffSession.HashOf(key)));
        var ticket = System.Text.Encoding.UTF8.GetString(kept.Ticket);
        Assert.DoesNotContain("Ravi", ticket, StringComparison.Ordinal);
        Assert.DoesNotContain("mc:staff", ticket, StringComparison.Ordinal);
        Assert.True(await app.EntersAsync(first));
    }

    [Fact]
    public async Task Where_a_session_came_from_stands_beside_it_so_that_the_provider_can_end_it()
    {
        var person = await app.PersonAsync(Role.Agent);
        var properties = new AuthenticationProperties { Items = { ["mc:issuer"] = "https://login.example", ["mc:subject"] = "s-1", ["mc:sid"] = "sid-1" } };
        properties.StoreTokens([new AuthenticationToken { Name = "id_token", Value = "eyJ.secret.token" }]);
        var session = await SessionApp.SignInAsync(app.Services, person, properties: properties);

        var row = Assert.Single(Rows(person));
        Assert.Equal(("https://login.example", "s-1", "sid-1"), (row.Issuer, row.Subject, row.ProviderSession));
        Assert.DoesNotContain("eyJ", System.Text.Encoding.UTF8.GetString(row.Ticket), StringComparison.Ordinal);
        Assert.True(await app.EntersAsync(session));
        Assert.Equal(1, (await app.Get<KeepSessions>().EndOfProviderAsync("https://login.example", null, "sid-1")).Value);
        Assert.False(await app.EntersAsync(session));
    }

    [Fact]
    public async Task A_session_left_alone_ends_after_its_idle_time_and_one_in_use_goes_on()
    {
        var session = await app.SignInAsync(await app.PersonAsync(Role.Agent));

        app.Now += Idle - Instant;
        Assert.True(await app.EntersAsync(session));
        app.Now += Idle - Instant;
        Assert.True(await app.EntersAsync(session));
        app.Now += Idle;
        Assert.False(await app.EntersAsync(session));
    }

    [Fact]
    public async Task However_busy_a_session_ends_after_its_longest_time()
    {
        var session = await app.SignInAsync(await app.PersonAsync(Role.Agent));
        for (var until = app.Now + SessionLimits.Default.Longest - Idle; app.Now < until;)
        {
            app.Now += Idle - Instant;
            Assert.True(await app.EntersAsync(session));
        }

        app.Now += Idle;
        Assert.False(await app.EntersAsync(session));
    }

    [Theory]
    [InlineData("/session/used", true)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", false)]
    public async Task An_open_window_keeps_no_session_but_a_touch_does(string path, bool keeps)
    {
        var session = await app.SignInAsync(await app.PersonAsync(Role.Agent));
        for (var i = 0; i < 4; i++)
        {
            app.Now += Idle / 4;
            using var answer = await app.SendAsync(path.StartsWith("/_", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path, $"membercare={session}");
            Assert.True(answer.IsSuccessStatusCode || i == 3, $"{answer.StatusCode}");
        }

        Assert.Equal(keeps, await app.EntersAsync(session));
    }

    [Fact]
    public async Task Work_writes_no_more_than_once_a_minute()
    {
        var person = await app.PersonAsync(Role.Agent);
        var (session, opened) = (await app.SignInAsync(person), app.Now);

        app.Now += StaffSession.Grain - Instant;
        Assert.True(await app.EntersAsync(session));
        Assert.Equal(opened, Rows(person).Single().UsedAt);
        app.Now += Instant;
        Assert.True(await app.EntersAsync(session));
        Assert.Equal(app.Now, Rows(person).Single().UsedAt);
    }

    [Fact]
    public async Task A_cookie_stolen_before_sign_out_is_useless_after_it()
    {
        var person = await app.PersonAsync(Role.Agent);
        var session = await app.SignInAsync(person);
        using var page = await app.SendAsync(HttpMethod.Get, "/", $"membercare={session}");
        var token = WebUtility.HtmlDecode(Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value);
        var antiforgery = page.Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("Antiforgery", StringComparison.Ordinal)).Split(';')[0];
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token });
        using var another = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token });

        using var signOut = await app.SendAsync(HttpMethod.Post, "/sign-out", $"membercare={session}; {antiforgery}", form);

        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?out=1"), (signOut.StatusCode, signOut.Headers.Location!.ToString()));
        Assert.Contains(signOut.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("membercare=;", StringComparison.Ordinal));
        Assert.False(await app.EntersAsync(session));
        Assert.Empty(Rows(person));

        // The other tab's button, a moment too late.
        using var late = await app.SendAsync(HttpMethod.Post, "/sign-out", $"membercare={session}; {antiforgery}", another);
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (late.StatusCode, late.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task Nobody_is_signed_out_by_a_form_of_another_site()
    {
        var session = await app.SignInAsync(await app.PersonAsync(Role.Agent));
        using var form = new FormUrlEncodedContent([]);

        using var answer = await app.SendAsync(HttpMethod.Post, "/sign-out", $"membercare={session}", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(await app.EntersAsync(session));
    }

    [Fact]
    public async Task A_new_sign_in_gets_a_key_of_its_own_and_ends_the_session_before_it()
    {
        var (planted, victim) = (await app.PersonAsync(Role.Viewer), await app.PersonAsync(Role.Administrator));
        var before = await app.SignInAsync(planted);
        var elsewhere = await app.SignInAsync(planted);

        var after = await app.SignInAsync(victim, before);

        Assert.False(await app.EntersAsync(before));
        Assert.True(await app.EntersAsync(after));
        Assert.True(await app.EntersAsync(elsewhere));
        Assert.Single(Rows(victim));
    }

    [Fact]
    public async Task A_ticket_put_into_another_persons_row_opens_nothing()
    {
        var (viewer, administrator) = (await app.PersonAsync(Role.Viewer), await app.PersonAsync(Role.Administrator));
        var (mine, theirs) = (await app.SignInAsync(viewer), await app.SignInAsync(administrator));

        Tell($"UPDATE staff_sessions SET staff_id = {administrator.Id}, roles = '[5]' WHERE staff_id = {viewer.Id}");

        Assert.False(await app.EntersAsync(mine));
        Assert.True(await app.EntersAsync(theirs));
    }

    [Fact]
    public async Task Whoever_loses_access_or_gets_other_roles_has_no_session_at_their_next_request()
    {
        var (disabled, changed) = (await app.PersonAsync(Role.Agent), await app.PersonAsync(Role.Agent));
        var (one, other) = (await app.SignInAsync(disabled), await app.SignInAsync(changed));
        Assert.True(await app.EntersAsync(one) && await app.EntersAsync(other));

        Assert.Equal(1, (await app.Get<ManageStaff>().DisableAsync(new(int.Parse(disabled.Id)), Actor.System(disabled.Tenant, "test", Channel.System))).Value);
        Tell($"UPDATE staff SET roles = '[1]' WHERE id = {changed.Id}");

        Assert.False(await app.EntersAsync(one));
        Assert.False(await app.EntersAsync(other));
    }

    [Fact]
    public async Task Sessions_go_on_after_a_restart_of_the_server()
    {
        var session = await app.SignInAsync(await app.PersonAsync(Role.Agent));

        await using var restarted = app.Another();

        Assert.True(await restarted.EntersAsync(session));
    }

    [Fact]
    public async Task Without_the_keys_that_sealed_it_a_session_opens_nothing_and_harms_nothing()
    {
        var person = await app.PersonAsync(Role.Agent);
        var session = await app.SignInAsync(person);
        Tell($"UPDATE staff_sessions SET ticket = x'00010203' WHERE staff_id = {person.Id}");

        Assert.False(await app.EntersAsync(session));
        Assert.True(await app.EntersAsync(await app.SignInAsync(person)));
    }

    [Fact]
    public async Task A_store_that_takes_no_writes_just_now_signs_nobody_out()
    {
        var person = await app.PersonAsync(Role.Agent);
        var session = await app.SignInAsync(person);
        var used = Rows(person).Single().UsedAt;
        app.Now += TimeSpan.FromMinutes(5);

        using (var another = new SqliteConnection($"Data Source={app.Get<SqliteDatabase>().Path}"))
        {
            another.Open();
            await using var holding = another.BeginTransaction(deferred: false);

            Assert.True(await app.EntersAsync(session));
            Assert.Equal(used, Rows(person).Single().UsedAt);
        }

        Assert.True(await app.EntersAsync(session));
        Assert.Equal(app.Now, Rows(person).Single().UsedAt);
    }

    [Fact]
    public async Task Outside_development_the_cookie_is_bound_to_the_host_and_to_https()
    {
        var folder = Directory.CreateTempSubdirectory("membercare-host-").FullName;
        await using (var strict = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            host.UseSetting("ConnectionStrings:MemberCare", $"Data Source={Path.Combine(folder, "membercare.db")}");
            host.UseSetting("AllowedHosts", "localhost");
            host.UseSetting("MemberCare:Oidc:Authority", "https://login.example");
            host.UseSetting("MemberCare:Oidc:ClientId", "membercare");
            host.UseSetting("MemberCare:Oidc:Tenant", "kopi-house");
            host.UseSetting("MemberCare:Oidc:Roles:Agent:0", "Agents");
        }))
        {
            await strict.Services.GetRequiredService<CreateOrganisation>().RunAsync("kopi-house", "Kopi House", "MY");
            var person = (await strict.Services.GetRequiredService<AdmitStaff>().RunAsync("kopi-house", new("https://login.example", "1", "Ravi K.", [Role.Agent]))).Value;
            await using var scope = strict.Services.CreateAsyncScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, Request = { Scheme = "http", Host = new("localhost") } };

            await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, CurrentActor.PrincipalOf(person.Tenant, new StaffId(int.Parse(person.Id)), person.Name));

            var cookie = Assert.Single(context.Response.Headers.SetCookie, header => header!.Contains("membercare=", StringComparison.Ordinal))!;
            Assert.StartsWith("__Host-membercare=", cookie, StringComparison.Ordinal);
            Assert.Equal(["httponly", "path=/", "samesite=lax", "secure"], cookie.Split("; ")[1..].Order(StringComparer.Ordinal));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Limits_that_make_no_sense_keep_the_application_from_starting()
    {
        var folder = Directory.CreateTempSubdirectory("membercare-limits-").FullName;
        await using var idle = await Commands.AppProcess.RunAsync(folder, "--environment=Development", "--MemberCare:Sessions:Idle=13:00:00");
        await using var word = await Commands.AppProcess.RunAsync(folder, "--environment=Development", "--MemberCare:Sessions:Longest=forever");

        Assert.Equal((1, 1), (await idle.EndedAsync(), await word.EndedAsync()));
        Assert.Contains("MemberCare:Sessions: a session cannot last longer untouched than altogether", idle.Errors, StringComparison.Ordinal);
        Assert.Contains("MemberCare:Sessions:Longest", word.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", word.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    private List<StaffSession> Rows(Actor person)
    {
        using var scope = app.Get<SqliteDatabase>().Read(person.Tenant);
        return [.. scope.Db.StaffSessions.AsEnumerable().Where(row => row.StaffId.ToString() == person.Id)];
    }

    private void Tell(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={app.Get<SqliteDatabase>().Path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
