using System.Diagnostics;
using System.Net.Sockets;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Web.Webhooks;
using Microsoft.AspNetCore.DataProtection;

namespace MemberCare.Tests.Web.Webhooks;

/// <summary>Receivers that hang, dribble, lie, redirect and flood: none of them holds up another, and each is told in words what is wrong with it.</summary>
public sealed class HostileReceiverTests : IAsyncLifetime
{
    private WebhookScene _scene = null!;

    public async Task InitializeAsync() => _scene = await WebhookScene.OpenAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Theory]
    [InlineData("nothing", DeliveryFault.Slow, null)]
    [InlineData("dribble", DeliveryFault.Slow, null)]
    [InlineData("longer-than-said", DeliveryFault.None, 200)]
    [InlineData("shorter-than-said", DeliveryFault.None, 200)]
    [InlineData("endless-body", DeliveryFault.None, 200)]
    [InlineData("endless-head", DeliveryFault.Garbled, null)]
    [InlineData("two-lengths", DeliveryFault.None, 200)]
    [InlineData("no-http", DeliveryFault.Garbled, null)]
    [InlineData("cut", DeliveryFault.Unreachable, null)]
    [InlineData("redirect", DeliveryFault.Redirected, 302)]
    public async Task Whatever_a_receiver_does_an_exchange_ends_in_time_and_says_what_it_was(string how, DeliveryFault fault, int? answer)
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        await using var receiver = new RawReceiver((stream, stop) => ActAsync(how, stream, elsewhere.Address, stop));
        using var transport = _scene.Transport();
        var webhook = await _scene.SubscribeAsync("till", receiver.Address);

        var began = Stopwatch.GetTimestamp();
        var exchange = (await _scene.Desk(transport).TestAsync(webhook.Id, _scene.Administrator)).Value;

        Assert.Equal((fault, answer), (exchange.Result.Fault, exchange.Result.Answer));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Empty(elsewhere.Messages);
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_up_no_other()
    {
        await using var hanging = new RawReceiver((_, stop) => Task.Delay(Timeout.Infinite, stop));
        await using var till = await WebhookReceiver.StartAsync();
        var slow = await _scene.SubscribeAsync("hanging", hanging.Address);
        await _scene.SubscribeAsync("till", till.Address);
        await _scene.SendAsync();
        for (var i = 0; i < 30; i++)
        {
            await _scene.CustomerAsync($"Customer {i}");
        }

        await till.WaitAsync(30);
        Assert.InRange(hanging.Connections, 1, 30);
        Assert.Equal(30, _scene.View(slow.Id).Waiting);
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_left_in_peace_and_caught_up_with_when_it_is_back()
    {
        var down = await WebhookReceiver.StartAsync();
        down.Answer = (_, context) => WebhookReceiver.Say(context, 503);
        var webhook = await _scene.SubscribeAsync("till", down.Address);
        await _scene.SendAsync();
        for (var i = 0; i < 50; i++)
        {
            await _scene.CustomerAsync($"Customer {i}");
        }

        await Wait.UntilAsync(
            () =>
            {
                _scene.Time.Advance(TimeSpan.FromMinutes(1));
                return _scene.View(webhook.Id).FailingSince is not null && down.Messages.Count >= 12;
            },
            "failures");

        // It is tried with one message at a time, not with all that waits.
        var tried = down.Messages.Count;
        Assert.True(_scene.Deliveries(webhook.Id).Count(delivery => delivery.Attempts == 0) > 20, $"{tried} were tried");

        down.Answer = (_, context) => WebhookReceiver.Say(context, 204);
        await Wait.UntilAsync(
            () =>
            {
                _scene.Time.Advance(TimeSpan.FromMinutes(1));
                return _scene.View(webhook.Id) is { Waiting: 0, FailingSince: null };
            },
            "all that waited");
        Assert.All(_scene.Deliveries(webhook.Id), delivery => Assert.Equal(DeliveryState.Told, delivery.State));
        await down.DisposeAsync();
    }

    [Fact]
    public async Task Gone_ends_the_subscription_and_what_waits_is_dropped()
    {
        await using var till = await WebhookReceiver.StartAsync();
        till.Answer = (_, context) => WebhookReceiver.Say(context, 410);
        var webhook = await _scene.SubscribeAsync("till", till.Address);
        var customer = await _scene.CustomerAsync();
        await _scene.ChangeAsync(customer.Id);
        await _scene.SendAsync();

        await Wait.UntilAsync(() => _scene.View(webhook.Id).State == WebhookState.Ended, "the end");
        Assert.Equal(WebhookStop.Gone, _scene.View(webhook.Id).Stop);
        await _scene.ChangeAsync(customer.Id, "Active");
        await Wait.UntilAsync(() => _scene.View(webhook.Id).Waiting == 0, "the rest");
        Assert.All(_scene.Deliveries(webhook.Id), delivery => Assert.Equal(DeliveryState.Dropped, delivery.State));
        Assert.Single(till.Messages);
        Assert.IsType<WebhookEnded>((await _scene.Store.Get<ManageWebhooks>().ResumeAsync(webhook.Id, _scene.Administrator)).Refusal);
    }

    [Fact]
    public async Task A_wait_that_the_receiver_asks_for_is_kept_to()
    {
        await using var till = await WebhookReceiver.StartAsync();
        till.Answer = (_, context) =>
        {
            context.Response.Headers.RetryAfter = "600";
            return WebhookReceiver.Say(context, 429);
        };
        var webhook = await _scene.SubscribeAsync("till", till.Address);
        await _scene.SendAsync();
        await _scene.CustomerAsync();
        await Wait.UntilAsync(() => _scene.View(webhook.Id).FailingSince is not null, "the refusal");

        var delivery = Assert.Single(_scene.Deliveries(webhook.Id));
        Assert.Equal((429, DeliveryFault.Refused), (delivery.Answer, delivery.Fault));
        Assert.InRange(delivery.DueAt!.Value - delivery.TriedAt!.Value, TimeSpan.FromSeconds(599), TimeSpan.FromSeconds(605));
    }

    [Fact]
    public async Task Days_of_nothing_but_failures_pause_the_subscription_and_lose_nothing()
    {
        await using var till = await WebhookReceiver.StartAsync();
        till.Answer = (_, context) => WebhookReceiver.Say(context, 500);
        var webhook = await _scene.SubscribeAsync("till", till.Address);
        await _scene.SendAsync();
        await _scene.CustomerAsync();
        await Wait.UntilAsync(
            () =>
            {
                _scene.Time.Advance(TimeSpan.FromHours(5));
                return _scene.View(webhook.Id).State == WebhookState.Paused;
            },
            "the pause");
        Assert.Equal(WebhookStop.Failures, _scene.View(webhook.Id).Stop);
        await _scene.CustomerAsync("Later");
        await Wait.UntilAsync(() => _scene.Deliveries(webhook.Id).Count == 2, "what happens meanwhile");

        till.Answer = (_, context) => WebhookReceiver.Say(context, 204);
        Assert.Null((await _scene.Store.Get<ManageWebhooks>().ResumeAsync(webhook.Id, _scene.Administrator)).Refusal);
        await _scene.UntilAllIsToldAsync(webhook.Id, till);
    }

    [Fact]
    public async Task A_name_that_means_a_private_machine_is_not_connected_to()
    {
        await using var till = await WebhookReceiver.StartAsync();
        var port = new Uri(till.Address).Port;

        // The name was public when it was typed, and means this machine now.
        var settings = new WebhookSettings { AllowHttp = true, Timeout = TimeSpan.FromSeconds(5) };

        foreach (var host in new[] { "localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1" })
        {
            var exchange = await ExchangeAsync(settings, $"http://{host}:{port}/hook");
            Assert.Equal((host, DeliveryFault.PrivateAddress), (host, exchange.Result.Fault));
        }

        Assert.Equal(DeliveryFault.UnknownName, (await ExchangeAsync(settings, "http://no-such-host.invalid/")).Result.Fault);
        Assert.Empty(till.Messages);
    }

    private static async Task<WebhookExchange> ExchangeAsync(WebhookSettings settings, string address)
    {
        var secrets = new WebhookSecrets(new EphemeralDataProtectionProvider());
        using var transport = new WebhookTransport(secrets, settings, settings.Rules(), TimeProvider.System);
        var target = new Core.Store.WebhookTarget(new WebhookId(1), new TenantId(1), "kopi-house", "till", address, secrets.Make().Sealed, null, null);
        return await transport.SendAsync(target, WebhookMessage.Test("kopi-house", Guid.NewGuid(), DateTimeOffset.UnixEpoch), CancellationToken.None);
    }

    private static async Task ActAsync(string how, NetworkStream stream, string elsewhere, CancellationToken stop)
    {
        switch (how)
        {
            case "nothing":
                await Task.Delay(Timeout.Infinite, stop);
                break;
            case "dribble":
                foreach (var c in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Slow: " + new string('x', 10_000))
                {
                    await RawReceiver.WriteAsync(stream, c.ToString(), stop);
                    await Task.Delay(100, stop);
                }

                break;
            case "longer-than-said":
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok, and HTTP/1.1 500 Smuggled\r\n\r\n", stop);
                break;
            case "shorter-than-said":
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nok", stop);
                await Task.Delay(Timeout.Infinite, stop);
                break;
            case "endless-body":
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\n\r\n", stop);
                while (!stop.IsCancellationRequested)
                {
                    await RawReceiver.WriteAsync(stream, new string('x', 65_536), stop);
                }

                break;
            case "endless-head":
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\n", stop);
                while (!stop.IsCancellationRequested)
                {
                    await RawReceiver.WriteAsync(stream, $"X-More: {new string('x', 1000)}\r\n", stop);
                }

                break;
            case "two-lengths":
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz\r\n", stop);
                break;
            case "no-http":
                await RawReceiver.WriteAsync(stream, "220 mail.example.com ESMTP ready\r\n\r\n", stop);
                break;
            case "cut":
                break;
            case "redirect":
                await RawReceiver.WriteAsync(stream, $"HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n", stop);
                break;
        }
    }
}
