using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MemberCare.Web.Auth.Provider;

/// <summary>Adds the organisation's identity provider as a way to get a session.</summary>
public static class ProviderSetup
{
    /// <summary>Makes the settings known to all, and adds the provider where they name one.</summary>
    public static void AddIdentityProvider(this IServiceCollection services, OidcSettings settings)
    {
        services.TryAddSingleton(settings);
        if (settings.IsConfigured)
        {
            services.AddAuthentication().AddProvider(settings);
        }
    }

    /// <summary>Adds the scheme <see cref="OpenIdConnectDefaults.AuthenticationScheme"/> and what belongs to it. Nothing is fetched before somebody signs in.</summary>
    /// <param name="builder">The schemes so far.</param>
    /// <param name="settings">Where the provider is, and what its claims mean. They must be without complaint.</param>
    public static AuthenticationBuilder AddProvider(this AuthenticationBuilder builder, OidcSettings settings)
    {
        var services = builder.Services;
        services.TryAddSingleton(settings);
        services.AddSingleton<ProviderBackchannel>();
        services.AddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(host => ProviderMetadata.Of(settings, host.GetRequiredService<ProviderBackchannel>().Client));
        services.AddSingleton<IdTokenHandler>();
        services.AddSingleton<ResponseChecks>();
        services.AddSingleton<SignInFaults>();
        services.AddSingleton<LogoutTokens>();
        services.AddSingleton(host => new LogoutReplays(host.GetRequiredService<TimeProvider>()));
        services.AddScoped<ProviderAdmission>();
        services.AddScoped<BackChannelLogout>();
        services.AddOptions<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme)
            .Configure<IConfigurationManager<OpenIdConnectConfiguration>, ProviderBackchannel, IdTokenHandler, IHostEnvironment>((options, manager, channel, tokens, environment) =>
            {
                options.ConfigurationManager = manager;
                options.Backchannel = channel.Client;
                options.TokenHandler = tokens;

                // Lax, for the answer comes as an ordinary link from the provider's page.
                foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
                {
                    cookie.SameSite = SameSiteMode.Lax;
                    cookie.SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                }
            });
        return builder.AddOpenIdConnect(OpenIdConnectDefaults.AuthenticationScheme, options =>
        {
            options.ClientId = settings.ClientId;
            options.ClientSecret = settings.ClientAuthentication == ClientAuthentication.ClientSecretPost && settings.ClientSecret.Length > 0 ? settings.ClientSecret : null;
            options.ResponseType = OpenIdConnectResponseType.Code;
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.MaxAge = settings.MaxAge;
            options.GetClaimsFromUserInfoEndpoint = settings.UserInfo;
            options.TokenValidationParameters = IdTokenHandler.Parameters(settings.ClientId);
            options.SignedOutRedirectUri = Addresses.SignIn;
            options.DisableTelemetry = true;
            options.CorrelationCookie.Name = "membercare.correlation.";
            options.NonceCookie.Name = "membercare.nonce.";
            options.Scope.Clear();
            foreach (var scope in settings.Scopes.Prepend("openid").Distinct(StringComparer.Ordinal))
            {
                options.Scope.Add(scope);
            }

            options.Events = Events();
        });
    }

    /// <summary>Maps where the provider says that a session is over.</summary>
    public static void MapProvider(this WebApplication app)
    {
        if (app.Services.GetService<LogoutTokens>() is not null)
        {
            app.MapPost(BackChannelLogout.Path, (HttpContext context, BackChannelLogout logout) => logout.RunAsync(context))
                .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        }
    }

    private static OpenIdConnectEvents Events() => new()
    {
        OnMessageReceived = async context =>
        {
            var attempt = SignInAttempt.Of(context.HttpContext);
            attempt.ErrorFromBrowser = !string.IsNullOrEmpty(context.ProtocolMessage.Error);
            await Get<ResponseChecks>(context.HttpContext).RunAsync(context.Request, context.ProtocolMessage, sealedByUs: context.Properties is { Items.Count: > 0 });
            attempt.Stage = SignInStage.AnswerRead;
        },
        OnAuthorizationCodeReceived = context => Reached(context.HttpContext, SignInStage.CodeSent),
        OnTokenResponseReceived = context => Reached(context.HttpContext, SignInStage.TokensReceived),
        OnTokenValidated = context =>
        {
            SignInAttempt.Of(context.HttpContext).Keep(context.TokenEndpointResponse!.IdToken);
            return Reached(context.HttpContext, SignInStage.TokenChecked);
        },
        OnUserInformationReceived = context =>
        {
            // Its subject is compared after this event, and before the last.
            SignInAttempt.Of(context.HttpContext).UserInfo = context.User.RootElement.Clone();
            return Task.CompletedTask;
        },
        OnTicketReceived = async context =>
        {
            // The last event, and the only one that has seen all claims. A failure set on its context would count for nothing: it must be answered here.
            try
            {
                await Get<ProviderAdmission>(context.HttpContext).RunAsync(context);
            }
            catch (SignInFailure failure)
            {
                Get<SignInFaults>(context.HttpContext).Tell(context.HttpContext, failure, context.ReturnUri);
                context.HandleResponse();
            }
        },
        OnRemoteFailure = context =>
        {
            Get<SignInFaults>(context.HttpContext).Tell(context.HttpContext, context.Failure!, context.Properties?.RedirectUri);
            context.HandleResponse();
            return Task.CompletedTask;
        },
        OnSignedOutCallbackRedirect = context =>
        {
            // Whoever comes without our state is signed out all the same.
            context.Response.Redirect(context.Properties?.RedirectUri is { Length: > 0 } goal ? Addresses.LocalOrDesk(goal) : Addresses.SignedOut);
            context.HandleResponse();
            return Task.CompletedTask;
        },
    };

    private static Task Reached(HttpContext context, SignInStage stage)
    {
        SignInAttempt.Of(context).Stage = stage;
        return Task.CompletedTask;
    }

    private static T Get<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
