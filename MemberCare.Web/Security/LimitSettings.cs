namespace MemberCare.Web.Security;

/// <summary>
/// How much one caller may ask for, as the section <c>MemberCare:Limits</c> of appsettings.json says. The defaults stop what floods the server, and no shop: a busy till
/// sends a few requests a second, and a desk of a hundred people who come in the same minute behind one address signs in within it.
/// </summary>
public sealed record LimitSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "MemberCare:Limits";

    /// <summary>Whether requests are counted at all; off for measurements.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Requests a minute to the pages and addresses of signing in, for each client address. A sign-in takes three.</summary>
    public int SignInPerMinute { get; init; } = 600;

    /// <summary>Requests a second to the API in the long run, for each key or token client.</summary>
    public int ApiPerSecond { get; init; } = 200;

    /// <summary>Requests that a client of the API may send at once before <see cref="ApiPerSecond"/> counts.</summary>
    public int ApiBurst { get; init; } = 1_000;

    /// <summary>Requests a minute with a missing or refused key or token, for each client address. Whoever sends more is not looked at until the minute is over.</summary>
    public int RefusedPerMinute { get; init; } = 600;

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A value is of the wrong kind.</exception>
    public static LimitSettings Read(IConfiguration configuration) => configuration.GetSection(Section).Get<LimitSettings>() ?? new();

    /// <summary>What keeps the settings from working, in a sentence; null where nothing does.</summary>
    public string? Complaint() => SignInPerMinute < 1 || ApiPerSecond < 1 || ApiBurst < 1 || RefusedPerMinute < 1
        ? $"The numbers under {Section} must be at least 1. To count nothing, set {Section}:Enabled to false."
        : null;
}
