using System.Net;
using MemberCare.Core.Domain.Webhooks;

namespace MemberCare.Web.Webhooks;

/// <summary>How other systems are told, as the section <c>MemberCare:Webhooks</c> of appsettings.json says it. The defaults send by HTTPS to public addresses alone.</summary>
public sealed record WebhookSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "MemberCare:Webhooks";

    /// <summary>Whether this server sends. What happens meanwhile waits, for a week at most.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether addresses without TLS are taken. Messages hold no personal data, and are signed, but not hidden.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Private networks that messages may go to, as in <c>10.20.0.0/16</c>, such as the one in which the tills stand. Everything in them can be reached by whoever manages integrations.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>How long an exchange may take, from the look-up of the name to the head of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many messages are under way to one subscriber at once.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>Reads the section. In development, where samples run on the same machine, they can be told without further ado.</summary>
    /// <exception cref="InvalidOperationException">A value is of the wrong kind.</exception>
    public static WebhookSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection(Section);
        var settings = section.Get<WebhookSettings>() ?? new();
        return environment.IsDevelopment() && section[nameof(AllowHttp)] is null && settings.AllowedNetworks.Count == 0
            ? settings with { AllowHttp = true, AllowedNetworks = ["127.0.0.0/8", "::1/128"] }
            : settings;
    }

    /// <summary>What keeps the settings from working, in a sentence that names the setting; null where nothing does.</summary>
    public string? Complaint() =>
        AllowedNetworks.FirstOrDefault(text => !IPNetwork.TryParse(text, out _)) is { } wrong ? $"{Section}:AllowedNetworks holds “{wrong}”, which is no network such as 10.20.0.0/16."
        : Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromSeconds(20) ? $"{Section}:Timeout must lie between 1 and 20 seconds."
        : AtOnce is < 1 or > 64 ? $"{Section}:AtOnce must lie between 1 and 64."
        : null;

    /// <summary>Where messages may go.</summary>
    public TargetRules Rules() => new(AllowHttp, [.. AllowedNetworks.Select(IPNetwork.Parse)]);
}
