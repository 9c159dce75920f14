using System.Security.Cryptography;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Tests.Api;
using MemberCare.Tests.Store;
using MemberCare.Web.Api;
using MemberCare.Web.Auth;
using MemberCare.Web.Auth.Provider;
using Microsoft.Extensions.Logging.Abstractions;

namespace MemberCare.Tests.Web.Auth;

/// <summary>How tokens are read while the provider changes its keys, goes away and comes back, and with other settings than the usual.</summary>
public sealed class AccessTokensTests : IAsyncLifetime
{
    private readonly HttpClient _backchannel = new();
    private FakeIssuer _issuer = null!;
    private TestStore _store = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => (_issuer, _store) = (await FakeIssuer.StartAsync(), await TestStore.OpenAsync());

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _issuer.DisposeAsync();
        await _store.DisposeAsync();
        _backchannel.Dispose();
    }

    [Fact]
    public async Task A_key_that_the_provider_renewed_is_fetched_on_the_way()
    {
        var tokens = Tokens();
        Assert.Null((await tokens.ReadAsync(_issuer.Token())).Refusal);

        _issuer.Rotate();

        Assert.Null((await tokens.ReadAsync(_issuer.Token())).Refusal);
        Assert.Equal(2, _issuer.Fetches);
    }

    [Fact]
    public async Task Tokens_under_rogue_names_of_keys_make_the_provider_asked_once_and_no_more()
    {
        var tokens = Tokens();
        using var rogue = RSA.Create(2048);
        Assert.Null((await tokens.ReadAsync(_issuer.Token())).Refusal);

        for (var i = 0; i < 50; i++)
        {
            var name = $"rogue-{i}";
            Assert.Equal(new TokenRefused(TokenFault.UnknownKey), (await tokens.ReadAsync(_issuer.Token(header: header => header["kid"] = name, key: rogue))).Refusal);
        }

        Assert.InRange(_issuer.Fetches, 1, 2);
        Assert.Null((await tokens.ReadAsync(_issuer.Token())).Refusal);
    }

    [Fact]
    public async Task While_the_provider_is_down_a_token_is_neither_taken_nor_called_bad()
    {
        _issuer.IsDown = true;
        var tokens = Tokens();

        Assert.Equal(new ProviderUnavailable(), (await tokens.ReadAsync(_issuer.Token())).Refusal);
        Assert.Equal(new TokenRefused(TokenFault.Malformed), (await tokens.ReadAsync("a.b.c")).Refusal);
    }

    [Fact]
    public async Task Keys_once_fetched_serve_while_the_provider_is_down()
    {
        var tokens = Tokens();
        Assert.Null((await tokens.ReadAsync(_issuer.Token())).Refusal);

        _issuer.IsDown = true;

        Assert.Null((await tokens.ReadAsync(_issuer.Token())).Refusal);
        Assert.Equal(new TokenRefused(TokenFault.UnknownKey), (await tokens.ReadAsync(_issuer.Token(header: header => header["kid"] = "other"))).Refusal);
    }

    [Fact]
    public async Task A_provider_that_comes_back_is_found_again()
    {
        _issuer.IsDown = true;
        var tokens = Tokens();
        Assert.Equal(new ProviderUnavailable(), (await tokens.ReadAsync(_issuer.Token())).Refusal);

        _issuer.IsDown = false;

        var patience = Task.Delay(TimeSpan.FromSeconds(90));
        while ((await tokens.ReadAsync(_issuer.Token())).Refusal is ProviderUnavailable && !patience.IsCompleted)
        {
            await Task.Delay(200);
        }

        Assert.Null((await tokens.ReadAsync(_issuer.Token())).Refusal);
    }

    [Fact]
    public async Task The_organisation_is_read_from_a_claim_and_a_foreign_one_is_refused()
    {
        var tokens = Tokens(settings => settings with { Tenant = "", TenantClaim = "org" });

        var own = await tokens.ReadAsync(_issuer.Token(claims => claims["org"] = "kopi-house"));
        var other = await tokens.ReadAsync(_issuer.Token(claims => claims["org"] = "teh-house"));
        var foreign = await tokens.ReadAsync(_issuer.Token(claims => claims["org"] = "milo-house"));
        var none = await tokens.ReadAsync(_issuer.Token());
        var two = await tokens.ReadAsync(_issuer.Token(claims => claims["org"] = new System.Text.Json.Nodes.JsonArray("kopi-house", "teh-house")));

        Assert.Equal((_store.Tenant, _store.OtherTenant), (own.Value.Tenant, other.Value.Tenant));
        Assert.All([foreign, none, two], outcome => Assert.Equal(new TokenWithoutOrganisation(), outcome.Refusal));
    }

    [Fact]
    public async Task The_organisation_is_read_by_the_table_of_the_settings()
    {
        var tokens = Tokens(settings => settings with { Tenant = "", TenantClaim = "tid", Tenants = new Dictionary<string, string[]> { ["teh-house"] = ["c0ffee"] } });

        Assert.Equal(_store.OtherTenant, (await tokens.ReadAsync(_issuer.Token(claims => claims["tid"] = "c0ffee"))).Value.Tenant);
        Assert.Equal(new TokenWithoutOrganisation(), (await tokens.ReadAsync(_issuer.Token(claims => claims["tid"] = "teh-house"))).Refusal);
    }

    [Theory]
    [InlineData("JWT")]
    [InlineData("jwt")]
    [InlineData(null)]
    public async Task Tokens_of_type_JWT_or_none_are_taken_by_an_explicit_setting_alone(string? type)
    {
        var token = _issuer.Token(header: header => header["typ"] = type);

        Assert.Equal(new TokenRefused(TokenFault.OtherKind), (await Tokens().ReadAsync(token)).Refusal);
        Assert.Null((await Tokens(Loose).ReadAsync(token)).Refusal);
    }

    [Fact]
    public async Task Even_then_an_ID_token_does_not_pass()
    {
        var tokens = Tokens(Loose);
        void Plain(System.Text.Json.Nodes.JsonObject header) => header["typ"] = "JWT";

        var forTheConsole = await tokens.ReadAsync(_issuer.Token(claims => claims["aud"] = "console", Plain));
        var withNonce = await tokens.ReadAsync(_issuer.Token(claims => claims["nonce"] = "n", Plain));
        var withHash = await tokens.ReadAsync(_issuer.Token(claims => claims["at_hash"] = "h", Plain));
        var logout = await tokens.ReadAsync(_issuer.Token(header: header => header["typ"] = "logout+jwt"));

        Assert.Equal(new TokenRefused(TokenFault.Audience), forTheConsole.Refusal);
        Assert.All([withNonce, withHash, logout], outcome => Assert.Equal(new TokenRefused(TokenFault.OtherKind), outcome.Refusal));
    }

    [Fact]
    public void An_audience_that_ID_tokens_have_too_is_refused_at_the_start()
    {
        Assert.Contains("ApiAudience", (Loose(Settings) with { ApiAudience = "console" }).Complaint(), StringComparison.Ordinal);
        Assert.Contains("ApiTokenTypes", (Settings with { ApiTokenTypes = ["logout+jwt"] }).Complaint(), StringComparison.Ordinal);
        Assert.Null(Settings.Complaint());
        Assert.Null(Loose(Settings).Complaint());
    }

    private OidcSettings Settings => new()
    {
        Authority = _issuer.Issuer,
        ClientId = "console",
        ApiAudience = "https://membercare.example/api",
        Tenant = "kopi-house",
        Roles = new Dictionary<string, string[]> { [nameof(Role.Agent)] = ["agents"] },
    };

    private static OidcSettings Loose(OidcSettings settings) => settings with { ApiTokenTypes = ["JWT"] };

    private AccessTokens Tokens(Func<OidcSettings, OidcSettings>? change = null)
    {
        var settings = change?.Invoke(Settings) ?? Settings;
        return new AccessTokens(settings, ProviderMetadata.Of(settings, _backchannel), _store.Get<ActorDirectory>(), TimeProvider.System, NullLogger<AccessTokens>.Instance);
    }
}
