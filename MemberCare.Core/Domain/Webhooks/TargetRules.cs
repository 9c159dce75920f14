using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MemberCare.Core.Domain.Webhooks;

/// <summary>
/// Where messages may go. An address that somebody types must not turn MemberCare into a way to machines that only it can reach, so private, local and special
/// addresses are refused, once when the address is typed and again for each connection, since a name may come to mean another machine.
/// </summary>
/// <param name="AllowHttp">Whether addresses without TLS are taken; for development.</param>
/// <param name="Allowed">Networks that are allowed though they are private, such as the one in which the tills stand.</param>
public sealed record TargetRules(bool AllowHttp, IReadOnlyList<IPNetwork> Allowed)
{
    /// <summary>The longest address, in characters.</summary>
    public const int LongestAddress = 500;

    // IANA's registries of special-purpose addresses, IPv4 and IPv6 (RFC 6890), with multicast: whatever is not plainly a machine on the public internet.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
            "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Global unicast alone is public, and of it not what is set aside for tunnels, benchmarks, identifiers and documents.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SetAside = [.. new[] { "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20" }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>The rules of a production server: HTTPS to public addresses and nothing else.</summary>
    public static TargetRules Strict { get; } = new(false, []);

    /// <summary>Whether a connection to a machine may be made.</summary>
    public bool MayConnect(IPAddress machine)
    {
        var plain = machine.IsIPv4MappedToIPv6 ? machine.MapToIPv4() : machine;
        return Allowed.Any(network => network.Contains(plain)) || IsPublic(plain);
    }

    /// <summary>What is wrong with a typed address, in a sentence; null where nothing is. A name is taken as it is: what it means is looked up for each connection.</summary>
    public string? Complaint(string? typed)
    {
        var text = (typed ?? "").Trim();
        if (text.Length > LongestAddress)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The address is too long: {LongestAddress} characters at most.");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.Host.Length == 0 || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            return "Type the whole address, such as https://till.example.com/membercare.";
        }

        if (address.Scheme == "http" && !AllowHttp)
        {
            return "The address has to begin with https: messages must not be read on their way.";
        }

        if (address.UserInfo.Length > 0)
        {
            return "The address must not hold a name or a password: it is shown to others. The receiver checks the signature instead.";
        }

        if (address.Fragment.Length > 0)
        {
            return "The address must not have a part after #: it is never sent.";
        }

        var isMachine = IPAddress.TryParse(address.DnsSafeHost, out var machine) || IsLocalhost(address.DnsSafeHost, out machine);
        return isMachine && !MayConnect(machine!)
            ? $"{address.Host} is a private or local address, which messages must not go to. Use a public one, or ask whoever runs MemberCare to allow it."
            : null;
    }

    private static bool IsLocalhost(string host, out IPAddress machine)
    {
        machine = IPAddress.Loopback;
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsPublic(IPAddress machine)
    {
        if (machine.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Special.Any(network => network.Contains(machine));
        }

        // Addresses that carry one of IPv4 are as public as that one.
        var bytes = machine.GetAddressBytes();
        if (Translated.Contains(machine))
        {
            return IsPublic(new IPAddress(bytes.AsSpan(12, 4)));
        }

        return SixToFour.Contains(machine)
            ? IsPublic(new IPAddress(bytes.AsSpan(2, 4)))
            : GlobalUnicast.Contains(machine) && machine.ScopeId == 0 && !SetAside.Any(network => network.Contains(machine));
    }
}
