using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MemberCare.Bench;

/// <summary>Sends ready-made requests over bare sockets, so that little of the two cores goes to the asking: each connection stays open and waits for its answer before it asks again.</summary>
internal static class Load
{
    /// <summary>Asks for a while.</summary>
    /// <returns>What each request waited, in milliseconds.</returns>
    /// <exception cref="InvalidOperationException">An answer was no success.</exception>
    public static async Task<List<double>> RunAsync(Uri address, byte[][] requests, int connections, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(first => Task.Run(() => AskAsync(address, requests, first, began, time))));
        return [.. all.SelectMany(one => one)];
    }

    private static async Task<List<double>> AskAsync(Uri address, byte[][] requests, int first, long began, TimeSpan time)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        var (waited, buffer) = (new List<double>(), new byte[1 << 20]);
        for (var next = first * 61; Stopwatch.GetElapsedTime(began) < time; next++)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(requests[next % requests.Length]);
            for (int have = 0, wanted = int.MaxValue; have < wanted;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(have));
                have += read;
                wanted = read == 0 ? throw new InvalidOperationException("The server hung up.") : wanted == int.MaxValue ? Length(buffer.AsSpan(0, have)) : wanted;
            }

            waited.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return waited;
    }

    private static int Length(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return int.MaxValue;
        }

        if (!answer.StartsWith("HTTP/1.1 20"u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 1000)]));
        }

        var chunked = answer[..head].IndexOf("chunked"u8) >= 0;
        if (chunked)
        {
            return answer.EndsWith("0\r\n\r\n"u8) ? answer.Length : int.MaxValue;
        }

        var at = answer[..head].IndexOf("Content-Length: "u8);
        return head + 4 + (at >= 0 && Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _) ? length : 0);
    }
}

/// <summary>The same by wrk, where it is installed: its own asking costs least of all.</summary>
internal static class Wrk
{
    /// <summary>Measures the empty endpoint and decisions in turn, and writes their ratio.</summary>
    public static async Task RunAsync(Uri address, string key, byte[][] decisions)
    {
        var script = Path.Combine(Path.GetTempPath(), $"membercare-{Guid.NewGuid():N}.lua");
        var bodies = decisions.Select(request => Encoding.UTF8.GetString(request).Split("\r\n\r\n")[1]);
        await File.WriteAllTextAsync(script, $$"""
            local bodies = { {{string.Join(",\n", bodies.Select(body => $"[==[{body}]==]"))}} }
            local headers = { ["Authorization"] = "Bearer {{key}}", ["Content-Type"] = "application/json" }
            local next = 0
            request = function()
              if wrk.path == "/api/v1/ping" then return wrk.format("GET", nil, headers) end
              next = next % #bodies + 1
              return wrk.format("POST", nil, headers, bodies[next])
            end
            """);
        try
        {
            List<double> empty = [], decided = [];
            for (var round = 0; round < 5; round++)
            {
                empty.Add(await RateAsync(script, new Uri(address, "/api/v1/ping"), round == 4));
                decided.Add(await RateAsync(script, new Uri(address, "/api/v1/decisions"), round == 4));
            }

            Figures.Write("decisions", "by wrk: empty endpoint", "1/s", empty.Order().ElementAt(2));
            Figures.Write("decisions", "by wrk: decisions", "1/s", decided.Order().ElementAt(2));
            Figures.Write("decisions", "by wrk: decisions beside the empty endpoint", "ratio", empty.Zip(decided, (one, other) => other / one).Order().ElementAt(2));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("wrk is not installed; the figures above are by our own sockets alone.");
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<double> RateAsync(string script, Uri address, bool tell)
    {
        using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t", "1", "-c", "32", "-d", "4s", "--latency", "-s", script, address.ToString()]) { RedirectStandardOutput = true })!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (tell || said.Contains("Non-2xx", StringComparison.Ordinal))
        {
            Console.Error.WriteLine(said);
        }

        return double.Parse(said.Split("Requests/sec:")[1].Split('\n')[0].Trim(), CultureInfo.InvariantCulture);
    }
}
