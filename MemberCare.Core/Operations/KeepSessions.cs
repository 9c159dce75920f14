using MemberCare.Core.Domain.Tenants;
using MemberCare.Core.Kernel;
using MemberCare.Core.Store;

namespace MemberCare.Core.Operations;

/// <summary>A session to be opened.</summary>
/// <param name="Tenant">The organisation.</param>
/// <param name="Staff">Who signed in.</param>
/// <param name="KeyHash">The hash of the browser's key; see <see cref="StaffSession.HashOf"/>.</param>
/// <param name="Origin">The provider's part in it; null without one.</param>
/// <param name="Ticket">What the web keeps about the sign-in, sealed.</param>
public sealed record NewSession(TenantId Tenant, StaffId Staff, byte[] KeyHash, ProviderOrigin? Origin, byte[] Ticket);

/// <summary>Opens and ends the sessions in which people are signed in. They ask for no permission: whoever opens one has proved who they are, and whoever ends one holds it or speaks for the provider.</summary>
public sealed class KeepSessions(Writer writer)
{
    private const string EndOne = "DELETE FROM staff_sessions WHERE tenant_id = @tenant AND id = @id";

    private const string EndAllOfPerson = "DELETE FROM staff_sessions WHERE tenant_id = @tenant AND staff_id = @staff";

    // Those that are over count too: they go before any that is not, as they were used before it.
    private const string EndSurplus =
        """
        DELETE FROM staff_sessions WHERE tenant_id = @tenant AND id IN (
          SELECT id FROM staff_sessions WHERE tenant_id = @tenant AND staff_id = @staff ORDER BY used_at DESC, id DESC LIMIT -1 OFFSET @most)
        """;

    // A provider knows nothing of our organisations: it ends what it opened, wherever that is.
    private const string EndOfSid = "DELETE FROM staff_sessions WHERE issuer = @issuer AND provider_session = @sid";

    private const string EndOfSidAndSubject = "DELETE FROM staff_sessions WHERE issuer = @issuer AND provider_session = @sid AND subject = @subject";

    private const string EndOfSubject = "DELETE FROM staff_sessions WHERE issuer = @issuer AND subject = @subject";

    /// <summary>Opens a session. Where the person has <see cref="StaffSession.MostOfOnePerson"/>, the one not used for longest ends.</summary>
    /// <returns>Its id; or <see cref="NotFound"/>, <see cref="NoRole"/>, <see cref="AccessTakenAway"/>.</returns>
    public Task<Outcome<Guid>> OpenAsync(NewSession wanted, SessionLimits limits, CancellationToken cancellation = default) =>
        writer.RunAsync<Guid>(
            wanted.Tenant,
            transaction =>
            {
                if (transaction.Db.Staff.SingleOrDefault(known => known.Id == wanted.Staff) is not { } person)
                {
                    return new NotFound("person");
                }

                if (person.WhyNoAccess() is { } why)
                {
                    return why;
                }

                var session = StaffSession.Open(person, wanted.KeyHash, wanted.Origin, wanted.Ticket, limits, transaction.Now);
                transaction.Db.StaffSessions.Add(session);
                person.SignedIn(transaction.Now);
                transaction.Db.SaveChanges();
                transaction.Connection.Execute(EndSurplus, transaction.Tenant, person.Id, StaffSession.MostOfOnePerson);
                return session.Id;
            },
            cancellation);

    /// <summary>Notes that a session was used, which puts its end off; see <see cref="StaffSession.IsWorthKeeping"/> for whom to ask first. One that is over stays over.</summary>
    /// <returns>Nothing; or <see cref="NotFound"/> where it has ended.</returns>
    public Task<Outcome<Done>> UseAsync(TenantId tenant, Guid id, TimeSpan idle, CancellationToken cancellation = default) =>
        writer.RunAsync<Done>(
            tenant,
            transaction =>
            {
                if (transaction.Db.StaffSessions.SingleOrDefault(session => session.Id == id) is not { } session)
                {
                    return new NotFound("session");
                }

                session.Use(transaction.Now, idle);
                transaction.Db.SaveChanges();
                return new Done();
            },
            cancellation);

    /// <summary>Ends a session. Ending twice is once.</summary>
    /// <returns>How many ended: one or none.</returns>
    public Task<Outcome<int>> EndAsync(TenantId tenant, Guid id, CancellationToken cancellation = default) =>
        writer.RunAsync<int>(tenant, transaction => transaction.Connection.Execute(EndOne, transaction.Tenant, id), cancellation);

    /// <summary>Ends what a provider says is over (OpenID Connect Back-Channel Logout, section 2.7): all sessions of one session there, or all of a person where it names none.</summary>
    /// <param name="issuer">The provider. Sessions of others are not touched.</param>
    /// <param name="subject">The person there; narrows a provider session where both are given.</param>
    /// <param name="providerSession">The claim <c>sid</c>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>How many ended.</returns>
    public Task<Outcome<int>> EndOfProviderAsync(string issuer, string? subject, string? providerSession, CancellationToken cancellation = default) =>
        writer.RunAsync<int>(
            default,
            transaction => (subject, providerSession) switch
            {
                (null, null) => 0,
                (null, _) => transaction.Connection.Execute(EndOfSid, issuer, providerSession),
                (_, null) => transaction.Connection.Execute(EndOfSubject, issuer, subject),
                _ => transaction.Connection.Execute(EndOfSidAndSubject, issuer, providerSession, subject),
            },
            cancellation);

    /// <summary>Ends all sessions of a person within a command that changes what they may do.</summary>
    /// <returns>How many ended.</returns>
    internal static int EndOfPerson(WriteTransaction transaction, StaffId person) =>
        transaction.Connection.Execute(EndAllOfPerson, transaction.Tenant, person);
}
