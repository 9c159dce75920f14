using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Statuses;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Operations.Importing;

/// <summary>A line of the file that was read and checked.</summary>
/// <param name="Number">The number of the line, from 1; the header is line 1.</param>
/// <param name="Details">The customer's details.</param>
/// <param name="Status">The status that the line names; null where it names none.</param>
/// <param name="Label">The label that the line names; null where it names none.</param>
/// <param name="DoNotContact">Whether the line says that the customer wants no messages.</param>
internal sealed record CustomerLine(long Number, CustomerDetails Details, CustomerStatus? Status, string? Label, bool DoNotContact);

/// <summary>Reads a file of customers line by line: finds the columns by their names and checks each line by itself.</summary>
internal sealed class CustomerFile
{
    private const string Iso = "yyyy-MM-dd";

    private static readonly string[] Moments =
    [
        Iso,
        .. from separator in new[] { "'T'", "' '" } from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" } select Iso + separator + time + "K",
    ];

    private static readonly string[] Known = [.. CustomerCsv.Columns];

    private readonly CsvRecords _records;
    private readonly int[] _columns;
    private readonly int _width;

    private CustomerFile(CsvRecords records, int[] columns, IReadOnlyList<string> unknown)
    {
        (_records, _columns, _width) = (records, columns, records.Fields.Count);
        UnknownColumns = unknown;
    }

    /// <summary>The columns that mean nothing here and are left out.</summary>
    public IReadOnlyList<string> UnknownColumns { get; }

    /// <summary>Reads the header.</summary>
    /// <returns>The file; or <see cref="InvalidInput"/> where nothing can be made of it: another encoding, no column of names, none of identifiers.</returns>
    public static Outcome<CustomerFile> Open(Stream content)
    {
        var records = new CsvRecords(content);
        if (records.FileFault() is { } unreadable)
        {
            return Refused(unreadable);
        }

        if (!records.Read() || records.Fault is not null)
        {
            return Refused($"The header cannot be read. {records.Fault}");
        }

        var (columns, unknown) = (Enumerable.Repeat(-1, Known.Length).ToArray(), new List<string>());
        for (var i = 0; i < records.Fields.Count; i++)
        {
            var key = Key(records.Fields[i]);
            var known = Array.FindIndex(Known, name => Key(name) == key);
            if (known < 0)
            {
                unknown.Add(records.Fields[i].Length <= 40 ? records.Fields[i].Trim() : records.Fields[i][..40].Trim() + "…");
            }
            else if (columns[known] >= 0)
            {
                return Refused($"The header names the column {Known[known]} twice.");
            }
            else
            {
                columns[known] = i;
            }
        }

        if (columns[0] < 0)
        {
            return Refused(records.Fields.Count == 1 && records.Fields[0].AsSpan().ContainsAny(";\t|")
                ? "The columns are not separated by commas. Save the file as CSV with commas."
                : $"The header names no column “name”. The columns are: {string.Join(", ", Known)}.");
        }

        return columns.AsSpan(1, 4).IndexOfAnyExcept(-1) < 0
            ? Refused("The header names no identifier. At least one of mobile, email, external_id and card_number is needed.")
            : new CustomerFile(records, columns, unknown);
    }

    /// <summary>Reads the next line that is not blank.</summary>
    /// <param name="region">The organisation's region, by which local numbers are read.</param>
    /// <param name="now">The present moment; dates after it are refused.</param>
    /// <param name="rejected">Hears why a line is no good; it is passed over.</param>
    /// <returns>The line; null at the end of the file.</returns>
    public CustomerLine? Next(string region, DateTimeOffset now, Action<RejectedLine> rejected)
    {
        while (_records.Read())
        {
            if (_records.Fault is { } fault)
            {
                rejected(new RejectedLine(_records.Line, "line", fault));
            }
            else if (_records.Fields.Any(field => !string.IsNullOrWhiteSpace(field)) && Line(region, now, rejected) is { } line)
            {
                return line;
            }
        }

        return null;
    }

    private CustomerLine? Line(string region, DateTimeOffset now, Action<RejectedLine> rejected)
    {
        var (fields, number) = (_records.Fields, _records.Line);
        if (fields.Count != _width || _columns.Any(column => column >= 0 && fields[column].Contains('\n', StringComparison.Ordinal)))
        {
            // Perhaps quotation marks that met across lines by chance: what follows is looked at line by line.
            _records.Resynchronise();
            rejected(fields.Count != _width
                ? new RejectedLine(number, "line", $"The line has {fields.Count} fields and the header {_width}.")
                : new RejectedLine(number, "line", "A field goes on over the end of the line. If it is meant to, take the line break out; if not, a quotation mark is missing."));
            return null;
        }

        var faults = new List<RejectedLine>();
        var raw = new RawDetails
        {
            Name = Field(0),
            Mobile = Field(1),
            Email = Field(2),
            ExternalId = Field(3),
            CardNumber = Field(4),
            RegisteredAt = Moment(5),
            LastActivityAt = Moment(6),
            Source = Field(7),
            BirthDate = Day(10),
        };
        CustomerStatus? status = null;
        if (Field(8) is { } word)
        {
            if (StatusWords.TryParse(word, out var parsed))
            {
                status = parsed;
            }
            else
            {
                faults.Add(new RejectedLine(number, "status", $"This is no status. The statuses are: {string.Join(", ", StatusWords.All.Select(each => each.Title()))}."));
            }
        }

        var doNotContact = Field(11)?.Trim().ToLowerInvariant();
        if (doNotContact is not (null or "yes" or "no"))
        {
            faults.Add(new RejectedLine(number, Known[11], "Write yes or no, or leave the field empty."));
        }

        if (!CustomerDetails.Read(raw, region, now).TryGet(out var details, out var refusal))
        {
            faults.AddRange(((InvalidInput)refusal).Fields.Select(fault => new RejectedLine(number, Column(fault.Key), fault.Value)));
        }

        faults.ForEach(rejected);
        return faults.Count > 0 ? null : new CustomerLine(number, details!, status, Field(9), doNotContact == "yes");

        string? Field(int column) => _columns[column] is >= 0 and var at && !string.IsNullOrWhiteSpace(fields[at]) ? CustomerCsv.Unguard(fields[at]) : null;

        DateOnly? Day(int column)
        {
            if (Field(column) is not { } text)
            {
                return null;
            }

            if (DateOnly.TryParseExact(text.Trim(), Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            faults.Add(new RejectedLine(number, Known[column], "This is no date. Write it as 1987-05-31."));
            return null;
        }

        DateTimeOffset? Moment(int column)
        {
            if (Field(column) is not { } text)
            {
                return null;
            }

            if (DateTimeOffset.TryParseExact(text.Trim(), Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            {
                return moment;
            }

            faults.Add(new RejectedLine(number, Known[column], "This is no date. Write it as 2026-01-31 or 2026-01-31T14:30:00Z."));
            return null;
        }
    }

    private static InvalidInput Refused(string sentence) => new("file", sentence);

    private static string Key(string column) => string.Concat(column.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    // Refusals name fields as the API does; the file has them in its own spelling.
    private static string Column(string field) => Array.Find(Known, name => Key(name) == Key(field)) ?? field;
}
