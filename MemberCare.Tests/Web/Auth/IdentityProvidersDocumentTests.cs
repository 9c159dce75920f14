using System.Text;
using System.Text.RegularExpressions;
using MemberCare.Tests.Architecture;
using MemberCare.Web.Auth.Provider;
using Microsoft.Extensions.Configuration;

namespace MemberCare.Tests.Web.Auth;

/// <summary>Holds docs/identity-providers.md to its word.</summary>
public sealed partial class IdentityProvidersDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(SourceFiles.Root(), "docs", "identity-providers.md"));

    [Fact]
    public void Every_setting_is_described_and_nothing_else()
    {
        var described = Rows().Matches(Section("## Settings")).Select(row => row.Groups[1].Value).Order();

        // What can be set, and not what is worked out from it.
        var settings = typeof(OidcSettings).GetProperties().Where(property => property.CanWrite && property.Name != "EqualityContract").Select(property => property.Name).Order();
        Assert.Equal(settings, described);
    }

    [Fact]
    public void The_example_is_one_that_MemberCare_starts_with()
    {
        var settings = Read(Example().Match(Document).Groups[1].Value);

        Assert.Null(settings.Complaint());
        Assert.True(settings.IsConfigured);
        Assert.Equal(["Support desk"], settings.Roles["Agent"]);
        Assert.Equal("the service desk, extension 42", settings.WhomToAsk);
    }

    [Fact]
    public void Scopes_come_on_top_of_those_that_are_asked_for_anyway() =>
        Assert.Equal(["profile", "email", "groups"], Read("""{ "MemberCare": { "Oidc": { "Scopes": [ "groups" ] } } }""").Scopes);

    private static OidcSettings Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return OidcSettings.Read(new ConfigurationBuilder().AddJsonStream(stream).Build());
    }

    private static string Section(string title)
    {
        var start = Document.IndexOf(title + "\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"There is no section “{title}”.");
        var end = Document.IndexOf("\n### ", start, StringComparison.Ordinal);
        return Document[start..end];
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
