using System.Text.RegularExpressions;

namespace MemberCare.Tests.Architecture;

/// <summary>Holds docs/features.md to its word: a rule that it calls shown is shown by tests that exist.</summary>
public sealed partial class FeaturesTests
{
    private static readonly string[] Due = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C12", "L11", "L13", "P1", "P3", "P7", "P11", "N3", "N5", "M3", "M4", "M5", "M6", "M13"];

    [Fact]
    public void Every_test_that_the_list_of_features_names_exists()
    {
        var tests = Tests();
        Assert.Empty(Rows().SelectMany(row => row.Tests.Where(test => !tests.Contains(test)).Select(test => $"{row.Number}: {test}")));
    }

    [Fact]
    public void Every_promise_of_security_is_held_by_tests_that_exist()
    {
        var tests = Tests();
        var promises = File.ReadLines(Path.Combine(SourceFiles.Root(), "SECURITY.md"))
            .Select(line => Promise().Match(line))
            .Where(match => match.Success && match.Groups[1].Value is not ("Promise" or "---"))
            .Select(match => (Words: match.Groups[1].Value, Tests: Name().Matches(match.Groups[2].Value).Select(name => name.Groups[1].Value).ToList()))
            .ToList();
        Assert.True(promises.Count > 15, "The test no longer finds the promises.");
        Assert.Empty(promises.Where(promise => promise.Tests.Count == 0).Select(promise => promise.Words));
        Assert.Empty(promises.SelectMany(promise => promise.Tests.Where(test => !tests.Contains(test)).Select(test => $"{promise.Words}: {test}")));
    }

    [Fact]
    public void Every_rule_that_is_built_is_shown()
    {
        var shown = Rows().ToDictionary(row => row.Number, row => row.Tests.Count);
        Assert.Equal(13 + 13 + 12 + 11 + 5 + 14, shown.Count);
        Assert.DoesNotContain(Due, number => shown.GetValueOrDefault(number) == 0);
    }

    private static HashSet<string> Tests() => typeof(FeaturesTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0)
        .Select(method => method.Name)
        .ToHashSet(StringComparer.Ordinal);

    private static List<(string Number, List<string> Tests)> Rows() =>
        [.. from line in File.ReadLines(Path.Combine(SourceFiles.Root(), "docs", "features.md"))
            let match = Row().Match(line)
            where match.Success
            select (match.Groups[1].Value, Name().Matches(match.Groups[2].Value).Select(name => name.Groups[1].Value).ToList())];

    [GeneratedRegex(@"^\| ([CLPBNM]\d+) \|.*\|([^|]*)\|\s*$")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (.+?) \|([^|]*)\|\s*$")]
    private static partial Regex Promise();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
