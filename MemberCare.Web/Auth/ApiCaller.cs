using System.Security.Claims;
using MemberCare.Core.Kernel;
using Microsoft.AspNetCore.Authentication;

namespace MemberCare.Web.Auth;

/// <summary>Who calls the API, as an endpoint takes it.</summary>
/// <param name="Actor">The system behind the key or the access token.</param>
public sealed record ApiCaller(Actor Actor)
{
    /// <summary>Hands the actor of <see cref="ApiKeyHandler"/> or <see cref="AccessTokenHandler"/> to an endpoint.</summary>
    /// <exception cref="InvalidOperationException">The endpoint does not ask for <see cref="BearerCredentials.SchemeName"/>: a bug.</exception>
    public static ValueTask<ApiCaller?> BindAsync(HttpContext context) =>
        new(new ApiCaller(Of(context) ?? throw new InvalidOperationException("The endpoint does not require the scheme of the API.")));

    /// <summary>The actor behind a request that was let in; null for any other.</summary>
    internal static Actor? Of(HttpContext context) => context.Features.Get<Actor>();

    /// <summary>Lets a system in: the one road by which keys and access tokens reach the endpoints.</summary>
    internal static AuthenticationTicket Accept(HttpContext context, Actor actor, string scheme)
    {
        context.Features.Set(actor);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor.Id), new Claim(ClaimTypes.Name, actor.Name)], scheme);
        return new AuthenticationTicket(new ClaimsPrincipal(identity), scheme);
    }
}
