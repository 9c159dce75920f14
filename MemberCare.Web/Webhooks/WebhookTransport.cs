using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Web.Webhooks;

/// <summary>What one exchange came to.</summary>
/// <param name="Result">Taken or not, and why.</param>
/// <param name="Took">How long it took.</param>
public sealed record WebhookExchange(DeliveryResult Result, TimeSpan Took);

/// <summary>
/// Carries one message to one subscriber. The other side may be anybody's: it gets no cookies and no second address, a limited time, and the answer's head is all that counts. Each
/// connection goes to a machine that was checked when the name was looked up, so that a name which changes its meaning in between leads nowhere else.
/// </summary>
public sealed class WebhookTransport : IDisposable
{
    private const int MostOfAnswer = 4096;

    private readonly HttpClient _http;
    private readonly WebhookSecrets _secrets;
    private readonly WebhookSettings _settings;
    private readonly TargetRules _rules;
    private readonly TimeProvider _time;

    /// <summary>Readies the connections.</summary>
    public WebhookTransport(WebhookSecrets secrets, WebhookSettings settings, TargetRules rules, TimeProvider time)
    {
        (_secrets, _settings, _rules, _time) = (secrets, settings, rules, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = settings.Timeout,
            MaxConnectionsPerServer = settings.AtOnce,

            // A name may move to another machine; and what stands idle is not held open.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 16,

            // Of the body as much is read as keeps a connection of use, and no more: a longer one ends with its connection.
            MaxResponseDrainSize = MostOfAnswer,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        };
        _http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("MemberCare-Webhooks/1");
    }

    /// <summary>Sends a message and waits for the head of the answer.</summary>
    /// <param name="target">To whom.</param>
    /// <param name="message">What.</param>
    /// <param name="cancellation">Breaks off, as when the server stops; then it is not known whether it arrived.</param>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<WebhookExchange> SendAsync(WebhookTarget target, WebhookMessage message, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var now = _time.Now();
        if (_secrets.Of(target, now) is not { } secrets)
        {
            return Ended(new DeliveryResult(DeliveryFault.SecretLost));
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_settings.Timeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", WebhookMessage.ContentType);
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, message.Id);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Sign(message.Id, now, message.Body, secrets));
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return Ended(DeliveryResult.Of((int)answer.StatusCode, AskedBy(answer, now)));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Ended(new DeliveryResult(DeliveryFault.Slow));
        }
        catch (HttpRequestException fault)
        {
            return Ended(new DeliveryResult(FaultOf(fault)));
        }

        WebhookExchange Ended(DeliveryResult result) => new(result, _time.GetElapsedTime(began));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // What 429 and 503 ask for, as seconds or as a moment (RFC 9110, section 10.2.3).
    private static TimeSpan? AskedBy(HttpResponseMessage answer, DateTimeOffset now) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is { } asked
            ? asked.Delta ?? (asked.Date - now is { } wait && wait > TimeSpan.Zero ? wait : null)
            : null;

    private static DeliveryFault FaultOf(HttpRequestException fault) =>
        Causes(fault).Any(cause => cause is TargetRefused) ? DeliveryFault.PrivateAddress
        : Causes(fault).Any(cause => cause is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }) ? DeliveryFault.UnknownName
        : Causes(fault).Any(cause => cause is AuthenticationException) ? DeliveryFault.Untrusted
        : fault.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => DeliveryFault.UnknownName,
            HttpRequestError.SecureConnectionError => DeliveryFault.Untrusted,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError => DeliveryFault.Garbled,
            _ => DeliveryFault.Unreachable,
        };

    private static IEnumerable<Exception> Causes(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            yield return fault;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var machines = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = machines.Where(_rules.MayConnect).ToArray();
        if (allowed.Length == 0)
        {
            throw machines.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new TargetRefused();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [DebuggerNonUserCode]
    private sealed class TargetRefused() : IOException("The name means a private or local machine.");
}
