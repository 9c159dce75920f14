using System.Net;
using System.Net.Sockets;

namespace MemberCare.Tests.Browser;

/// <summary>The network between a browser and the application, which a test can cut and mend: every connection goes through it, and while it is cut there is none.</summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly IPEndPoint _to;
    private readonly IPEndPoint _at;
    private readonly List<Socket> _open = [];
    private TcpListener? _listener;

    /// <summary>A wire to an application on this machine.</summary>
    public Wire(Uri to)
    {
        _to = new IPEndPoint(IPAddress.Loopback, to.Port);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _at = (IPEndPoint)_listener.LocalEndpoint;
        Address = new Uri($"http://127.0.0.1:{_at.Port}/");
        _ = AcceptAsync(_listener);
    }

    /// <summary>Where a browser reaches the application through the wire.</summary>
    public Uri Address { get; }

    /// <summary>Ends every connection at once and refuses new ones.</summary>
    public void Cut()
    {
        _listener?.Stop();
        _listener = null;
        lock (_open)
        {
            // A reset, as when a network goes, and no orderly close.
            _open.ForEach(socket =>
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            });
            _open.Clear();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend()
    {
        _listener = new TcpListener(_at);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Cut();
        return default;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_open)
                {
                    _open.AddRange([near, far]);
                }

                _ = CarryAsync(near, far);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task CarryAsync(Socket near, Socket far)
    {
        try
        {
            await far.ConnectAsync(_to);
            await using var one = new NetworkStream(near);
            await using var other = new NetworkStream(far);
            await Task.WhenAny(one.CopyToAsync(other), other.CopyToAsync(one));
        }
        catch (Exception fault) when (fault is SocketException or IOException or ObjectDisposedException)
        {
            // One end went; so does the other.
        }

        lock (_open)
        {
            _open.Remove(near);
            _open.Remove(far);
            near.Dispose();
            far.Dispose();
        }
    }
}
