using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations.Importing;

namespace MemberCare.Core.Operations.Bulk;

/// <summary>Reads a CSV file of identifiers line by line: finds the columns by their names, and takes of each line the first one that says something.</summary>
internal sealed class IdentifierFile
{
    private static readonly (string Name, IdentifierKind? Kind)[] Known =
    [
        ("id", null), ("customer_id", null), ("external_id", IdentifierKind.ExternalId), ("card_number", IdentifierKind.Card),
        ("mobile", IdentifierKind.Mobile), ("email", IdentifierKind.Email),
    ];

    private readonly CsvRecords _records;
    private readonly List<(int Column, string Name, IdentifierKind? Kind)> _columns;
    private readonly int _width;

    private IdentifierFile(CsvRecords records, List<(int, string, IdentifierKind?)> columns) => (_records, _columns, _width) = (records, columns, records.Fields.Count);

    /// <summary>The number of the line, from 1; the header is line 1.</summary>
    public long Line => _records.Line;

    /// <summary>The column that says whom the line means; <c>line</c> where none can be told.</summary>
    public string Field { get; private set; } = "line";

    /// <summary>The kind of the identifier; null for the customer's own id.</summary>
    public IdentifierKind? Kind { get; private set; }

    /// <summary>The identifier, without outer blanks.</summary>
    public string Value { get; private set; } = "";

    /// <summary>Why the line cannot be read, as a sentence; null where it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads the header.</summary>
    /// <returns>The file; or <see cref="InvalidInput"/> where nothing can be made of it.</returns>
    public static Outcome<IdentifierFile> Open(Stream content)
    {
        var records = new CsvRecords(content);
        if (records.FileFault() is { } unreadable)
        {
            return new InvalidInput("file", unreadable);
        }

        if (!records.Read() || records.Fault is not null)
        {
            return new InvalidInput("file", $"The header cannot be read. {records.Fault}");
        }

        var columns = new List<(int, string, IdentifierKind?)>();
        foreach (var (name, kind) in Known)
        {
            var at = records.Fields.ToList().FindIndex(field => Key(field) == Key(name));
            if (at >= 0)
            {
                columns.Add((at, name, kind));
            }
        }

        return columns.Count > 0
            ? new IdentifierFile(records, columns)
            : new InvalidInput("file", "The first line names no column of identifiers. At least one of id, external_id, card_number, mobile and email is needed.");
    }

    /// <summary>Goes on to the next line that is not blank.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Next()
    {
        while (_records.Read())
        {
            (Fault, Field, Kind, Value) = (_records.Fault, "line", null, "");
            if (Fault is not null)
            {
                return true;
            }

            if (_records.Fields.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (_records.Fields.Count != _width)
            {
                Fault = $"The line has {_records.Fields.Count} fields and the header {_width}.";
                _records.Resynchronise();
                return true;
            }

            foreach (var (column, name, kind) in _columns)
            {
                if (!string.IsNullOrWhiteSpace(_records.Fields[column]))
                {
                    (Field, Kind, Value) = (name, kind, _records.Fields[column].Trim());
                    return true;
                }
            }

            Fault = "The line names nobody.";
            return true;
        }

        return false;
    }

    private static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
