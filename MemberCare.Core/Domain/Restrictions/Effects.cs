namespace MemberCare.Core.Domain.Restrictions;

/// <summary>What a customer may try to do, or what may be done with them.</summary>
public enum CustomerAction
{
    /// <summary>Sign in to the portal.</summary>
    SignIn,

    /// <summary>Buy.</summary>
    Transact,

    /// <summary>Earn points, of whatever kind.</summary>
    Earn,

    /// <summary>Pay with points.</summary>
    RedeemPoints,

    /// <summary>Use a coupon.</summary>
    RedeemCoupon,

    /// <summary>Send points to somebody else.</summary>
    Transfer,

    /// <summary>Be written to by campaigns.</summary>
    ReceiveMarketing,

    /// <summary>Book an appointment.</summary>
    Book,

    /// <summary>Be sent invoices.</summary>
    BeInvoiced,

    /// <summary>Pay an invoice.</summary>
    PayInvoice,

    /// <summary>Be counted in reports.</summary>
    CountInReports,
}

/// <summary>What happens when they try, from loosest to strictest: a greater value is stricter.</summary>
public enum Effect
{
    /// <summary>It goes through.</summary>
    Allow = 0,

    /// <summary>It goes through and is marked an outlier.</summary>
    Flag = 1,

    /// <summary>It is taken in and earns nothing.</summary>
    NoAward = 2,

    /// <summary>Sign-in only, to pay what is due.</summary>
    Limited = 3,

    /// <summary>It is refused.</summary>
    Deny = 4,
}

/// <summary>How effects of several layers join.</summary>
public static class Effects
{
    /// <summary>The strictest wins; where no layer speaks, the answer is <see cref="Effect.Allow"/>.</summary>
    public static Effect Strictest(params IEnumerable<Effect> effects) => effects.DefaultIfEmpty(Effect.Allow).Max();
}
