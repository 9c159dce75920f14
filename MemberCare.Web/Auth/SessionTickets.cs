using System.Buffers.Text;
using System.Security.Cryptography;
using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Operations;
using MemberCare.Core.Queries;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace MemberCare.Web.Auth;

/// <summary>
/// Keeps what a sign-in led to in the store, whichever way it came. The browser holds a random key and nothing else; each request looks the key up and
/// meets the person as they are at that moment, so that a session which ended lets nobody in, whoever kept a copy of the cookie.
/// </summary>
public sealed partial class SessionTickets(
    KeepSessions sessions, ActorDirectory directory, IDataProtectionProvider protection, SessionLimits limits, TimeProvider time, ILogger<SessionTickets> log) : ITicketStore
{
    /// <summary>The item of a ticket's properties that names the identity provider; set by its road of sign-in together with <see cref="Subject"/>.</summary>
    public const string Issuer = "mc:issuer";

    /// <summary>The item that says who the person is at the provider.</summary>
    public const string Subject = "mc:subject";

    /// <summary>The item with the session at the provider (the claim <c>sid</c>), where it names one.</summary>
    public const string ProviderSession = "mc:sid";

    // Bytes of randomness in a key: nobody guesses or finds by trying.
    private const int KeyBytes = 32;

    private readonly IDataProtector _seal = protection.CreateProtector("MemberCare.SessionTickets.1");

    /// <inheritdoc/>
    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var (tenant, staff) = CurrentActor.IdsOf(ticket.Principal) ?? throw new InvalidOperationException("A sign-in without a person: the principal is not one of CurrentActor.PrincipalOf.");
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        var wanted = new NewSession(tenant, staff, StaffSession.HashOf(key), OriginOf(ticket.Properties), _seal.Protect(TicketSerializer.Default.Serialize(ticket)));
        return (await sessions.OpenAsync(wanted, limits)).TryGet(out _, out var refusal)
            ? key
            : throw new InvalidOperationException($"The session could not be opened: {refusal.Sentence}");
    }

    /// <summary>Never called: use of a session is kept where it is read, and a new sign-in gets a new key; see <see cref="SessionCookies"/>.</summary>
    /// <exception cref="NotSupportedException">Always: keeping a key through a sign-in would let whoever planted it in.</exception>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => throw new NotSupportedException("A sign-in must not keep the key of an earlier session.");

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key) => ReadAsync(key, used: true);

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken) =>
        SessionCookies.IsSigningIn(httpContext) ? Task.FromResult<AuthenticationTicket?>(null) : ReadAsync(key, IsByAPerson(httpContext.Request));

    /// <inheritdoc/>
    public async Task RemoveAsync(string key)
    {
        if (directory.Session(StaffSession.HashOf(key)) is { } session
            && (await sessions.EndAsync(session.Actor.Tenant, session.Id)).Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The session could not be ended: {refusal.Sentence}");
        }
    }

    // An open window keeps its connection up, and comes back after a break, without anybody sitting before it.
    private static bool IsByAPerson(HttpRequest request) => !request.Path.StartsWithSegments("/_blazor");

    private static ProviderOrigin? OriginOf(AuthenticationProperties properties) =>
        properties.Items.TryGetValue(Issuer, out var issuer) && properties.Items.TryGetValue(Subject, out var subject) && issuer is not null && subject is not null
            ? new(issuer, subject, properties.Items.TryGetValue(ProviderSession, out var session) ? session : null)
            : null;

    private async Task<AuthenticationTicket?> ReadAsync(string key, bool used)
    {
        if (directory.Session(StaffSession.HashOf(key)) is not { } session
            || Unseal(session) is not { } ticket
            || CurrentActor.IdsOf(ticket.Principal) != (session.Actor.Tenant, session.Staff))
        {
            return null;
        }

        if (used && StaffSession.IsWorthKeeping(session.UsedAt, time.Now(), limits.Idle)
            && (await sessions.UseAsync(session.Actor.Tenant, session.Id, limits.Idle)).Refusal is { } refusal)
        {
            if (refusal is NotFound)
            {
                // It ended between the two.
                return null;
            }

            // The store takes no writes just now. Whoever works goes on; should it last, the session ends by its idle time.
            NotNoted(session.Id, refusal.Code);
        }

        CurrentActor.Enter(ticket.Principal, session.Id);
        ticket.Properties.IssuedUtc = session.UsedAt;
        ticket.Properties.ExpiresUtc = session.EndsAt;
        return ticket;
    }

    private AuthenticationTicket? Unseal(OpenSession session)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(_seal.Unprotect(session.Ticket));
        }
        catch (CryptographicException)
        {
            Unreadable(session.Id);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Use of session {Session} could not be noted: {Why}")]
    private partial void NotNoted(Guid session, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session} cannot be read: the data-protection keys that sealed it are gone. The person has to sign in again")]
    private partial void Unreadable(Guid session);
}
