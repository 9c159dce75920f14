namespace MemberCare.Web.Auth.Provider;

/// <summary>Why a sign-in through the identity provider came to nothing, as far as the visitor may know: the log tells an administrator more.</summary>
public enum SignInFault
{
    /// <summary>The provider does not answer, or answers nonsense.</summary>
    ProviderDown,

    /// <summary>The provider does not accept this application: its client id, secret or return address.</summary>
    WrongClient,

    /// <summary>The clocks of provider and application differ by more than they may.</summary>
    ClockOff,

    /// <summary>The person, or the provider for them, said no.</summary>
    Cancelled,

    /// <summary>The browser came back without the cookie it left with: blocked, too late, or twice.</summary>
    CookieLost,

    /// <summary>What the provider sent did not pass a check.</summary>
    Refused,

    /// <summary>The person is known and has no role here.</summary>
    NoRole,

    /// <summary>The person belongs to no organisation known here.</summary>
    NoOrganisation,

    /// <summary>The person's access was taken away here.</summary>
    Disabled,
}
