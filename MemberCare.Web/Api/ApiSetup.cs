using System.Text.Json.Serialization;
using MemberCare.Web.Auth;
using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MemberCare.Web.Api;

/// <summary>Puts the HTTP API together.</summary>
public static class ApiSetup
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "/api/v1";

    /// <summary>Adds what the API needs: the sign-in by key, and by access token where the provider's settings name an audience, JSON, the OpenAPI document.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="provider">The identity provider's settings.</param>
    public static IServiceCollection AddMemberCareApi(this IServiceCollection services, OidcSettings provider)
    {
        var authentication = services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddPolicyScheme(BearerCredentials.SchemeName, null, options => options.ForwardDefaultSelector = provider.TakesAccessTokens ? BearerCredentials.SchemeFor : _ => ApiKeyHandler.SchemeName);
        if (provider.TakesAccessTokens)
        {
            services.AddSingleton<AccessTokens>();
            authentication.AddScheme<AuthenticationSchemeOptions, AccessTokenHandler>(AccessTokenHandler.SchemeName, null);
        }

        services.TryAddSingleton(provider);
        services.AddAuthorization();
        services.AddSingleton<Shown>();

        // The document describes types by these options; the endpoints write with their own.
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        return services.AddApiDocument(provider.TakesAccessTokens);
    }

    /// <summary>Maps the API and its document. Call it after the middleware that signs people in.</summary>
    public static WebApplication MapMemberCareApi(this WebApplication app)
    {
        app.UseApiPace();

        var callers = new AuthorizationPolicyBuilder(BearerCredentials.SchemeName).RequireAuthenticatedUser().Build();
        var api = app.MapGroup(Root).RequireAuthorization(callers).AddEndpointFilter(OnceAndKnown.Check).Refuses(401, 403, 429, 500, 503);
        api.MapCustomers();
        api.MapLabels();
        api.MapDecisions();
        api.MapSignIns();
        api.MapPlans();
        api.MapPreferences();
        api.MapRelated();
        api.MapActivities();
        api.MapBlockedContacts();
        api.MapApprovals();
        api.MapRules();
        api.MapWebhooks();
        api.MapAudiences();
        api.MapBulkChanges();

        // Without a key: it says what the API can do and nothing of what is in it.
        app.MapGet(ApiDocument.Address, ApiDocument.Send).AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    internal static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [Problems.ContentType]));
        }

        return endpoint;
    }
}
