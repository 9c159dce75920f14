using Microsoft.Extensions.Primitives;

namespace MemberCare.Web.Security;

/// <summary>The headers that tell a browser how to keep an answer safe. They are set at the last moment, so that no answer goes without, whoever wrote it.</summary>
internal static class AnswerHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Features =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), clipboard-write=(self)";

    private static readonly StringValues PolicyOfData = ContentPolicy.OfData;

    /// <summary>Sets them on everything that follows.</summary>
    public static void UseAnswerHeaders(this WebApplication app)
    {
        var policy = app.Services.GetRequiredService<ContentPolicy>();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(static state =>
            {
                var (context, policy) = ((HttpContext, ContentPolicy))state;
                Set(context, policy);
                return Task.CompletedTask;
            }, (context, policy));
            return next(context);
        });
    }

    private static void Set(HttpContext context, ContentPolicy policy)
    {
        var headers = context.Response.Headers;
        var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        headers.ContentSecurityPolicy = isPage ? policy.OfPage(context.Request) : PolicyOfData;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers["Referrer-Policy"] = SameOrigin;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        headers["Permissions-Policy"] = Features;

        // Pages hold personal data. Whatever says nothing of caches says that; assets say how long they keep.
        if (isPage || headers.CacheControl.Count == 0)
        {
            headers.CacheControl = NoStore;
        }
    }
}
