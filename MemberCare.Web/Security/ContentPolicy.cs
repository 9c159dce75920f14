using System.Collections.Concurrent;

namespace MemberCare.Web.Security;

/// <summary>
/// What a page may load, run and send (Content-Security-Policy, level 3). Nothing inline runs, neither script nor style: all of ours lies in files, and Blazor and Radzen
/// need no exception.
/// </summary>
internal sealed class ContentPolicy
{
    /// <summary>For what is no page: were it shown as one, it could do nothing.</summary>
    public const string OfData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Hosts come from requests, so there may be many where any is allowed.
    private const int MostKept = 100;

    private readonly ConcurrentDictionary<(bool Secure, string Host), string> _kept = new();

    /// <summary>For the page that answers a request.</summary>
    public string OfPage(HttpRequest request)
    {
        var key = (request.IsHttps, request.Host.Value ?? "");
        if (_kept.TryGetValue(key, out var policy))
        {
            return policy;
        }

        policy = Write(key);
        if (_kept.Count < MostKept)
        {
            _kept[key] = policy;
        }

        return policy;
    }

    private static string Write((bool Secure, string Host) of) => string.Join("; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        $"connect-src 'self'{Socket(of.Secure, of.Host)}",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'");

    // Browsers before 2022 do not count a WebSocket as 'self'. A host with anything but letters, digits and its marks is left out.
    private static string Socket(bool secure, string host) =>
        host.Length > 0 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']') ? $" {(secure ? "wss" : "ws")}://{host}" : "";
}
