using System.Text.RegularExpressions;
using MemberCare.Web.Auth.Provider;

namespace MemberCare.Web.Features.SignIn;

/// <summary>What a visitor reads when a sign-in came to nothing: what is the matter, and what to do next.</summary>
/// <param name="Icon">A symbol.</param>
/// <param name="Title">The matter in a few words.</param>
/// <param name="Matter">The matter in a plain sentence or two.</param>
/// <param name="Next">What to do next, and whom to ask.</param>
/// <param name="AsOther">Whether signing in as somebody else is the first thing to offer, since the same person would come to the same end.</param>
public sealed partial record SignInProblemWords(string Icon, string Title, string Matter, string Next, bool AsOther = false)
{
    /// <summary>The words for a reason; general ones for none.</summary>
    public static SignInProblemWords Of(SignInFault? why, OidcSettings settings)
    {
        var ask = settings.WhomToAsk;
        return why switch
        {
            SignInFault.ProviderDown => new(
                "cloud_off",
                "The identity provider does not answer",
                "Nobody can sign in until it does. Windows that are open already go on working.",
                $"Try again in a minute. If it stays like this, tell {ask}."),
            SignInFault.WrongClient => new(
                "link_off",
                "The identity provider does not accept MemberCare",
                "The client id, the secret or the return address that MemberCare is set up with is not the one the provider knows.",
                $"Trying again will not help. Tell {ask}."),
            SignInFault.ClockOff => new(
                "schedule",
                "A clock is wrong",
                "The clock of MemberCare’s server and that of the identity provider differ by more than a minute, so what the provider says cannot be trusted.",
                $"Tell {ask}: one of the two clocks must be set right."),
            SignInFault.Cancelled => new(
                "block",
                "Sign-in was cancelled",
                "The identity provider did not sign you in, because you or it said no.",
                $"Sign in again whenever you like. If you did not cancel, ask {ask}."),
            SignInFault.CookieLost => new(
                "timer_off",
                "This sign-in cannot be finished",
                "It took too long, was finished already in another tab, or the browser keeps no cookies for this site.",
                "Start again. If it happens each time, let the browser keep cookies for this site."),
            SignInFault.Refused => new(
                "gpp_maybe",
                "The sign-in did not pass a check",
                "What came back from the identity provider was not as it must be, so nobody was signed in.",
                $"Start again. If it happens again, tell {ask}."),
            SignInFault.NoRole => new(
                "badge",
                "You have no role in MemberCare",
                "The identity provider knows you, and nothing it says about you gives you a role here.",
                $"For a role, ask {ask}. Then sign in again.",
                AsOther: true),
            SignInFault.NoOrganisation => new(
                "domain_disabled",
                "Your organisation is not known here",
                "The identity provider knows you, and what it says about you belongs to no organisation in MemberCare.",
                $"Ask {ask}.",
                AsOther: true),
            SignInFault.Disabled => new(
                "person_off",
                "Your access was taken away",
                "An administrator of MemberCare took your access away.",
                $"Ask {ask} if you need it back.",
                AsOther: true),
            _ => new(
                "error",
                "Sign-in did not work",
                "Nobody was signed in.",
                $"Start again. If it happens again, tell {ask}."),
        };
    }

    /// <summary>A reference as it may be shown; null for anything that does not look like one, so that no link puts words into our mouth.</summary>
    public static string? Reference(string? text) => text is not null && Short().IsMatch(text) ? text : null;

    [GeneratedRegex(@"\A[A-Za-z0-9:._-]{1,64}\z")]
    private static partial Regex Short();
}
