using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace MemberCare.Tests.Web.Auth.Provider;

/// <summary>Signing out here and at the provider.</summary>
[Collection(HostileCollection.Name)]
public sealed partial class SignOutAtProvider(HostileApp app)
{
    [Fact]
    public async Task Whoever_signs_out_is_sent_to_sign_out_at_the_provider_too_and_comes_back_to_the_sign_in_page()
    {
        using var visitor = app.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());

        using var answer = await LeaveAsync(visitor);
        var place = await PlaceAsync(answer);
        var query = QueryHelpers.ParseQuery(place.Query);

        Assert.False(await visitor.HasSessionAsync());
        Assert.Equal(app.Provider.Issuer + "/end", place.GetLeftPart(UriPartial.Path));
        Assert.Equal(new Uri(app.Address, "/signout-callback-oidc").ToString(), query["post_logout_redirect_uri"]);
        Assert.Contains(query["id_token_hint"].ToString(), app.Provider.Secrets);
        Assert.DoesNotContain(query.Keys, key => key.StartsWith("x-client", StringComparison.OrdinalIgnoreCase));

        using var back = await visitor.GoAsync("/signout-callback-oidc?state=" + Uri.EscapeDataString(query["state"].ToString()));
        Assert.Equal("/sign-in?out=1", back.Headers.Location!.OriginalString);
        app.HasQuietLog();
    }

    [Fact]
    public async Task Where_the_provider_has_no_page_for_signing_out_the_session_here_is_over_all_the_same()
    {
        await using var own = await HostileApp.OwnAsync(provider => provider.Bend.Discovery = document => document.Remove("end_session_endpoint"));
        using var early = new Visitor(own);
        await early.SetOutAsync();
        using var visitor = own.Visitor();
        await visitor.EntersAsync(await visitor.SignInAsync());

        using var answer = await LeaveAsync(visitor);

        Assert.Equal("/sign-in?out=1", answer.Headers.Location!.OriginalString);
        Assert.False(await visitor.HasSessionAsync());
    }

    private static async Task<HttpResponseMessage> LeaveAsync(Visitor visitor)
    {
        using var page = await visitor.GoAsync("/customers");
        var token = Token().Match(await page.Content.ReadAsStringAsync());
        Assert.True(token.Success, "The page has no form to sign out.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token.Groups[1].Value) });
        var answer = await visitor.PostAsync("/sign-out", form);
        return answer;
    }

    // No redirect: browsers hold all that follow a form to where forms may go, and a provider may lead on to another one.
    private static async Task<Uri> PlaceAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        var html = await answer.Content.ReadAsStringAsync();
        var address = WebUtility.HtmlDecode(Refresh().Match(html).Groups[1].Value);
        Assert.Contains($"href=\"{System.Text.Encodings.Web.HtmlEncoder.Default.Encode(address)}\"", html, StringComparison.Ordinal);
        return new Uri(address);
    }

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"")]
    private static partial Regex Refresh();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
