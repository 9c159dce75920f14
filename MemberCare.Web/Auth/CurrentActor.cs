using System.Globalization;
using System.Security.Claims;
using MemberCare.Core.Kernel;
using MemberCare.Core.Queries;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace MemberCare.Web.Auth;

/// <summary>
/// The signed-in person as the actor behind commands and queries, with the rights of this very moment: the window says which session, the core says whether it
/// is still open, whose it is and what they may do. Every command and every query asks anew.
/// </summary>
/// <param name="state">Who is signed in on this circuit or request.</param>
/// <param name="directory">Reads session and person anew each time.</param>
/// <param name="navigation">Leads whoever lost access to the sign-in page.</param>
public sealed class CurrentActor(AuthenticationStateProvider state, ActorDirectory directory, NavigationManager navigation)
{
    private const string TenantClaim = "mc:tenant";
    private const string StaffClaim = "mc:staff";
    private const string SessionClaim = "mc:session";

    /// <summary>
    /// The person, for components. Whoever lost access meanwhile is led to the sign-in page, and until they get there is an
    /// actor without any right, so that every command and query refuses them.
    /// </summary>
    public async ValueTask<Actor> GetAsync()
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        if (Of(user) is { } actor)
        {
            return actor;
        }

        if (state is not StaffRevalidation window || !window.TryEnd())
        {
            navigation.NavigateTo(Addresses.SignInFor(navigation), forceLoad: true);
        }

        return new Actor(ActorKind.Person, "", "", default, Permissions.None, Channel.Console);
    }

    /// <summary>The person behind a principal, for endpoints outside components; null for nobody and for whoever lost access.</summary>
    public Actor? Of(ClaimsPrincipal user) => Find(user, directory);

    /// <summary>What a session remembers of a person: ids alone, never rights. Every road of sign-in hands this one to the cookie scheme.</summary>
    internal static ClaimsPrincipal PrincipalOf(TenantId tenant, StaffId staff, string name) => new(new ClaimsIdentity(
        [new Claim(TenantClaim, tenant.ToString()), new Claim(StaffClaim, staff.ToString()), new Claim(ClaimTypes.Name, name)],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Says which session a principal came in by.</summary>
    internal static void Enter(ClaimsPrincipal user, Guid session) => user.Identities.First().AddClaim(new Claim(SessionClaim, session.ToString("D")));

    /// <summary>The session that a principal came in by; null for one that came by none.</summary>
    internal static Guid? SessionOf(ClaimsPrincipal user) => Guid.TryParseExact(user.FindFirstValue(SessionClaim), "D", out var session) ? session : null;

    /// <summary>Whom a principal means; null for nobody.</summary>
    internal static (TenantId Tenant, StaffId Staff)? IdsOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && Number(user, TenantClaim) is { } tenant && Number(user, StaffClaim) is { } staff
            ? (new TenantId(tenant), new StaffId(staff))
            : null;

    internal static Actor? Find(ClaimsPrincipal user, ActorDirectory directory) =>
        IdsOf(user) is { } ids && SessionOf(user) is { } id && directory.Session(id) is { } session && ids == (session.Actor.Tenant, session.Staff)
            ? session.Actor
            : null;

    private static int? Number(ClaimsPrincipal user, string claim) =>
        int.TryParse(user.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
