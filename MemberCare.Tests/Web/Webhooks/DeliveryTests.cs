using MemberCare.Core.Domain.Events;
using MemberCare.Core.Domain.Jobs;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Operations.Bulk;
using MemberCare.Core.Queries;
using MemberCare.Tests.Operations.Approvals;

namespace MemberCare.Tests.Web.Webhooks;

/// <summary>What subscribers are told, in which order, and what is known of it afterwards.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private WebhookScene _scene = null!;
    private WebhookReceiver _till = null!;

    public async Task InitializeAsync() => (_scene, _till) = (await WebhookScene.OpenAsync(), await WebhookReceiver.StartAsync());

    public async Task DisposeAsync()
    {
        await _scene.DisposeAsync();
        await _till.DisposeAsync();
    }

    [Fact]
    public async Task A_subscriber_is_told_of_a_change_and_the_receipt_says_so()
    {
        var customer = await _scene.CustomerAsync();
        await _scene.SendAsync();
        var webhook = await _scene.SubscribeAsync("till", _till.Address);
        await _scene.ChangeAsync(customer.Id);

        var message = (await _till.WaitAsync(1))[0];
        Assert.Equal("application/cloudevents+json", message.ContentType);
        Assert.Equal(("1.0", "org.membercare.customer.status-changed", "urn:membercare:kopi-house"), ((string)message.Json["specversion"]!, (string)message.Json["type"]!, (string)message.Json["source"]!));
        Assert.Equal((message.Id, customer.Id.ToString(), 2L), ((string)message.Json["id"]!, message.Customer, message.Sequence));
        Assert.Equal(("active", "suspended"), ((string)message.Json["data"]!["status"]!["before"]!, (string)message.Json["data"]!["status"]!["after"]!));

        await Wait.UntilAsync(() => _scene.View(webhook.Id).LastToldAt is not null, "the receipt");
        var receipt = Assert.Single(Receipts(customer.Id)[2]);
        Assert.Equal(("till", DeliveryState.Told, 204, DeliveryFault.None), (receipt.Name, receipt.State, receipt.Answer, receipt.Fault));
        Assert.Empty(Receipts(customer.Id)[1]);
        Assert.Equal(0, _scene.View(webhook.Id).Waiting);
    }

    [Fact]
    public async Task Each_subscriber_hears_the_kinds_it_asked_for_and_nothing_that_staff_look_at()
    {
        await using var campaigns = await WebhookReceiver.StartAsync();
        await _scene.SubscribeAsync("till", _till.Address, EventKind.StatusChanged);
        await _scene.SubscribeAsync("campaigns", campaigns.Address);
        await _scene.SendAsync();
        var customer = await _scene.CustomerAsync();
        await _scene.Store.Get<RevealContact>().RunAsync(customer.Id, _scene.Store.Actor(Role.Agent));
        await _scene.ChangeAsync(customer.Id);

        Assert.Equal(["registered", "statusChanged"], (await campaigns.WaitAsync(2)).Select(message => (string)message.Json["data"]!["kind"]!));
        Assert.Equal(["statusChanged"], (await _till.WaitAsync(1)).Select(message => (string)message.Json["data"]!["kind"]!));
    }

    [Fact]
    public async Task A_message_that_fails_holds_back_later_ones_of_its_customer_alone_and_all_arrive_in_order()
    {
        var (first, second) = (await _scene.CustomerAsync(), await _scene.CustomerAsync("Tan Mei Ling"));
        var broken = true;
        _till.Answer = (message, context) => WebhookReceiver.Say(context, Volatile.Read(ref broken) && message.Customer == first.Id.ToString() ? 500 : 200);
        var webhook = await _scene.SubscribeAsync("till", _till.Address);
        await _scene.SendAsync();
        for (var i = 0; i < 3; i++)
        {
            await _scene.ChangeAsync(first.Id, i % 2 == 0 ? "Suspended" : "Active");
            await _scene.ChangeAsync(second.Id, i % 2 == 0 ? "Suspended" : "Active");
        }

        await Wait.UntilAsync(() => Told(second.Id).SequenceEqual([2L, 3L, 4L]) && Told(first.Id).Contains(2), "the other customer's messages");
        Assert.All(Told(first.Id), sequence => Assert.Equal(2, sequence));

        Volatile.Write(ref broken, false);
        await _scene.UntilAllIsToldAsync(webhook.Id, _till);
        Assert.Equal([2L, 3L, 4L], Told(first.Id).Distinct());
        Assert.Equal(Told(first.Id).Order(), Told(first.Id));
    }

    [Fact]
    public async Task Under_random_failures_every_event_arrives_and_each_customers_first_arrivals_are_in_order()
    {
        var chance = new Random(20261122);
        var customers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _scene.CustomerAsync($"Customer {i}")));
        _till.Answer = (_, context) =>
        {
            lock (chance)
            {
                return WebhookReceiver.Say(context, chance.Next(4) switch { 0 => 503, 1 => 400, _ => 204 });
            }
        };
        var webhook = await _scene.SubscribeAsync("till", _till.Address, EventKind.StatusChanged);
        await _scene.SendAsync();
        for (var i = 0; i < 6; i++)
        {
            await Task.WhenAll(customers.Select(customer => _scene.ChangeAsync(customer.Id, i % 2 == 0 ? "Suspended" : "Active")));
        }

        await _scene.UntilAllIsToldAsync(webhook.Id, _till);
        foreach (var customer in customers)
        {
            Assert.Equal(Enumerable.Range(2, 6).Select(i => (long)i), Told(customer.Id).Distinct());
            Assert.Equal(Told(customer.Id).Order(), Told(customer.Id));
        }

        Assert.All(_scene.Deliveries(webhook.Id), delivery => Assert.Equal(DeliveryState.Told, delivery.State));
    }

    [Fact]
    public async Task What_happens_while_nothing_sends_is_told_after_the_restart_and_once()
    {
        var customer = await _scene.CustomerAsync();
        var webhook = await _scene.SubscribeAsync("till", _till.Address);
        var sender = await _scene.SendAsync();
        await _scene.ChangeAsync(customer.Id);
        await _till.WaitAsync(1);
        await _scene.StopAsync(sender);

        await _scene.ChangeAsync(customer.Id, "Active");
        await using (var other = _scene.Store.Another())
        {
            // Another process changes something, and takes over the telling.
            var taken = await other.Get<ChangeStatus>().RunAsync(new ChangeStatusRequest(customer.Id, LabelChoice.Named("Suspended"), null, "Again", null, null), _scene.Store.Actor(Role.Agent));
            Assert.Null(taken.Refusal);
            var second = await _scene.SendAsync(other);
            await _till.WaitAsync(3);
            await Wait.UntilAsync(() => _scene.View(webhook.Id).Waiting == 0, "the receipts");
            await _scene.StopAsync(second);
        }

        Assert.Equal([2L, 3L, 4L], Told(customer.Id));
    }

    [Fact]
    public async Task What_happened_before_a_subscription_is_not_told()
    {
        var customer = await _scene.CustomerAsync();
        await _scene.ChangeAsync(customer.Id);
        var first = await _scene.SubscribeAsync("till", _till.Address);
        await _scene.ChangeAsync(customer.Id, "Active");
        await using var late = await WebhookReceiver.StartAsync();
        var second = await _scene.SubscribeAsync("campaigns", late.Address);
        await _scene.ChangeAsync(customer.Id);
        await _scene.SendAsync();

        Assert.Equal([3L, 4L], (await _till.WaitAsync(2)).Select(message => message.Sequence));
        Assert.Equal([4L], (await late.WaitAsync(1)).Select(message => message.Sequence));
        Assert.Equal((2, 1), (_scene.Deliveries(first.Id).Count, _scene.Deliveries(second.Id).Count));
    }

    [Fact]
    public async Task A_paused_webhook_hears_afterwards_what_it_missed_and_an_ended_one_nothing()
    {
        var customer = await _scene.CustomerAsync();
        var webhook = await _scene.SubscribeAsync("till", _till.Address);
        var manage = _scene.Store.Get<ManageWebhooks>();
        await _scene.SendAsync();
        Assert.Null((await manage.PauseAsync(webhook.Id, _scene.Administrator)).Refusal);
        await _scene.ChangeAsync(customer.Id);
        await _scene.ChangeAsync(customer.Id, "Active");
        await Wait.UntilAsync(() => _scene.View(webhook.Id).Waiting == 2, "what waits");
        Assert.Empty(_till.Messages);
        Assert.True(Assert.Single(Receipts(customer.Id)[2]).IsPaused);

        Assert.Null((await manage.ResumeAsync(webhook.Id, _scene.Administrator)).Refusal);
        Assert.Equal([2L, 3L], (await _till.WaitAsync(2)).Select(message => message.Sequence));

        await Wait.UntilAsync(() => _scene.View(webhook.Id).Waiting == 0, "the receipts");
        Assert.Null((await manage.EndAsync(webhook.Id, _scene.Administrator)).Refusal);
        await _scene.ChangeAsync(customer.Id);
        Assert.Equal(2, _scene.Deliveries(webhook.Id).Count);
        Assert.Equal(2, Receipts(customer.Id).Count);
    }

    [Fact]
    public async Task A_message_is_sent_again_at_a_persons_wish_with_the_same_id_and_body()
    {
        var customer = await _scene.CustomerAsync();
        var webhook = await _scene.SubscribeAsync("till", _till.Address);
        await _scene.SendAsync();
        await _scene.ChangeAsync(customer.Id);
        await Wait.UntilAsync(() => _scene.View(webhook.Id).LastToldAt is not null, "the first time");
        var delivery = Assert.Single(_scene.Deliveries(webhook.Id));

        Assert.Null((await _scene.Store.Get<ManageWebhooks>().RedeliverAsync(webhook.Id, delivery.Id, _scene.Administrator)).Refusal);

        var messages = await _till.WaitAsync(2);
        Assert.Equal((messages[0].Id, messages[0].Body), (messages[1].Id, messages[1].Body));
        await Wait.UntilAsync(() => Assert.Single(_scene.Deliveries(webhook.Id)).State == DeliveryState.Told, "the second receipt");
    }

    [Fact]
    public async Task No_organisation_hears_what_happens_in_another()
    {
        var stranger = await _scene.Store.RegisterAsync("Stranger", mobile: "0123456789", tenant: _scene.Store.OtherTenant);
        var webhook = await _scene.SubscribeAsync("till", _till.Address);
        await _scene.SendAsync();
        var change = new ChangeStatusRequest(stranger.Id, LabelChoice.Named("Suspended"), null, "Not yours", null, null);
        Assert.Null((await _scene.Store.Get<ChangeStatus>().RunAsync(change, _scene.Store.Actor(Role.Agent, _scene.Store.OtherTenant))).Refusal);
        var own = await _scene.CustomerAsync();

        Assert.Equal([own.Id.ToString()], (await _till.WaitAsync(1)).Select(message => message.Customer));
        var other = _scene.Store.Actor(Role.Administrator, _scene.Store.OtherTenant);
        Assert.Empty(_scene.Store.Get<ReadWebhooks>().Run(other).Value);
        Assert.IsType<NotFound>(_scene.Store.Get<ReadWebhooks>().Deliveries(webhook.Id, other).Refusal);
        Assert.Empty(_scene.Store.Get<ReadReceipts>().Run(own.Id, 0, 100, other).Value.ByEvent);
    }

    [Fact]
    public async Task A_request_for_many_is_told_once_for_all_when_it_is_made_and_then_when_it_ends()
    {
        var store = _scene.Store;
        var (maker, checker) = (await store.StaffAsync("Mei", Role.Supervisor), await store.StaffAsync("Farid", Role.Approver));
        await store.AskForApprovalAsync(true);
        var customers = (await Task.WhenAll(Enumerable.Range(0, 3).Select(i => _scene.CustomerAsync($"Customer {i}")))).Select(customer => customer.Id).ToList();
        var webhook = await _scene.SubscribeAsync("till", _till.Address, EventKind.RequestMade, EventKind.RequestEnded);
        await _scene.SendAsync();

        // What comes of the request waits behind that it was made, which nobody takes at first.
        var broken = true;
        _till.Answer = (_, context) => WebhookReceiver.Say(context, Volatile.Read(ref broken) ? 500 : 200);
        var job = (await store.Get<ChangeMany>().BeginAsync(new BulkWish(JobChoice.Ticked, customers, LabelChoice.Named("Blocked"), "terms-breached", null), maker)).Value;
        var request = Assert.Single(store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, checker).Value.Items);
        await _till.WaitAsync(1);
        Assert.Null((await store.Get<DecideApproval>().ApproveAsync(request.Id, "Looked at Siti", checker)).Refusal);
        await store.Get<RunJobs>().RunDueAsync();
        Volatile.Write(ref broken, false);
        await _scene.UntilAllIsToldAsync(webhook.Id, _till);

        var undo = (await store.Get<ChangeMany>().BeginUndoAsync(new UndoWish(job.Id, "cleared", null), maker)).Value;
        var second = Assert.Single(store.Get<ListApprovals>().Run(ApprovalList.ToDecide, null, 50, checker).Value.Items);
        Assert.Null((await store.Get<DecideApproval>().RejectAsync(second.Id, "Not these", checker)).Refusal);
        await _scene.UntilAllIsToldAsync(webhook.Id, _till);

        var told = _till.Messages.DistinctBy(message => message.Id).ToList();
        Assert.Equal([$"{request.Id:N}-made", $"{request.Id:N}-ended", $"{second.Id:N}-made", $"{second.Id:N}-ended"], told.Select(message => message.Id));
        Assert.Equal(
            ["org.membercare.bulk-change.request-made", "org.membercare.bulk-change.request-ended"], told.Select(message => (string)message.Json["type"]!).Distinct());
        Assert.Equal(
            [(request.Id, job.Id, 3, "blocked", null), (request.Id, job.Id, 3, "blocked", "approved"), (second.Id, undo.Id, 3, null, null), (second.Id, undo.Id, 3, null, "rejected")],
            told.Select(message => message.Json["data"]!).Select(data =>
                ((Guid)data["approvalId"]!, (Guid)data["bulkChangeId"]!, (int)data["customers"]!, (string?)data["wanted"]?["status"], (string?)data["outcome"])));
        Assert.Equal(_till.Messages.Where(message => message.Id == told[0].Id).Select(message => message.Body).Distinct(), [told[0].Body]);
        Assert.DoesNotContain(told, message => message.Body.Contains("Siti", StringComparison.Ordinal) || message.Body.Contains("Mei", StringComparison.Ordinal));
        Assert.Equal([request.Id, request.Id, second.Id, second.Id], _scene.Deliveries(webhook.Id).Select(delivery => delivery.Request!.Value));
        Assert.All(_scene.Deliveries(webhook.Id), delivery => Assert.Equal((null, null), (delivery.Customer, delivery.Sequence)));
    }

    [Fact]
    public async Task Of_two_processes_one_sends_and_no_message_goes_out_twice()
    {
        var customers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _scene.CustomerAsync($"Customer {i}")));
        var webhook = await _scene.SubscribeAsync("till", _till.Address, EventKind.StatusChanged);
        await using var other = _scene.Store.Another();
        var senders = (await _scene.SendAsync(), await _scene.SendAsync(other));
        await Task.WhenAll(customers.Select(customer => _scene.ChangeAsync(customer.Id)));
        await _till.WaitAsync(40);

        // The first goes down; the other takes over at once, and not only when the lease is over.
        await _scene.StopAsync(senders.Item1);
        await Task.WhenAll(customers.Select(customer => _scene.ChangeAsync(customer.Id, "Active")));
        await _till.WaitAsync(80);
        await Wait.UntilAsync(() => _scene.View(webhook.Id).Waiting == 0, "the receipts");

        Assert.Equal(80, _till.Messages.Count);
        Assert.Equal(80, _till.Messages.Select(message => message.Id).Distinct().Count());
        await _scene.StopAsync(senders.Item2);
    }

    private IReadOnlyList<long> Told(CustomerId customer) => [.. _till.Messages.Where(message => message.Customer == customer.ToString()).Select(message => message.Sequence)];

    private ILookup<long, Receipt> Receipts(CustomerId customer) => _scene.Store.Get<ReadReceipts>().Run(customer, 1, 1000, _scene.Store.Actor(Role.Viewer)).Value.ByEvent;
}
