using System.Buffers;
using System.Buffers.Text;
using System.Text;
using MemberCare.Core.Domain.Customers;

namespace MemberCare.Core.Queries;

/// <summary>Writes lines of CSV (RFC 4180) as UTF-8 into one buffer that is sent off and used again.</summary>
internal sealed class CsvWriter
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");

    private readonly ArrayBufferWriter<byte> _buffer = new(512 * 1024);
    private bool _inLine;

    /// <summary>The byte order mark, by which spreadsheets know UTF-8, and the header row.</summary>
    public void Begin(IEnumerable<string> columns)
    {
        _buffer.Write<byte>([0xEF, 0xBB, 0xBF]);
        foreach (var column in columns)
        {
            Text(column);
        }

        EndLine();
    }

    /// <summary>A field of free text, empty where null, guarded against formulas.</summary>
    public void Text(string? text)
    {
        Separate();
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        var guarded = CustomerCsv.Guard(text);
        if (!guarded.AsSpan().ContainsAny(NeedQuotes) && guarded[0] != ' ' && guarded[^1] != ' ')
        {
            Raw(guarded);
            return;
        }

        _buffer.Write("\""u8);
        Raw(guarded.Replace("\"", "\"\"", StringComparison.Ordinal));
        _buffer.Write("\""u8);
    }

    /// <summary>A moment given as milliseconds since 1970, as ISO 8601 in UTC with as many digits as it takes: <c>2026-11-21T22:04:05.123Z</c>.</summary>
    public void Moment(long milliseconds)
    {
        Separate();
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
        var span = _buffer.GetSpan(33);

        // The round-trip form has seven digits of a second; the last four are nought, all seven for a whole second.
        Utf8Formatter.TryFormat(moment, span, out _, new StandardFormat('O'));
        var length = milliseconds % 1000 == 0 ? 19 : 23;
        span[length] = (byte)'Z';
        _buffer.Advance(length + 1);
    }

    /// <summary>Ends the line.</summary>
    public void EndLine()
    {
        _buffer.Write("\r\n"u8);
        _inLine = false;
    }

    /// <summary>Sends off what was written and empties the buffer.</summary>
    public async ValueTask SendAsync(Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(_buffer.WrittenMemory, cancellation);
        _buffer.ResetWrittenCount();
    }

    private void Separate()
    {
        if (_inLine)
        {
            _buffer.Write(","u8);
        }

        _inLine = true;
    }

    private void Raw(string text)
    {
        var span = _buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _buffer.Advance(Encoding.UTF8.GetBytes(text, span));
    }
}
