using MemberCare.Core.Queries;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace MemberCare.Web.Auth;

/// <summary>Looks every few seconds whether the person behind an open window still has access; if not, the window goes to the sign-in page.</summary>
public sealed partial class StaffRevalidation(ILoggerFactory loggers, ActorDirectory directory) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private readonly ILogger _log = loggers.CreateLogger<StaffRevalidation>();

    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(CurrentActor.Find(authenticationState.User, directory) is not null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A store that is out of reach for a moment signs nobody out: every command and query asks for the rights again.
            NotChecked(fault);
            return Task.FromResult(true);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether a signed-in person still has access could not be read; trying again")]
    private partial void NotChecked(Exception fault);
}
