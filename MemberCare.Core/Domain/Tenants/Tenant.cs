using MemberCare.Core.Domain.Approvals;
using MemberCare.Core.Domain.Customers;
using MemberCare.Core.Domain.Restrictions;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Tenants;

/// <summary>An organisation and its settings.</summary>
public sealed class Tenant
{
    /// <summary>The longest title, in characters.</summary>
    public const int LongestTitle = 80;

    /// <summary>The fewest failed tries that can lock sign-in.</summary>
    public const int FewestFailures = 3;

    /// <summary>The most failed tries that can be allowed before sign-in is locked.</summary>
    public const int MostFailures = 20;

    /// <summary>The longest lock of sign-in, in hours.</summary>
    public const int LongestLock = 720;

    private Tenant()
    {
    }

    /// <summary>Identity within the store; set when it is first kept.</summary>
    public TenantId Id { get; private set; }

    /// <summary>The short name by which commands name it: lower-case letters, digits and hyphens, unique.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name that people read.</summary>
    public string Title { get; private set; } = "";

    /// <summary>The ISO 3166 code of the country by whose rules local phone numbers are read.</summary>
    public string Region { get; private set; } = "";

    /// <summary>How long a customer counts as active after the last activity.</summary>
    public ActivityPeriod ActivityPeriod { get; private set; } = ActivityPeriod.Default;

    /// <summary>How many failed tries to sign in, one after the other, lock a customer's sign-in [L2].</summary>
    public int LockAfterFailures { get; private set; } = 5;

    /// <summary>For how many hours sign-in is then locked [L2].</summary>
    public int LockHours { get; private set; } = 24;

    /// <summary>What customers are told when something is refused, in the organisation's words.</summary>
    public PublicMessages Messages { get; private set; } = PublicMessages.Default;

    /// <summary>Which changes of status a second person has to approve.</summary>
    public ApprovalPolicy Approvals { get; private set; } = ApprovalPolicy.Default;

    /// <summary>Raised by one with every change of the settings; a change names the version that the person saw.</summary>
    public int Version { get; private set; }

    /// <summary>Raised by the store with every change of settings, labels or reasons; whoever keeps them in memory compares it.</summary>
    public long CatalogueVersion { get; private set; }

    /// <summary>A new organisation with the default settings.</summary>
    public static Outcome<Tenant> Create(string? name, string? title, string? region)
    {
        var key = (name ?? "").Trim();
        if (key.Length is 0 or > 40 || !key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            return new InvalidInput("tenant", "An organisation’s short name is 1 to 40 lower-case letters, digits and hyphens, such as kopi-house.");
        }

        var tenant = new Tenant { Name = key };
        return tenant.Set(title ?? key, region, ActivityPeriod.Default, tenant.LockAfterFailures, tenant.LockHours, 0).TryGet(out _, out var refusal) ? tenant : refusal;
    }

    /// <summary>Changes the settings.</summary>
    /// <param name="title">The name that people read.</param>
    /// <param name="region">An ISO 3166 code known to the phone rules. Numbers recorded before keep the form they have.</param>
    /// <param name="period">The activity period.</param>
    /// <param name="lockAfter">How many failed tries in a row lock sign-in: <see cref="FewestFailures"/> to <see cref="MostFailures"/>. Counts from the next try on.</param>
    /// <param name="lockHours">For how many hours: 1 to <see cref="LongestLock"/>. A lock that is set lasts as long as it was set for.</param>
    /// <param name="seen">The version that the person saw.</param>
    public Outcome<Done> Set(string? title, string? region, ActivityPeriod period, int lockAfter, int lockHours, int seen)
    {
        if (seen != Version)
        {
            return new SettingsChangedMeanwhile();
        }

        var faults = new Dictionary<string, string>();
        var (text, complaint) = PlainText.Read(title, "The name", LongestTitle);
        if (complaint is not null || text.Length == 0)
        {
            faults["title"] = complaint ?? "Give the organisation a name.";
        }

        var code = (region ?? "").Trim().ToUpperInvariant();
        if (!PhoneNumbers.IsRegion(code))
        {
            faults["region"] = "Choose a country from the list; its two-letter code decides how local phone numbers are read.";
        }

        if (period.Complaint() is { } wrong)
        {
            faults["activityPeriod"] = wrong;
        }

        if (lockAfter is < FewestFailures or > MostFailures)
        {
            faults["lockAfterFailures"] = $"Sign-in is locked after {FewestFailures} to {MostFailures} failed tries: fewer would lock out who mistypes, more would let others guess.";
        }

        if (lockHours is < 1 or > LongestLock)
        {
            faults["lockHours"] = $"Sign-in is locked for 1 to {LongestLock} hours, which are 30 days.";
        }

        if (faults.Count > 0)
        {
            return new InvalidInput(faults);
        }

        (Title, Region, ActivityPeriod, LockAfterFailures, LockHours) = (text, code, period, lockAfter, lockHours);
        Version++;
        return new Done();
    }

    /// <summary>Changes what customers are told.</summary>
    /// <param name="messages">The words for each occasion; see <see cref="PublicMessages.Read"/>.</param>
    /// <param name="seen">The version that the person saw.</param>
    public Outcome<Done> Say(PublicMessages messages, int seen)
    {
        if (seen != Version)
        {
            return new SettingsChangedMeanwhile();
        }

        Messages = messages;
        Version++;
        return new Done();
    }

    /// <summary>Changes which changes of status a second person has to approve. Requests that are open stay open, with the deadline they have.</summary>
    /// <param name="policy">The policy; see <see cref="ApprovalPolicy.Of"/>.</param>
    /// <param name="seen">The version that the person saw.</param>
    public Outcome<Done> AskForApproval(ApprovalPolicy policy, int seen)
    {
        if (seen != Version)
        {
            return new SettingsChangedMeanwhile();
        }

        Approvals = policy;
        Version++;
        return new Done();
    }
}

/// <summary>Somebody changed the settings after this person opened them.</summary>
public sealed record SettingsChangedMeanwhile : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "Somebody changed the settings meanwhile. Look at them again, then save.";
}
