using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MemberCare.Tests.Web.Webhooks;

/// <summary>A receiver that writes its answers by hand, for what no decent server does. Each connection gets one answer.</summary>
public sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _connections;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Writes to the connection; it is cut when this ends.</param>
    public RawReceiver(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _accepting = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = Task.Run(async () =>
                {
                    using (connection)
                    {
                        var stream = connection.GetStream();
                        try
                        {
                            await ReadHeadAsync(stream, _stop.Token);
                            await answer(stream, _stop.Token);
                        }
                        catch (Exception fault) when (fault is IOException or OperationCanceledException)
                        {
                            // The sender had enough.
                        }
                    }
                });
            }
        });
    }

    /// <summary>Where it listens.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook";

    /// <summary>How many connections came.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Writes text.</summary>
    public static ValueTask WriteAsync(NetworkStream stream, string text, CancellationToken stop) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _accepting;
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // That is how it ends.
        }

        _stop.Dispose();
    }

    private static async Task ReadHeadAsync(NetworkStream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, stop);
            if (read == 0)
            {
                return;
            }

            head.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }
}
