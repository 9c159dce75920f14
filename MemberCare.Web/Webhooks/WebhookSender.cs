using System.Collections.Concurrent;
using MemberCare.Core.Domain.Webhooks;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Store;

namespace MemberCare.Web.Webhooks;

/// <summary>
/// Tells subscribed systems what happened. Each pass keeps what came of the last messages, turns new entries of the outbox into messages, and sends what is due; passes follow
/// commits, and besides come twice a second for what other processes did and for what was put off. Of several processes over one file one sends, by a lease that it renews.
/// </summary>
public sealed partial class WebhookSender(
    DeliverWebhooks deliver, WebhookTransport transport, WebhookSettings settings, WebhookNews news, Writer writer, TimeProvider time, ILogger<WebhookSender> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    // Between two passes, so that what happens in a burst shares commits.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly Guid _me = Guid.NewGuid();
    private readonly Dictionary<WebhookId, WebhookLane> _lanes = [];
    private readonly ConcurrentQueue<TriedMessage> _tried = new();
    private readonly ConcurrentDictionary<WebhookId, bool> _back = new();
    private readonly WakeUp _wakeUp = new();
    private readonly CancellationTokenSource _sending = new();
    private readonly List<Task> _workers = [];
    private long _until;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wakeUp.Dispose();
        _sending.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        // Off the thread that starts the server.
        await Task.Yield();
        writer.Committed += _wakeUp.Call;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
        finally
        {
            writer.Committed -= _wakeUp.Call;
            await LeaveAsync();
        }
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        try
        {
            if (await PassAsync(stopping))
            {
                _wakeUp.Call();
            }

            await Task.Delay(Rest, stopping);
            await _wakeUp.WaitAsync(Poll, stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The store is out of reach for a moment, or this is a bug: either way nothing is lost by trying again.
            PassFailed(fault);
            await Task.Delay(AfterFault, stopping);
        }
    }

    /// <summary>One pass; true where there is more to do at once.</summary>
    private async Task<bool> PassAsync(CancellationToken stopping)
    {
        var outlook = deliver.Look(_me);
        var now = time.Now();
        SetLanes(outlook.Targets);
        var hasMore = false;
        if (!_tried.IsEmpty || (outlook.IsWanted && !outlook.IsOthers && (outlook.HasNews || !_back.IsEmpty || !(outlook.Until > now + (DeliverWebhooks.Lease / 2)))))
        {
            var turn = await KeepAsync(stopping);
            Interlocked.Exchange(ref _until, turn is { IsSender: true } ? turn.Until.ToUnixTimeMilliseconds() : 0);
            hasMore = turn?.HasMore ?? false;
        }

        foreach (var lane in _lanes.Values)
        {
            if (!MaySend())
            {
                lane.DropQueue();
            }
            else if (lane.Target is { } target)
            {
                if (lane.Wanted(time.Now()) is > 0 and var wanted)
                {
                    lane.Add(deliver.Due(target, wanted));
                }

                while (lane.Next() is { } message)
                {
                    _workers.Add(Task.Run(() => WorkAsync(lane, message), CancellationToken.None));
                }
            }
        }

        _workers.RemoveAll(worker => worker.IsCompleted);
        return hasMore;
    }

    // What could not be kept is kept next time; until then its messages stay known, so that none goes out twice.
    private async Task<WebhookTurn?> KeepAsync(CancellationToken cancellation)
    {
        var tried = new List<TriedMessage>();
        while (tried.Count < 1000 && _tried.TryDequeue(out var one))
        {
            tried.Add(one);
        }

        var back = _back.Keys.ToList();
        Outcome<WebhookTurn> outcome;
        try
        {
            outcome = await deliver.TurnAsync(_me, tried, back, cancellation);
        }
        catch
        {
            tried.ForEach(_tried.Enqueue);
            throw;
        }

        if (!outcome.TryGet(out var turn, out var refusal))
        {
            tried.ForEach(_tried.Enqueue);
            NotKept(refusal.Code);
            await Task.Delay(AfterFault, cancellation);
            return null;
        }

        back.ForEach(webhook => _back.TryRemove(webhook, out _));
        foreach (var one in tried)
        {
            _lanes.GetValueOrDefault(one.Message.Webhook)?.Forget(one.Message.Id);
        }

        news.Tell(turn.Customers);
        return turn;
    }

    // One worker for each message under way; it goes on with the next of its lane without waiting for a pass.
    private async Task WorkAsync(WebhookLane lane, DueMessage first)
    {
        for (var message = first; message is not null; message = lane.Next())
        {
            var began = time.Now();
            if (lane.Target is not { } target || !MaySend())
            {
                lane.BreakOff(message.Id);
                continue;
            }

            try
            {
                var exchange = await transport.SendAsync(target, WebhookMessage.Of(message.Facts), _sending.Token);
                var ended = time.Now();
                _tried.Enqueue(new TriedMessage(message, ended, exchange.Result));
                if (lane.Report(exchange.Result, began, ended))
                {
                    _back[lane.Id] = true;
                }
            }
            catch (OperationCanceledException)
            {
                lane.BreakOff(message.Id);
            }
            catch (Exception fault)
            {
                // A bug must not be tried for ever without a pause.
                SendFailed(fault, lane.Id);
                _tried.Enqueue(new TriedMessage(message, time.Now(), new DeliveryResult(DeliveryFault.Garbled)));
                lane.Report(new DeliveryResult(DeliveryFault.Garbled), began, time.Now());
            }

            _wakeUp.Call();
        }
    }

    // A message may go out only while the right to send outlasts it, so that no other process sends meanwhile.
    private bool MaySend() => time.Now().ToUnixTimeMilliseconds() + settings.Timeout.TotalMilliseconds < Interlocked.Read(ref _until);

    private void SetLanes(IReadOnlyList<WebhookTarget> targets)
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Target = null;
        }

        foreach (var target in targets)
        {
            if (!_lanes.TryGetValue(target.Id, out var lane))
            {
                _lanes.Add(target.Id, lane = new WebhookLane(target.Id, settings.AtOnce));
            }

            lane.Target = target;
        }

        foreach (var lane in _lanes.Values.Where(lane => lane.Target is null).ToList())
        {
            lane.DropQueue();
            if (lane.IsIdle)
            {
                _lanes.Remove(lane.Id);
            }
        }
    }

    // What is under way may end; what came of it is kept, and another process may send at once.
    private async Task LeaveAsync()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.DropQueue();
        }

        _sending.CancelAfter(Farewell);
        await Task.WhenAll(_workers);
        try
        {
            if (Interlocked.Exchange(ref _until, 0) != 0)
            {
                while (!_tried.IsEmpty && await KeepAsync(CancellationToken.None) is not null)
                {
                }

                await deliver.ReleaseAsync(_me);
            }
        }
        catch (Exception fault)
        {
            // The store has closed; the lease runs out by itself, and what was not kept is sent again.
            PassFailed(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A pass of the webhooks failed; the next one tries again")]
    private partial void PassFailed(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message could not be sent to webhook {Webhook}")]
    private partial void SendFailed(Exception fault, WebhookId webhook);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What webhooks were told could not be kept: {Why}. It is tried again")]
    private partial void NotKept(string why);
}
