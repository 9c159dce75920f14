using System.Text.Json.Serialization;
using MemberCare.Web.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace MemberCare.Web.Api;

/// <summary>Puts the HTTP API together.</summary>
public static class ApiSetup
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "/api/v1";

    /// <summary>Adds what the API needs: the sign-in by key, JSON, the OpenAPI document.</summary>
    public static IServiceCollection AddMemberCareApi(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization();
        services.AddSingleton<Shown>();

        // The document describes types by these options; the endpoints write with their own.
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        return services.AddApiDocument();
    }

    /// <summary>Maps the API and its document. Call it after middleware that words errors as pages, so that the API can word them as problem details first.</summary>
    public static WebApplication MapMemberCareApi(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<ApiFaults>());

        var callers = new AuthorizationPolicyBuilder(ApiKeyHandler.SchemeName).RequireAuthenticatedUser().Build();
        var api = app.MapGroup(Root).RequireAuthorization(callers).AddEndpointFilter(OnceAndKnown.Check).Refuses(401, 500);
        api.MapCustomers();
        api.MapLabels();

        // Without a key: it says what the API can do and nothing of what is in it.
        app.MapOpenApi().AllowAnonymous();
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
