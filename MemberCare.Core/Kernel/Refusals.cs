namespace MemberCare.Core.Kernel;

/// <summary>The actor lacks a permission.</summary>
public sealed record NotPermitted(Permissions Needed) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Forbidden;

    /// <inheritdoc/>
    public override string Sentence => $"You are not allowed to {Deed(Needed)}. Ask an administrator for the right to do so.";

    private static string Deed(Permissions needed) => needed switch
    {
        Permissions.ViewCustomers => "see customers",
        Permissions.ViewUnmasked => "see contact details in full",
        Permissions.ChangeStatus => "change a customer's status",
        Permissions.RegisterCustomers => "register customers",
        Permissions.ExportCustomers => "take customer lists away",
        Permissions.ManageLabels => "manage status labels",
        Permissions.ManageSettings => "change the settings",
        Permissions.ManageStaff => "manage people’s access",
        Permissions.ViewBlockList => "see the block list",
        Permissions.ManageBlockList => "change the block list",
        Permissions.OverrideBlockList => "go over the block list",
        Permissions.ManageOverlays => "lift sign-in locks or set who may be contacted",
        Permissions.ManageIntegrations => "manage integrations",
        Permissions.AskDecisions => "ask what customers may do",
        Permissions.RecordActivities => "report what customers did",
        Permissions.ReportSignIns => "report sign-ins",
        Permissions.ViewReports => "see reports",
        Permissions.DecideApprovals => "decide about changes that others ask for",
        Permissions.ManageRules => "manage automatic rules",
        Permissions.StartBlock => "block customers",
        Permissions.ChangeMany => "change many customers at once",
        _ => "do that",
    };
}

/// <summary>Nothing of that kind and id exists for this actor's organisation.</summary>
/// <param name="What">The thing in a person's words, such as <c>customer</c>.</param>
public sealed record NotFound(string What) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.NotFound;

    /// <inheritdoc/>
    public override string Sentence => $"There is no such {What}. It may have been removed, or the address is mistyped.";
}

/// <summary>One or more fields of the request are wrong. Nothing was changed.</summary>
/// <param name="Fields">Each field's name, in the spelling of the API, with one sentence.</param>
public sealed record InvalidInput(IReadOnlyDictionary<string, string> Fields) : Refusal
{
    /// <summary>One wrong field.</summary>
    public InvalidInput(string field, string sentence)
        : this(new Dictionary<string, string> { [field] = sentence })
    {
    }

    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Invalid;

    /// <inheritdoc/>
    public override string Sentence => string.Join(" ", Fields.Values);
}

/// <summary>The idempotency key was used before, for a different request.</summary>
public sealed record IdempotencyKeyReused : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Conflict;

    /// <inheritdoc/>
    public override string Sentence => "This idempotency key belongs to another request. Send a new key with a new request.";
}

/// <summary>The store could not keep the change: disk full, file read-only, or too busy. Nothing was changed.</summary>
/// <param name="Why">What the store met, for a person: <c>the disk is full</c>.</param>
public sealed record StoreUnavailable(string Why) : Refusal
{
    /// <inheritdoc/>
    public override RefusalKind Kind => RefusalKind.Unavailable;

    /// <inheritdoc/>
    public override string Sentence => $"The change could not be kept because {Why}. Nothing was changed; try again, or tell whoever runs MemberCare.";
}
