using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MemberCare.Core.Domain.Customers;

/// <summary>
/// How the telephone numbers of one region are built, read from the numbering metadata beside this file (phone-metadata.json; its origin
/// and licence are in phone-metadata.LICENSE.txt). All numbers here are strings of ASCII digits.
/// </summary>
internal sealed class NumberingPlan
{
    private readonly DigitPattern? _internationalPrefix;
    private readonly DigitPattern _national;
    private readonly int[] _lengths;
    private readonly DigitPattern? _nationalPrefix;
    private readonly string? _transform;
    private readonly DigitPattern? _leadingDigits;
    private readonly (DigitPattern Pattern, int[] Lengths)[] _kinds;

    /// <summary>Reads one entry of the metadata: an array whose positions have fixed meanings and where 0 stands for "none".</summary>
    internal NumberingPlan(string region, JsonElement entry)
    {
        Region = region;
        CallingCode = entry[0].GetString()!;
        _internationalPrefix = DigitPattern.From(Text(entry, 1));
        _national = DigitPattern.From(Text(entry, 2))!;
        _lengths = Numbers(entry[3]);
        Formats = [.. List(entry, 4).Select(format => new NumberFormat(format))];
        NationalPrefix = Text(entry, 5);
        _nationalPrefix = DigitPattern.From(Text(entry, 7) ?? NationalPrefix);
        _transform = Text(entry, 8);
        _leadingDigits = DigitPattern.From(Text(entry, 10));
        _kinds =
        [
            .. from kind in List(entry, 11)
               let pattern = kind.ValueKind == JsonValueKind.Array ? DigitPattern.From(Text(kind, 0)) : null
               where pattern is not null
               select (pattern, kind.GetArrayLength() > 1 ? Numbers(kind[1]) : _lengths),
        ];
    }

    /// <summary>ISO 3166 code; empty for numbers that belong to no region (satellites, international freephone).</summary>
    internal string Region { get; }

    /// <summary>Country calling code without a plus: "60".</summary>
    internal string CallingCode { get; }

    /// <summary>What is dialled before a number inside the region ("0"), or null.</summary>
    internal string? NationalPrefix { get; }

    /// <summary>Ways to space a number; empty where the calling code's main region has them.</summary>
    internal IReadOnlyList<NumberFormat> Formats { get; }

    /// <summary>Whether national numbers of this many digits exist.</summary>
    internal bool HasLength(int digits) => Array.IndexOf(_lengths, digits) >= 0;

    /// <summary>Whether a number is longer than any national number.</summary>
    internal bool IsTooLong(string national) => national.Length > _lengths[^1];

    /// <summary>Whether the digits fit the general shape of the region's national numbers.</summary>
    internal bool Fits(string national) => _national.MatchesAll(national);

    /// <summary>
    /// Whether a number of this shared calling code is this region's: it begins with the digits set aside for the region, or, where
    /// none are, is of a known kind (fixed, mobile, freephone…).
    /// </summary>
    internal bool Owns(string national)
    {
        if (_leadingDigits is not null)
            return _leadingDigits.LengthAtStart(national) >= 0;
        return Fits(national)
            && Array.Exists(_kinds, kind => Array.IndexOf(kind.Lengths, national.Length) >= 0 && kind.Pattern.MatchesAll(national));
    }

    /// <summary>What follows the prefix for calls abroad ("00"), or null where the number does not begin with it.</summary>
    internal string? WithoutInternationalPrefix(string digits)
    {
        var length = _internationalPrefix?.LengthAtStart(digits) ?? -1;
        return length > 0 && (digits.Length == length || digits[length] != '0') ? digits[length..] : null;
    }

    /// <summary>
    /// The number without the national prefix and a carrier's code, or rewritten by the region's rule (Argentina's 0 11 15… is 9 11…, a
    /// Bermudan seven-digit number gains 441). Nothing of it is verified.
    /// </summary>
    internal string WithoutNationalPrefix(string number)
    {
        if (_nationalPrefix is null)
            return number;
        if (_transform is null)
            return number[Math.Max(0, _nationalPrefix.LengthAtStart(number))..];
        if (_nationalPrefix.AtStart(number) is not { } match)
            return number;
        if (match.Groups.Count > 1 && match.Groups[^1].Length > 0)
            return match.Result(_transform) + number[match.Length..];
        return number[match.Length..];
    }

    internal static string? Text(JsonElement entry, int index) =>
        index < entry.GetArrayLength() && entry[index].ValueKind == JsonValueKind.String && entry[index].GetString() is { Length: > 0 } text
            ? text
            : null;

    internal static IEnumerable<JsonElement> List(JsonElement entry, int index) =>
        index < entry.GetArrayLength() && entry[index].ValueKind == JsonValueKind.Array ? entry[index].EnumerateArray() : [];

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}

