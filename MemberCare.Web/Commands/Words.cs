namespace MemberCare.Web.Commands;

/// <summary>The words of a command line: the command itself, its options and the settings among them.</summary>
/// <remarks>Options are read by name as the command asks for them; whatever no one asked for is refused before the command starts.</remarks>
public sealed class Words
{
    private static readonly string[] Flags = ["--dry-run"];

    private static readonly Dictionary<string, (int Operands, string[] Options)> Known = new(StringComparer.Ordinal)
    {
        ["import"] = (1, ["--tenant", "--dry-run", "--rejects"]),
        ["tenant create"] = (1, ["--title", "--region"]),
        ["organisation remove"] = (1, ["--yes"]),
        ["api-key create"] = (0, ["--tenant", "--name", "--scope"]),
        ["api-key revoke"] = (0, ["--tenant", "--name"]),
        ["staff list"] = (0, ["--tenant"]),
        ["staff disable"] = (0, ["--tenant", "--name", "--id"]),
        ["staff enable"] = (0, ["--tenant", "--name", "--id"]),
    };

    private readonly List<(string Name, string Value)> _options = [];
    private readonly List<string> _operands = [];

    /// <summary>Sorts the words.</summary>
    /// <exception cref="UsageException">An option lacks its value.</exception>
    public Words(IReadOnlyList<string> args)
    {
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i].StartsWith("--", StringComparison.Ordinal) && args[i].Length > 2)
            {
                i = Option(args, i);
            }
            else
            {
                rest.Add(args[i]);
            }
        }

        var two = string.Join(' ', rest.Take(2));
        var length = Known.ContainsKey(two) ? 2 : 1;
        Command = rest.Count == 0 || rest[0].StartsWith('-') || _options.Any(option => option.Name == "--help") ? "help" : length == 2 ? two : rest[0];
        _operands.AddRange(rest.Skip(length));
    }

    /// <summary>The command's name: one word or two.</summary>
    public string Command { get; }

    /// <summary>Settings of the application, as the configuration reads them: <c>--ConnectionStrings:MemberCare=...</c>.</summary>
    public List<string> Settings { get; } = [];

    /// <summary>The file or name that follows the command.</summary>
    public string Operand(string what) => _operands.Count > 0 ? _operands[0] : throw new UsageException($"{Command} needs {what}.");

    /// <summary>An option's value; null where it was not given.</summary>
    /// <exception cref="UsageException">It was given twice.</exception>
    public string? Optional(string name) => All(name) switch
    {
        [] => null,
        [var value] => value,
        _ => throw new UsageException($"{name} was given twice."),
    };

    /// <summary>An option's value.</summary>
    /// <exception cref="UsageException">It was given twice or not at all.</exception>
    public string Required(string name) => Optional(name) ?? throw new UsageException($"{Command} needs {name}.");

    /// <summary>All values of an option that may be repeated.</summary>
    public IReadOnlyList<string> All(string name) => [.. _options.Where(option => option.Name == name).Select(option => option.Value)];

    /// <summary>Whether a flag was given.</summary>
    public bool Has(string flag) => All(flag).Count > 0;

    /// <summary>Refuses options and words that the command does not have, before it does anything.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public void RefuseUnknown()
    {
        var (operands, options) = Known[Command];
        if (_options.Find(option => !options.Contains(option.Name)).Name is { } unknown)
        {
            throw new UsageException($"{Command} has no option {unknown}.");
        }

        if (_operands.Count > operands)
        {
            throw new UsageException($"“{_operands[operands]}” is a word too many.");
        }
    }

    private int Option(IReadOnlyList<string> args, int i)
    {
        var equals = args[i].IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? args[i] : args[i][..equals];
        if (name.Contains(':', StringComparison.Ordinal) && equals > 0)
        {
            Settings.Add(args[i]);
        }
        else if (equals > 0)
        {
            _options.Add((name, args[i][(equals + 1)..]));
        }
        else if (Flags.Contains(name) || name == "--help")
        {
            _options.Add((name, ""));
        }
        else if (i + 1 < args.Count)
        {
            _options.Add((name, args[++i]));
        }
        else
        {
            throw new UsageException($"{name} needs a value.");
        }

        return i;
    }
}

/// <summary>The words of the command line make no command; the message says which is wrong.</summary>
public sealed class UsageException(string message) : Exception(message);
