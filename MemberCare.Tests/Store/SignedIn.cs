using System.Security.Claims;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Web.Auth;

namespace MemberCare.Tests.Store;

/// <summary>Signs people in to the core, for tests that have no browser and no requests.</summary>
public static class SignedIn
{
    /// <summary>Opens a session for somebody and returns whom a window with it holds.</summary>
    public static ClaimsPrincipal SignIn(this TestStore store, StaffMember person) => store.SignIn(person.TenantId, person.Id, person.Name);

    /// <summary>Opens a session for somebody and returns whom a window with it holds.</summary>
    public static ClaimsPrincipal SignIn(this TestStore store, TenantId tenant, StaffId person, string name)
    {
        var wanted = new NewSession(tenant, person, StaffSession.HashOf(Guid.NewGuid().ToString()), null, []);
        var id = store.Get<KeepSessions>().OpenAsync(wanted, SessionLimits.Default).GetAwaiter().GetResult().Value;
        var user = CurrentActor.PrincipalOf(tenant, person, name);
        CurrentActor.Enter(user, id);
        return user;
    }
}
