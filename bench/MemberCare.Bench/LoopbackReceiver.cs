using System.Net;
using System.Net.Sockets;

namespace MemberCare.Bench;

/// <summary>A receiver of webhooks that takes everything and costs next to nothing: it counts requests and answers 204.</summary>
internal sealed class LoopbackReceiver : IDisposable
{
    private static readonly byte[] Answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _messages;

    public LoopbackReceiver()
    {
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>How many messages it took.</summary>
    public int Messages => Volatile.Read(ref _messages);

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptTcpClientAsync();
                connection.NoDelay = true;
                _ = Task.Run(() => ServeAsync(connection));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using (connection)
        {
            var stream = connection.GetStream();
            var (buffer, filled) = (new byte[16_384], 0);
            try
            {
                while (await stream.ReadAsync(buffer.AsMemory(filled)) is > 0 and var read)
                {
                    for (filled += read; Length(buffer.AsSpan(0, filled)) is { } length && length <= filled; filled -= length)
                    {
                        buffer.AsSpan(length, filled - length).CopyTo(buffer);
                        Interlocked.Increment(ref _messages);
                        await stream.WriteAsync(Answer);
                    }
                }
            }
            catch (IOException)
            {
                // The sender went.
            }
        }
    }

    /// <summary>How long the first request is, with its body; null where its head is not all here.</summary>
    private static int? Length(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var at = bytes[..end].IndexOf("Content-Length: "u8);
        var digits = bytes[(at + 16)..end];
        digits = digits.IndexOf((byte)'\r') is >= 0 and var line ? digits[..line] : digits;
        return end + 4 + int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
