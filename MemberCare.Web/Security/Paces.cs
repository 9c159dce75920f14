using System.Globalization;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using MemberCare.Web.Api;
using MemberCare.Web.Auth;
using MemberCare.Web.Auth.Provider;
using MemberCare.Web.Shared;
using MemberCare.Web.Shell;

namespace MemberCare.Web.Security;

/// <summary>
/// Holds callers to the pace of <see cref="LimitSettings"/>. Sign-in and refused keys count by client address, since nobody is known there yet; the API counts by its
/// client, so that no till slows another down.
/// </summary>
internal sealed class Paces(LimitSettings settings) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string> _signIn = Of(settings.SignInPerMinute, PerSecond(settings.SignInPerMinute));
    private readonly PartitionedRateLimiter<string> _refused = Of(settings.RefusedPerMinute, PerSecond(settings.RefusedPerMinute));
    private readonly PartitionedRateLimiter<string> _api = Of(settings.ApiBurst, settings.ApiPerSecond);

    // A provider that ends a thousand sessions at once has to be heard to the last.
    private readonly PartitionedRateLimiter<string> _logout = Of(6_000, 100);

    /// <inheritdoc/>
    public void Dispose()
    {
        _signIn.Dispose();
        _refused.Dispose();
        _api.Dispose();
        _logout.Dispose();
    }

    /// <summary>Lets a request to the addresses of signing in go on, or answers 429 with a page.</summary>
    public Task SignInAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        using var lease = path.StartsWithSegments(BackChannelLogout.Path) ? _logout.AttemptAcquire(AddressOf(context)) : _signIn.AttemptAcquire(AddressOf(context));
        if (lease.IsAcquired)
        {
            return next(context);
        }

        Wait(context, lease);
        return PlainPage.WriteAsync(context, StatusCodes.Status429TooManyRequests, "That was too often", "Too many tries to sign in came from your network. Wait a minute, then try again.");
    }

    /// <summary>Lets a request to the API go on unless too many from its address were refused; counts those that are.</summary>
    public async Task RefusedAsync(HttpContext context, RequestDelegate next)
    {
        var address = AddressOf(context);
        if (_refused.GetStatistics(address) is { CurrentAvailablePermits: <= 0 })
        {
            context.Response.Headers.RetryAfter = "5";
            await Problems.Of(new TooManyRequests()).ExecuteAsync(context);
            return;
        }

        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            _refused.AttemptAcquire(address).Dispose();
        }
    }

    /// <summary>Lets a request of a known client of the API go on, or answers 429.</summary>
    public Task ApiAsync(HttpContext context, RequestDelegate next)
    {
        if (ApiCaller.Of(context) is not { } actor)
        {
            return next(context);
        }

        using var lease = _api.AttemptAcquire($"{actor.Tenant}/{actor.Id}");
        if (lease.IsAcquired)
        {
            return next(context);
        }

        Wait(context, lease);
        return Problems.Of(new TooManyRequests()).ExecuteAsync(context);
    }

    /// <summary>Whether an address belongs to signing in.</summary>
    public static bool IsSignIn(HttpContext context) =>
        context.Request.Path is var path
        && (path.StartsWithSegments(Addresses.SignIn) || path.StartsWithSegments("/signin-oidc") || path.StartsWithSegments("/signout-callback-oidc") || path.StartsWithSegments(BackChannelLogout.Path));

    // Whoever has IPv6 has at least a /64 of it, and could otherwise come from another address each time.
    private static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static void Wait(HttpContext context, RateLimitLease lease) => context.Response.Headers.RetryAfter =
        (lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1).ToString(CultureInfo.InvariantCulture);

    private static int PerSecond(int perMinute) => Math.Max(1, perMinute / 60);

    private static PartitionedRateLimiter<string> Of(int most, int perSecond) => PartitionedRateLimiter.Create<string, string>(
        who => RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = Second,
            QueueLimit = 0,
        }),
        StringComparer.Ordinal);
}
