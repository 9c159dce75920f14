using System.Buffers;
using System.Threading.Channels;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;
using MemberCare.Core.Store.Sqlite;

namespace MemberCare.Core.Operations;

/// <summary>
/// Reads a list line by line and writes those lines back whose person may be written to, as they came. A stretch of about a megabyte at a time is looked up by
/// two readers, so neither a list of any length nor a slow line takes more memory, or keeps the log of the store from shrinking.
/// </summary>
public sealed class AudienceDrawing : IDisposable
{
    /// <summary>The longest line, in bytes.</summary>
    public const int LongestLine = 4096;

    private const int MostFaults = 100;
    private const byte LineFeed = (byte)'\n';

    // Some programs read no answer before they have sent everything; so much of it waits here for them. Others are held back when it is full.
    private const int MostWaiting = 64;

    private readonly SqliteDatabase _database;
    private readonly AudienceFacts _facts;
    private readonly TenantCatalogue _catalogue;
    private readonly string? _campaign;
    private readonly bool _keepUnknown;
    private readonly SemaphoreSlim _turns;
    private readonly SeenEntries _seen = new();
    private readonly List<AudienceFault> _faults = [];
    private readonly Dictionary<(DecidingLayer, CustomerStatus?, LabelId?), long> _refused = [];
    private long _lines, _contactable, _unknown, _later, _duplicates, _malformed;
    private bool _isSkipping;

    internal AudienceDrawing(SqliteDatabase database, AudienceFacts facts, TenantCatalogue catalogue, string? campaign, bool keepUnknown, SemaphoreSlim turns) =>
        (_database, _facts, _catalogue, _campaign, _keepUnknown, _turns) = (database, facts, catalogue, campaign, keepUnknown, turns);

