namespace MemberCare.Core.Kernel;

/// <summary>What an actor may do. The core checks each command and each query against these; roles and API scopes are only names for sets of them.</summary>
[Flags]
public enum Permissions
{
    /// <summary>Nothing at all.</summary>
    None = 0,

    /// <summary>Search customers, open them and read their history, personal data masked.</summary>
    ViewCustomers = 1 << 0,

    /// <summary>Read mobile numbers, e-mail addresses and card numbers in full. In the console each look leaves an event.</summary>
    ViewUnmasked = 1 << 1,

    /// <summary>Change a customer's status label.</summary>
    ChangeStatus = 1 << 2,

    /// <summary>Register a customer or load customers from a file.</summary>
    RegisterCustomers = 1 << 3,

    /// <summary>Take a list of customers away as a file.</summary>
    ExportCustomers = 1 << 4,

    /// <summary>Create, edit and retire status labels.</summary>
    ManageLabels = 1 << 5,

    /// <summary>Change the organisation's settings: activity period, region, reasons.</summary>
    ManageSettings = 1 << 6,

    /// <summary>See who has access, take it away and give it back.</summary>
    ManageStaff = 1 << 7,

    /// <summary>See the block list.</summary>
    ViewBlockList = 1 << 8,

    /// <summary>Put contacts on the block list and take them off.</summary>
    ManageBlockList = 1 << 9,

    /// <summary>Record somebody, or a booking, in spite of the block list, with a reason.</summary>
    OverrideBlockList = 1 << 10,

    /// <summary>Lift the lock of a customer's sign-in, and set whether a customer may be contacted.</summary>
    ManageOverlays = 1 << 11,

    /// <summary>Define which systems hear of changes.</summary>
    ManageIntegrations = 1 << 12,

    /// <summary>Ask whether a customer may do something, for one or for a campaign's whole audience.</summary>
    AskDecisions = 1 << 13,

    /// <summary>Report what customers did: purchases, redemptions, bookings.</summary>
    RecordActivities = 1 << 14,

    /// <summary>Report tries to sign in to the portal, and passwords that were reset there.</summary>
    ReportSignIns = 1 << 15,

    /// <summary>Read what customers did across the organisation, and reports of it.</summary>
    ViewReports = 1 << 16,

    /// <summary>Approve or reject changes that somebody else asked for.</summary>
    DecideApprovals = 1 << 17,

    /// <summary>Block a customer: restrict them altogether [L11]. Lifting a block takes <see cref="ChangeStatus"/> alone.</summary>
    StartBlock = 1 << 18,

    /// <summary>Change the status of many customers at once, and stop, resume and undo such jobs.</summary>
    ChangeMany = 1 << 19,

    /// <summary>Define automatic rules, try them out, and switch them on and off.</summary>
    ManageRules = 1 << 20,

    /// <summary>Every permission there is.</summary>
    All = (1 << 21) - 1,
}

/// <summary>A part that a member of staff plays. A person may hold several; their permissions add up.</summary>
public enum Role
{
    /// <summary>Reads, masked.</summary>
    Viewer = 1,

    /// <summary>Helps callers: reads, reveals, changes a status.</summary>
    Agent = 2,

    /// <summary>An agent who also defines labels, keeps the block list and takes lists away.</summary>
    Supervisor = 3,

    /// <summary>Decides what others ask for: an agent's sight without an agent's hands.</summary>
    Approver = 4,

    /// <summary>Everything.</summary>
    Administrator = 5,
}

/// <summary>The permissions behind role names and API scopes, in one table each.</summary>
public static class Grants
{
    /// <summary>The API scopes, as a key carries them, with what each allows.</summary>
    public static IReadOnlyDictionary<string, Permissions> Scopes { get; } = new Dictionary<string, Permissions>(StringComparer.Ordinal)
    {
        ["customers:read"] = Permissions.ViewCustomers,
        ["customers:read-unmasked"] = Permissions.ViewCustomers | Permissions.ViewUnmasked,
        ["customers:write"] = Permissions.ViewCustomers | Permissions.RegisterCustomers,
        ["status:write"] = Permissions.ViewCustomers | Permissions.ChangeStatus,
        ["bulk:write"] = Permissions.ViewCustomers | Permissions.ChangeStatus | Permissions.ChangeMany,
        ["status:block"] = Permissions.StartBlock,
        ["labels:write"] = Permissions.ViewCustomers | Permissions.ManageLabels,
        ["decisions:read"] = Permissions.AskDecisions,
        ["activities:write"] = Permissions.RecordActivities,
        ["activities:read"] = Permissions.ViewReports,
        ["sign-ins:write"] = Permissions.ReportSignIns,
        ["preferences:write"] = Permissions.ViewCustomers | Permissions.ManageOverlays,
        ["block-list:read"] = Permissions.ViewBlockList,
        ["block-list:write"] = Permissions.ViewBlockList | Permissions.ManageBlockList,
        ["block-list:override"] = Permissions.OverrideBlockList,
        ["rules:write"] = Permissions.ViewCustomers | Permissions.ManageRules,
        ["webhooks:write"] = Permissions.ManageIntegrations,
        ["approvals:read"] = Permissions.ViewCustomers,
        ["approvals:decide"] = Permissions.ViewCustomers | Permissions.DecideApprovals,
    };

    /// <summary>What a role allows.</summary>
    public static Permissions Of(Role role) => role switch
    {
        Role.Viewer => Permissions.ViewCustomers,
        Role.Agent => Permissions.ViewCustomers | Permissions.ViewUnmasked | Permissions.ChangeStatus | Permissions.RegisterCustomers
            | Permissions.ViewBlockList | Permissions.ManageOverlays | Permissions.StartBlock,
        Role.Supervisor => Of(Role.Agent) | Permissions.ChangeMany | Permissions.ManageLabels | Permissions.ExportCustomers
            | Permissions.ManageBlockList | Permissions.OverrideBlockList | Permissions.ViewReports | Permissions.ManageRules,
        Role.Approver => Permissions.ViewCustomers | Permissions.ViewUnmasked | Permissions.DecideApprovals,
        Role.Administrator => Permissions.All,
        _ => Permissions.None,
    };

    /// <summary>What several roles allow together.</summary>
    public static Permissions Of(IEnumerable<Role> roles) => roles.Aggregate(Permissions.None, (sum, role) => sum | Of(role));

    /// <summary>What a list of scope names allows; an unknown name allows nothing.</summary>
    public static Permissions OfScopes(IEnumerable<string> scopes) =>
        scopes.Aggregate(Permissions.None, (sum, scope) => sum | Scopes.GetValueOrDefault(scope));
}
