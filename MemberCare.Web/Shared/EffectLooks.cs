using MemberCare.Core.Domain.Restrictions;

namespace MemberCare.Web.Shared;

/// <summary>The sign of an effect, the same wherever one is shown; words stand beside it.</summary>
public static class EffectLooks
{
    /// <summary>The name of the icon.</summary>
    public static string IconOf(Effect effect) => effect switch
    {
        Effect.Allow => "check",
        Effect.Flag => "flag",
        Effect.NoAward => "money_off",
        Effect.Limited => "lock_clock",
        Effect.Deny => "close",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };
}