    /// <summary>Draws the audience.</summary>
    /// <param name="input">Lines of JSON, UTF-8.</param>
    /// <param name="output">Takes the lines of those who may be written to.</param>
    /// <param name="cancellation">Breaks off.</param>
    public async Task<AudienceSummary> RunAsync(Stream input, Stream output, CancellationToken cancellation = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waiting = System.Threading.Channels.Channel.CreateBounded<ArraySegment<byte>>(MostWaiting);
        var sending = SendAsync(waiting.Reader, output, ending);
        try
        {
            await ReadAsync(input, waiting.Writer, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The answer cannot be sent any more; why is told by the one who sends.
        }
        finally
        {
            waiting.Writer.Complete();
        }

        await sending;
        var refused = _refused
            .Select(pair => new AudienceRefusal(pair.Key.Item1, pair.Key.Item2, pair.Key.Item3 is { } label ? _catalogue.Label(label)?.Name : null, pair.Value))
            .OrderBy(refusal => (refusal.Layer, refusal.Status)).ThenBy(refusal => refusal.Label, StringComparer.Ordinal);
        return new AudienceSummary(
            _campaign, _facts.Moment, _lines, _contactable, [.. refused], _unknown, _later, _duplicates, _seen.IsFull, _malformed, _faults);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Release();

    private static async Task SendAsync(ChannelReader<ArraySegment<byte>> waiting, Stream output, CancellationTokenSource ending)
    {
        try
        {
            await foreach (var part in waiting.ReadAllAsync(ending.Token))
            {
                await output.WriteAsync(part, ending.Token);
                ArrayPool<byte>.Shared.Return(part.Array!);
            }
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }

    // While one stretch is looked up and handed on, the next is read.
    private async Task ReadAsync(Stream input, ChannelWriter<ArraySegment<byte>> output, CancellationToken cancellation)
    {
        var (stretch, other, deciding) = (new AudienceStretch(), new AudienceStretch(), Task.CompletedTask);
        try
        {
            for (var (filled, isOver) = (0, false); !isOver;)
            {
                while (filled < stretch.Text.Length && !isOver)
                {
                    var read = await input.ReadAsync(stretch.Text.AsMemory(filled), cancellation);
                    (filled, isOver) = (filled + read, read == 0);
                }

                var whole = isOver ? filled : stretch.Text.AsSpan(0, filled).LastIndexOf(LineFeed) + 1;
                if (whole == 0)
                {
                    // A megabyte without an end of line: told once, and passed over until the line ends.
                    if (!_isSkipping)
                    {
                        Fault("The line is too long.");
                    }

                    (_isSkipping, filled) = (true, 0);
                    continue;
                }

                Parse(stretch, whole);
                await deciding;
                stretch.Text.AsSpan(whole, filled - whole).CopyTo(other.Text);
                filled -= whole;
                var ready = stretch;
                deciding = Task.Run(() => DecideAsync(ready, output, cancellation), cancellation);
                (stretch, other) = (other, stretch);
            }

            await deciding;
        }
        catch
        {
            await deciding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task DecideAsync(AudienceStretch stretch, ChannelWriter<ArraySegment<byte>> output, CancellationToken cancellation)
    {
        stretch.LookUp(_database, _facts);
        if (Write(stretch) is { Count: > 0 } part)
        {
            await output.WriteAsync(part, cancellation);
        }
    }

    private void Parse(AudienceStretch stretch, int whole)
    {
        stretch.Entries.Clear();
        var text = stretch.Text.AsSpan(0, whole);
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf(LineFeed);
            length = length < 0 ? text.Length - start : length;
            var line = text.Slice(start, length).Trim(" \t\r"u8);
            if (_isSkipping)
            {
                _isSkipping = false;
            }
            else if (line.Length > LongestLine)
            {
                Fault("The line is too long.");
            }
            else if (line.Length > 0)
            {
                var complaint = AudienceEntry.Read(line, _catalogue.Tenant.Region, out var entry);
                if (complaint is not null)
                {
                    Fault(complaint);
                }
                else
                {
                    _lines++;
                    if (_seen.Add(entry))
                    {
                        stretch.Entries.Add((start, length, entry));
                    }
                    else
                    {
                        _duplicates++;
                    }
                }
            }

            start += length + 1;
        }
    }

    private ArraySegment<byte> Write(AudienceStretch stretch)
    {
        var part = ArrayPool<byte>.Shared.Rent(stretch.Text.Length + 1);
        var written = 0;
        for (var i = 0; i < stretch.Entries.Count; i++)
        {
            var (start, length, entry) = stretch.Entries[i];
            if (Passes(stretch.Verdicts[i], entry))
            {
                _contactable++;
                var line = stretch.Text.AsSpan(start, length).TrimEnd((byte)'\r');
                line.CopyTo(part.AsSpan(written));
                part[written + line.Length] = LineFeed;
                written += line.Length + 1;
            }
        }

        if (written == 0)
        {
            ArrayPool<byte>.Shared.Return(part);
        }

        return new ArraySegment<byte>(part, 0, written);
    }

    private bool Passes(AudienceVerdict verdict, in AudienceEntry entry)
    {
        switch (verdict.Standing)
        {
            case AudienceStanding.JoinedLater:
                _later++;
                return false;
            case AudienceStanding.Unknown when verdict.Decision.IsAllowed:
                _unknown++;
                return _keepUnknown && entry.Key is not null;
        }

        if (verdict.Decision.IsAllowed)
        {
            return true;
        }

        var layer = verdict.Decision.Layer;
        var reason = (layer, layer is DecidingLayer.Status or DecidingLayer.Label ? verdict.Status : null, layer == DecidingLayer.Label ? verdict.Label : null);
        _refused[reason] = _refused.GetValueOrDefault(reason) + 1;
        return false;
    }

    private void Fault(string why)
    {
        _lines++;
        _malformed++;
        if (_faults.Count < MostFaults)
        {
            _faults.Add(new AudienceFault(_lines, why));
        }
    }
}
