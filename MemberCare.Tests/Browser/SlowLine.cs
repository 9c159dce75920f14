using Microsoft.Playwright;

namespace MemberCare.Tests.Browser;

/// <summary>The circuit of a page, whose messages a test can hold up: what the server draws, and the browser's word that it was drawn.</summary>
public sealed class SlowLine : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _focused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<Action>? _drawings;
    private Queue<Action>? _confirmations;
    private bool _holdsConfirmations;

    private SlowLine()
    {
    }

    /// <summary>Ends once the browser told the server that it had put the focus into a field.</summary>
    public Task Focused => _focused.Task.WaitAsync(TimeSpan.FromSeconds(15));

    /// <summary>Lays the line; pages opened from then on go through it.</summary>
    public static async Task<SlowLine> BetweenAsync(IPage page)
    {
        var line = new SlowLine();
        await page.RouteWebSocketAsync(address => address.Contains("/_blazor", StringComparison.Ordinal), line.Carry);
        return line;
    }

    /// <summary>Nothing comes to the browser any more.</summary>
    public void HoldDrawings()
    {
        lock (_lock)
        {
            _drawings = new Queue<Action>();
        }
    }

    /// <summary>What was held comes, and what comes after it; once the first focus is asked for, confirmations are held.</summary>
    public void LetDrawingsCome()
    {
        lock (_lock)
        {
            _holdsConfirmations = true;
            Empty(ref _drawings);
        }
    }

    /// <summary>The confirmations that were held go, and those after them.</summary>
    public void LetConfirmationsGo()
    {
        lock (_lock)
        {
            _holdsConfirmations = false;
            Empty(ref _confirmations);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        LetDrawingsCome();
        LetConfirmationsGo();
        return default;
    }

    private static void Empty(ref Queue<Action>? held)
    {
        while (held is { Count: > 0 })
        {
            held.Dequeue()();
        }

        held = null;
    }

    private void Carry(IWebSocketRoute near)
    {
        var far = near.ConnectToServer();
        far.OnMessage(frame => Pass(frame, near, () => _drawings));
        near.OnMessage(frame => Pass(frame, far, () => Says(frame, "OnRenderCompleted"u8) ? _confirmations : null));
    }

    private void Pass(IWebSocketFrame frame, IWebSocketRoute to, Func<Queue<Action>?> heldIn)
    {
        lock (_lock)
        {
            void Go()
            {
                // The name of the function with its length before it, as the protocol has it.
                if (_holdsConfirmations && Says(frame, "JS.BeginInvokeJS"u8) && Says(frame, [0xA5, .. "focus"u8]))
                {
                    _confirmations ??= new Queue<Action>();
                }
                else if (_confirmations is not null && Says(frame, "EndInvokeJSFromDotNet"u8))
                {
                    _focused.TrySetResult();
                }

                if (frame.Binary is { } bytes)
                {
                    to.Send(bytes);
                }
                else
                {
                    to.Send(frame.Text!);
                }
            }

            if (heldIn() is { } held)
            {
                held.Enqueue(Go);
            }
            else
            {
                Go();
            }
        }
    }

    private static bool Says(IWebSocketFrame frame, ReadOnlySpan<byte> name) => frame.Binary is { } bytes && bytes.AsSpan().IndexOf(name) >= 0;
}
