using System.Net;
using System.Text.RegularExpressions;

namespace MemberCare.Tests.Web.Security;

/// <summary>A person of the demo who signed in without a browser, for requests that no browser would send.</summary>
public sealed partial class SignedIn : IDisposable
{
    private SignedIn(Uri address)
    {
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = address };
    }

    /// <summary>The person's cookies.</summary>
    public CookieContainer Cookies { get; } = new();

    /// <summary>Sends requests with them. Redirects are not followed.</summary>
    public HttpClient Http { get; }

    /// <summary>Signs the first person in whose only part is a role.</summary>
    public static async Task<SignedIn> Async(Uri address, string role)
    {
        var person = new SignedIn(address);
        var page = await person.Http.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        var key = Buttons().Matches(page).First(button => button.Groups[2].Value == role).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
            ["person"] = key,
        });
        using var answer = await person.Http.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return person;
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();

    [GeneratedRegex("""<button class="mc-person"[^>]*value="([^"]+)".*?<span class="mc-quiet">([^<]*)</span>""", RegexOptions.Singleline)]
    private static partial Regex Buttons();

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
