using System.Text;

namespace MemberCare.Core.Operations.Importing;

/// <summary>Reads the records of a CSV file (RFC 4180, UTF-8) one after the other, in constant memory.</summary>
/// <remarks>
/// A reader of our own, because those of libraries cannot go back: after a quotation mark that nobody closes they take the rest of the file for one field.
/// This one keeps the bytes of a record until the next is asked for, gives up on it where the quotation marks cannot be right, and goes on with the
/// very next line. It also sees the bytes, so that a line of another encoding is one bad line.
/// </remarks>
internal sealed class CsvRecords(Stream stream)
{
    /// <summary>The longest record, in bytes: several times what all fields together may hold.</summary>
    public const int LongestRecord = 64 * 1024;

    private const byte Quote = (byte)'"', Comma = (byte)',', LineFeed = (byte)'\n', Return = (byte)'\r';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[4 * LongestRecord];
    private readonly List<string> _fields = [];
    private int _start;
    private int _end;
    private int _length;
    private long _lines;
    private long _lineBreaksWithin;

    /// <summary>The number of the line, from 1, on which the record begins.</summary>
    public long Line => _lines + 1;

    /// <summary>The fields of the record; empty where <see cref="Fault"/> says what is wrong with it, or where the line is blank.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Why the record cannot be read, as a sentence; null where it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Why the file as a whole cannot be read, as a sentence; null where it can. To be asked before the first record.</summary>
    public string? FileFault()
    {
        Fill();
        var head = _buffer.AsSpan(0, Math.Min(_end, 4));
        if (head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]) || head.Contains<byte>(0))
        {
            return "The file is not UTF-8 but UTF-16. Save it again as “CSV UTF-8”.";
        }

        if (head.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            _start = 3;
        }

        return _end == _start ? "The file is empty. Its first line has to name the columns." : null;
    }

    /// <summary>Goes on to the next record.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Read()
    {
        _start += _length;
        _lines += _lineBreaksWithin;
        (_length, _lineBreaksWithin, Fault) = (0, 0, null);
        _fields.Clear();
        if (!Has(0))
        {
            return false;
        }

        try
        {
            if (Parse() is { } fault)
            {
                Fault = fault;
                Resynchronise();
            }
        }
        catch (DecoderFallbackException)
        {
            Fault = "The line is not UTF-8: it holds a byte of another encoding. Save the file again as “CSV UTF-8”.";
            _fields.Clear();
            Resynchronise();
        }

        return true;
    }

    /// <summary>Lets the next record begin on the very next line, whatever was read into this one.</summary>
    public void Resynchronise()
    {
        var at = 0;
        while (Has(at) && _buffer[_start + at] != LineFeed)
        {
            at++;
            if (at > LongestRecord)
            {
                _start += at;
                at = 0;
            }
        }

        (_length, _lineBreaksWithin) = (at + 1, 1);
    }

    // Positions are relative to the record's first byte, because the bytes move when more are read.
    private string? Parse()
    {
        for (var at = 0; ;)
        {
            var (from, quoted, doubled) = (at, false, false);
            if (Has(at) && _buffer[_start + at] == Quote)
            {
                (from, quoted) = (at + 1, true);
                for (at = from; ; at++)
                {
                    if (!Has(at))
                    {
                        return at > LongestRecord ? TooLong : "A quotation mark opens a field and none closes it.";
                    }

                    if (_buffer[_start + at] == Quote)
                    {
                        if (!Has(at + 1) || _buffer[_start + at + 1] != Quote)
                        {
                            break;
                        }

                        (doubled, at) = (true, at + 1);
                    }
                    else if (_buffer[_start + at] == LineFeed)
                    {
                        _lineBreaksWithin++;
                    }
                }
            }
            else
            {
                while (Has(at) && _buffer[_start + at] is not (Comma or LineFeed))
                {
                    if (_buffer[_start + at] == Quote)
                    {
                        return "A quotation mark stands within a field that does not begin with one. Put the field in quotation marks and double those within it.";
                    }

                    at++;
                }
            }

            if (at > LongestRecord)
            {
                return TooLong;
            }

            var to = at;
            if (quoted)
            {
                at++;
            }

            var more = Has(at);
            if (more && quoted && _buffer[_start + at] == Return && (!Has(at + 1) || _buffer[_start + at + 1] == LineFeed))
            {
                at++;
                more = Has(at);
            }

            if (more && _buffer[_start + at] is not (Comma or LineFeed))
            {
                return "A closing quotation mark is followed by more text. Double the quotation marks within a field.";
            }

            var last = !more || _buffer[_start + at] == LineFeed;
            if (last && !quoted && to > from && _buffer[_start + to - 1] == Return)
            {
                to--;
            }

            var text = Strict.GetString(_buffer, _start + from, to - from);
            _fields.Add(doubled ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text);
            if (last)
            {
                _length = more ? at + 1 : at;
                _lineBreaksWithin++;
                return null;
            }

            at++;
        }
    }

    private static string TooLong => $"The line is longer than {LongestRecord / 1024} KB.";

    // Whether the record has a byte at that position; false beyond the end of the file and beyond the longest record.
    private bool Has(int at)
    {
        if (_start + at < _end)
        {
            return at <= LongestRecord + 2;
        }

        if (at > LongestRecord + 2)
        {
            return false;
        }

        Fill();
        return _start + at < _end;
    }

    private void Fill()
    {
        if (_start > 0 && _buffer.Length - _end < LongestRecord)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }

        _end += stream.ReadAtLeast(_buffer.AsSpan(_end), Math.Min(LongestRecord, _buffer.Length - _end), throwOnEndOfStream: false);
    }
}
