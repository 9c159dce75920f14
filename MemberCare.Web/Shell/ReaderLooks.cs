namespace MemberCare.Web.Shell;

/// <summary>What a browser remembers of its reader's taste in cookies that <c>shell.js</c> writes, so that the first paint is right already. Nothing in it is trusted.</summary>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or <c>system</c> where the reader never chose.</param>
/// <param name="Navigation"><c>wide</c> or <c>narrow</c>.</param>
/// <param name="ZoneName">IANA name of the time zone; null until the browser told it.</param>
public sealed record ReaderLooks(string Theme, string Navigation, string? ZoneName)
{
    /// <summary>Reads the cookies of a request.</summary>
    public static ReaderLooks Of(HttpRequest request) => new(
        request.Cookies["mc-theme"] is "light" or "dark" ? request.Cookies["mc-theme"]! : "system",
        request.Cookies["mc-nav"] == "narrow" ? "narrow" : "wide",
        request.Cookies["mc-zone"]);

    /// <summary>The two themes with Radzen's name for each and the media for which it counts.</summary>
    public IEnumerable<(string Theme, string Name, string Media)> Stylesheets =>
        [("light", "software", MediaOf("light")), ("dark", "software-dark", MediaOf("dark"))];

    private string MediaOf(string theme) => Theme == "system" ? $"(prefers-color-scheme: {theme})" : Theme == theme ? "all" : "not all";
}
