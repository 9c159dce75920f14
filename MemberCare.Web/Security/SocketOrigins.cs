namespace MemberCare.Web.Security;

/// <summary>
/// Refuses connections of open pages that a page of another site began: a browser sends the cookie along with a WebSocket whoever opens it, and tells the opener's
/// origin (RFC 6455, section 10.2). Programs that are no browser send none and have no cookie of anybody.
/// </summary>
internal static class SocketOrigins
{
    /// <summary>Looks at everything under <c>/_blazor</c>.</summary>
    public static void UseSocketOrigins(this WebApplication app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/_blazor"),
        circuit => circuit.Use((context, next) =>
        {
            if (context.Request.Headers.Origin.All(origin => IsOwn(origin, context.Request)))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }));

    // A proxy that ends TLS and is not believed makes the request look plain; the host is the same all the same.
    private static bool IsOwn(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (from.Scheme == Uri.UriSchemeHttps || (from.Scheme == Uri.UriSchemeHttp && !request.IsHttps))
        && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
