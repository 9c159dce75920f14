using System.Globalization;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Search;

namespace MemberCare.Web.Features.Settings;

/// <summary>A country whose numbering plan MemberCare knows.</summary>
/// <param name="Code">Its ISO 3166 code.</param>
/// <param name="Name">Its English name; the code, where the system has no names of countries.</param>
/// <param name="CallingCode">Its calling code, without a plus.</param>
public sealed record Country(string Code, string Name, string CallingCode)
{
    private readonly string _sought = $" {NameFolding.Fold(Name)} {Code.ToLowerInvariant()} {CallingCode} ";

    /// <summary>As lists show it: <c>Malaysia (+60)</c>.</summary>
    public override string ToString() => $"{Name} (+{CallingCode})";

    /// <summary>Whether each word typed begins a word of the name, the code or the calling code.</summary>
    public bool Matches(string typed) => NameFolding.Words(typed).All(word => _sought.Contains(' ' + word, StringComparison.Ordinal));
}

/// <summary>The countries to choose a region from.</summary>
public static class Countries
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Country> All { get; } =
    [
        .. PhoneNumbers.Regions
            .Select(region => new Country(region.Code, NameOf(region.Code), region.CallingCode))
            .OrderBy(country => NameFolding.Fold(country.Name), StringComparer.Ordinal),
    ];

    /// <summary>A country by its code; null for none of them.</summary>
    public static Country? Find(string? code) => All.FirstOrDefault(country => country.Code == code);

    // Names come from the system's tables. A system without them (globalization-invariant) knows no region, or calls it by its code.
    private static string NameOf(string code)
    {
        try
        {
            return new RegionInfo(code).EnglishName is { Length: > 0 } name ? name : code;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }
}