/// <summary>One way to space a national number: which numbers it is for, and the template of its groups.</summary>
internal sealed class NumberFormat
{
    private readonly DigitPattern _pattern;
    private readonly DigitPattern? _leadingDigits;
    private readonly string _template;

    internal NumberFormat(JsonElement entry)
    {
        _pattern = DigitPattern.From(NumberingPlan.Text(entry, 0))!;
        _template = NumberingPlan.Text(entry, 5) ?? NumberingPlan.Text(entry, 1)!;
        // The last of the list is the most exact.
        _leadingDigits = NumberingPlan.List(entry, 2).Select(pattern => DigitPattern.From(pattern.GetString())).LastOrDefault();
    }

    /// <summary>The number in groups, or null where this format is not for it.</summary>
    internal string? Apply(string national) =>
        (_leadingDigits is null || _leadingDigits.LengthAtStart(national) >= 0) && _pattern.AtStart(national) is { } match
            && match.Length == national.Length
            ? match.Result(_template)
            : null;
}

/// <summary>All numbering plans of the world.</summary>
internal sealed class NumberingPlans
{
    private readonly FrozenDictionary<string, NumberingPlan> _byRegion;
    private readonly FrozenDictionary<string, NumberingPlan[]> _byCallingCode;

    private NumberingPlans(JsonElement metadata)
    {
        _byRegion = metadata.GetProperty("countries").EnumerateObject()
            .ToFrozenDictionary(country => country.Name, country => new NumberingPlan(country.Name, country.Value), StringComparer.OrdinalIgnoreCase);
        var shared = metadata.GetProperty("country_calling_codes").EnumerateObject()
            .Select(code => (code.Name, Plans: code.Value.EnumerateArray().Select(region => _byRegion[region.GetString()!]).ToArray()));
        var regionless = metadata.GetProperty("nonGeographic").EnumerateObject()
            .Select(code => (code.Name, Plans: new[] { new NumberingPlan("", code.Value) }));
        _byCallingCode = shared.Concat(regionless).ToFrozenDictionary(code => code.Name, code => code.Plans, StringComparer.Ordinal);
    }

    /// <summary>Read once, when a number is first looked at.</summary>
    internal static NumberingPlans Instance { get; } = Load();

    internal IEnumerable<NumberingPlan> All => _byRegion.Values;

    internal NumberingPlan? OfRegion(string? region) => region is null ? null : _byRegion.GetValueOrDefault(region);

    /// <summary>The main plan of a calling code: that of the United States for 1.</summary>
    internal NumberingPlan OfCallingCode(string callingCode) => _byCallingCode[callingCode][0];

    /// <summary>The main plan of the calling code that an international number begins with; calling codes are free of each other's beginnings.</summary>
    internal NumberingPlan? AtStart(string international)
    {
        for (var length = 1; length <= Math.Min(3, international.Length); length++)
        {
            if (_byCallingCode.TryGetValue(international[..length], out var plans))
                return plans[0];
        }
        return null;
    }

    /// <summary>The plan of the one region, of those that share the calling code, that a national number belongs to; null where none claims it.</summary>
    internal NumberingPlan? Owner(string callingCode, string national)
    {
        var plans = _byCallingCode[callingCode];
        return plans.Length == 1 ? plans[0] : Array.Find(plans, plan => plan.Owns(national));
    }

    private static NumberingPlans Load()
    {
        using var stream = typeof(NumberingPlans).Assembly.GetManifestResourceStream("phone-metadata.json")
            ?? throw new InvalidOperationException("The numbering metadata is not embedded.");
        using var metadata = JsonDocument.Parse(stream);
        return new NumberingPlans(metadata.RootElement);
    }
}

/// <summary>A pattern over digits: plain digits are compared, anything else is a regular expression that is built when first asked for.</summary>
internal sealed class DigitPattern
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    private readonly string _pattern;
    private readonly bool _literal;
    private Regex? _start;
    private Regex? _whole;

    private DigitPattern(string pattern)
    {
        _pattern = pattern;
        _literal = pattern.All(char.IsAsciiDigit);
    }

    internal static DigitPattern? From(string? pattern) => string.IsNullOrEmpty(pattern) ? null : new DigitPattern(pattern);

    internal bool MatchesAll(string digits) =>
        _literal ? digits == _pattern : (_whole ??= new Regex($@"\A(?:{_pattern})\z", Options)).IsMatch(digits);

    /// <summary>How many digits at the start match; -1 where they do not.</summary>
    internal int LengthAtStart(string digits)
    {
        if (_literal)
            return digits.StartsWith(_pattern, StringComparison.Ordinal) ? _pattern.Length : -1;
        return AtStart(digits) is { } match ? match.Length : -1;
    }

    internal Match? AtStart(string digits)
    {
        if (_literal && !digits.StartsWith(_pattern, StringComparison.Ordinal))
            return null;
        var match = (_start ??= new Regex($@"\A(?:{_pattern})", Options)).Match(digits);
        return match.Success ? match : null;
    }
}
