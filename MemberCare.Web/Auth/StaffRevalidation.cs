using System.Security.Claims;
using MemberCare.Core.Queries;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace MemberCare.Web.Auth;

/// <summary>
/// Looks every other second whether the session behind an open window goes on: not ended here or at the provider, not over, the person not disabled, their
/// roles the same. If not, the window goes to sign-in. One indexed read a look.
/// </summary>
public sealed partial class StaffRevalidation(ILoggerFactory loggers, ActorDirectory directory, LiveWindow window) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>The time between two looks. A window must stop within five seconds; half of that is left to a slow machine.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ILogger _log = loggers.CreateLogger<StaffRevalidation>();

    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => Interval;

    /// <summary>Takes the person out of an open window at once, which leads it to sign-in.</summary>
    /// <returns>False where there is no window, only a page on its way to one.</returns>
    internal bool TryEnd()
    {
        if (window.IsOpen)
        {
            SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
        }

        return window.IsOpen;
    }

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(CurrentActor.Find(authenticationState.User, directory) is not null);
        }
        catch (ObjectDisposedException)
        {
            // The store went with the application, and comes no more: a window that outlives it must not ask for ever.
            return Task.FromResult(false);
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

/// <summary>Tells an open window from a page that is drawn for a single answer.</summary>
public sealed class LiveWindow : CircuitHandler
{
    /// <summary>Whether there is one.</summary>
    public bool IsOpen { get; private set; }

    /// <inheritdoc/>
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsOpen = true;
        return Task.CompletedTask;
    }
}
