using System.Diagnostics;
using MemberCare.Web.Auth.Provider;
using Microsoft.AspNetCore.Http;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>A provider that is out of order behind the browser's back.</summary>
[Collection(HostileCollection.Name)]
public sealed class ProviderTroubles(HostileApp app)
{
    [Theory]
    [InlineData("invalid_client", 401, SignInFault.WrongClient)]
    [InlineData("unauthorized_client", 400, SignInFault.WrongClient)]
    [InlineData("redirect_uri_mismatch", 400, SignInFault.WrongClient)]
    [InlineData("invalid_grant", 400, SignInFault.Refused)]
    [InlineData("server_error", 500, SignInFault.ProviderDown)]
    public Task An_error_of_the_token_endpoint_is_told_by_its_kind(string error, int status, SignInFault told) => app.RefusesAsync(told, bend => bend.TokenEndpoint = context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error, error_description = "As the administrator may read." });
    });

    [Fact]
    public async Task What_the_token_endpoint_says_of_a_wrong_client_stands_in_the_log()
    {
        await An_error_of_the_token_endpoint_is_told_by_its_kind("invalid_client", 401, SignInFault.WrongClient);

        Assert.Contains(app.Log, line => line.Contains("invalid_client: As the administrator may read.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, "<html>Proxy</html>")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(500, "{}")]
    [InlineData(503, "")]
    [InlineData(200, "[]")]
    public Task Nonsense_of_the_token_endpoint_means_that_the_provider_is_down(int status, string body) => DownAsync(bend => bend.TokenEndpoint = context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    });

    [Fact]
    public Task A_token_endpoint_that_hangs_up_means_that_the_provider_is_down() => DownAsync(bend => bend.TokenEndpoint = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_token_endpoint_that_floods_us_is_not_heard_out() => DownAsync(bend => bend.TokenEndpoint = async context =>
    {
        var block = new byte[64 * 1024];
        for (var i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++)
        {
            await context.Response.Body.WriteAsync(block);
        }
    });

    [Fact]
    public async Task A_token_endpoint_that_sends_us_elsewhere_is_not_followed()
    {
        await DownAsync(bend => bend.TokenEndpoint = context =>
        {
            context.Response.Redirect(app.Provider.Issuer + "/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });

        Assert.DoesNotContain("/elsewhere", app.Provider.Calls);
    }

    [Fact]
    public Task The_userinfo_of_somebody_else_is_refused() => app.RefusesAsync(SignInFault.Refused, bend => bend.UserInfo = claims => claims["sub"] = "somebody-else");

    [Fact]
    public Task A_userinfo_about_nobody_is_refused() => app.RefusesAsync(SignInFault.Refused, bend => bend.UserInfo = claims => claims.Remove("sub"));

    [Theory]
    [InlineData(500, "application/json", "{}")]
    [InlineData(401, "application/json", "{}")]
    [InlineData(200, "application/json", "no json")]
    public Task A_userinfo_endpoint_out_of_order_means_that_the_provider_is_down(int status, string type, string body) => DownAsync(bend => bend.UserInfoEndpoint = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    });

    [Fact]
    public async Task A_provider_that_is_down_at_the_start_says_so_and_soon_after_it_is_up_people_sign_in()
    {
        await using var own = await HostileApp.OwnAsync(provider => provider.Bend.IsDown = true);
        using var visitor = new Visitor(own);
        using var page = await visitor.GoAsync("/sign-in");
        Assert.Equal(System.Net.HttpStatusCode.OK, page.StatusCode);
        await visitor.IsToldAsync(SignInFault.ProviderDown, await visitor.GoAsync("/sign-in/start?return=/customers"));

        using var later = await own.VisitorOnceItIsUpAsync();
        await later.EntersAsync(await later.SignInAsync());
    }

    [Fact]
    public async Task A_provider_that_goes_down_behind_an_open_window_disturbs_nobody_in_it()
    {
        using var visitor = app.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());
        app.Provider.Bend.IsDown = true;

        Assert.True(await visitor.HasSessionAsync());
    }

    [Theory]
    [InlineData("issuer", "https://login.example.com")]
    [InlineData("jwks_uri", "http://127.0.0.1:1/nothing")]
    [InlineData("jwks_uri", "file:///etc/passwd")]
    [InlineData("token_endpoint", null)]
    [InlineData("token_endpoint", "ftp://127.0.0.1/token")]
    public async Task A_discovery_document_that_is_not_this_providers_counts_as_none(string field, string? value)
    {
        await using var own = await HostileApp.OwnAsync(provider => provider.Bend.Discovery = document => document[field] = value);
        using var visitor = new Visitor(own);

        await visitor.IsToldAsync(SignInFault.ProviderDown, await visitor.GoAsync("/sign-in/start?return=/customers"));

        using var later = await own.VisitorOnceItIsUpAsync();
        await later.EntersAsync(await later.SignInAsync());
    }

    [Fact]
    public async Task A_provider_without_a_page_for_signing_in_sends_nobody_anywhere()
    {
        await using var own = await HostileApp.OwnAsync(provider => provider.Bend.Discovery = document => document["authorization_endpoint"] = "");
        using var visitor = new Visitor(own);

        await visitor.IsToldAsync(SignInFault.ProviderDown, await visitor.GoAsync("/sign-in/start?return=/customers"));
    }

    [Fact]
    public async Task A_provider_that_never_answers_is_given_up_after_a_while()
    {
        using var visitor = app.Visitor(bend => bend.TokenEndpoint = context => Task.Delay(TimeSpan.FromMinutes(2), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var watch = Stopwatch.StartNew();

        await visitor.IsToldAsync(SignInFault.ProviderDown, await visitor.SignInAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(60));
    }

    private Task DownAsync(Action<Bend> bend) => app.RefusesAsync(SignInFault.ProviderDown, bend);
}
