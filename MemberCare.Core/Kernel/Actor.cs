namespace MemberCare.Core.Kernel;

/// <summary>What kind of party acts.</summary>
public enum ActorKind
{
    /// <summary>A member of staff.</summary>
    Person = 1,

    /// <summary>Another system, by its API key.</summary>
    ApiClient = 2,

    /// <summary>An automatic rule.</summary>
    Rule = 3,

    /// <summary>MemberCare itself: an import, the demo, upkeep.</summary>
    System = 4,
}

/// <summary>The road by which a change came.</summary>
public enum Channel
{
    /// <summary>A page of the console.</summary>
    Console = 1,

    /// <summary>The HTTP API.</summary>
    Api = 2,

    /// <summary>A file of customers.</summary>
    Import = 3,

    /// <summary>MemberCare itself.</summary>
    System = 4,

    /// <summary>A till in a shop.</summary>
    Till = 5,

    /// <summary>The customers' own portal.</summary>
    Portal = 6,

    /// <summary>A page on which appointments are booked.</summary>
    Booking = 7,

    /// <summary>A sender of campaigns.</summary>
    Campaign = 8,
}

/// <summary>Who acts, for which organisation, with which rights. Commands and queries take one; there is no acting without.</summary>
/// <param name="Kind">The kind of party.</param>
/// <param name="Id">A stable identifier within the kind: a staff id, a key's id, a rule's name.</param>
/// <param name="Name">The name that history and pages show.</param>
/// <param name="Tenant">The only organisation the actor can see or touch.</param>
/// <param name="Permissions">What the actor may do.</param>
/// <param name="Channel">The road the actor came by.</param>
public sealed record Actor(ActorKind Kind, string Id, string Name, TenantId Tenant, Permissions Permissions, Channel Channel)
{
    /// <summary>MemberCare itself, at work for one organisation.</summary>
    public static Actor System(TenantId tenant, string name, Channel channel) =>
        new(ActorKind.System, "system", name, tenant, Permissions.All, channel);

    /// <summary>The name as it stands where nothing else says what kind of party it is: <c>Ravi K.</c>, <c>rule “Newcomers”</c>.</summary>
    public string Title => Kind == ActorKind.Rule ? $"rule “{Name}”" : Name;

    /// <summary>Whether the actor holds every one of <paramref name="needed"/>.</summary>
    public bool May(Permissions needed) => (Permissions & needed) == needed;
}
