using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Features.SignIn;
using MemberCare.Web.Shell;

namespace MemberCare.Tests.Web.Features.SignIn;

public sealed class SignInProblemWordsTests
{
    private static readonly OidcSettings Settings = new() { WhomToAsk = "the service desk" };

    [Fact]
    public void Every_reason_has_words_of_its_own_and_its_address_is_read_back()
    {
        var reasons = Enum.GetValues<SignInFault>();
        var titles = reasons.Select(why => SignInProblemWords.Of(why, Settings).Title).Append(SignInProblemWords.Of(null, Settings).Title);

        Assert.Equal(reasons.Length + 1, titles.Distinct(StringComparer.Ordinal).Count());
        Assert.All(reasons, why =>
        {
            var address = new Uri(new Uri("https://desk.example"), Addresses.SignInProblem(why, "/customers?q=a b", "0HN7:1"));
            var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query);
            Assert.Equal(Addresses.SignInTrouble, address.AbsolutePath);
            Assert.Equal(why, Addresses.ReadSignInFault(query["why"]));
            Assert.Equal("/customers?q=a b", query["return"]);
            Assert.Equal("0HN7:1", SignInProblemWords.Reference(query["ref"]));
        });
    }

    [Fact]
    public void Whoever_has_to_ask_reads_whom()
    {
        // This one a person settles alone.
        SignInFault[] alone = [SignInFault.CookieLost];

        Assert.All(Enum.GetValues<SignInFault>().Except(alone), why => Assert.Contains("the service desk", SignInProblemWords.Of(why, Settings).Next, StringComparison.Ordinal));
        Assert.All(new[] { SignInFault.NoRole, SignInFault.NoOrganisation, SignInFault.Disabled }, why => Assert.True(SignInProblemWords.Of(why, Settings).AsOther));
        Assert.Contains("Windows that are open already go on working", SignInProblemWords.Of(SignInFault.ProviderDown, Settings).Matter, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provider_down")]
    [InlineData("0")]
    [InlineData("ProviderDown")]
    [InlineData("<b>")]
    [InlineData("")]
    [InlineData(null)]
    public void Any_other_word_is_no_reason(string? word) => Assert.Null(Addresses.ReadSignInFault(word));

    [Theory]
    [InlineData("0HNB3K2L1M-4.2", true)]
    [InlineData("call 555-0100 now", false)]
    [InlineData("<script>", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_what_looks_like_a_reference_is_shown_as_one(string? text, bool shown) => Assert.Equal(shown ? text : null, SignInProblemWords.Reference(text));

    [Fact]
    public void A_reference_longer_than_any_of_ours_is_not_shown() => Assert.Null(SignInProblemWords.Reference(new string('a', 65)));

    [Theory]
    [InlineData("/customers?q=x", false, "/sign-in/start?return=%2Fcustomers%3Fq%3Dx")]
    [InlineData("//evil.example", false, "/sign-in/start?return=%2F")]
    [InlineData(null, true, "/sign-in/start?return=%2F&other=1")]
    public void The_way_to_the_provider_leads_back_into_the_application(string? wanted, bool asOther, string address) => Assert.Equal(address, Addresses.StartSignIn(wanted, asOther));
}
