using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;

namespace MemberCare.Web.Auth;

/// <summary>Sets up how people sign in to the console. However they do, it ends in the same session, kept in the store; the browser holds a key to it.</summary>
public static class SignInSetup
{
    /// <summary>Why the application cannot start as it is set up, in a sentence; null where it can.</summary>
    public static string? WhyNotToStart(IHostEnvironment environment, IConfiguration configuration)
    {
        try
        {
            return WhyNotToStart(environment, OidcSettings.Read(configuration))
                ?? (SessionSettings.Complaint(SessionSettings.Read(configuration)) is { } complaint ? $"MemberCare does not start: {complaint}" : null);
        }
        catch (InvalidOperationException wrong)
        {
            return $"MemberCare does not start: {wrong.Message}";
        }
    }

    /// <summary>Why nobody could sign in, in a sentence; null where somebody can.</summary>
    public static string? WhyNotToStart(IHostEnvironment environment, OidcSettings provider) =>
        provider.Complaint() is { } complaint ? $"MemberCare does not start: {complaint}"
        : provider.IsConfigured || environment.IsDevelopment() ? null
        : $"MemberCare does not start: nobody could sign in, because no identity provider is configured and the environment is {environment.EnvironmentName}. "
          + "The sign-in without passwords exists in the Development environment alone (ASPNETCORE_ENVIRONMENT=Development), on this machine only.";

    /// <summary>Adds sessions in the store and the cookie with their key. The keys that seal both are kept in the data folder, so that a restart signs nobody out.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="dataFolder">The folder of the database.</param>
    public static void AddSignIn(this WebApplicationBuilder builder, string dataFolder)
    {
        var services = builder.Services;
        services.AddSingleton(SessionSettings.Read(builder.Configuration));
        services.AddDataProtection().SetApplicationName("MemberCare").PersistKeysToFileSystem(KeyFolder(dataFolder));
        services.AddSingleton<SessionTickets>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => Describe(cookie, builder.Environment.IsDevelopment()));
        services.AddIdentityProvider(OidcSettings.Read(builder.Configuration));
        services.AddTransient<CookieAuthenticationHandler, SessionCookies>();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme).Configure<SessionTickets>((cookie, tickets) => cookie.SessionStore = tickets);
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, StaffRevalidation>();
        services.AddScoped<LiveWindow>();
        services.AddScoped<CircuitHandler>(scope => scope.GetRequiredService<LiveWindow>());
        services.AddScoped<CurrentActor>();
        services.AddSingleton<DevelopmentSignIn>();
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
        app.MapSignOut();

        // Whatever reaches the server from a person counts as use of their session; this is for when nothing else would, see shell.js.
        app.MapGet(Addresses.SessionUsed, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.NoContent();
        }).AllowAnonymous().ExcludeFromDescription();
    }

    // Over plain HTTP, which is for development alone, a browser keeps no cookie that is bound to host and HTTPS by its name (RFC 6265bis, section 4.1.3.2).
    private static void Describe(CookieAuthenticationOptions cookie, bool isDevelopment)
    {
        cookie.Cookie.Name = isDevelopment ? "membercare" : "__Host-membercare";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        cookie.Cookie.Path = "/";

        // The store knows when a session is over; the cookie itself goes with the browser.
        cookie.SlidingExpiration = false;
        cookie.LoginPath = Addresses.SignIn;
        cookie.AccessDeniedPath = Addresses.SignIn;
        cookie.ReturnUrlParameter = Addresses.ReturnParameter;
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
