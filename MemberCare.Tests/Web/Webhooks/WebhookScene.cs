using System.Diagnostics;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using MemberCare.Core.Store;
using MemberCare.Tests.Store;
using MemberCare.Web.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MemberCare.Tests.Web.Webhooks;

/// <summary>The whole core over a fresh file, and what sends, with real connections; only its clock can be put forward.</summary>
public sealed class WebhookScene : IAsyncDisposable
{
    private static readonly EphemeralDataProtectionProvider Keys = new();
    private readonly List<Sender> _senders = [];

    private WebhookScene(TestStore store, ShiftedTime time, WebhookSettings settings) => (Store, Time, Settings) = (store, time, settings);

    /// <summary>The core.</summary>
    public TestStore Store { get; }

    /// <summary>The clock of everything.</summary>
    public ShiftedTime Time { get; }

    /// <summary>The settings of what sends.</summary>
    public WebhookSettings Settings { get; }

    /// <summary>Who sets webhooks up.</summary>
    public Actor Administrator => Store.Actor(Role.Administrator);

    /// <summary>Opens it; nothing is sent before <see cref="SendAsync()"/>.</summary>
    public static async Task<WebhookScene> OpenAsync(WebhookSettings? settings = null)
    {
        var time = new ShiftedTime();
        return new WebhookScene(await TestStore.OpenAsync(time), time, settings ?? new WebhookSettings { AllowHttp = true, AllowedNetworks = ["127.0.0.0/8"], Timeout = TimeSpan.FromSeconds(2) });
    }

    /// <summary>Starts what sends.</summary>
    public Task<WebhookSender> SendAsync() => SendAsync(Store);

    /// <summary>Starts what sends, over another core.</summary>
    public async Task<WebhookSender> SendAsync(TestStore store)
    {
        var transport = Transport();
        var sender = new WebhookSender(store.Get<DeliverWebhooks>(), transport, Settings, new WebhookNews(), store.Get<Writer>(), Time, NullLogger<WebhookSender>.Instance);
        _senders.Add(new Sender(sender, transport));
        await sender.StartAsync(CancellationToken.None);
        return sender;
    }

    /// <summary>Stops one, as a server that goes down does.</summary>
    public async Task StopAsync(WebhookSender sender)
    {
        await sender.StopAsync(CancellationToken.None);
        var known = _senders.Single(one => one.Service == sender);
        known.Transport.Dispose();
        sender.Dispose();
        _senders.Remove(known);
    }

    /// <summary>What carries messages.</summary>
    public WebhookTransport Transport() => new(new WebhookSecrets(Keys), Settings, Settings.Rules(), Time);

    /// <summary>What page and API use.</summary>
    public WebhookDesk Desk(WebhookTransport transport) => new(Store.Get<ManageWebhooks>(), Store.Get<ReadWebhooks>(), new WebhookSecrets(Keys), transport, Time);

    /// <summary>Subscribes a system to kinds of event, or to all.</summary>
    public async Task<NewWebhook> SubscribeAsync(string name, string address, params EventKind[] kinds)
    {
        using var transport = Transport();
        return (await Desk(transport).CreateAsync(new WebhookDraft { Name = name, Address = address, Kinds = kinds }, Administrator)).Value;
    }

    /// <summary>Changes a customer's label, there and back again.</summary>
    public async Task ChangeAsync(CustomerId customer, string label = "Suspended") =>
        Assert.Null((await Store.Get<ChangeStatus>().RunAsync(
            new ChangeStatusRequest(customer, LabelChoice.Named(label), null, "As they asked, Siti of the till said", null, null), Store.Actor(Role.Agent))).Refusal);

    /// <summary>A customer with everything that a message must not hold.</summary>
    public Task<Customer> CustomerAsync(string name = "Siti Aminah") => Store.RegisterAsync(name, mobile: $"01{Random.Shared.Next(10_000_000, 99_999_999)}", email: $"s{Guid.NewGuid():N}@mail.my");

    /// <summary>How a subscription stands.</summary>
    public WebhookView View(WebhookId id) => Store.Get<ReadWebhooks>().One(id, Administrator).Value;

    /// <summary>The messages to a subscription, oldest first.</summary>
    public IReadOnlyList<DeliveryView> Deliveries(WebhookId id) => [.. Store.Get<ReadWebhooks>().Deliveries(id, Administrator, limit: 200).Value.Items.Reverse()];

    /// <summary>Waits until a webhook was told everything.</summary>
    /// <remarks>Time goes on where nothing arrives, and not while messages are under way: the right to send is for a time, and a slow machine would never keep it.</remarks>
    public Task UntilAllIsToldAsync(WebhookId webhook, WebhookReceiver receiver)
    {
        var (heard, quiet) = (-1, Stopwatch.StartNew());
        return Wait.UntilAsync(
            () =>
            {
                if (receiver.Messages.Count != heard)
                {
                    heard = receiver.Messages.Count;
                    quiet.Restart();
                }
                else if (quiet.ElapsedMilliseconds > 100)
                {
                    Time.Advance(TimeSpan.FromMinutes(10));
                    quiet.Restart();
                }

                // Before the sender has looked at what was committed, nothing waits either.
                return !Store.Get<DeliverWebhooks>().Look(default).HasNews && View(webhook).Waiting == 0;
            },
            "everybody to be told");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders.ToList())
        {
            await StopAsync(sender.Service);
        }

        await Store.DisposeAsync();
    }

    private sealed record Sender(WebhookSender Service, WebhookTransport Transport);
}

/// <summary>The system's clock, put forward by what a test says.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    /// <summary>Puts it forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));
}
