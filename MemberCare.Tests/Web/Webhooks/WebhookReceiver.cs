using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MemberCare.Core.Domain.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MemberCare.Tests.Web.Webhooks;

/// <summary>A message as it arrived.</summary>
public sealed record Received(string Id, string Timestamp, string Signature, string ContentType, string Body, string Path)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The customer it is about; null for a test message.</summary>
    public string? Customer => (string?)Json["subject"];

    /// <summary>The number of the event.</summary>
    public long Sequence => (long)Json["data"]!["sequence"]!;
}

/// <summary>A system that listens, on Kestrel and a free port of loopback. It answers 204 unless a test says otherwise.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private int _now;

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What it answers.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, context) => Say(context, 204);

    /// <summary>What arrived, in order.</summary>
    public IReadOnlyList<Received> Messages => [.. _received];

    /// <summary>How many messages were here at once at the most.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Answers a status and nothing else.</summary>
    public static Task Say(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Starts one, on a given port where it has to come back there.</summary>
    public static async Task<WebhookReceiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        receiver.Address = app.Urls.Single() + "/hook";
        return receiver;
    }

    /// <summary>Waits until so many messages arrived, and returns them.</summary>
    public async Task<IReadOnlyList<Received>> WaitAsync(int count)
    {
        await Wait.UntilAsync(() => _received.Count >= count, $"{count} messages; there are {_received.Count}");
        return Messages;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref _now);
        lock (_received)
        {
            MostAtOnce = Math.Max(MostAtOnce, now);
        }

        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var message = new Received(
                context.Request.Headers[WebhookSignature.IdHeader].ToString(),
                context.Request.Headers[WebhookSignature.TimestampHeader].ToString(),
                context.Request.Headers[WebhookSignature.SignatureHeader].ToString(),
                context.Request.ContentType ?? "",
                await reader.ReadToEndAsync(),
                context.Request.Path);
            _received.Enqueue(message);
            await Answer(message, context);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}

/// <summary>Waits for what comes in its own time.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var until = DateTime.UtcNow + Patience;
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < until, $"Waited in vain for {what}.");
            await Task.Delay(10);
        }
    }
}
