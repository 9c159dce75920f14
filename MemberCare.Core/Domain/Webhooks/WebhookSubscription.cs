using System.Globalization;
using System.Numerics;
using MemberCare.Core.Domain.Events;
using MemberCare.Core.Kernel;

namespace MemberCare.Core.Domain.Webhooks;

/// <summary>Whether a subscription is told. The numbers are what the store keeps.</summary>
public enum WebhookState
{
    /// <summary>It is told.</summary>
    Active = 0,

    /// <summary>Nothing is sent; what happens meanwhile waits for it.</summary>
    Paused = 1,

    /// <summary>It is over, for good.</summary>
    Ended = 2,
}

/// <summary>Why a subscription is not told. The numbers are what the store keeps.</summary>
public enum WebhookStop
{
    /// <summary>It is told.</summary>
    None = 0,

    /// <summary>A person wanted it so.</summary>
    ByPerson = 1,

    /// <summary>For days there was nothing but failures.</summary>
    Failures = 2,

    /// <summary>The receiver answered 410: it is gone.</summary>
    Gone = 3,
}

/// <summary>A system that wants to hear what happens to customers: where it listens, what it wants to hear, and the secret by which it knows that it was us.</summary>
public sealed class WebhookSubscription
{
    /// <summary>The most subscriptions of one organisation that are not ended: each one costs a row for every event.</summary>
    public const int MostOfOneTenant = 20;

    /// <summary>The longest name, in characters: it stands in a line of the timeline.</summary>
    public const int LongestName = 40;

    /// <summary>How long the secret before goes on signing after a rotation.</summary>
    public static readonly TimeSpan Rotation = TimeSpan.FromHours(24);

    /// <summary>After how long with nothing but failures a subscription is paused.</summary>
    public static readonly TimeSpan FailuresBorne = TimeSpan.FromDays(3);

    private WebhookSubscription()
    {
    }

    /// <summary>Identity within the store.</summary>
    public WebhookId Id { get; private set; }

    /// <summary>The organisation.</summary>
    public TenantId TenantId { get; private set; }

    /// <summary>What people call the system that listens: <c>till</c>. Unique among those that are not ended, compared without case.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The form in which names are compared.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>Where it listens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>A bit for each kind of event that it wants to hear of; 0 for all, those of later releases too.</summary>
    public long KindBits { get; private set; }

    /// <summary>The secret, sealed by the web.</summary>
    public byte[] Secret { get; private set; } = [];

    /// <summary>The secret before, sealed; null where there is none that still signs.</summary>
    public byte[]? PreviousSecret { get; private set; }

    /// <summary>Until when the secret before signs too.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; private set; }

    /// <summary>Whether it is told.</summary>
    public WebhookState State { get; private set; }

    /// <summary>Why not.</summary>
    public WebhookStop Stop { get; private set; }

