using System.Net;
using MemberCare.Web.Auth.Provider;

namespace MemberCare.Web.Auth;

/// <summary>
/// Sign-in without a password, for whoever develops MemberCare on their own machine: pick one of the people of the demo organisation. Where an identity
/// provider is configured there is none, in no environment.
/// </summary>
public sealed class DevelopmentSignIn(IHostEnvironment environment, OidcSettings settings)
{
    /// <summary>
    /// Whether a request may use it: in the Development environment, over a connection from this machine, addressed to this
    /// machine by a name of loopback. The last one keeps out a proxy that runs here, and a foreign page that had its name point here.
    /// </summary>
    public bool IsOpenTo(HttpContext context) =>
        environment.IsDevelopment() && !settings.IsConfigured
        && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && IsLoopback(context.Request.Host.Host);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
