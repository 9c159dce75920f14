using MemberCare.Web.Api;
using MemberCare.Web.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MemberCare.Web.Security;

/// <summary>How large requests may be, how slow, and how many connections may stand. What is too large is told in words where a connection still allows it.</summary>
internal static class RequestSizes
{
    /// <summary>The longest address with its query, in characters.</summary>
    public const int LongestAddress = 8 * 1024;

    /// <summary>The largest form of a page, in bytes. Forms here hold a few fields; what people type into an open page goes by its own connection.</summary>
    public const int LargestForm = 256 * 1024;

    /// <summary>Sets what the server itself holds to. The API counts its bodies by itself, see <see cref="JsonBody"/>.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="settings">How many windows may be open.</param>
    public static void Limit(KestrelServerOptions kestrel, SiteSettings settings)
    {
        kestrel.AddServerHeader = false;

        // Longer than an address may be, so that the answer is ours; whatever is longer still gets the server's bare 414.
        kestrel.Limits.MaxRequestLineSize = 4 * LongestAddress;

        // Room for an access token of 16 KB beside cookies and the rest.
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MaxConcurrentUpgradedConnections = settings.MostOpenWindows;
    }

    /// <summary>Refuses addresses that are too long, and lets pages take small forms alone.</summary>
    public static void UseRequestSizes(this WebApplication app) => app.Use((context, next) =>
    {
        var isApi = context.Request.Path.StartsWithSegments("/api");
        if (context.Features.Get<IHttpRequestFeature>()!.RawTarget.Length > LongestAddress)
        {
            return isApi
                ? Problems.Of(new AddressTooLong()).ExecuteAsync(context)
                : PlainPage.WriteAsync(context, StatusCodes.Status414UriTooLong, "That address is too long", "It has more than 8 kilobytes. Ask for less at once.");
        }

        if (!isApi && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = LargestForm;
        }

        return next(context);
    });
}
