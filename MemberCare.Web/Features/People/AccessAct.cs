namespace MemberCare.Web.Features.People;

/// <summary>What an administrator does about somebody's access.</summary>
public enum AccessAct
{
    /// <summary>Ends their sessions and lets them in no more.</summary>
    TakeAway,

    /// <summary>Lets them in again.</summary>
    GiveBack,

    /// <summary>Ends their sessions; they may sign in again.</summary>
    SignOut,
}
