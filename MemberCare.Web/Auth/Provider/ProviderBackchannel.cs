using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MemberCare.Web.Auth.Provider;

/// <summary>Carries our requests to the provider: over connections of their own, without cookies, to the very address that was asked for, and not for long.</summary>
/// <param name="settings">How we show who we are.</param>
internal sealed class ProviderBackchannel(OidcSettings settings) : IDisposable
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Discovery documents and keys have a few kilobytes; a person in a thousand groups, some forty.
    private const int LongestAnswer = 1024 * 1024;

    /// <summary>Sends the requests.</summary>
    public HttpClient Client { get; } = Make(settings);

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private static HttpClient Make(OidcSettings settings)
    {
        // A redirect would take the code and the secret along to wherever it leads.
        HttpMessageHandler road = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = Patience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        if (settings.ClientSecret.Length > 0 && settings.ClientAuthentication == ClientAuthentication.ClientSecretBasic)
        {
            road = new ClientSecretBasic(settings, road);
        }

        return new HttpClient(road) { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };
    }

    // RFC 6749, section 2.3.1. What is posted goes to the token endpoint or its like; what is read shows a token of its own or nothing.
    private sealed class ClientSecretBasic(OidcSettings settings, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly AuthenticationHeaderValue _header = new(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(settings.ClientId)}:{WebUtility.UrlEncode(settings.ClientSecret)}")));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post)
            {
                request.Headers.Authorization ??= _header;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
