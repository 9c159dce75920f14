using System.Globalization;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Web.Shell;
using Microsoft.AspNetCore.Authentication;

namespace MemberCare.Web.Auth.Provider;

/// <summary>Makes of somebody whom the provider vouches for somebody who works here, or says why not.</summary>
internal sealed partial class ProviderAdmission(OidcSettings settings, AdmitStaff admit, ILogger<ProviderAdmission> log)
{
    /// <summary>Puts our own person into the session that is about to begin, and of the provider's tokens nothing but the ID token, which signing out needs.</summary>
    /// <exception cref="SignInFailure">They have no access.</exception>
    public async Task RunAsync(TicketReceivedContext context)
    {
        var attempt = SignInAttempt.Of(context.HttpContext);
        if (attempt is not { Claims: { } vouched, IdToken: { } idToken })
        {
            throw new SignInFailure(SignInFault.Refused, "The sign-in came to its end without an ID token.");
        }

        var claims = new ProviderClaims(settings, vouched, attempt.UserInfo);
        if (claims.Roles.Count == 0 && claims.GroupsLeftOut)
        {
            GroupsLeftOut(settings.RoleClaim);
        }

        if (claims.Organisation is not { } organisation)
        {
            throw new SignInFailure(SignInFault.NoOrganisation, $"The claim {settings.TenantClaim} names none of the organisations, or more than one.");
        }

        var identity = new StaffIdentity(claims.Issuer, claims.Subject, claims.Name, claims.Roles);
        if (!(await admit.RunAsync(organisation, identity, context.HttpContext.RequestAborted)).TryGet(out var person, out var refusal))
        {
            throw Failure(refusal);
        }

        context.Principal = CurrentActor.PrincipalOf(person.Tenant, new StaffId(int.Parse(person.Id, CultureInfo.InvariantCulture)), person.Name);
        context.Properties = Session(claims, idToken);
        context.ReturnUri = Addresses.LocalOrDesk(context.ReturnUri);
    }

    private static AuthenticationProperties Session(ProviderClaims claims, string idToken)
    {
        var session = new AuthenticationProperties();
        session.Items[SessionTickets.Issuer] = claims.Issuer;
        session.Items[SessionTickets.Subject] = claims.Subject;
        if (claims.Session is { } sid)
        {
            session.Items[SessionTickets.ProviderSession] = sid;
        }

        session.StoreTokens([new AuthenticationToken { Name = "id_token", Value = idToken }]);
        return session;
    }

    private SignInFailure Failure(Refusal refusal) => refusal switch
    {
        NoRole => new(SignInFault.NoRole, $"No value of the claim {settings.RoleClaim} gives a role here (MemberCare:Oidc:Roles)."),
        UnknownOrganisation => new(SignInFault.NoOrganisation, "The organisation that the settings or the claim name is not set up here."),
        AccessTakenAway => new(SignInFault.Disabled, "Access was taken away here."),
        StoreUnavailable store => new(null, store.Sentence),
        _ => new(SignInFault.Refused, refusal.Code),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Somebody is in so many groups that the provider left the claim {Claim} out of the ID token and named a place to fetch them, which MemberCare does not do. Let the provider send only the groups that are assigned to this application, or roles of the application instead")]
    private partial void GroupsLeftOut(string claim);
}