    /// <summary>Since when state and reason are as they are.</summary>
    public DateTimeOffset StateSince { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The place in the outbox after which it hears.</summary>
    public long AfterPosition { get; private set; }

    /// <summary>When it last took something; null where it never has.</summary>
    public DateTimeOffset? LastToldAt { get; private set; }

    /// <summary>Since when there is nothing but failures; null where the last attempt went well.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Raised by one with every edit; an edit names the version that the person saw.</summary>
    public int Version { get; private set; }

    /// <summary>The kinds of event that can be told: what staff look at stays in the house.</summary>
    public static IReadOnlyList<EventKind> Tellable { get; } = [.. Enum.GetValues<EventKind>().Where(kind => kind != EventKind.ContactRevealed)];

    /// <summary>The kinds it wants to hear of, in the order of their numbers; empty for all that can be told.</summary>
    public IReadOnlyList<EventKind> Kinds() => KindsOf(KindBits);

    /// <summary>The kinds that bits stand for; empty for all.</summary>
    public static IReadOnlyList<EventKind> KindsOf(long bits) => [.. Tellable.Where(kind => ((bits >> (int)kind) & 1) == 1)];

    /// <summary>Whether a subscription with these bits is told of a kind.</summary>
    public static bool Wants(long bits, EventKind kind) => bits == 0 ? kind != EventKind.ContactRevealed : ((bits >> (int)kind) & 1) == 1;

    /// <summary>A new subscription.</summary>
    /// <param name="tenant">The organisation.</param>
    /// <param name="draft">What was filled in.</param>
    /// <param name="others">The organisation's other subscriptions, ended ones too.</param>
    /// <param name="secret">The secret, sealed.</param>
    /// <param name="rules">Where messages may go.</param>
    /// <param name="after">The present end of the outbox: nothing before it is told.</param>
    /// <param name="now">The present moment.</param>
    public static Outcome<WebhookSubscription> Create(
        TenantId tenant, WebhookDraft draft, IReadOnlyCollection<WebhookSubscription> others, byte[] secret, TargetRules rules, long after, DateTimeOffset now)
    {
        if (others.Count(other => other.State != WebhookState.Ended) >= MostOfOneTenant)
        {
            return new TooManyWebhooks();
        }

        var subscription = new WebhookSubscription { TenantId = tenant, Secret = secret, CreatedAt = now, StateSince = now, AfterPosition = after };
        return subscription.Set(draft with { Version = 0 }, others, rules).TryGet(out _, out var refusal) ? subscription : refusal;
    }

    /// <summary>Edits it. Messages that wait go to the new address.</summary>
    public Outcome<Done> Set(WebhookDraft draft, IReadOnlyCollection<WebhookSubscription> others, TargetRules rules)
    {
        if (State == WebhookState.Ended)
        {
            return new WebhookEnded(Name);
        }

        if (draft.Version != Version)
        {
            return new WebhookChangedMeanwhile(Name);
        }

        var faults = new Dictionary<string, string>();
        var (name, complaint) = PlainText.Read(draft.Name, "The name", LongestName);
        if (complaint is not null || name.Length == 0)
        {
            faults["name"] = complaint ?? "Say which system listens there, such as till.";
        }

        if (rules.Complaint(draft.Address) is { } wrong)
        {
            faults["address"] = wrong;
        }

        if (draft.Kinds.Any(kind => !Tellable.Contains(kind)))
        {
            faults["kinds"] = "One of these kinds of event does not exist, or is not told to others.";
        }

        if (faults.Count > 0)
        {
            return new InvalidInput(faults);
        }

        var key = name.ToLowerInvariant();
        if (others.FirstOrDefault(other => other.State != WebhookState.Ended && other != this && other.NameKey == key) is { } namesake)
        {
            return new DuplicateWebhookName(namesake.Name);
        }

        (Name, NameKey, Address, KindBits) = (name, key, draft.Address!.Trim(), Bits(draft.Kinds));
        Version++;
        return new Done();
    }

    /// <summary>Takes a new secret. The one in use until now goes on signing for <see cref="Rotation"/>, beside the new one.</summary>
    public Outcome<Done> Rotate(byte[] secret, DateTimeOffset now)
    {
        if (State == WebhookState.Ended)
        {
            return new WebhookEnded(Name);
        }

        (PreviousSecret, PreviousSecretUntil, Secret) = (Secret, Clock.Whole(now + Rotation), secret);
        return new Done();
    }

    /// <summary>Sends nothing until somebody resumes it. Pausing twice is once.</summary>
    public Outcome<Done> Pause(WebhookStop why, DateTimeOffset now) => Turn(WebhookState.Paused, why, now);

    /// <summary>Sends again, beginning with what waited.</summary>
    public Outcome<Done> Resume(DateTimeOffset now)
    {
        FailingSince = State == WebhookState.Paused ? null : FailingSince;
        return Turn(WebhookState.Active, WebhookStop.None, now);
    }

    /// <summary>Ends it for good. Ending twice is once.</summary>
    public void End(WebhookStop why, DateTimeOffset now)
    {
        if (State != WebhookState.Ended)
        {
            (State, Stop, StateSince) = (WebhookState.Ended, why, now);

            // What signs no more need not be kept.
            (Secret, PreviousSecret, PreviousSecretUntil) = ([], null, null);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"webhook {Id}");

    private Outcome<Done> Turn(WebhookState state, WebhookStop why, DateTimeOffset now)
    {
        if (State == WebhookState.Ended)
        {
            return new WebhookEnded(Name);
        }

        if (State != state)
        {
            (State, Stop, StateSince) = (state, why, now);
        }

        return new Done();
    }

    private static long Bits(IReadOnlyList<EventKind> kinds)
    {
        var bits = kinds.Aggregate(0L, (sum, kind) => sum | (1L << (int)kind));

        // Every kind there is means all, those of later releases too.
        return BitOperations.PopCount((ulong)bits) == Tellable.Count ? 0 : bits;
    }
}

/// <summary>What a person or a system fills in to subscribe.</summary>
public sealed record WebhookDraft
{
    /// <summary>What people call the system.</summary>
    public string? Name { get; init; }

    /// <summary>Where it listens.</summary>
    public string? Address { get; init; }

    /// <summary>The kinds of event it wants to hear of; empty for all.</summary>
    public IReadOnlyList<EventKind> Kinds { get; init; } = [];

    /// <summary>The version that was seen; 0 for a new one.</summary>
    public int Version { get; init; }
}
