using MemberCare.Web.Auth.Provider;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MemberCare.Web.Security;

/// <summary>
/// The origins of the identity provider to which the sign-out form may be led on: a browser holds a form's redirects to <c>form-action</c> as well. Its own is in the
/// settings; that of the sign-out address is in the discovery document, which is read beside the requests and never waited for.
/// </summary>
internal sealed class ProviderOrigins(OidcSettings settings, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly string _own = settings.IsConfigured ? " " + OriginOf(settings.Authority) : "";
    private volatile string? _known;
    private long _asked;

    /// <summary>The origins, each after a blank; empty where no provider is configured.</summary>
    public string Current
    {
        get
        {
            if (settings.IsConfigured)
            {
                LookAgain();
            }

            return _known ?? _own;
        }
    }

    private void LookAgain()
    {
        var (now, asked) = (time.GetTimestamp(), Interlocked.Read(ref _asked));
        if ((asked == 0 || time.GetElapsedTime(asked, now) > Again) && Interlocked.CompareExchange(ref _asked, now, asked) == asked
            && services.GetService<IConfigurationManager<OpenIdConnectConfiguration>>() is { } metadata)
        {
            _ = Task.Run(() => ReadAsync(metadata));
        }
    }

    private async Task ReadAsync(IConfigurationManager<OpenIdConnectConfiguration> metadata)
    {
        try
        {
            var end = OriginOf((await metadata.GetConfigurationAsync(CancellationToken.None)).EndSessionEndpoint);
            _known = end is null || _own == " " + end ? _own : $"{_own} {end}";
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException or HttpRequestException or OperationCanceledException)
        {
            // Out of reach. Whoever signs in meets that and says so; here the settings' own origin stands.
        }
    }

    // Scheme, host and port alone, as the address library writes them: nothing of a setting reaches the policy as it is.
    private static string? OriginOf(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri.GetLeftPart(UriPartial.Authority) : null;
}
