using MemberCare.Core.Queries;
using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace MemberCare.Web.Auth;

/// <summary>Sets up how people sign in to the console. However they do, it ends in the same cookie, which says who they are; an identity provider becomes one more way to get it.</summary>
public static class SignInSetup
{
    /// <summary>Why the application cannot start as it is set up, in a sentence; null where it can.</summary>
    public static string? WhyNotToStart(IHostEnvironment environment) => environment.IsDevelopment()
        ? null
        : $"MemberCare does not start: nobody could sign in, because no identity provider is configured and the environment is {environment.EnvironmentName}. "
          + "The sign-in without passwords exists in the Development environment alone (ASPNETCORE_ENVIRONMENT=Development), on this machine only.";

    /// <summary>Adds the session cookie, whose keys are kept in the data folder so that a restart signs nobody out.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="dataFolder">The folder of the database.</param>
    public static IServiceCollection AddSignIn(this IServiceCollection services, string dataFolder)
    {
        services.AddDataProtection().SetApplicationName("MemberCare").PersistKeysToFileSystem(KeyFolder(dataFolder));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "membercare";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = Addresses.SignIn;
            cookie.AccessDeniedPath = Addresses.SignIn;
            cookie.ReturnUrlParameter = Addresses.ReturnParameter;
            cookie.Events.OnValidatePrincipal = RefuseWhoLostAccessAsync;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, StaffRevalidation>();
        services.AddScoped<CurrentActor>();
        services.AddSingleton<DevelopmentSignIn>();
        return services;
    }

    /// <summary>Authenticates requests, hides the development sign-in from whom it is not for, and signs people out.</summary>
    public static void UseSignIn(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(Addresses.SignIn)
                && !context.RequestServices.GetRequiredService<OidcSettings>().IsConfigured
                && !context.RequestServices.GetRequiredService<DevelopmentSignIn>().IsOpenTo(context))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapPost(Addresses.SignOut, async (HttpContext context, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
            {
                return Results.BadRequest();
            }

            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.LocalRedirect(Addresses.SignIn);
        }).ExcludeFromDescription();
    }

    private static async Task RefuseWhoLostAccessAsync(CookieValidatePrincipalContext context)
    {
        var directory = context.HttpContext.RequestServices.GetRequiredService<ActorDirectory>();
        if (CurrentActor.Find(context.Principal!, directory) is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }
    }

    // Whoever reads these keys can forge a session: the owner alone may.
    private static DirectoryInfo KeyFolder(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
