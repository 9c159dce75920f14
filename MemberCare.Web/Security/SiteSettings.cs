using System.Net;

namespace MemberCare.Web.Security;

/// <summary>How the site stands in its network, as the section <c>MemberCare:Site</c> of appsettings.json describes it. The defaults trust nobody.</summary>
public sealed record SiteSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "MemberCare:Site";

    /// <summary>Addresses of reverse proxies whose X-Forwarded-For, -Proto and -Host are believed.</summary>
    public IReadOnlyList<string> KnownProxies { get; init; } = [];

    /// <summary>Networks of such proxies, as in <c>10.1.0.0/16</c>.</summary>
    public IReadOnlyList<string> KnownNetworks { get; init; } = [];

    /// <summary>The port under which the site is reached by HTTPS, for requests that come without.</summary>
    public int HttpsPort { get; init; } = 443;

    /// <summary>How many windows may stand open at once on this server; each holds a connection and some memory.</summary>
    public int MostOpenWindows { get; init; } = 10_000;

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A value is of the wrong kind.</exception>
    public static SiteSettings Read(IConfiguration configuration) => configuration.GetSection(Section).Get<SiteSettings>() ?? new();

    /// <summary>Whether any proxy is believed.</summary>
    public bool BehindProxy => KnownProxies.Count + KnownNetworks.Count > 0;

    /// <summary>What keeps the settings from working, in a sentence that names the setting; null where nothing does.</summary>
    public string? Complaint()
    {
        if (KnownProxies.FirstOrDefault(text => !IPAddress.TryParse(text, out _)) is { } proxy)
        {
            return $"{Section}:KnownProxies holds “{proxy}”, which is no IP address.";
        }

        if (KnownNetworks.FirstOrDefault(text => !IPNetwork.TryParse(text, out _)) is { } network)
        {
            return $"{Section}:KnownNetworks holds “{network}”, which is no network such as 10.1.0.0/16.";
        }

        return HttpsPort is < 1 or > 65535 ? $"{Section}:HttpsPort must be a port."
            : MostOpenWindows < 1 ? $"{Section}:MostOpenWindows must be at least 1."
            : null;
    }
}
