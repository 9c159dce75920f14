using MemberCare.Core.Domain.Tenants;

namespace MemberCare.Web.Auth;

/// <summary>How long people stay signed in, as the section <c>MemberCare:Sessions</c> of appsettings.json says it: <c>Idle</c> and <c>Longest</c>, as hours:minutes:seconds.</summary>
public static class SessionSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "MemberCare:Sessions";

    /// <summary>Reads the section; <see cref="SessionLimits.Default"/> stands in for what it leaves out.</summary>
    /// <exception cref="InvalidOperationException">A value is no time.</exception>
    public static SessionLimits Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new(section.GetValue("Idle", SessionLimits.Default.Idle), section.GetValue("Longest", SessionLimits.Default.Longest));
    }

    /// <summary>What is wrong with the limits, in a sentence that names the section; null where nothing is.</summary>
    public static string? Complaint(SessionLimits limits) =>
        limits.Complaint() is { } wrong ? $"{Section}: a session {wrong} (Idle {limits.Idle:c}, Longest {limits.Longest:c})." : null;
}
