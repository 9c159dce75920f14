using System.Net;
using MemberCare.Web.Api;
using MemberCare.Web.Auth.Provider;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MemberCare.Web.Security;

/// <summary>Puts the walls around the site: what is believed of a request, what is refused before anybody looks at it, and what every answer carries.</summary>
public static class SiteSetup
{
    /// <summary>Why the application cannot start as it is set up, in a sentence; null where it can.</summary>
    public static string? WhyNotToStart(IHostEnvironment environment, IConfiguration configuration)
    {
        try
        {
            var complaint = SiteSettings.Read(configuration).Complaint() ?? LimitSettings.Read(configuration).Complaint()
                ?? (!environment.IsDevelopment() && Hosts(configuration) is var hosts && (hosts.Length == 0 || hosts.Contains("*"))
                    ? "AllowedHosts has to name the hosts under which people reach MemberCare, such as desk.example.com: otherwise the identity provider would be told to send people back to whatever host a request names."
                    : null);
            return complaint is null ? null : "MemberCare does not start: " + complaint;
        }
        catch (InvalidOperationException wrong)
        {
            return "MemberCare does not start: " + wrong.Message;
        }
    }

    /// <summary>Adds the limits of the server and of callers, and what proxies may say.</summary>
    public static void AddSite(this WebApplicationBuilder builder)
    {
        var (site, services) = (SiteSettings.Read(builder.Configuration), builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => RequestSizes.Limit(kestrel, site));
        services.TryAddSingleton(OidcSettings.Read(builder.Configuration));
        services.AddSingleton(site);
        services.AddSingleton(LimitSettings.Read(builder.Configuration));
        services.AddSingleton<Paces>();
        services.AddSingleton<ContentPolicy>();
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddHttpsRedirection(https => https.HttpsPort = site.HttpsPort);
        services.Configure<ForwardedHeadersOptions>(options => Believe(options, site, Hosts(builder.Configuration)));
        services.AddAntiforgery(forms =>
        {
            // No word of ours on frames beside the policy's; and over HTTPS alone, where there is HTTPS.
            forms.SuppressXFrameOptionsHeader = true;
            forms.Cookie.SecurePolicy = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
    }

    /// <summary>Puts the walls into the pipeline. Call it before anything else.</summary>
    public static void UseSite(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SiteSettings>().BehindProxy)
        {
            app.UseForwardedHeaders();
        }

        app.UseAnswerHeaders();
        if (!app.Environment.IsDevelopment())
        {
            app.UseFaultPage();
            app.UseHttpsAlone();
        }

        app.UseRequestSizes();
        app.UseSocketOrigins();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<ApiFaults>());
        if (app.Services.GetRequiredService<LimitSettings>().Enabled)
        {
            var paces = app.Services.GetRequiredService<Paces>();
            app.UseWhen(Paces.IsSignIn, signIn => signIn.Use(next => context => paces.SignInAsync(context, next)));
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.Use(next => context => paces.RefusedAsync(context, next)));
        }
    }

    /// <summary>Holds clients of the API to their pace. Call it where they are known.</summary>
    internal static void UseApiPace(this WebApplication app)
    {
        if (app.Services.GetRequiredService<LimitSettings>().Enabled)
        {
            var paces = app.Services.GetRequiredService<Paces>();
            app.Use(next => context => paces.ApiAsync(context, next));
        }
    }

    // Pages lead to HTTPS. The API does not: a program that follows would go on sending its key in the clear first. A balancer may ask for health over HTTP.
    private static void UseHttpsAlone(this WebApplication app)
    {
        app.UseHsts();
        app.UseWhen(
            context => !context.Request.IsHttps && context.Request.Path.StartsWithSegments("/api"),
            api => api.Run(context => Problems.Of(new HttpsNeeded()).ExecuteAsync(context)));
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/health"), pages => pages.UseHttpsRedirection());
    }

    private static void Believe(ForwardedHeadersOptions options, SiteSettings site, string[] hosts)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

        // From the nearest on, as long as each is known: what a stranger wrote in front of them counts for nothing.
        options.ForwardLimit = null;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in site.KnownProxies)
        {
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        }

        foreach (var network in site.KnownNetworks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        options.AllowedHosts = hosts;
    }

    private static string[] Hosts(IConfiguration configuration) => (configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
